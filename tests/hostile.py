"""What an unlucky or a hostile file is made of: one mark over and over, in every place of it.

`tests/test_hostile.py` counts what reading such a file takes, and `benchmarks/hostile.py` times it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from store.content import page
from store.content.library import read_own
from store.db import search
from store.domain.errors import StoreError
from store.domain.record import Reference
from store.domain.text import visible
from store.exchange import json_format
from store.markdown import dates, escape, inline
from store.matrix import toml_file
from store.records import check, filenames, index, references, renumber
from store.records.document import RecordError
from store.records.edit import edit
from store.records.fields import facts_of, with_facts
from store.records.folder import RecordFolder
from store.records.formats import possible_formats
from store.records.matrix_table import matrix_of, with_matrix
from store.records.numbers import Taken
from store.records.parse import decode, parse
from store.records.patch import diff
from store.records.statuses import reading
from store.records.template import check as check_template
from store.records.vocabulary import BUILT_IN
from store.sync.mapping import from_record
from store.util import git
from store.util.paths import content_folder
from store.util.toml_source import FILE_MAX

HERE = "@@"
"""Where the marks go in a place."""

UNITS = (
    *"`*_~|#>-+=:;,.!?&<>@$%^'\"()[]{}/\\\t\r\n 0a",
    "``",
    "```",
    "```\n",
    "~~~\n",
    "**",
    "__",
    "**a ",
    "_a ",
    "`a",
    "<!--",
    "<!-- ",
    "-->",
    "<!-- adrlog -->",
    "<!-- adrlogstop -->",
    "[",
    "![",
    "](",
    "[a](",
    "[a](b ",
    "[a](b) ",
    "[[",
    "[]",
    "[a]: b\n",
    "()",
    "((",
    "\\(",
    "\\[",
    "- ",
    "- a\n",
    "  - a\n",
    "* \n",
    "1. ",
    "1. a\n",
    "---\n",
    "+++\n",
    "===\n",
    "a\n===\n",
    "# ",
    "# a\n",
    "## Status\n",
    "## Decision Outcome\n",
    " #",
    "| ",
    "|a|b|\n",
    "|-|-|\n",
    "\\|",
    "| Criterion | Weight |\n",
    "&amp;",
    "&#",
    "<a",
    "<http://",
    "http://a",
    "http://",
    "https://a.b/(",
    "a@b.",
    "a@",
    "a.",
    "a-",
    "a_",
    "a, ",
    "ADR-1 ",
    "ADR-",
    "0001-a.md ",
    "0001-a ",
    "2026-01-01 ",
    "2026-",
    "superseded by ",
    "Supersedes ",
    "because ",
    'Chosen option: "',
    "Chosen option: a ",
    "Status: a\n",
    "status: a\n",
    "Review by ",
    "Good, because ",
    "{title}",
    "{a",
    '"a", ',
    "'a', ",
    "''",
    '\\"',
    "[1, ",
    '{"a": ',
    "[[a]]\n",
    "a = 1\n",
    "a.b.",
    "\u200d",
    "\u202e",
    "漢",
    "👩‍💻",
    "é",
    "e\u0301",
    "İ",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\u00a0",
    "\r\n",
    "\n\n",
    " \n",
    "\t\n",
    "\ufeff",
    "\x1b[",
    "9",
    "1.",
    "-1",
    "a ",
    "A",
)

_RECORD = """\
---
status: accepted
date: 2026-11-23
decision-makers: [Ada, Grace]
---

# Use Django

## Context and Problem Statement

We need admin pages.

## Considered Options

* Django
* Flask

## Decision Outcome

Chosen option: "Django", because it has them.

### Consequences

* Good, because we are done

### Confirmation

Review by 2027-01-01.

## More Information

Supersedes [ADR-0001](0001-first.md)

| Criterion | Weight | Django | Flask |
| --- | --- | --- | --- |
| Admin | 5 | 5 | 1 |
| Score | 5 | 100 % | 20 % |
"""


def _placed(old: str, new: str, among: str = _RECORD) -> str:
    assert among.count(old) == 1, old
    return among.replace(old, new)


_NYGARD = """\
# 7. Use Django

