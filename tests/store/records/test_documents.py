"""Records read and changed: to the byte, field by field, in the way of each format."""

from datetime import date
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from store.domain.record import Reference
from store.domain.record_format import RecordFormat
from store.markdown import front_matter
from store.markdown.front_matter import Style
from store.records.document import Document, RecordError
from store.records.edit import edit
from store.records.formats import format_of, format_of_folder, possible_formats
from store.records.parse import SIZE_MAX, parse, read
from tests.store.records.folders import FILES, FOLDERS, NAMES, changed_lines, file

DAY = date(2026, 11, 23)
SUCCESSOR = Reference(12, "0012-think-again.md", "Think again")

LINES = [
    *["---", "...", "# A title", "# 3. A title", "A title", "=====", "## Status", "## Context"],
    *["status: accepted", 'status: "accepted"', "status:", "date: 2026-01-02", "deciders: [a, b]"],
    *["deciders:", "  - a", "- 'b'", "title: x", "# a comment", "nav_order: 1", "other: |", "  x"],
    *[
        "* Status: accepted",
        "- Status: rejected <!-- optional -->",
        "**Date:** 2026-01-02",
        "Date:",
    ],
    *["* Deciders: a, b", "  c", "Accepted", "Superseded by [3. X](0003-x.md)", "Amends [x](y.md)"],
    *["## Considered Options", "* Flask", "1. Django", "## Decision Outcome", "## Consequences"],
    *[
        'Chosen option: "Flask", because it is small.',
        "Chosen option: Flask",
        "because",
        "because.",
    ],
    *[
        "```",
        "~~~",
        "    # code",
        "<!-- a",
        "b -->",
        "<!-- c -->",
        "",
        " ",
        "\t",
        "text  ",
        "| a |",
    ],
    *["### Consequences", "Review by 2027-01-01", "Supersedes [ADR-0001](0001-a.md)", "a \\", "`a"],
]
ends = st.sampled_from(["\n", "\r\n", "\n\n", "", "\r", "  \n"])
lines = st.one_of(
    st.sampled_from(LINES), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
texts = st.lists(st.tuples(lines, ends), max_size=25).map(
    lambda pairs: "".join(line + end for line, end in pairs)
)
anything = st.one_of(
    st.binary(max_size=60),
    texts.map(str.encode),
    texts.map(lambda text: b"\xef\xbb\xbf" + text.encode()),
)
one_line = st.text(
    st.characters(
        min_codepoint=0x20, max_codepoint=0x17F, exclude_characters="\x7f<>,#:\"'`\\.|[]()"
    ),
    max_size=20,
).map(str.strip)


@given(anything)
def test_any_file_is_refused_or_written_as_it_was_read(data: bytes) -> None:
    try:
        document = parse(data, "0001-a.md")
    except RecordError:
        assert b"\0" in data or data != data.decode("utf-8", "replace").encode()
    else:
        assert document.data == data


@given(texts)
def test_what_a_field_says_already_changes_nothing(text: str) -> None:
    document = read(text.replace("\0", ""), "0001-a.md")
    by = document.superseded_by
    assert (
        edit(
            document,
            title=document.title,
            status=document.status,
            superseded_by=by[0] if by else None,
            day=document.day,
            deciders=document.deciders,
            consulted=document.consulted,
            informed=document.informed,
            review_by=document.review_by,
            context=document.context,
            chosen=document.chosen,
            reason=document.reason,
            consequences=document.consequences,
        )
        is document
    )


@given(texts, one_line, st.sampled_from(["title", "context", "chosen", "reason", "consequences"]))
def test_a_text_written_into_anything_is_read_again_or_refused(
    text: str, value: str, name: str
) -> None:
    document = read(text.replace("\0", ""), "0001-a.md")
    try:
        edited = edit(document, **{name: value})  # type: ignore[arg-type]
    except RecordError:
        return
    assert edited.value(name) == value


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("", ()), ("~", ()), ("null # nobody", ()), ("NULL", ()), ("[~]", ()),
        ("[null, Ada]", ("Ada",)), ("\n  - ~\n  - Ada", ("Ada",)),
        ('"null"', ("null",)), ("Null Ada", ("Null Ada",)),
    ],
)  # fmt: skip
def test_null_is_nobody(written: str, people: tuple[str, ...]) -> None:
    document = read(f"---\nconsulted: {written}\nstatus: accepted\n---\n# A\n", "0001-a.md")
    assert document.consulted == people
    assert edit(document, consulted=people) is document
    edited = edit(document, consulted=("Zoë",))
    assert edited.consulted == ("Zoë",)
    assert edited.status == "accepted"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_each_field_comes_back_to_the_byte(name: str, ending: str, mark: str) -> None:
    plain = file(name)
    document = read(mark + plain.text.replace("\n", ending), plain.name)
    fields = ("title", "context", "chosen", "reason", "consequences")
    people = ("deciders", "consulted", "informed")
    edits: list[tuple[dict[str, Any], dict[str, Any]]] = [
        *(({f: "Else"}, {f: document.value(f)}) for f in fields if document.value(f)),
        *(({f: ("A", "B c")}, {f: document.people(f)}) for f in people if document.people(f)),
    ]
    if document.day:
        edits.append(({"day": DAY}, {"day": document.day}))
    if document.status and document.status != "superseded":
        edits.append(({"status": "rejected"}, {"status": document.status}))
        superseded = {"status": "superseded", "superseded_by": SUCCESSOR}
        edits.append((superseded, {"status": document.status}))
    for there, back in edits:
        changed = edit(document, **there)
        assert changed.text != document.text
        assert edit(changed, **back).data == document.data


