"""What a decision's change becomes in a record of others, to the byte."""

from dataclasses import replace

import pytest

from store.domain.record import Reference
from store.records.parse import read
from store.records.record_style import HouseStyle
from store.sync.mapping import apply_to_record, is_named
from tests.store.records.test_render import DECISION

OLDER = Reference(3, "0003-b.md", "B *c*")
NYGARD = (
    "# 1. A\n\n## Status\n\n{}\n\n## Context\n\nT.\n\n## Decision\n\nX.\n\n## Consequences\n\nS.\n"
)
LINK = "[ADR-0003](0003-b.md)"


def superseding(text: str, house: HouseStyle | None = None, older: Reference | None = OLDER) -> str:
    decision = replace(DECISION, supersedes=(3,))
    style = house or HouseStyle()
    document = apply_to_record(
        read(text, "0001-a.md"), decision, (), lambda _: older, lambda: style
    )
    again = apply_to_record(document, decision, (), lambda _: older, lambda: style)
    assert again is document
    return document.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (NYGARD.format("Accepted"),
         NYGARD.format("Accepted\n\nSupersedes [3. B \\*c\\*](0003-b.md)")),
        ("# A\n\n* Status: accepted\n\n## Links\n\n* [x](y.md)\n",
         f"# A\n\n* Status: accepted\n\n## Links\n\n* [x](y.md)\n* Supersedes {LINK}\n"),
        ("# A\n\n## Links\n\n- [x](y.md)\n",
         f"# A\n\n## Links\n\n- [x](y.md)\n- Supersedes {LINK}\n"),
        ("# A\n\n## Links\n\nNone.\n", f"# A\n\n## Links\n\nNone.\n\nSupersedes {LINK}\n"),
        ("# A\n\n## More Information\n\nNone.\n\n## Links\n\n* x\n",
         f"# A\n\n## More Information\n\nNone.\n\nSupersedes {LINK}\n\n## Links\n\n* x\n"),
        ("# A\n\n## More Information\n", f"# A\n\n## More Information\n\nSupersedes {LINK}\n"),
        ("# A\n\nText.\n", f"# A\n\nText.\n\n## More Information\n\nSupersedes {LINK}\n"),
        ("# A\n\nText.\n\n", f"# A\n\nText.\n\n## More Information\n\nSupersedes {LINK}\n"),
        ("# A", f"# A\n\n## More Information\n\nSupersedes {LINK}\n"),
    ],
)  # fmt: skip
def test_what_it_supersedes_is_told_where_its_format_has_it(before: str, after: str) -> None:
    assert superseding(before) == after
    windows = superseding(before.replace("\n", "\r\n"))
    assert windows == after.replace("\n", "\r\n") or "\n" not in before


@pytest.mark.parametrize(
    ("where", "before", "after"),
    [
        ("label", "# A\n\n* Status: accepted\n",
         f"# A\n\n* Status: accepted\n* Supersedes: {LINK}\n"),
        ("front", "---\nstatus: accepted\n---\n# A\n",
         f'---\nstatus: accepted\nsupersedes: "{LINK}"\n---\n# A\n'),
        ("more", "# A\n\n## Links\n\n* x\n\n## More Information\n\nNone.\n",
         f"# A\n\n## Links\n\n* x\n\n## More Information\n\nNone.\n\nSupersedes {LINK}\n"),
        ("links", "# A\n\n## Links\n\n* x\n\n## More Information\n\nNone.\n",
         f"# A\n\n## Links\n\n* x\n* Supersedes {LINK}\n\n## More Information\n\nNone.\n"),
    ],
)  # fmt: skip
def test_what_it_supersedes_is_told_where_the_folder_has_it(
    where: str, before: str, after: str
) -> None:
    assert superseding(before, HouseStyle(supersedes=where)) == after


def test_a_record_without_a_number_is_named_by_its_file() -> None:
    text = superseding("# A\n\n## Links\n\n* x\n", older=Reference(None, "use-b.md", "B"))
    assert text == "# A\n\n## Links\n\n* x\n* Supersedes [use-b](use-b.md)\n"


def test_a_record_that_is_not_in_the_folder_is_not_told() -> None:
    assert superseding("# A\n", older=None) == "# A\n"


def test_records_are_the_same_by_number_or_by_file() -> None:
    assert is_named(Reference(3, "old-name.md", ""), [OLDER])
    assert not is_named(Reference(4, "0003-b.md", ""), [OLDER])
    assert is_named(Reference(None, "0003-b.md", ""), [Reference(None, "x/0003-b.md", "")])
    assert not is_named(None, [OLDER])
