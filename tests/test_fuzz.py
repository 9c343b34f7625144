"""A hundred files as others break them; `make fuzz` reads ten thousand."""

from pathlib import Path

import pytest

from store.content import library
from store.domain.errors import ContentError
from tests.fuzz import COUNTS, prepared
from tests.store.small import write_content


def test_broken_files_are_read_or_refused_with_a_sentence(tmp_path: Path) -> None:
    fuzz = prepared(tmp_path)
    for kind in COUNTS:
        for number in range(20):
            fuzz.read(kind, fuzz.broken(kind, number), number)


@pytest.mark.parametrize("end", ["", "## Claims\n", "## Claims\n\n\n"])
def test_a_topic_without_claims_is_refused_with_a_sentence(tmp_path: Path, end: str) -> None:
    folder = write_content(tmp_path)
    page = folder / "topics" / "01-building.md"
    page.write_text(page.read_text("utf-8").partition("## Claims")[0] + end, "utf-8")
    with pytest.raises(ContentError, match="must not be empty"):
        library.read(folder)
