"""The lab command, as a person types it."""

import json
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from store.lab.experiments import read_experiments
from store.util.paths import experiments_folder
from tui_app.__main__ import main


@pytest.fixture(autouse=True)
def own_store(store_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command finds a store of its own."""
    monkeypatch.setenv("SHORTLIST_STORE", str(store_path))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(["lab", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_every_experiment_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list")
    slugs = [experiment.slug for experiment in read_experiments(experiments_folder())]
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == slugs
    _, out, _ = run(capsys, "list", "--json")
    assert [value["slug"] for value in json.loads(out)] == slugs


def test_an_experiment_is_shown_with_its_rule_and_every_program(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, out, _ = run(capsys, "show", "csrf")
    assert "Is a forged post refused?" in out
    assert "What it cannot show: One post without a token" in out
    assert "The rule: Refused as it comes: 5." in out
    assert "### Django: django_probe.py" in out
    assert "    fresh_django()  # startproject, settings unchanged" in out
    code, _, err = run(capsys, "show", "nothing")
    assert code == 2
    assert "There is no experiment “nothing”. Experiments: start-up, " in err


def test_findings_are_shown_with_ratings_and_the_machine(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ("fresh-project", "debug-default", "--option", "flask", "--option", "django")
    code, out, err = run(capsys, "run", *words, "--quick", "--python", sys.executable)
    assert (code, err) == (0, "")
    assert "  Django: no. 500," in out
    assert "    Django  ■■■" in out
    assert re.search(r"Django: 2[\d.]+ times the lines of Python of Flask\.", out)
    lines = [line.split() for line in out.splitlines()]
    criterion = "python-web-frameworks/safe-debug-default"
    assert [criterion, "flask", "4.5", "by", "debug-default"] in lines
    assert [criterion, "django", "2", "by", "debug-default"] in lines
    assert f"CPython {sys.version.split()[0]}" in out
    assert "Bottle" not in out


def test_a_run_is_kept_and_shown_again(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "history", "fresh-project")
    assert out == "It was not run here yet.\n"
    for _ in range(2):
        code, _, err = run(capsys, "run", "fresh-project", "--quick")
        assert (code, err) == (0, "")
    _, out, _ = run(capsys, "list")
    (line,) = [line for line in out.splitlines() if line.startswith("fresh-project")]
    assert re.search(r"Flask \d+ .*· Django \d+ .*just now$", line)
    _, out, _ = run(capsys, "show", "fresh-project")
    assert "### Here" in out
    assert re.search(r"    Django  ■■■", out)
    _, out, _ = run(capsys, "history", "fresh-project", "--json")
    first, second = json.loads(out)
    assert first["findings"] == second["findings"]
    assert first["quick"] is True


@pytest.mark.parametrize(
    "words", [("--no-save",), ("--option", "flask"), ("--python", sys.executable)]
)
def test_what_is_no_whole_run_of_our_own_frameworks_is_not_kept(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    code, out, _ = run(capsys, "run", "fresh-project", *words)
    assert code == 0
    assert "Flask" in out
    _, out, _ = run(capsys, "history", "fresh-project")
    assert out == "It was not run here yet.\n"


def test_what_is_missing_is_told_and_the_rest_is_measured(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    venv.create(tmp_path / "bare", symlinks=True)
    python = tmp_path / "bare" / "bin" / "python"
    words = ("csrf", "--option", "flask", "--json", "--python", str(python))
    code, out, err = run(capsys, "run", *words)
    assert code == 1
    assert err == "shortlist: 2 sides could not be measured; the findings say why.\n"
    value = json.loads(out)
    (report,) = value["reports"]
    assert value["ratings"] == []
    assert [finding["trouble"] for finding in report["findings"]] == [
        f"flask is not installed for {python}; install it there",
        f"flask is not installed for {python}; install it there",
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Say what to run: experiments by name, --group GROUP, or --all."),
        (("--group", "fun"), "There is no group “fun”. Groups: Performance, Weight,"),
        (("csrf", "--option", "rails"), "No such experiment has “rails”. Options: flask, django,"),
        (("csrf", "--python", "/nowhere/python"), "/nowhere/python is not a Python"),
    ],
)
def test_what_cannot_be_run_is_told(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    code, out, err = run(capsys, "run", *words)
    assert code in (1, 2)
    assert out == ""
    assert told in err


def test_ctrl_c_ends_a_run() -> None:
    """The command is interrupted as soon as it says that it is under way."""
    code = """if True:
        import os, signal, sys
        signal.signal(signal.SIGINT, signal.default_int_handler)  # else a background job has none
        from store.lab import sandbox
        from tui_app.__main__ import main
        real = sandbox._end
        def end(process):
            real(process)
            print("ended", process.returncode is not None, flush=True)
        sandbox._end = end
        listen = sandbox._Listening.listen
        def interrupted(self, cancelled):
            os.kill(os.getpid(), signal.SIGINT)
            return listen(self, cancelled)
        sandbox._Listening.listen = interrupted
        sys.exit(main(["lab", "run", "csrf", "--python", sys.executable]))
    """
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stdout) == (130, "ended True\n")
