import shutil
from pathlib import Path

import pytest

from store.content import library as content
from store.domain.errors import NotFoundError
from store.domain.lab import Experiment, ExperimentKind
from store.lab.experiments import GROUPS, ExperimentError, named, read_experiments
from store.util.paths import content_folder, experiments_folder
from tests.store.lab.laboratory import PROBE, REQUESTS, YES, experiment

CLAIMS, CRITERIA = ["16.2"], ["frameworks/safety"]


@pytest.fixture(scope="module")
def shipped() -> tuple[Experiment, ...]:
    library = content.read(content_folder())
    claims = {claim.number for topic in library.topics for claim in topic.claims}
    criteria = {f"{c.slug}/{row.slug}" for c in library.comparisons for row in c.criteria}
    return read_experiments(experiments_folder(), claims, criteria)


def test_the_shipped_experiments_are_whole(shipped: tuple[Experiment, ...]) -> None:
    assert {found.group for found in shipped} == set(GROUPS)
    assert {found.kind for found in shipped} == set(ExperimentKind)
    for found in shipped:
        assert {"flask", "django"} <= {side.option for side in found.sides}, found.slug
        assert found.claims or found.criteria, found.slug


def test_no_program_lies_idle(shipped: tuple[Experiment, ...]) -> None:
    used = {f"{side.folder}/{side.file}" for e in shipped for side in e.sides}
    there = {f"{path.parent.name}/{path.name}" for path in experiments_folder().glob("*/*.py")}
    assert there - used == {"fresh-project/hello.py"}  # what one of them counts


