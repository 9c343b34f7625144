"""A hundred files as others break them; `make fuzz` reads ten thousand."""

from pathlib import Path

from tests.fuzz import COUNTS, prepared


def test_broken_files_are_read_or_refused_with_a_sentence(tmp_path: Path) -> None:
    fuzz = prepared(tmp_path)
    for kind in COUNTS:
        for number in range(20):
            fuzz.read(kind, fuzz.broken(kind, number), number)
