"""What people write for a status, and what it means."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.decision import Status
from store.domain.errors import StoreError
from store.domain.record import Reference
from store.records.check import Terms, check
from store.records.document import Document, RecordError
from store.records.edit import edit
from store.records.fields import facts_of
from store.records.folder import shelf
from store.records.parse import read
from store.records.record_style import house_style
from store.records.statuses import LENGTH_MAX, reading
from store.records.vocabulary import BUILT_IN, FILE, of_folder

NYGARD = """\
# 1. A

Date: 2024-01-02

## Status

{}

## Context

Text.

## Decision

We use X.

## Consequences

Some.
"""

UNDER_THE_TITLE = """\
# A

{}

## Context

Text.

## Decision

We use X.

## Consequences

Some.
"""


def nygard(status: str) -> Document:
    return read(NYGARD.format(status), "0001-a.md")


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("Accepted.", "accepted"),
        ("Rejected. See [the talk](https://example.org/1).", "rejected"),
        ("Proposed in [pull request 5](https://example.org/5)", "proposed"),
        ("Rejected by [a vote](https://example.org/1)", "rejected"),
        ("Accepted. Amended by [ADR-0002](0002-b.md).", "accepted"),
        ("Accepted. Parts of this record were superseded by [ADR-0002](0002-b.md).", "accepted"),
        ("Accepted; partially superseded by ADR-0005", "accepted"),
        ("Partly superseded by [ADR-0002](0002-b.md)", "accepted"),
        ("Superseded in part by [ADR-0002](0002-b.md)", "accepted"),
        (
            "Accepted\n\nAmended by [A](0001-a.md), the old plan is\nsuperseded for that part.",
            "accepted",
        ),
        ("Accepted (amended 2024-03-01)", "accepted"),
        ("Accepted (proposed 2020-01-02)", "accepted"),
        ("Rejected (was: accepted)", "rejected"),
        ("Deprecated (formerly accepted)", "deprecated"),
        ("~~Accepted~~ **Rejected** since spring", "rejected"),
        ("<del>Accepted</del> Rejected", "rejected"),
        ("**Accepted**", "accepted"),
        ("_Accepted_", "accepted"),
        ("`Accepted`", "accepted"),
        ("> Accepted", "accepted"),
        ("“Accepted”", "accepted"),
        ("✅ Accepted", "accepted"),
        (":white_check_mark: Accepted", "accepted"),
        ("[Accepted](https://example.org)", "accepted"),
        ("<span style='color: red'>Rejected</span>", "rejected"),
        ("![Status: rejected](https://example.org/badge/status-rejected-red)", "rejected"),
        ("![](https://example.org/badge/status-rejected-red.svg)", "rejected"),
        ("Superseded\n\nSuperseded by [8. B](0008-b.md)", "superseded"),
        ("Accepted\n\nSuperceded by [8. B](0008-b.md)", "superseded"),
        ("Accepted, superseded by [8. B](0008-b.md)", "superseded"),
        ("Accepted and superseded by ADR-0008", "superseded"),
        ("Accepted\n\nSupersedes [7. B](0007-b.md)", "accepted"),
        ("Rejected\n\nAccepted risks are listed below.", "rejected"),
        ("Rejected\n\nAmended by [7. B](0007-b.md)", "rejected"),
        ("- [ ] Proposed\n- [x] Accepted\n- [ ] Rejected", "accepted"),
        ("* Proposed\n* **Accepted**\n* Rejected", "accepted"),
        ("Proposed | **Accepted** | Rejected", "accepted"),
        ("2020-01-02: Proposed\n2020-02-03: Accepted", "accepted"),
        ("* 2021-02-03 Deprecated\n* 2020-01-02 Accepted", "deprecated"),
        ("Proposed, accepted on 2020-02-03", "accepted"),
        ("Proposed -> Accepted", "accepted"),
        ("Accepted\n\nDeprecated", "deprecated"),
        ("Status: Accepted", "accepted"),
        ("This ADR is accepted.", "accepted"),
        ("This decision was accepted in May.", "accepted"),
        ("Approved", "accepted"),
        ("Implemented", "accepted"),
        ("Final", "accepted"),
        ("Active", "accepted"),
        ("Done", "accepted"),
        ("Adopted", "accepted"),
        ("In force", "accepted"),
        ("Decided", "accepted"),
        ("Draft", "proposed"),
        ("Open", "proposed"),
        ("Pending", "proposed"),
        ("Under review by the team", "proposed"),
        ("In Review", "proposed"),
        ("WIP", "proposed"),
        ("RFC", "proposed"),
        ("In discussion", "proposed"),
        ("Declined", "rejected"),
        ("Withdrawn by vote\n\nNobody uses it any more.", "rejected"),
        ("Obsolete", "deprecated"),
        ("Retired in 2023", "deprecated"),
        ("Replaced", "superseded"),
        ("Akzeptiert", "accepted"),
        ("Abgelehnt am 12.3.2024", "rejected"),
        ("Ersetzt durch [ADR-7](0007-x.md)", "superseded"),
        ("Acceptée", "accepted"),
        ("Rechazado", "rejected"),
        ("Aprovada", "accepted"),
        ("Respinto", "rejected"),
        ("Vervangen door [ADR-7](0007-x.md)", "superseded"),
        ("Принято", "accepted"),
        ("Odrzucono", "rejected"),
        ("已接受", "accepted"),
        ("已弃用（2024-01-02）", "deprecated"),
        ("已被 [ADR-7](0007-x.md) 取代", "superseded"),
        ("承認済み", "accepted"),
        ("却下", "rejected"),
    ],
)
def test_a_status_is_read_as_it_is_meant(written: str, status: str) -> None:
    document = nygard(written)
    assert (document.status, document.doubts) == (status, ())


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("maybe", "“maybe” is not known, and counts as proposed"),
        ("Not yet accepted", "counts as proposed"),
        ("Open questions remain", "counts as proposed"),
        ("Provisionally accepted", "counts as proposed"),
        ("{proposed | rejected | accepted}", "template's list"),
        ("Proposed, Accepted, Deprecated or Superseded", "template's list"),
        ("* Proposed\n* Accepted\n* Rejected\n* Deprecated", "template's list"),
        ("- [ ] Proposed\n- [ ] Accepted", "None of its boxes is ticked"),
        ("Rejected\n\nAccepted", "It says rejected, and accepted after that."),
        ("", "It does not say its status"),
        ("~~Accepted~~", "It does not say its status"),
        ("Supersedes [7. B](0007-b.md)", "It does not say its status"),
    ],
)
def test_what_is_not_clear_is_told(written: str, why: str) -> None:
    document = nygard(written)
    assert why in " ".join(document.doubts)


@pytest.mark.parametrize(
    ("lines", "status", "day"),
    [
        ("**Status:** Accepted | **Date:** 2025-03-07 | **Review:** 2026-03-07", "accepted", 7),
        ("**Status:** Rejected · **Date:** 2025-03-07", "rejected", 7),
        ("Status: Rejected; Date: 2025-03-07", "rejected", 7),
        ("Status: Rejected — Date: 2025-03-07 — Owner: Ann", "rejected", 7),
        ("Status: Rejected, Date: 2025-03-07", "rejected", 7),
        ("**Status:** Accepted · 2025-03-07", "accepted", 7),
        ("* Status: declined (2025-03-07)", "rejected", 7),
        ("*Status*: Rejected  \n*Date*: 2025-03-07", "rejected", 7),
        ("`Status`: Rejected\n`Date`: 2025-03-07", "rejected", 7),
        ("> **Status**: Rejected\n> **Date**: 2025-03-07", "rejected", 7),
        ("📌 Status: Rejected\n📅 Date: 2025-03-07", "rejected", 7),
        ("**Status**\n\nRejected\n\n**Date:** 2025-03-07", "rejected", 7),
        ("Estado: Rechazado\nFecha: 07.03.2025", "rejected", 7),
        ("|  |  |\n|---|---|\n| Date | 2025-03-07 |\n| Status | Rejected |", "rejected", 7),
        ("| Status | Rejected |\n|---|---|\n| Date | 2025-03-07 |", "rejected", 7),
        ("| **Status** | **Rejected** | Date | 2025-03-07 |\n|--|--|--|--|", "rejected", 7),
        (
            "| Status | Date | Author(s) |\n|:--|:--|:--|\n| Rejected | 2025-03-07 | N. |",
            "rejected",
            7,
        ),
        ("| Status |\n|---|\n| Rejected |", "rejected", None),
        ("| Field | Value |\n|---|---|\n| Decision date | 7 March 2025 |", "", 7),
    ],
)
def test_fields_under_the_title(lines: str, status: str, day: int | None) -> None:
    document = read(UNDER_THE_TITLE.format(lines))
    assert document.status == status
    assert document.day == (date(2025, 3, day) if day else None)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2017-07-21", date(2017, 7, 21)),
        ("2017-07-21T10:00:00+02:00", date(2017, 7, 21)),
        ("2017/07/21", date(2017, 7, 21)),
        ("20170721", date(2017, 7, 21)),
        ("21.07.2017", date(2017, 7, 21)),
        ("3.4.2017", date(2017, 4, 3)),
        ("21/07/2017", date(2017, 7, 21)),
        ("07/21/2017", date(2017, 7, 21)),
        ("10 Apr 2022", date(2022, 4, 10)),
        ("10th of April, 2022", date(2022, 4, 10)),
        ("Jan 29, 2021", date(2021, 1, 29)),
        ("Friday, January 29th 2021", date(2021, 1, 29)),
        ("29. Januar 2021", date(2021, 1, 29)),
        ("29 de enero de 2021", date(2021, 1, 29)),
        ("2021年1月29日", date(2021, 1, 29)),
        ("03/04/2021", None),
        ("04-03-2021", None),
        ("2018-11", None),
        ("2021-02-30", None),
        ("spring 2021", None),
        ("v1.2.2021.4", None),
    ],
)
def test_a_day_is_read_where_there_is_one_way_to_read_it(written: str, day: date | None) -> None:
    document = read(f"# A\n\nDate: {written}\n\n## Status\n\nAccepted\n")
    assert document.day == day
    assert bool(document.doubts) == (day is None)


def test_places_that_do_not_agree_are_told() -> None:
    document = read("---\nstatus: accepted\n---\n# A\n\n## Status\n\nRejected\n")
    assert document.status == "accepted"
    assert document.doubts == ("Its status is accepted in one place, and rejected in another.",)
    document = read("---\nstatus: accepted\nsuperseded-by: ADR-0007\n---\n# A\n")
    assert document.doubts == (
        "Its status is accepted, and another field says what it is superseded by.",
    )
    document = read("---\nstatus: superseded\nsuperseded-by: ADR-0007\n---\n# A\n")
    assert document.superseded_by == (Reference(7),)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("status: [proposed, accepted]", "accepted"),
        ("status:\n  - proposed\n  - accepted", "accepted"),
        ('status: "Accepted"', "accepted"),
        ("status: ACCEPTED # at last", "accepted"),
        ("Status: Approved", "accepted"),
    ],
)
def test_front_matter(status: str, said: str) -> None:
    assert read(f"---\n{status}\n---\n# A\n").status == said


def test_the_paragraph_that_is_no_status_is_cited(tmp_path: Path) -> None:
    (tmp_path / "0001-a.md").write_text(
        NYGARD.format("Kept by vote\n\nNobody uses it any more."), "utf-8"
    )
    (found,) = check(shelf(tmp_path), Terms(date(2026, 11, 24)))
    assert (found.rule, found.line) == ("status-unknown", 7)
    assert "“Kept by vote”" in found.message


@pytest.mark.parametrize(
    ("written", "status", "edited"),
    [
        ("Accepted", "deprecated", "Deprecated"),
        ("**Accepted**", "deprecated", "**Deprecated**"),
        ("ACCEPTED", "deprecated", "DEPRECATED"),
        ("Rejected. See [the talk](https://example.org/1).", "proposed",
         "Proposed. See [the talk](https://example.org/1)."),
        ("Accepted. Amended by [2. B](0002-b.md).", "deprecated",
         "Deprecated. Amended by [2. B](0002-b.md)."),
        ("~~Proposed~~ **Accepted** since spring", "deprecated",
         "~~Proposed~~ **Deprecated** since spring"),
        ("Superseded by [8. B](0008-b.md), see there.", "accepted", "Accepted, see there."),
        ("Maybe", "accepted", "Accepted"),
    ],
)  # fmt: skip
def test_an_edit_leaves_the_words_around_it(written: str, status: str, edited: str) -> None:
    assert edit(nygard(written), status=status).text == NYGARD.format(edited)


def test_a_table_is_edited_in_its_cell() -> None:
    table = "| Status | Date |\n|---|---|\n| {} | 2024-01-19 |"
    document = read(UNDER_THE_TITLE.format(table.format("Accepted")))
    edited = edit(document, status="superseded", superseded_by=Reference(2, "0002-b.md", "B"))
    wanted = table.format("Superseded by [ADR-0002](0002-b.md)")
    assert edited.text == UNDER_THE_TITLE.format(wanted)


@pytest.mark.parametrize("written", ["- [ ] Proposed\n- [x] Accepted", "![Accepted](a.png)"])
def test_a_status_that_is_no_word_is_left(written: str) -> None:
    with pytest.raises(RecordError, match="was not changed"):
        edit(nygard(written), status="deprecated")


def test_capitals_are_kept_in_front_matter() -> None:
    document = read('---\nadr: "0001"\nstatus: Accepted\n---\n# A\n')
    assert "\nstatus: Deprecated\n" in edit(document, status="deprecated").text


@pytest.mark.parametrize(
    ("others", "written", "status", "edited"),
    [
        (["Approved", "Approved", "Accepted"], "Draft", "accepted", "Approved"),
        (["Approved", "Obsolete"], "Approved", "deprecated", "Obsolete"),
        (["Approved"], "Approved", "deprecated", "Deprecated"),
        (["Akzeptiert"], "Akzeptiert", "deprecated", "Veraltet"),
        (["Akzeptiert"], "Vorgeschlagen", "rejected", "Abgelehnt"),
        (["已接受"], "提议", "accepted", "已接受"),
    ],
)
def test_a_folder_keeps_its_own_words(
    others: list[str], written: str, status: str, edited: str
) -> None:
    house = house_style([nygard(written), *map(nygard, others)])
    assert edit(nygard(written), status=status, house=house).text == NYGARD.format(edited)


@pytest.mark.parametrize(
    ("others", "edited"),
    [
        (["Akzeptiert"], "Ersetzt durch [9. C](0009-c.md)"),
        (["Replaced by [8. B](0008-b.md)"], "Replaced by [9. C](0009-c.md)"),
        (["Accepted"], "Superseded by [9. C](0009-c.md)"),
        (["Acceptée"], "Remplacé par [9. C](0009-c.md)"),
    ],
)
def test_a_folder_keeps_its_words_for_a_successor(others: list[str], edited: str) -> None:
    house = house_style(map(nygard, others))
    successor = Reference(9, "0009-c.md", "C")
    document = nygard(others[0] if "by" not in others[0] else "Accepted")
    changed = edit(document, status="superseded", superseded_by=successor, house=house)
    assert changed.text == NYGARD.format(edited)
    assert changed.superseded_by == (successor,)


def test_a_folder_has_its_own_words(tmp_path: Path) -> None:
    folder = tmp_path / "repository" / "docs" / "decisions"
    folder.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    (tmp_path / FILE).write_text('[status]\nodd = "rejected"\n')  # above the repository
    (tmp_path / "repository" / FILE).write_text(
        '[status]\n"In the wild" = "accepted"\n\n[sections]\n"What we do" = "decision"\n'
        'Why = "context"\nThen = "consequences"\n'
    )
    text = NYGARD.replace("## Context", "## Why").replace("## Decision", "## What we do")
    (folder / "0001-a.md").write_text(text.replace("Consequences", "Then").format("In the wild"))
    assert check(shelf(folder), Terms(date(2026, 11, 24))) == ()
    (record,) = shelf(folder).records.values()
    assert (record.status, record.context, record.outcome) == ("accepted", "Text.", "We use X.")
    assert record.vocabulary.meaning("odd") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[status]\nodd = "fine"\n', "“odd” is none of proposed, accepted"),
        ('[sections]\nodd = "fine"\n', "“odd” is none of context"),
        ("status = 1\n", "[status] is no table"),
        ("[status\n", "cannot be used"),
        ("\udcff", "cannot be used"),
    ],
)
def test_words_that_make_no_sense_are_told(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / FILE).write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(StoreError) as error:
        of_folder(tmp_path)
    assert why in str(error.value)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_text_is_read_and_only_inside_it(text: str) -> None:
    said = reading(text, BUILT_IN)
    if said is not None:
        for span in (said.line, said.span, said.day or said.span):
            assert 0 <= span.start <= span.end <= len(text)
        assert said.status is None or isinstance(said.status, Status)


def test_a_long_text_is_looked_at_up_to_a_length() -> None:
    assert reading("x\n" * LENGTH_MAX + "Accepted", BUILT_IN) is not None


def test_a_german_record() -> None:
    document = read(
        "# ADR-0001: Warteschlange\n\n## Status\n\nAkzeptiert\n\n## Kontext\n\nText.\n\n"
        "## Entscheidung\n\nWir nehmen eine.\n\n## Konsequenzen\n\nEinige.\n",
        "0001-a.md",
    )
    facts = facts_of(document)
    assert (facts.title, facts.status, facts.context) == ("Warteschlange", "accepted", "Text.")
    assert facts.consequences == "Einige."


def test_statuses_are_listed_in_one_order(tmp_path: Path) -> None:
    (tmp_path / "0001-a.md").write_text(NYGARD.format("maybe"), "utf-8")
    (found,) = check(shelf(tmp_path), Terms(date(2026, 11, 24)))
    assert found.message == (
        "“maybe” is no status. Statuses: accepted, deprecated, proposed, rejected, superseded."
    )
    document = read(
        "---\nstatus: superseded by ADR-0002\n---\n# A\n\n* Status: rejected\n\n## Status\n\n"
        "Accepted\n"
    )
    assert document.doubts == (
        "Its status is superseded in one place, and accepted and rejected in another.",
    )