def test_two_programs_have_room_side_by_side() -> None:
    for path in experiments_folder().glob("*/*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert len(line) <= 72, path


def test_experiments_are_listed_by_group_and_order(shipped: tuple[Experiment, ...]) -> None:
    places = [(GROUPS.index(e.group), e.order) for e in shipped]
    assert places == sorted(set(places))


def test_an_experiment_is_found_by_name(shipped: tuple[Experiment, ...]) -> None:
    assert named(shipped, " CSRF ").slug == "csrf"
    with pytest.raises(NotFoundError, match=r"no experiment “x”\. Experiments: start-up, "):
        named(shipped, "x")


def test_a_changed_program_is_another_experiment(tmp_path: Path) -> None:
    before = experiment(tmp_path, PROBE, flask_probe=YES, django_probe=YES)
    again = experiment(tmp_path, PROBE, flask_probe=YES, django_probe=YES)
    after = experiment(tmp_path, PROBE, flask_probe=YES + "# slower\n", django_probe=YES)
    assert before.digest == again.digest != after.digest


def test_the_first_side_is_the_one_compared_with(tmp_path: Path) -> None:
    found = experiment(tmp_path, PROBE, flask_probe=YES, django_probe=YES)
    assert [side.against for side in found.sides] == ["", "Flask"]


RATINGS = "yes = 5\npartly = 3\nno = 0\nadded = 2\n"
MEASURE = "[[measures]]\nslug = 'x'\nname = 'x'\nbetter = 'less'\n"
SCALES = "says = 'x'\nscales = [{ measure = 'cpu', five = 1, zero = 2 }]"
TOMLS = {"probe": PROBE, "requests": REQUESTS}


@pytest.mark.parametrize(
    ("toml", "old", "new", "fault"),
    [
        ("probe", 'title = "A probe"', "title = 3", "1: title missing, or not a text"),
        ("probe", 'fair = "Both alike."\n', "", "1: fair missing, or not a text"),
        ("probe", '"Security"', '"Fun"', "2: a group is one of Performance, Weight"),
        ("probe", 'kind = "probe"', 'kind = "x"', "4: a kind is one of probe, count, start"),
        ("probe", '"16.2"', '"99.1"', "5: there is no claim “99.1”"),
        ("probe", '["frameworks/safety"]', '["x/y"]', "6: there is no criterion “x/y”"),
        ("probe", "seconds = 20", "seconds = 0", "9: seconds must be a number up to 600"),
        ("probe", "seconds = 20", "second = 20", "1: “second” means nothing here"),
        ("probe", "yes = 5", "yes = 6", "11: a rating is a number from 0 to 5"),
        ("probe", "no = 0\n", "", "11: a rule for a probe needs a rating for yes, partly, no"),
        ("probe", RATINGS, "", "11: a rule that names a criterion must say"),
        ("probe", 'says = "Yes is 5."\n', "", "11: a [rule] needs `says`"),
        ("probe", "[rule]", "[rules]", "1: “rules” means nothing here"),
        ("probe", 'name = "Django"', 'name = "Flask"', "25: “Flask” stands twice"),
        ("probe", '"django_probe.py"', '"../x.py"', "25: “../x.py” must be the name of a program"),
        ("probe", '"django_probe.py"', '"missing.py"', "missing.py:1: the file is missing"),
        (
            "probe",
            '["pytest>=1.0"]',
            '["pytest<1"]',
            '25: needs must be a list like ["flask>=3.0"]',
        ),
        (
            "probe",
            '["pytest>=1.0"]',
            '["pytest"]\nagainst = "X"',
            "25: there is no side “X” above to compare with",
        ),
        (
            "probe",
            '["pytest>=1.0"]',
            '["pytest"]\nhow = "gunicorn"',
            "25: how must be gunicorn, uvicorn or own",
        ),
        ("probe", "[rule]", MEASURE + "[rule]", "1: a probe has no [[measures]]"),
        (
            "requests",
            'slug = "cpu"',
            'slug = "disk"',
            "10: an experiment of kind requests measures cpu, wall",
        ),
        ("requests", '"less"', '"lower"', "10: better must be “less” or “more”"),
        (
            "requests",
            'says = "None."',
            'says = "x"\ncriterion = "a/b"',
            "16: a rule that names a criterion must say",
        ),
        ("requests", 'says = "None."', SCALES, "16: criterion must be one of the experiment's"),
        ("requests", 'says = "None."', "this is no TOML", "17: this is not TOML"),
    ],
)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, toml: str, old: str, new: str, fault: str
) -> None:
    home = tmp_path / "experiments" / "an-experiment"
    home.mkdir(parents=True)
    for name in ("flask_probe", "django_probe", "flask_app", "django_app"):
        (home / f"{name}.py").write_text(YES)
    text = TOMLS[toml].strip() + "\n"
    (home / "experiment.toml").write_text(text)
    read_experiments(home.parent, CLAIMS, CRITERIA)  # it was well
    assert old in text
    (home / "experiment.toml").write_text(text.replace(old, new))
    with pytest.raises(ExperimentError) as caught:
        read_experiments(home.parent, CLAIMS, CRITERIA)
    assert any(fault in told for told in caught.value.faults), caught.value.faults


@pytest.mark.parametrize(
    ("scale", "fault"),
    [
        ('{ measure = "x", five = 1, zero = 2 }', "a scale is for one of the measures: cpu"),
        ('{ measure = "cpu", five = 1, zero = 1 }', "a scale needs two different numbers"),
        ('{ measure = "cpu", five = "1", zero = 1 }', "a scale needs two different numbers"),
        ('{ measure = "cpu", five = 0, zero = 1, by_ratio = true }', "is for numbers above 0"),
    ],
)
def test_a_faulty_scale_is_told(tmp_path: Path, scale: str, fault: str) -> None:
    rule = f'says = "x"\ncriterion = "frameworks/safety"\nscales = [{scale}]'
    toml = REQUESTS.replace('says = "None."', rule)
    toml = toml.replace("rounds = 3", 'rounds = 3\ncriteria = ["frameworks/safety"]')
    with pytest.raises(ExperimentError, match=fault):
        experiment(tmp_path, toml, flask_app=YES, django_app=YES)


def test_a_folder_without_experiments_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match="there is no experiment"):
        read_experiments(tmp_path)


def test_every_fault_of_a_shipped_file_names_that_file(tmp_path: Path) -> None:
    copy = Path(shutil.copytree(experiments_folder(), tmp_path / "experiments"))
    (copy / "csrf" / "flask_probe.py").unlink()
    with pytest.raises(ExperimentError) as caught:
        read_experiments(copy)
    assert caught.value.faults == ("csrf/flask_probe.py:1: the file is missing",)