Date: 2026-11-23

## Status

Accepted

## Context

Pages.

## Decision

We use Django.

## Consequences

Fine.
"""
_MADR2 = """\
# Use Django

* Status: accepted
* Deciders: Ada, Grace
* Date: 2026-11-23

## Context and Problem Statement

Pages.

## Considered Options

* Django

## Decision Outcome

Chosen option: "Django", because it has them.

## Links

* Supersedes [ADR-0001](0001-first.md)
"""

RECORDS: Mapping[str, str] = {
    "nothing else": HERE,
    "behind a heading": f"# A\n\n{HERE}\n",
    "front matter": _placed("status: accepted\n", f"status: accepted\n{HERE}\n"),
    "key": _placed("status:", f"{HERE}:"),
    "value": _placed("accepted", HERE),
    "value in quotes": _placed("accepted", f'"{HERE}"'),
    "value in single quotes": _placed("accepted", f"'{HERE}'"),
    "list in brackets": _placed("Ada, Grace", HERE),
    "list of lines": _placed(" [Ada, Grace]", f"\n  - {HERE}"),
    "value on lines": _placed("accepted", f"accepted\n  {HERE}"),
    "date": _placed("2026-11-23", HERE),
    "unclosed front matter": f"---\nstatus: accepted\n{HERE}\n\n# A\n",
    "title": _placed("# Use Django", f"# {HERE}"),
    "title behind words": _placed("# Use Django", f"# Use {HERE} Django"),
    "underlined title": _placed("# Use Django\n", f"{HERE}\n====\n"),
    "section": _placed("Considered Options", HERE),
    "text": _placed("We need admin pages.", HERE),
    "text behind words": _placed("We need admin pages.", f"We need {HERE} pages."),
    "comment": _placed("We need admin pages.", f"<!-- {HERE} -->"),
    "open comment": _placed("We need admin pages.", f"<!-- {HERE}"),
    "code": _placed("We need admin pages.", f"```\n{HERE}\n```"),
    "info of code": _placed("We need admin pages.", f"```{HERE}\na\n```"),
    "code span": _placed("We need admin pages.", f"A `{HERE}` b"),
    "option": _placed("* Flask", f"* {HERE}"),
    "options": _placed("* Flask", f"* Flask\n{HERE}"),
    "chosen": _placed('"Django"', f'"{HERE}"'),
    "chosen without quotes": _placed('"Django"', HERE),
    "reason": _placed("it has them", HERE),
    "outcome": _placed('Chosen option: "Django", because it has them.', HERE),
    "consequence": _placed("we are done", HERE),
    "consequences": _placed("* Good, because we are done", HERE),
    "confirmation": _placed("Review by 2027-01-01.", f"Run it.\n\n{HERE}"),
    "words of a link": _placed("[ADR-0001]", f"[{HERE}]"),
    "target of a link": _placed("(0001-first.md)", f"({HERE})"),
    "title of a link": _placed("(0001-first.md)", f'(0001-first.md "{HERE}")'),
    "before a link": _placed("Supersedes [", f"Supersedes {HERE} ["),
    "definition": f"{_RECORD}\n[a]: {HERE}\n",
    "words of a definition": f"{_RECORD}\n[{HERE}]: a.md\n",
    "table head": _placed("| Weight | Django | Flask |", f"| Weight | Django | {HERE} |"),
    "table row": _placed("| Admin | 5 |", f"| {HERE} | 5 |"),
    "table cell": _placed("| 5 | 5 | 1 |", f"| 5 | 5 | {HERE} |"),
    "table rows": _placed("| Score |", f"{HERE}\n| Score |"),
    "end": f"{_RECORD}{HERE}",
    "start": f"{HERE}{_RECORD}",
    "start of a line": _placed("# Use Django", f"{HERE}# Use Django"),
    "Nygard status": _placed("Accepted", HERE, _NYGARD),
    "Nygard successor": _placed("Accepted", f"Superseded by {HERE}", _NYGARD),
    "Nygard date": _placed("2026-11-23", HERE, _NYGARD),
    "Nygard decision": _placed("We use Django.", HERE, _NYGARD),
    "label": _placed("Status: accepted", f"Status: {HERE}", _MADR2),
    "label's name": _placed("* Status: accepted", f"* {HERE}: accepted", _MADR2),
    "labels": _placed("* Status: accepted\n", f"{HERE}\n* Status: accepted\n", _MADR2),
    "names in a label": _placed("Ada, Grace", HERE, _MADR2),
    "links": _placed("* Supersedes [ADR-0001](0001-first.md)", HERE, _MADR2),
}
"""A record by the place in it that the marks take."""

INDEXES: Mapping[str, str] = {
    "index list": f"# A\n\n<!-- adrlog -->\n\n{HERE}\n\n<!-- adrlogstop -->\n",
    "index item": f"<!-- adrlog -->\n\n* [ADR-0007]({HERE}) - a\n\n<!-- adrlogstop -->\n",
    "index table": "<!-- adrlog -->\n\n| ADR | Title | Status |\n|---|---|---|\n"
    f"| [7](0007-a.md) | {HERE} | a |\n\n<!-- adrlogstop -->\n",
    "index rows": f"<!-- adrlog -->\n\n| ADR | Title |\n|---|---|\n{HERE}\n\n<!-- adrlogstop -->\n",
    "index head": f"<!-- adrlog -->\n\n| {HERE} | Title |\n|---|---|\n\n<!-- adrlogstop -->\n",
    "index mark": f"<!-- adrlog {HERE} -->\n\n<!-- adrlogstop -->\n",
    "before the index": f"{HERE}\n<!-- adrlog -->\n\n<!-- adrlogstop -->\n",
}
"""An index.md by the place in it that the marks take."""

MATRICES: Mapping[str, str] = {
    "matrix": HERE,
    "matrix title": f'title = "{HERE}"\n[[options]]\nname = "a"\n',
    "matrix keys": f'title = "a"\n{HERE}\n[[options]]\nname = "a"\n',
    "matrix option": f'title = "a"\n[[options]]\nname = "{HERE}"\n',
    "matrix address": f'title = "a"\n[[options]]\nname = "a"\nurl = "{HERE}"\n',
    "matrix slug": f'title = "a"\n[[options]]\nname = "a"\nslug = \'{HERE}\'\n',
    "matrix rating": 'title = "a"\n[[options]]\nname = "a"\n[[criteria]]\nname = "b"\nweight = 1\n'
    f"ratings = {{ {HERE} }}\n",
    "matrix comment": f'title = "a" # {HERE}\n[[options]]\nname = "a"\n',
    "matrix lines": f'title = """{HERE}"""\n[[options]]\nname = "a"\n',
    "matrix list": f'title = "a"\noptions = [{HERE}]\n',
}
JSON_MATRICES: Mapping[str, str] = {
    "JSON matrix": HERE,
    "JSON title": f'{{"title": "{HERE}", "options": [{{"name": "a"}}]}}',
    "JSON options": f'{{"title": "a", "options": [{HERE}]}}',
    "JSON key": f'{{"title": "a", "{HERE}": 1, "options": [{{"name": "a"}}]}}',
}

_TOPIC = """\
+++
title = "Of tests"
question = "What?"
category = "Tests"
checked = 2026-11-24
+++

