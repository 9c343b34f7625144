"""What an edit writes into a record that does not have it yet: the file before and after."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from store.domain.decision import Status
from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.records.document import RecordError
from store.records.edit import edit
from store.records.fields import facts_of, with_facts
from store.records.formats import format_of
from store.records.parse import read
from store.records.record_style import HouseStyle

DAY = date(2026, 11, 23)
LATER = date(2027, 5, 23)
SUCCESSOR = Reference(12, "0012-a.md", "Use *two*")
PEOPLE: Mapping[str, Any] = {
    "deciders": ["Ada <b>", "Bo_b_"],
    "consulted": ["*Cy*"],
    "informed": ["all [x]"],
}

TEXT = "## Context and Problem Statement\n\nText.\n"
OUTCOME = '## Decision Outcome\n\nChosen option: "X", because it is.\n'
NYGARD = "## Context\n\nText.\n\n## Decision\n\nWe use X.\n"
MORE = "\n## Consequences\n\nSome.\n"


def edited(before: str, **changes: Any) -> str:  # noqa: ANN401  # as `edit` takes them
    document = edit(read(before, "0001-a.md"), **changes)
    assert edit(document, **changes) is document
    windows = edit(read(before.replace("\n", "\r\n"), "0001-a.md"), **changes)
    assert windows.text == document.text.replace("\n", "\r\n")
    return document.text


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ("accepted", {"status": "deprecated"}, "deprecated"),
        ("Accepted", {"status": "deprecated"}, "Deprecated"),
        ("accepted", {"status": "superseded", "superseded_by": SUCCESSOR},
         "superseded by [12. Use \\*two\\*](0012-a.md)"),
        ("ACCEPTED", {"status": "superseded", "superseded_by": SUCCESSOR},
         "SUPERSEDED by [12. Use \\*two\\*](0012-a.md)"),
        ("A", {"status": "deprecated"}, "Deprecated"),
        ("<!-- one of\nproposed\nrejected -->\n\naccepted", {"status": "deprecated"},
         "<!-- one of\nproposed\nrejected -->\n\ndeprecated"),
        ("accepted <!-- or\nproposed\nrejected -->", {"status": "deprecated"},
         "deprecated <!-- or\nproposed\nrejected -->"),
        ("<!-- one of\nproposed\nrejected -->", {"status": "accepted"},
         "Accepted\n\n<!-- one of\nproposed\nrejected -->"),
        ("accepted", {"status": "superseded",
                      "superseded_by": Reference(None, "sub/use-two.md", "")},
         "superseded by [use-two](sub/use-two.md)"),
        ("accepted", {"status": "superseded", "superseded_by": Reference(12, "", "")},
         "superseded by ADR-0012"),
    ],
)  # fmt: skip
def test_a_status_stays_as_it_is_written(
    before: str, change: Mapping[str, Any], after: str
) -> None:
    record = f"# 1. A\n\n## Status\n\n{{}}\n\n{NYGARD}"
    assert edited(record.format(before), **change) == record.format(after)


@pytest.mark.parametrize("below", ["", "\n", "\n## Context\n", "\n\n\n"])
def test_a_status_is_filled_in_under_its_heading(below: str) -> None:
    before = f"# 1. A\n\n## Status\n{below}"
    after = f"# 1. A\n\n## Status\n\nAccepted\n{below}"
    assert edit(read(before), status="accepted").text == after


def test_a_status_of_nygard_comes_before_the_other_sections() -> None:
    document = f"# 1. A\n\nDate: 2024-01-02\n\n{{}}{NYGARD}{MORE}"
    assert edited(document.format(""), status="accepted") == document.format(
        "## Status\n\nAccepted\n\n"
    )
    superseded = document.format("## Status\n\nSuperseded by [12. Use \\*two\\*](0012-a.md)\n\n")
    assert edited(document.format(""), status="superseded", superseded_by=SUCCESSOR) == superseded


@pytest.mark.parametrize(
    ("house", "after"),
    [
        (HouseStyle(), "## Status\n\nAccepted\n\n"),
        (HouseStyle({Status.ACCEPTED: "approved"}), "## Status\n\nApproved\n\n"),
    ],
)
def test_a_status_is_added_in_the_words_of_the_folder(house: HouseStyle, after: str) -> None:
    document = read(f"# 1. A\n\n{NYGARD}{MORE}", "0001-a.md")
    assert edit(document, status="accepted", house=house).text == f"# 1. A\n\n{after}{NYGARD}{MORE}"


NEW = (
    "Review by: 2027-05-23",
    "Deciders: Ada &lt;b>, Bo_b\\_",
    "Consulted: \\*Cy\\*",
    "Informed: all \\[x\\]",
)
DATED = ("Date: 2026-11-23", *NEW)
STATUS = "## Status\n\nAccepted\n\n"


def listed(mark: str, *fields: str) -> str:
    return "".join(f"{mark} {field}\n" for field in fields)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("* Status: accepted\n\n", listed("*", "Status: accepted", *DATED) + "\n"),
        (
            "* Status: accepted\n* Tags: a\n\n",
            listed("*", "Status: accepted", *DATED, "Tags: a") + "\n",
        ),
        ("- Status: accepted\n\n", listed("-", "Status: accepted", *DATED) + "\n"),
        (f"{DATED[0]}\n\n{STATUS}", "\n\n".join([*DATED, STATUS])),
        (STATUS, "\n\n".join([*DATED, STATUS])),
    ],
    ids=["MADR 2", "MADR 2 with a field of its own", "log4brains", "Nygard", "Nygard, undated"],
)
def test_new_fields_are_lines_below_the_others(before: str, after: str) -> None:
    rest = f"{NYGARD}{MORE}" if STATUS in before else TEXT
    record = f"# A\n\n{before}{rest}"
    wanted = f"# A\n\n{after}{rest}"
    assert edited(record, day=DAY, review_by=LATER, **PEOPLE) == wanted
    document = read(wanted)
    assert document.deciders == ("Ada <b>", "Bo_b_")
    assert (document.consulted, document.informed) == (("*Cy*",), ("all [x]",))


def test_a_field_is_added_to_a_line_that_ends_the_file() -> None:
    document = read("# A\n\n* Status: accepted", "0001-a.md")
    assert edit(document, day=DAY).text == "# A\n\n* Status: accepted\n* Date: 2026-11-23"
    assert edit(read("# A", "0001-a.md"), day=DAY, style=RecordFormat.NYGARD).text == (
        "# A\n\nDate: 2026-11-23\n"
    )
    assert edit(read("# A\nText.\n"), day=DAY, style=RecordFormat.NYGARD).text == (
        "# A\n\nDate: 2026-11-23\n\nText.\n"
    )


def test_a_status_of_madr_2_is_a_line_below_the_others() -> None:
    record = f"# A\n\n* Date: 2024-01-02\n{{}}\n{TEXT}"
    assert edited(record.format(""), status="accepted") == record.format("* Status: accepted\n")
    assert edited(record.format(""), status="superseded", superseded_by=SUCCESSOR) == record.format(
        "* Status: superseded by [ADR-0012](0012-a.md)\n"
    )


LABELS_AND_FRONT = "---\nnav: 1\n{}---\n# A\n\n* Status: accepted\n{}\n" + TEXT


def test_a_record_with_labels_and_front_matter_keeps_each_field_where_its_format_has_it() -> None:
    before = LABELS_AND_FRONT.format("", "")
    after = LABELS_AND_FRONT.format(
        'consulted: "*Cy*"\ninformed: all [x]\nreview-by: 2027-05-23\n',
        "* Date: 2026-11-23\n* Deciders: Ada &lt;b>, Bo_b\\_\n",
    )
    together = edited(before, day=DAY, review_by=LATER, **PEOPLE)
    assert together == after
    # One field at a time, as a sync brings them, comes to the same.
    document = read(before, "0001-a.md")
    for change in ({"review_by": LATER}, {"day": DAY}, *({k: v} for k, v in PEOPLE.items())):
        document = edit(document, **change)
        assert format_of(document) is RecordFormat.MADR2
    assert document.text == after


def test_a_title_in_front_matter_has_the_fields_beside_it() -> None:
    record = f"---\ntitle: A\n{{}}---\n\n{NYGARD}{MORE}"
    assert edited(record.format(""), day=DAY, deciders=["Ada"]) == record.format(
        "date: 2026-11-23\ndecision-makers: Ada\n"
    )


@pytest.mark.parametrize("change", [{"day": DAY}, {"deciders": ["Ada"]}, {"review_by": DAY}])
def test_a_line_is_not_written_where_there_is_no_title(change: Mapping[str, Any]) -> None:
    with pytest.raises(RecordError, match="the record has no title to write it under"):
        edit(read(f"{NYGARD}{MORE}"), **change)


def test_a_key_stands_where_madr_has_it() -> None:
    front = "---\nnav: 1\nstatus: accepted\n{}tags: [a]\n\n---\n# A\n"
    new = "date: 2026-11-23\ndecision-makers: Ada\nconsulted: Bo\ninformed: Cy\n"
    people = {"deciders": ["Ada"], "consulted": ["Bo"], "informed": ["Cy"]}
    after = front.format(f"{new}review-by: 2027-05-23\n")
    assert edited(front.format(""), day=DAY, review_by=LATER, **people) == after
    assert edited("---\nnav: 1\n\n---\n# A\n", day=DAY) == (
        "---\nnav: 1\ndate: 2026-11-23\n\n---\n# A\n"
    )
    assert edited("---\n---\n# A\n", day=DAY) == "---\ndate: 2026-11-23\n---\n# A\n"
    assert edited("---\n\n---\n# A\n", day=DAY) == "---\ndate: 2026-11-23\n\n---\n# A\n"
    assert edited("---\nnav: 1\ninformed: Cy\ndate: 2026-11-23\n---\n# A\n", status="accepted") == (
        "---\nnav: 1\nstatus: accepted\ninformed: Cy\ndate: 2026-11-23\n---\n# A\n"
    )
    assert edit(read("\ufeff# A\n"), day=DAY).text == "\ufeff---\ndate: 2026-11-23\n---\n# A\n"


def test_deciders_have_the_key_of_their_format() -> None:
    older = "---\nstatus: superseded by [ADR-0002](0002-b.md)\n{}---\n# A\n"
    assert edited(older.format(""), deciders=["Ada"]) == older.format("deciders: Ada\n")
    newer = "---\nstatus: accepted\n{}---\n# A\n"
    assert edited(newer.format(""), deciders=["Ada"]) == newer.format("decision-makers: Ada\n")


def test_nothing_is_added_for_nobody() -> None:
    document = read("# A\n\n* Status: accepted\n")
    assert edit(document, deciders=[], consulted=[" "], consequences="", context="") is document


@pytest.mark.parametrize("end", ["", "\n## Notes\n\nNone.\n"])
def test_consequences_of_nygard_are_a_section_behind_the_decision(end: str) -> None:
    record = f"# 1. A\n\n## Status\n\nAccepted\n\n{NYGARD}\n### More\n\nWhy.\n{{}}{end}"
    new = "\n## Consequences\n\nGood.\n"
    assert edited(record.format(""), consequences="Good.") == record.format(new)
    both = record.format(f"{new}\n## Confirmation\n\nA test.\n")
    assert edited(record.format(""), consequences="Good.", confirmation="A test.") == both
    assert edited(record.format(new), confirmation="A test.") == both


@pytest.mark.parametrize("status", ["## Status\n\nAccepted\n\n", ""])
def test_context_of_nygard_is_a_section_below_the_status(status: str) -> None:
    rest = f"## Decision\n\nWe use X.\n{MORE}"
    below = "" if status else "\n## Status\n\nAccepted\n"
    record = f"# 1. A\n\nDate: 2024-01-02\n\n{status}{{}}{rest}{below}"
    assert edited(record.format(""), context="Text.\n\nMore.") == record.format(
        "## Context\n\nText.\n\nMore.\n\n"
    )


def test_context_of_madr_comes_first() -> None:
    record = f"---\nstatus: accepted\n---\n\n# A\n\n{{}}## Considered Options\n\n* X\n\n{OUTCOME}"
    assert edited(record.format(""), context="Text.") == record.format(f"{TEXT}\n")


def test_sections_are_as_deep_as_those_that_are_there() -> None:
    record = "## 1. A\n\n{}### Context\n\nText.\n\n### Decision\n\nWe use X.\n{}"
    more = "\n### Consequences\n\nSome.\n"
    assert edited(record.format("", more), status="accepted") == record.format(
        "### Status\n\nAccepted\n\n", more
    )
    madr = "## A\n\n### Considered Options\n\n* X\n\n### Decision Outcome\n\nText.\n{}"
    assert edited(madr.format(""), consequences="* Good") == madr.format(
        "\n#### Consequences\n\n* Good\n"
    )
    assert edited("A\n=\n\nText.\n", chosen="X") == (
        'A\n=\n\nText.\n\n## Decision Outcome\n\nChosen option: "X"\n'
    )
    assert edited("## A\n\nText.\n", context="Why.") == (
        "## A\n\nText.\n\n### Context and Problem Statement\n\nWhy.\n"
    )
    uneven = "# A\n\n{}## Context\n\nText.\n\n### Decision\n\nWe use X.\n\n### Consequences\n"
    assert edited(uneven.format(""), status="accepted") == uneven.format(STATUS)


@pytest.mark.parametrize("blank", ["", " "])
def test_an_empty_field_is_filled_in(blank: str) -> None:
    record = "# A\n\n* Status: accepted\n* Deciders:{}\n* Date:{}\n\n" + TEXT
    assert edited(record.format(blank, blank), deciders=["Ada"], day=DAY) == record.format(
        " Ada", " 2026-11-23"
    )
    front = "---\nstatus: accepted\ndate:{}\nconsulted:{}\n---\n# A\n"
    assert edited(front.format(blank, blank), consulted=["Ada"], day=DAY) == front.format(
        " 2026-11-23", " Ada"
    )


OPTIONS = "# A\n\n## Considered Options\n\n* X\n* Y\n\n{}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("## Decision Outcome\n\nWe like X.\n\n### Consequences\n\n* Good\n",
         '## Decision Outcome\n\nChosen option: "Y"\n\nWe like X.\n\n### Consequences\n\n* Good\n'),
        ("## Decision Outcome\n\n### Consequences\n\n* Good\n",
         '## Decision Outcome\n\nChosen option: "Y"\n\n### Consequences\n\n* Good\n'),
        ("## Decision Outcome\n", '## Decision Outcome\n\nChosen option: "Y"\n'),
        ("## Decision Outcome", '## Decision Outcome\n\nChosen option: "Y"\n'),
        ("## Pros and Cons of the Options\n\n### X\n",
         '## Decision Outcome\n\nChosen option: "Y"\n\n## Pros and Cons of the Options\n\n### X\n'),
        ("## Links\n\n* a\n\n## Notes\n",
         '## Decision Outcome\n\nChosen option: "Y"\n\n## Links\n\n* a\n\n## Notes\n'),
        ("## Notes\n", '## Notes\n\n## Decision Outcome\n\nChosen option: "Y"\n'),
    ],
)  # fmt: skip
def test_an_option_is_chosen_where_none_was(before: str, after: str) -> None:
    assert edit(read(OPTIONS.format(before)), chosen="Y").text == OPTIONS.format(after)
    reasoned = after.replace('"Y"', '"Y", because it is quick.')
    assert edit(read(OPTIONS.format(before)), chosen="Y", reason="it is quick.").text == (
        OPTIONS.format(reasoned)
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"X"', '"X", because it is.'),
        ('"X".', '"X", because it is.'),
        ("X", "X, because it is."),
        ("**X**, .", "**X**, because it is."),
        ('"X" <!-- at last -->', '"X", because it is. <!-- at last -->'),
        ('"X" (the small one).', '"X" (the small one), because it is.'),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\n\nMore.\n"])
def test_a_reason_is_added_behind_the_chosen_option(before: str, after: str, end: str) -> None:
    record = OPTIONS.format(f"## Decision Outcome\n\nChosen option: {{}}{end}")
    assert edit(read(record.format(before)), reason="it is").text == record.format(after)


def test_a_reason_needs_a_chosen_option() -> None:
    document = read(OPTIONS.format("## Decision Outcome\n\nWe like X.\n"))
    with pytest.raises(RecordError, match="the record names no chosen option"):
        edit(document, reason="it is")


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ('"X, the small one", because it is.', '"Y", because it is.'),
        ("**X (with a cache)**, because it is.", "Y, because it is."),
        ("X", "Y"),
        ("[X, the small one](x.md), because it is.", "Y, because it is."),
    ],
)
def test_a_chosen_option_may_be_longer_than_its_name_in_the_list(said: str, chosen: str) -> None:
    record = OPTIONS.format("## Decision Outcome\n\nChosen option: {}\n")
    document = read(record.format(said))
    facts = facts_of(document)
    assert (facts.options, facts.chosen) == (("X", "Y"), "X")
    assert with_facts(document, facts) is document
    assert with_facts(document, replace(facts, chosen="Y")).text == record.format(chosen)


def test_names_of_options_are_escaped() -> None:
    document = read(OPTIONS.replace("Y", "\\*Y\\*").format("## Decision Outcome\n"))
    edited = with_facts(document, replace(facts_of(document), chosen="*Y*"))
    assert edited.text == document.text + '\nChosen option: "\\*Y\\*"\n'


def test_a_title_is_added_above_everything_but_front_matter() -> None:
    assert edited("Text.\n", title="Use it") == "# Use it\n\nText.\n"
    assert edited("---\nnav: 1\n---\nText.\n", title="Use\nit ") == (
        "---\nnav: 1\n---\n# Use it\n\nText.\n"
    )


def test_what_differs_only_in_blanks_changes_nothing() -> None:
    document = read(f"# A\n\n{TEXT}\n{OUTCOME}")
    assert edit(document, title=" A\n", context="\nText.\r\n", reason="it is.") is document


def test_an_empty_reason_and_an_empty_title_are_filled_in() -> None:
    record = OPTIONS.format('## Decision Outcome\n\nChosen option: "X", because{}\n')
    assert edited(record.format(""), reason="it is") == record.format(" it is")
    assert edited(f"#\n\n{TEXT}", title="Use it") == f"# Use it\n\n{TEXT}"


@pytest.mark.parametrize("said", ['"X" <!-- at last -->', '"X" (for now), because it is.'])
def test_a_chosen_option_is_read_before_a_remark(said: str) -> None:
    assert read(OPTIONS.format(f"## Decision Outcome\n\nChosen option: {said}\n")).chosen == "X"