def test_a_superseded_status_comes_back_too() -> None:
    for name in ("madr2/0001", "madr3/0001", "log4brains/2020"):
        document = file(name)
        edited = edit(document, status="accepted")
        again = edit(edited, status="superseded", superseded_by=document.superseded_by[0])
        assert again.data == document.data


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("madr2/0002", ["- * Status: accepted\n",
                        "+ * Status: superseded by [ADR-0012](0012-think-again.md)\n"]),
        ("madr3/0000", ["- status: accepted\n",
                        "+ status: superseded by [ADR-0012](0012-think-again.md)\n"]),
        ("madr4/0001", ['- status: "accepted"\n', '+ status: "superseded by ADR-0012"\n']),
        ("madr4/0002", ["+ ---\n", "+ status: superseded by ADR-0012\n", "+ ---\n"]),
        ("adr-tools/0004", ["- Accepted\n",
                            "+ Superseded by [12. Think again](0012-think-again.md)\n"]),
        ("log4brains/2021", [
            "- - Status: accepted\n",
            "+ - Status: superseded by [0012-think-again](0012-think-again.md)\n",
        ]),
    ],
)  # fmt: skip
def test_superseding_is_written_as_each_format_does(name: str, lines: list[str]) -> None:
    document = file(name)
    edited = edit(document, status="superseded", superseded_by=SUCCESSOR)
    assert changed_lines(document, edited) == lines
    assert (edited.status, edited.superseded_by[0].number) == ("superseded", 12)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("madr2/0002", ["- * Date: 2021-03-09\n", "+ * Date: 2026-11-23\n"]),
        ("madr3/0001", ["- date: 2023-03-01\n", "+ date: 2026-11-23\n"]),
        ("adr-tools/0001", ["- Date: 2019-05-06\n", "+ Date: 2026-11-23\n"]),
        ("log4brains/2020", ["- - Date: 2020-04-01\n", "+ - Date: 2026-11-23\n"]),
        ("bare/0001", ["+ ---\n", "+ date: 2026-11-23\n", "+ ---\n"]),
    ],
)
def test_a_date_changes_its_line(name: str, lines: list[str]) -> None:
    document = file(name)
    edited = edit(document, day=DAY)
    assert changed_lines(document, edited) == lines
    assert edited.day == DAY


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("madr2/0002", ["- * Deciders: Ada\n", "+ * Deciders: Grace, Ada\n"]),
        ("madr3/0001", ['- deciders: [Linus, "Hopper, Grace"]\n', "+ deciders: [Grace, Ada]\n"]),
        ("madr3/0002", ["-   - Linus\n", "-   - Margaret\n", "+   - Grace\n", "+   - Ada\n"]),
        ("madr4/0001", ["- decision-makers: Barbara, Edsger\n", "+ decision-makers: Grace, Ada\n"]),
        ("madr4/0002", ["+ ---\n", "+ decision-makers: Grace, Ada\n", "+ ---\n"]),
        ("log4brains/2021", ["+ - Deciders: Grace, Ada\n"]),
        ("adr-tools/0001", ["+ \n", "+ Deciders: Grace, Ada\n"]),
    ],
)
def test_names_are_written_as_they_were(name: str, lines: list[str]) -> None:
    document = file(name)
    edited = edit(document, deciders=["Grace", "Ada"])
    assert changed_lines(document, edited) == lines
    assert edited.deciders == ("Grace", "Ada")


