"""The programs that topics show, run for real: each in an interpreter and a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from store.content import library
from store.content.examples import read_examples
from store.util.paths import content_folder, examples_folder
from store.util.toml_source import Files

FOLDER = examples_folder(content_folder())
PROGRAMS = sorted(FOLDER.glob("*/*.py"))
CELLS = 56
"""The widest line of code: two of them stand side by side in a window of 160 columns."""

SECONDS = 60
"""The time limit of a program; each needs one or two."""

SETTINGS = ("DJANGO_", "FLASK_", "PYTHON")
"""How the variables begin that could make a program do something else."""


def name(program: Path) -> str:
    return f"{program.parent.name}-{program.stem}"


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS, ids=name)
def test_a_program_prints_what_the_page_says(program: Path, tmp_path: Path) -> None:
    example = read_examples(Files(FOLDER), FOLDER)[program.parent.name]
    assert program.name in [side.file for side in example.sides]
    run = subprocess.run(
        [sys.executable, str(program)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if not key.startswith(SETTINGS)},
        timeout=SECONDS,
    )
    assert run.stderr == ""
    assert run.stdout.strip() == example.output
    assert run.returncode == 0


def test_two_programs_have_room_side_by_side() -> None:
    for program in PROGRAMS:
        for line in program.read_text(encoding="utf-8").splitlines():
            assert cell_len(line) <= CELLS, program


def test_many_topics_lead_to_a_pair_that_runs() -> None:
    pairs = {
        topic.slug
        for topic in library.read(content_folder()).topics
        for example in topic.examples
        if {"flask", "django"} <= {side.option for side in example.sides}
    }
    assert len(pairs) >= 12