## In short

It depends.

## Why

Because.

## Claims

### 101.1 It does

- verdict: opinion
- about: flask
- sources:

It does.
"""
TOPICS: Mapping[str, str] = {
    "topic": HERE,
    "topic title": _placed("Of tests", HERE, _TOPIC),
    "topic keys": _placed('category = "Tests"', f'category = "Tests"\n{HERE}', _TOPIC),
    "topic answer": _placed("It depends.", HERE, _TOPIC),
    "topic text": _placed("Because.", HERE, _TOPIC),
    "topic section": _placed("## Why", f"## {HERE}", _TOPIC),
    "topic code": _placed("Because.", f"```\n{HERE}\n```", _TOPIC),
    "topic link": _placed("Because.", f"[a]({HERE})", _TOPIC),
    "topic claim": _placed("101.1 It does", f"101.1 {HERE}", _TOPIC),
    "topic claims": _placed("### 101.1", f"{HERE}\n### 101.1", _TOPIC),
    "topic about": _placed("about: flask", f"about: {HERE}", _TOPIC),
    "topic sources": _placed("sources:", f"sources: {HERE}", _TOPIC),
    "topic fact": _placed("It does.\n", f"{HERE}\n", _TOPIC),
}
ARCHIVES: Mapping[str, str] = {
    "archive": HERE,
    "archive text": f'{{"format": "shortlist", "version": 1, "marks": [{{"topic": "{HERE}"}}]}}',
    "archive list": f'{{"format": "shortlist", "version": 1, "decisions": [{HERE}]}}',
    "archive key": f'{{"format": "shortlist", "version": 1, "{HERE}": 1}}',
}

Reader = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Case:
    """A text by a name, and what reads it."""

    name: str
    reader: Reader
    place: str

    def text(self, unit: str, size: int) -> str:
        """The text with so many characters of one mark in its place."""
        return self.place.replace(HERE, (unit * (size // len(unit) + 1))[:size])

    def run(self, text: str) -> None:
        """Reads it; being refused with a sentence is as good as being read."""
        try:
            self.reader(text)
        except (StoreError, UnicodeEncodeError):
            return


def cases() -> Iterator[Case]:
    """Every reader with every place that it reads."""
    for name, reader in _RECORD_READERS.items():
        for place, template in RECORDS.items():
            yield Case(f"{name}: {place}", reader, template)
    for place, template in INDEXES.items():
        yield Case(place, _indexed, template)
    for name, reader in _TEXT_READERS.items():
        yield Case(name, reader, HERE)
        yield Case(f"{name}, within words", reader, f"Words {HERE} and words")
    for place, template in MATRICES.items():
        yield Case(place, lambda text: _matrix(text, "toml"), template)
    for place, template in JSON_MATRICES.items():
        yield Case(place, lambda text: _matrix(text, "json"), template)
    for place, template in TOPICS.items():
        yield Case(place, _topic, template)
    for place, template in ARCHIVES.items():
        yield Case(place, lambda text: json_format.parse(text.encode()), template)


# Records


def _read(text: str) -> object:
    document = parse(text.encode(), "0007-use-django.md")
    told = (document.links, document.definitions, document.mentions, document.supersedes)
    return facts_of(document), possible_formats(document), matrix_of(document), told


def _said(text: str) -> object:
    return from_record(parse(text.encode(), "0007-use-django.md"))


def _shelf(text: str) -> RecordFolder:
    files = {
        "0001-first.md": b"# First\n\n## Status\n\nSuperseded by [7](0007-use-django.md)\n",
        "0007-use-django.md": text.encode(),
        "index.md": b"# A\n\n<!-- adrlog -->\n\n* [ADR-0007](0007-use-django.md) - a\n\n"
        b"<!-- adrlogstop -->\n",
    }
    return RecordFolder(Path("records"), files, (), frozenset())


def _checked(text: str) -> object:
    return check.check(_shelf(text), check.Terms(date(2026, 12, 1), max_age=30))


def _renumbered(text: str) -> object:
    taken = Taken(frozenset(_shelf(text).files), frozenset())
    return renumber.renumbering(_shelf(text), "0001-first.md", taken, 9)


def _renumbered_itself(text: str) -> object:
    taken = Taken(frozenset(_shelf(text).files), frozenset())
    return renumber.renumbering(_shelf(text), "0007-use-django.md", taken, 9)


def _edited(text: str) -> object:
    document = parse(text.encode(), "0007-use-django.md")
    changes: Mapping[str, object] = {
        "title": "Another",
        "status": "deprecated",
        "day": date(2026, 12, 1),
        "deciders": ("Barbara",),
        "review_by": date(2027, 12, 1),
        "context": "Other.",
        "chosen": "Flask",
        "reason": "of this",
        "consequences": "* Good",
        "confirmation": "Look.",
    }
    for name, value in changes.items():
        try:
            document = edit(document, **{name: value})  # type: ignore[arg-type]
        except RecordError:
            continue
    return document


def _rewritten(text: str) -> object:
    document = parse(text.encode(), "0007-use-django.md")
    facts = facts_of(document)
    by = Reference(9, "0009-next.md", "Next")
    changed = replace(
        facts,
        status="superseded",
        superseded_by=by,
        consequences=f"+ Another\n{facts.consequences}",
        context=f"More. {facts.context}",
        reason=f"of that {facts.reason}",
    )
    found = matrix_of(document)
    if found:
        with_matrix(document, from_record(document).matrix)
    return with_facts(document, changed)


_RECORD_READERS: Mapping[str, Reader] = {
    "read": _read,
    "said": _said,
    "check": _checked,
    "edit": _edited,
    "rewrite": _rewritten,
    "renumber another": _renumbered,
    "renumber": _renumbered_itself,
}


def _indexed(text: str) -> object:
    record = parse(_RECORD.encode(), "0007-use-django.md")
    text = decode(text.encode())  # as a shelf does
    return index.updated(text, [record])


# Words


def _named(text: str) -> object:
    name = f"{text}.md"
    told = (
        filenames.is_named(name),
        filenames.is_other(name),
        filenames.is_text(name),
        filenames.is_line(name),
    )
    return (
        told,
        filenames.number_of(name),
        filenames.slug_of(name),
        filenames.naming([name]),
        filenames.slug(text),
    )


def _referred(text: str) -> object:
    word = reading(text, BUILT_IN), dates.first_in(text)
    return word, references.references(text), references.references(text, lone=True)


def _differ(text: str) -> object:
    return diff("a.md", text.encode(), f"a\n{text}b\n".encode())


def _template(text: str) -> object:
    check_template(text + "{title}")
    return text


def _searched(text: str) -> object:
    found = search.words(text)
    return search.query((word, *search.slips(word)[:8]) for word in found)


def _paged(text: str) -> object:
    if len(text) > FILE_MAX:
        raise StoreError  # as a file of content is
    return page.to_json(page.parse(text).pieces)


def _wrapped(text: str) -> object:
    from tui_app.widgets.rich_page import Paragraph, _lines, plain, prose

    return _lines(Paragraph(prose(text)), 78), _lines(Paragraph(plain(text), code=True), 78)


def _printed(text: str) -> object:
    from tui_app.cli.output import columns

    return columns([("a", text), (text[:9], "b")])


_TEXT_READERS: Mapping[str, Reader] = {
    "escape": lambda text: (escape.escape(text), escape.escape(text, table=True)),
    "escape lines": lambda text: [escape.escape(line) for line in escape.lines_of(text)],
    "prose": escape.prose,
    "visible": lambda text: (visible(text), visible(text, lines=True)),
    "words": lambda text: (inline.plain(text), inline.typed(text), inline.bare(text)),
    "day": inline.day_in,
    "file name": _named,
    "references": _referred,
    "difference": _differ,
    "template": _template,
    "search": _searched,
    "page": _paged,
    "wrapped": _wrapped,
    "columns": _printed,
    "names on branches": lambda text: git._names_in(text.encode(), 20),
}


# Files


def _matrix(text: str, ending: str) -> object:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{ending}"
        path.write_text(text, encoding="utf-8", newline="")
        found = toml_file.read(path)
        return toml_file.write(found)


def _topic(text: str) -> object:
    with TemporaryDirectory() as folder:
        place = Path(folder) / "own"
        (place / "topics").mkdir(parents=True)
        (place / "topics" / "101-of-tests.md").write_text(text, encoding="utf-8", newline="")
        return read_own(place, "", content_folder())