def test_new_keys_stand_in_the_order_of_madr() -> None:
    document = read("---\ndate: 2026-01-02\nnav: 1\n---\n# A\n")
    edited = edit(document, status="accepted", informed=["all"], deciders=["Ada"])
    assert edited.text == (
        "---\nstatus: accepted\ndate: 2026-01-02\ndecision-makers: Ada\ninformed: all\nnav: 1\n"
        "---\n# A\n"
    )


def test_a_title_keeps_its_number() -> None:
    document = file("adr-tools/0002")
    edited = edit(document, title="Queue mail")
    assert changed_lines(document, edited) == [
        "- # 2. Send mail from a queue\n",
        "+ # 2. Queue mail\n",
    ]


def test_a_number_in_a_title_that_is_not_the_files_belongs_to_the_title() -> None:
    document = read("# 2. Floor\n", "0007-a.md")
    assert (document.number, document.title) == (7, "2. Floor")


@pytest.mark.parametrize(
    ("title", "number", "said"),
    [
        ("# 3. Use it", 3, "Use it"),
        ("# ADR-0003: Use it", 3, "Use it"),
        ("# ADR 3 - Use it", 3, "Use it"),
        ("Use it\n======", None, "Use it"),
        ("# Use it #", None, "Use it"),
        ("# 3.0 is out", None, "3.0 is out"),
        ("## 3) Use it", 3, "Use it"),
        ("# Use it <!-- soon -->", None, "Use it"),
    ],
)
def test_titles(title: str, number: int | None, said: str) -> None:
    document = read(f"{title}\n")
    assert (document.number, document.title) == (number, said)


def test_sections_are_added_where_the_format_has_them() -> None:
    document = file("madr4/0002")
    edited = edit(document, consequences="* Good, because it is short")
    assert edited.text == document.text + "\n### Consequences\n\n* Good, because it is short\n"
    document = file("bare/0002")
    edited = edit(document, context="Bytes.", chosen="UTF-8", consequences="* Good")
    assert edited.text == (
        "# ADR 0002: Use UTF-8\n\n## Context and Problem Statement\n\nBytes.\n\n"
        '## Decision Outcome\n\nChosen option: "UTF-8"\n\n### Consequences\n\n* Good\n'
    )


def test_sections_of_the_outcome_stand_in_the_order_of_madr() -> None:
    head = '# A\n\n## Decision Outcome\n\nChosen option: "X"\n\n'
    tail = "## Pros and Cons of the Options\n\nNone.\n"
    document = read(f"{head}### Positive Consequences\n\n* Quick\n\n{tail}")
    edited = edit(document, confirmation="A test.", negative="* Dear")
    assert edited.text == (
        f"{head}### Positive Consequences\n\n* Quick\n\n### Negative Consequences\n\n* Dear\n\n"
        f"### Confirmation\n\nA test.\n\n{tail}"
    )
    document = read(f"{head}{tail}## Consequences\n\n* Quick\n")
    edited = edit(document, confirmation="A test.")
    assert edited.text == f"{head}### Confirmation\n\nA test.\n\n{tail}## Consequences\n\n* Quick\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_names_that_are_taken_away_leave_no_blanks_behind(newline: str) -> None:
    head = "---\ndecision-makers:{}\nconsulted:{} # soon\ninformed:{}\n---\n# A\n"
    said = head.format("\n  - Ada\n  - Bo", " Cy", " [Di]").replace("\n", newline)
    edited = edit(read(said), deciders=[], consulted=[], informed=[])
    assert edited.text == head.format("", "", "").replace("\n", newline)
    labels = "# A\n\n* Status: accepted\n* Deciders:{}\n* Date: 2026-01-02\n".replace("\n", newline)
    assert edit(read(labels.format(" Ada")), deciders=[]).text == labels.format("")


