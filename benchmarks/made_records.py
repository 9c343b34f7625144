"""A folder of decision records of any size and in mixed formats, to measure with."""

from datetime import date, timedelta
from pathlib import Path
from random import Random

DAY = date(2020, 1, 1)
SUPERSEDED = 10
"""One record in so many is superseded by the one after it."""
_WORDS = (
    "audit backup branch bucket budget cache chart column deploy gateway image index limit log "
    "mail metric order owner page queue region release report request retry review schema "
    "secret service session shard table team tenant token trace worker"
)
_OPTIONS = ("PostgreSQL", "MariaDB", "SQLite")

_MADR = """\
---
status: {status}
date: {day}
decision-makers: Barbara, Edsger
---

# {title}

## Context and Problem Statement

{context}

## Considered Options

* PostgreSQL
* MariaDB
* SQLite

## Decision Outcome

Chosen option: "{chosen}", because {reason}.

### Consequences

* Good, because {good}
* Bad, because {bad}
"""
_NYGARD = """\
# {number}. {title}

Date: {day}

## Status

{status}

## Context

{context}

## Decision

{reason}.

## Consequences

{good}. {bad}.
"""
_LOG4BRAINS = """\
# {title}

- Status: {status}
- Deciders: Barbara, Edsger
- Date: {day}
- Tags: made

## Context and Problem Statement

{context}

## Considered Options

- PostgreSQL
- MariaDB
- SQLite

## Decision Outcome

Chosen option: "{chosen}", because {reason}.
"""
_FORMATS = (_MADR, _NYGARD, _LOG4BRAINS)


def write_records(folder: Path, count: int) -> None:
    """Writes so many records, a third each in MADR 4, Nygard's format and log4brains'."""
    random = Random(count)  # noqa: S311  # the same every time
    folder.mkdir(parents=True)
    records = []
    for number in range(1, count + 1):
        title = " ".join(random.sample(_WORDS.split(), 4)).capitalize()
        day = DAY + timedelta(days=number % 2_000)
        words = f"{number:05}-{title.replace(' ', '-').lower()}"
        by_day = number % len(_FORMATS) == _FORMATS.index(_LOG4BRAINS)
        name = f"{day:%Y%m%d}-{words}.md" if by_day else f"{words}.md"
        records.append((number, title, day, name))
    for at, (number, title, day, name) in enumerate(records):
        successor = records[at + 1] if number % SUPERSEDED == 0 and at + 1 < count else None
        made = number % len(_FORMATS)
        text = _FORMATS[made].format(
            number=number,
            title=title,
            day=day.isoformat(),
            status=_status(made, successor),
            chosen=random.choice(_OPTIONS),
            context=_text(random, 60),
            reason=_text(random, 12),
            good=_text(random, 15),
            bad=_text(random, 15),
        )
        (folder / name).write_text(text, encoding="utf-8")
    index = "# Decisions\n\n<!-- adrlog -->\n\n<!-- adrlogstop -->\n"
    (folder / "index.md").write_text(index, encoding="utf-8")


def _status(made: int, successor: tuple[int, str, date, str] | None) -> str:
    if successor is None:
        return "Accepted" if _FORMATS[made] is _NYGARD else "accepted"
    number, title, _, name = successor
    if _FORMATS[made] is _NYGARD:
        return f"Superseded by [{number}. {title}]({name})"
    return f"superseded by [{name.removesuffix('.md')}]({name})"


def _text(random: Random, words: int) -> str:
    return " ".join(random.choices(_WORDS.split(), k=words)).capitalize()
