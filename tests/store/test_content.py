import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from store import content, scoring
from store.content import ContentError, Library
from store.paths import content_folder
from store.scoring import Lead
from store.types import Matrix, Verdict

COMPARISON = "comparisons/python-web-frameworks"
TOPIC = "topics/08-what-flask-does-better.md"
UNSOURCED = (Verdict.OPINION, Verdict.NOT_CHECKABLE)


@pytest.fixture(scope="module")
def library() -> Library:
    return content.read(content_folder())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(content_folder(), tmp_path / "content"))


def faults(folder: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        content.read(folder)
    return str(caught.value).splitlines()


def line_of(path: Path, pattern: str, after: int = 0) -> int:
    """The number of the first line behind line `after` that matches."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(n for n, text in enumerate(lines, 1) if n > after and re.match(pattern, text))


def replace_line(path: Path, line: int, text: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[line - 1] = text
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def remove_block(path: Path, first: int) -> None:
    """Takes out the lines from `first` to the next empty one."""
    lines = path.read_text(encoding="utf-8").splitlines()
    end = lines.index("", first)
    path.write_text("\n".join(lines[: first - 1] + lines[end:]) + "\n", encoding="utf-8")


def test_the_shipped_content_is_whole(library: Library) -> None:
    assert [topic.number for topic in library.topics] == list(range(1, 21))
    assert sum(len(topic.claims) for topic in library.topics) > 200
    (comparison,) = library.comparisons
    criteria = {criterion.slug for criterion in comparison.criteria}
    options = {option.slug for option in comparison.options}
    assert len(criteria) == 30
    assert {"flask", "django"} <= options
    assert comparison.ratings.keys() == {(c, o) for c in criteria for o in options}
    assert len(comparison.presets) == 5
    for weights in [comparison.weights, *(preset.weights for preset in comparison.presets)]:
        assert weights.keys() == criteria


def test_every_statement_of_the_content_can_be_followed_up(library: Library) -> None:
    for topic in library.topics:
        for claim in topic.claims:
            assert claim.sources or claim.verdict in UNSOURCED, claim.number
            assert claim.number.startswith(f"{topic.number}.")
    for rating in library.comparisons[0].ratings.values():
        assert rating.sources
        assert rating.rationale
    for source in library.sources.values():
        assert (source.url is None) != (source.how is None), source.slug


def test_every_source_is_used(library: Library) -> None:
    used = {s.slug for topic in library.topics for claim in topic.claims for s in claim.sources}
    used |= {s.slug for rating in library.comparisons[0].ratings.values() for s in rating.sources}
    assert library.sources.keys() == used


@pytest.mark.parametrize(
    ("preset", "leader"), [("content-site-with-admin", "django"), ("small-json-api", "flask")]
)
def test_presets_lead_where_they_should(library: Library, preset: str, leader: str) -> None:
    (comparison,) = library.comparisons
    weights = comparison.preset(preset).weights
    matrix = Matrix(0, "", preset, comparison, weights, comparison.ratings, {})
    standing = scoring.outcome(matrix)
    assert standing.lead is Lead.LEADS
    assert standing.first[0].option.slug == leader


# One fault each. Every function breaks the content and returns what must be told: the file and
# line, and words of the fault.

Told = tuple[str, str]


def source_removed(folder: Path) -> Told:
    path = folder / "sources.toml"
    remove_block(path, line_of(path, r"\[12factor-build-release-run\]"))
    user = next(
        p for p in sorted((folder / "topics").iterdir()) if "12factor-build" in p.read_text()
    )
    line = line_of(user, r"- sources:.*12factor-build-release-run")
    return f"topics/{user.name}:{line}", "there is no source “12factor-build-release-run”"


def claim_with_dead_source(folder: Path) -> Told:
    line = line_of(folder / TOPIC, "- sources:")
    replace_line(folder / TOPIC, line, "- sources: nowhere")
    return f"{TOPIC}:{line}", "claim 8.1: there is no source “nowhere”"


def claim_without_sources(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.1 ")
    replace_line(folder / TOPIC, line_of(folder / TOPIC, "- sources:"), "")
    return f"{TOPIC}:{at}", "claim 8.1: a claim that is supported needs a source"


def claim_without_verdict(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.1 ")
    replace_line(folder / TOPIC, line_of(folder / TOPIC, "- verdict:"), "")
    return f"{TOPIC}:{at}", "claim 8.1: the verdict is none of supported, partly"


def claim_with_unknown_verdict(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "- verdict:")
    replace_line(folder / TOPIC, at, "- verdict: true")
    return f"{TOPIC}:{at}", "claim 8.1: the verdict is none of supported, partly"


def claim_without_fact(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.1 ")
    replace_line(folder / TOPIC, line_of(folder / TOPIC, "- sources:") + 2, "")
    return f"{TOPIC}:{at}", "claim 8.1: the fact, or what it is about, is missing"


def claim_number_twice(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.2 ")
    replace_line(folder / TOPIC, at, "### 8.1 The same number again")
    return f"{TOPIC}:{at}", "a claim starts with “### 8.N text”, N once only"


def claim_of_another_topic(folder: Path) -> Told:
    at = line_of(folder / TOPIC, "### 8.2 ")
    replace_line(folder / TOPIC, at, "### 9.2 In the wrong file")
    return f"{TOPIC}:{at}", "a claim starts with “### 8.N text”, N once only"


def front_matter_missing(folder: Path) -> Told:
    replace_line(folder / TOPIC, 1, "")
    return f"{TOPIC}:1", "the front matter between two +++ lines is missing"


def front_matter_not_toml(folder: Path) -> Told:
    replace_line(folder / TOPIC, 4, "category = Frameworks")
    return f"{TOPIC}:4", "this is not TOML"


def front_matter_incomplete(folder: Path) -> Told:
    replace_line(folder / TOPIC, 4, "")
    return f"{TOPIC}:1", "the front matter must hold title, question, category, checked"


def section_unknown(folder: Path) -> Told:
    path = folder / TOPIC
    path.write_text(path.read_text(encoding="utf-8") + "\n## At length\n", encoding="utf-8")
    return f"{TOPIC}:7", "there is no place for a section “At length”"


def topic_number_twice(folder: Path) -> Told:
    shutil.copy(folder / TOPIC, folder / "topics/08-once-more.md")
    return "topics:1", "two topics have one number"


def topic_badly_named(folder: Path) -> Told:
    (folder / TOPIC).rename(folder / "topics/flask.md")
    return "topics/flask.md:1", "the file's name is not NN-slug.md"


def toml_not_toml(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    at = line_of(path, "value = 5")
    replace_line(path, at, "value = five")
    return f"{COMPARISON}/ratings.toml:{at}", "this is not TOML"


def not_utf8(folder: Path) -> Told:
    path = folder / COMPARISON / "options.toml"
    at = line_of(path, "summary")
    path.write_bytes(path.read_bytes().replace(b"A small core", b"\xc4 small core"))
    return f"{COMPARISON}/options.toml:{at}", "this is not UTF-8"


def file_missing(folder: Path) -> Told:
    (folder / COMPARISON / "presets.toml").unlink()
    return f"{COMPARISON}/presets.toml:1", "the file is missing"


def rating_without_rationale(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    start = line_of(path, r"\[\[ratings\]\]", after=1)
    replace_line(path, line_of(path, "rationale", after=start), 'rationale = " "')
    return f"{COMPARISON}/ratings.toml:{start}", "rationale missing"


def rating_missing(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    remove_block(path, 1)
    return f"{COMPARISON}/ratings.toml:1", "there is no rating of flask on admin-interface"


def rating_out_of_range(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "value"), "value = 5.5")
    return f"{COMPARISON}/ratings.toml:1", "flask on admin-interface is neither 0 to 5 nor"


def rating_not_a_number(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "value"), "value = nan")
    return f"{COMPARISON}/ratings.toml:1", "flask on admin-interface is neither 0 to 5 nor"


def rating_with_dead_source(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "sources"), 'sources = ["nowhere"]')
    return f"{COMPARISON}/ratings.toml:1", "there is no source or claim nowhere"


def rating_with_dead_claim(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "claims"), 'claims = ["8.999"]')
    return f"{COMPARISON}/ratings.toml:1", "there is no source or claim 8.999"


def weight_out_of_range(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, "migrations"), "migrations = 11")
    table = line_of(path, r"\[weights\]")
    return f"{COMPARISON}/comparison.toml:{table}", "the weight of migrations is not 0 to 10"


def preset_weight_out_of_range(folder: Path) -> Told:
    path = folder / COMPARISON / "presets.toml"
    start = line_of(path, r"\[\[presets\]\]", after=1)
    replace_line(path, line_of(path, "migrations", after=start), "migrations = -1")
    return f"{COMPARISON}/presets.toml:{start}", "the weight of migrations is not 0 to 10"


def weight_missing(folder: Path) -> Told:
    path = folder / COMPARISON / "comparison.toml"
    replace_line(path, line_of(path, "migrations"), "")
    table = line_of(path, r"\[weights\]")
    return f"{COMPARISON}/comparison.toml:{table}", "there is no weight for migrations"


def criterion_with_dead_topic(folder: Path) -> Told:
    path = folder / COMPARISON / "criteria.toml"
    start = line_of(path, r"\[\[criteria\]\]", after=1)
    replace_line(path, line_of(path, "topic", after=start), 'topic = "99-nowhere"')
    return f"{COMPARISON}/criteria.toml:{start}", "there is no topic “99-nowhere”"


def criterion_with_dead_group(folder: Path) -> Told:
    path = folder / COMPARISON / "criteria.toml"
    replace_line(path, line_of(path, "group"), 'group = "Elsewhere"')
    return f"{COMPARISON}/criteria.toml:1", "there is no group “Elsewhere”"


def source_without_address(folder: Path) -> Told:
    path = folder / "sources.toml"
    start = line_of(path, r"\[12factor-build-release-run\]")
    replace_line(path, line_of(path, "url", after=start), "")
    return f"sources.toml:{start}", "needs either a url or how it was run"


def options_of_the_wrong_shape(folder: Path) -> Told:
    (folder / COMPARISON / "options.toml").write_text('options = "Flask, Django"', "utf-8")
    return f"{COMPARISON}/options.toml:1", "every entry starts with [[options]]"


def sources_of_the_wrong_shape(folder: Path) -> Told:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "sources"), "sources = [1, 2]")
    return f"{COMPARISON}/ratings.toml:1", "there is no source or claim any"


def no_comparison(folder: Path) -> Told:
    shutil.rmtree(folder / "comparisons")
    return "comparisons:1", "there is no comparison"


@pytest.mark.parametrize(
    "break_it",
    [
        source_removed,
        source_without_address,
        claim_with_dead_source,
        claim_without_sources,
        claim_without_verdict,
        claim_with_unknown_verdict,
        claim_without_fact,
        claim_number_twice,
        claim_of_another_topic,
        front_matter_missing,
        front_matter_not_toml,
        front_matter_incomplete,
        section_unknown,
        topic_number_twice,
        topic_badly_named,
        toml_not_toml,
        not_utf8,
        file_missing,
        rating_without_rationale,
        rating_missing,
        rating_out_of_range,
        rating_not_a_number,
        rating_with_dead_source,
        rating_with_dead_claim,
        weight_out_of_range,
        preset_weight_out_of_range,
        weight_missing,
        criterion_with_dead_topic,
        criterion_with_dead_group,
        options_of_the_wrong_shape,
        sources_of_the_wrong_shape,
        no_comparison,
    ],
)
def test_a_fault_is_told_with_file_and_line(folder: Path, break_it: Callable[[Path], Told]) -> None:
    place, words = break_it(folder)
    told = faults(folder)
    assert any(fault.startswith(f"{place}: ") and words in fault for fault in told), told


def test_all_faults_are_told_at_once(folder: Path) -> None:
    expected = [claim_with_dead_source(folder), weight_out_of_range(folder)]
    told = faults(folder)
    assert len(told) == 2
    for place, words in expected:
        assert any(fault.startswith(f"{place}: ") and words in fault for fault in told), told


def test_an_unknown_rating_is_read_as_unknown(folder: Path) -> None:
    path = folder / COMPARISON / "ratings.toml"
    replace_line(path, line_of(path, "value"), 'value = "unknown"')
    (comparison,) = content.read(folder).comparisons
    assert comparison.ratings["admin-interface", "flask"].value is None


def test_line_ends_of_another_system_change_nothing(folder: Path, library: Library) -> None:
    for path in folder.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert content.read(folder) == library