def test_an_empty_section_is_filled() -> None:
    document = read("# A\n\n## Status\n\n## Context\n\n\n## Decision\n")
    edited = edit(document, status="accepted", context="Why.\n\nBecause.")
    assert edited.text == (
        "# A\n\n## Status\n\nAccepted\n\n## Context\n\nWhy.\n\nBecause.\n\n\n## Decision\n"
    )


def test_code_is_not_read() -> None:
    document = read(
        "# A\n\n```text\n## Status\n\nrejected\n* Status: rejected\n```\n\n<!--\n## Status\n\n"
        "rejected\n-->\n\n    ## Status\n\n## Status\n\naccepted\n\n`[a](b.md)` [c](d.md)\n"
    )
    assert document.status == "accepted"
    assert [link.target for link in document.links] == ["d.md"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"# A\n\nA\xff", "not UTF-8: byte 0xff on line 3"),
        (b"\x89PNG\r\n\x1a\n\0", "no text"),
        ("# A\n".encode("utf-16"), "no text"),
        (b"#" * (SIZE_MAX + 1), "1,000,001 bytes"),
        (b"- a\n" * 20_000, "20,001 lines, and a record at most 20,000"),
        (b"- a\r" * 20_000, "20,001 lines, and a record at most 20,000"),
    ],
)
def test_what_is_no_record_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        parse(data)


def test_formats_are_told_apart() -> None:
    formats = {path.parent.name: set[RecordFormat | None]() for path in FILES}
    for path in FILES:
        formats[path.parent.name].add(format_of(parse(path.read_bytes(), path.name)))
    assert formats == {
        "adr-tools": {RecordFormat.NYGARD},
        "bare": {None},
        "log4brains": {RecordFormat.LOG4BRAINS},
        "madr2": {RecordFormat.MADR2},
        "madr2-template": {RecordFormat.MADR2},
        "madr3": {RecordFormat.MADR3},
        "madr4": {RecordFormat.MADR4},
        "madr4-template": {RecordFormat.MADR4},
    }


@pytest.mark.parametrize("folder", ["adr-tools", "log4brains", "madr2", "madr3", "madr4"])
def test_a_folder_has_the_format_of_its_records(folder: str) -> None:
    documents = [parse(p.read_bytes(), p.name) for p in sorted((FOLDERS / folder).glob("[0-9]*"))]
    bare = read("# Nothing but this\n")
    formats = map(possible_formats, [*documents, bare, bare, bare, bare, bare])
    assert format_of(documents[0]) is format_of_folder(formats)


printable = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(printable.map(lambda text: " ".join(text.split())).filter(bool), st.sampled_from(Style))
def test_scalars_are_yaml_and_read_again(text: str, style: Style) -> None:
    written = front_matter.scalar(text, style)
    front = f"---\nstatus: {written}\n---\n"
    (entry,) = front_matter.entries(front, read(front).outline.front)  # type: ignore[arg-type]
    assert entry.items == (text,)
    said = yaml.safe_load(front.split("\n")[1])["status"]
    assert said == text or isinstance(said, date)


names_ = st.lists(printable.map(lambda text: " ".join(text.split())).filter(bool), min_size=1)


@given(names_, names_, st.sampled_from(["[a, b]", "\n  - a\n  - b", '["a", b]', "\n- 'a'\n"]))
def test_lists_of_names_stay_lists(first: list[str], second: list[str], written: str) -> None:
    document = read(f"---\ndeciders: {written}\nnav: 1\n---\n# A\n".replace(": \n", ":\n"))
    for people in (first, second):
        document = edit(document, deciders=people)
        assert document.deciders == tuple(people)
        loaded = yaml.safe_load(document.text.split("---\n")[1])
        assert list(map(str, loaded["deciders"])) == people
        assert loaded["nav"] == 1


