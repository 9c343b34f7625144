"""Which options a new matrix begins with, as comparison.toml says it."""

from pathlib import Path

import pytest

from store.content.library import read
from store.domain.errors import ContentError
from tests.store.small import new_store, write_content

HERE = "comparisons/materials/comparison.toml:4: "


def test_the_options_to_begin_with_are_kept_with_the_comparison(tmp_path: Path) -> None:
    store = new_store(write_content(tmp_path, shown='shown = ["steel", "oak"]'))
    assert store.read.comparison("materials").shown == ("steel", "oak")
    store._load_content(write_content(tmp_path))
    assert store.read.comparison("materials").shown == ()
    store.close()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("shown = []", "shown lists the options to begin with, at least one"),
        ('shown = "oak"', "shown lists the options to begin with, at least one"),
        ("shown = [1]", "shown lists the options to begin with, at least one"),
        ('shown = ["oak", "gold"]', "there is no option gold to begin with"),
    ],
)
def test_a_fault_in_them_is_told(tmp_path: Path, line: str, fault: str) -> None:
    with pytest.raises(ContentError) as caught:
        read(write_content(tmp_path, shown=line))
    assert [told for told in caught.value.faults if told.startswith(HERE + fault)]
