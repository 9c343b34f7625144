"""Parses dates as people write them, where only one reading is possible."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from store.markdown.outline import Span

_NAMES = (
    "january jan januar janvier enero janeiro gennaio januari stycznia styczeń января январь",
    (
        "february feb februar février fevrier febrero fevereiro febbraio februari lutego luty "
        "февраля февраль"
    ),
    "march mar märz maerz mars marzo março marco maart marca marzec марта март",
    "april apr avril abril aprile kwietnia kwiecień апреля апрель",
    "may mai mayo maio maggio mei maja maj мая май",
    "june jun juni juin junio junho giugno czerwca czerwiec июня июнь",
    "july jul juli juillet julio julho luglio lipca lipiec июля июль",
    "august aug août aout agosto augustus sierpnia sierpień августа август augusti",
    (
        "september sep sept septembre septiembre setiembre setembro settembre września wrzesień "
        "сентября сентябрь"
    ),
    (
        "october oct oktober okt octobre octubre outubro ottobre października październik "
        "октября октябрь"
    ),
    "november nov novembre noviembre novembro listopada listopad ноября ноябрь",
    (
        "december dec dezember dez décembre decembre diciembre dezembro dicembre grudnia grudzień "
        "декабря декабрь"
    ),
)
_MONTHS: Mapping[str, int] = {
    name: month for month, names in enumerate(_NAMES, 1) for name in names.split()
}
_DAY = re.compile(
    r"""(?<![\w.])(?:
        (?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)
      | (?P<year_6>(?:19|20)\d{2})(?P<month_6>\d{2})(?P<day_6>\d{2})(?!\d)
      | (?P<year_4>\d{4})[年년]\s?(?P<month_4>\d{1,2})[月월]\s?(?P<day_4>\d{1,2})[日일]
      | (?P<first>\d{1,2})(?P<dots>\.|-|/)\ ?(?P<second>\d{1,2})(?P=dots)\ ?(?P<year_2>\d{4})(?!\d)
      | (?P<day_3>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?[\ -](?:of\ |de\ )?(?P<name>[^\W\d_]{3,12})
        \.?,?[\ -](?:de\ |of\ )?(?P<year_3>\d{4})(?!\d)
      | (?P<name_5>[^\W\d_]{3,12})\.?[\ -](?P<day_5>\d{1,2})(?:st|nd|rd|th)?,?[\ -]
        (?P<year_5>\d{4})(?!\d)
    )""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day, and where it is written."""

    day: date
    span: Span


def written_as(old: str, day: date) -> str:
    """A day as the one that a text begins with is written; year first where that is in words."""
    if re.match(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}", old):
        return f"{day:%d.%m.%Y}"
    if found := re.match(r"\d{4}([./])", old):
        return f"{day:%Y}{found[1]}{day:%m}{found[1]}{day:%d}"
    return day.isoformat()


def first_in(text: str, start: int = 0, end: int | None = None) -> FoundDate | None:
    """The first day in a text that can be read in one way only."""
    return next(_found(text, start, len(text) if end is None else end), None)


def _found(text: str, start: int, end: int) -> Iterator[FoundDate]:
    for found in _DAY.finditer(text, start, end):
        for year, month, day in _parts(found):
            try:
                yield FoundDate(date(year, month, day), Span(*found.span()))
            except ValueError:
                continue


def _parts(found: re.Match[str]) -> Iterator[tuple[int, int, int]]:
    if found["year"]:
        yield int(found["year"]), int(found["month"]), int(found["day"])
    elif found["year_6"]:
        yield int(found["year_6"]), int(found["month_6"]), int(found["day_6"])
    elif found["year_4"]:
        yield int(found["year_4"]), int(found["month_4"]), int(found["day_4"])
    elif found["year_2"]:
        first, second, year = int(found["first"]), int(found["second"]), int(found["year_2"])
        # With dots the day comes first everywhere; else only one above twelve tells.
        if found["dots"] == "." or first > 12 or first == second:
            yield year, second, first
        elif second > 12:
            yield year, first, second
    else:
        head = "3" if found["name"] else "5"
        month_named = _MONTHS.get((found["name"] or found["name_5"]).casefold())
        if month_named:
            yield int(found[f"year_{head}"]), month_named, int(found[f"day_{head}"])