@pytest.mark.parametrize(
    ("sentence", "chosen", "reason"),
    [
        ('Chosen option: "A, b", because it is. So', "A, b", "it is. So"),
        (
            "Chosen option: 'Say \"Good, because\"', because it fits.",
            'Say "Good, because"',
            "it fits",
        ),
        ("Chosen option: “A”, because of\nit.\n\nMore.", "A", "of\nit"),
        ("Chosen option: A, because it is.", "A", "it is"),
        ("Chosen option: [A](a.md) because it is.", "[A](a.md)", "it is"),
        ("Chosen option: **A**.", "**A**", ""),
        ("Chosen alternative: A", "A", ""),
        ('Chosen option: "A", because\n\n* it is\n* it was', "A", "* it is\n* it was"),
        ('Chosen option: ""', "", ""),
        ("We chose A.", "", ""),
    ],
)
def test_the_chosen_option_and_the_reason(sentence: str, chosen: str, reason: str) -> None:
    document = read(f"# A\n\n## Decision Outcome\n\n{sentence}\n\n### Consequences\n\nNone.\n")
    assert (document.chosen, document.reason) == (chosen, reason)


@pytest.mark.parametrize(
    ("written", "word", "numbers"),
    [
        ("Accepted", "accepted", []),
        ("✅ **Accepted**", "accepted", []),
        ("accepted (by all)", "accepted", []),
        ("Superceded by [3. B](0003-b.md)", "superseded", [3]),
        ("superseded by ADR-0003", "superseded", [3]),
        ("superseded by 3", "superseded", [3]),
        ("Accepted, superseded by [ADR-3](x.md) and ADR-0004", "superseded", [3, 4]),
        ("Replaced by #12", "superseded", [12]),
        ("superseded", "superseded", []),
        ("on hold", "on hold", []),
        ("{proposed | accepted | superseded by [ADR-0005](0005-a.md)}", None, []),
    ],
)
def test_statuses(written: str, word: str | None, numbers: list[int]) -> None:
    document = read(f"# A\n\n* Status: {written} <!-- optional -->\n")
    assert word in (document.status, None)
    assert word or document.status.startswith("{proposed")
    assert [each.number for each in document.superseded_by] == numbers


def test_a_title_is_added_where_there_is_none() -> None:
    document = read("---\ndate: 2026-01-02\n---\n## Context\n\nB\n")
    edited = edit(document, title="Use it")
    assert edited.text == "---\ndate: 2026-01-02\n---\n# Use it\n\n## Context\n\nB\n"


def test_places_of_a_status_are_all_changed() -> None:
    text = (
        "---\nstatus: accepted\ndate: 2026-01-02\n\n---\n# A\n\n* Status: accepted\n"
        "* Date: 2026-01-02\n\n## Status\n\nAccepted\n\n## Context and Problem Statement\n\nB\n"
    )
    document = read(text, "0001-a.md")
    assert format_of(document) is RecordFormat.COMPAT
    edited = edit(document, status="superseded", superseded_by=SUCCESSOR, day=DAY)
    assert changed_lines(document, edited) == [
        "- status: accepted\n",
        "- date: 2026-01-02\n",
        "+ status: superseded by ADR-0012\n",
        "+ date: 2026-11-23\n",
        "- * Status: accepted\n",
        "- * Date: 2026-01-02\n",
        "+ * Status: superseded by [0012-think-again](0012-think-again.md)\n",
        "+ * Date: 2026-11-23\n",
        "- Accepted\n",
        "+ Superseded by [12. Think again](0012-think-again.md)\n",
    ]


def test_line_numbers_are_those_of_the_file() -> None:
    document = file("madr2/0001")
    assert [document.line_of(name) for name in ("title", "status", "context", "chosen")] == [
        1,
        3,
        11,
        26,
    ]


def everything(document: Document) -> dict[str, list[str]]:
    return {
        name: [place.value.replace("\r\n", "\n") for place in found]
        for name, found in document.places.items()
    }


@pytest.mark.parametrize("name", NAMES)
def test_line_endings_do_not_change_what_is_read(name: str) -> None:
    document = file(name)
    ended = read(document.text.replace("\n", "\r\n"), document.name)
    assert everything(ended) == everything(document)
