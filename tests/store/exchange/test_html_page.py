"""The page of HTML: read by a parser, as a browser would."""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.domain.decision import PEOPLE, TEXTS, Decision, DecisionDraft, Status
from store.domain.text import visible
from store.exchange.html_page import DecisionHistory, page
from store.store import Store
from tests.conftest import NOW, ada
from tests.store.records.test_render import DECISION, LIVED

VOID = {"meta"}
ALLOWED = (
    *("html", "head", "title", "style", "body", "nav", "article", "h1", "h2", "h3", "p", "ul"),
    *("li", "a", "dl", "dt", "dd", "div", "span", "table", "caption", "thead", "tbody", "tr"),
    *("th", "td"),
)
HOSTILE = (
    "</style></td><script>alert(1)</script>\"'><img src=x onerror=y>&lt; `\x1b[31m` \u202ex & [/]"
)


class Reading(HTMLParser):
    """Reads a page; fails where tags do not close as they should."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, int]] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, Mapping[str, str]]] = []
        self.said: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.append((tag, {key: value or "" for key, value in attrs}))
        assert len({key for key, _ in attrs}) == len(attrs)
        if tag not in VOID:
            self.open.append((tag, len(self.said)))
            self.said.append((tag, ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, place in self.open:
            tag, so_far = self.said[place]
            self.said[place] = (tag, so_far + data)

    def texts(self, tag: str) -> list[str]:
        return [text for name, text in self.said if name == tag]

    def values(self, key: str) -> list[str]:
        return [attributes[key] for _, attributes in self.attributes if key in attributes]


def read(*decisions: Decision, today: date = date(2026, 11, 23)) -> Reading:
    kept = [DecisionHistory(decision, ()) for decision in decisions]
    return Reading(page(kept, [decision.matrix for decision in decisions], today))


def test_a_page_stands_alone_and_runs_nothing() -> None:
    found = read(LIVED)
    assert found.tags.keys() <= {*ALLOWED, *VOID}
    assert found.tags["html"] == found.tags["title"] == found.tags["h1"] == 1
    keys = {key for _, attributes in found.attributes for key in attributes}
    assert not {key for key in keys if key.startswith("on")} | (keys & {"src", "srcset", "action"})
    text = page([DecisionHistory(LIVED, ())], [], date(2026, 11, 23))
    assert "url(" not in text
    assert "@import" not in text
    (policy,) = [a["content"] for _, a in found.attributes if "http-equiv" in a]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    style = text.partition("<style>")[2].partition("</style>")[0]
    for wanted in ("prefers-color-scheme: dark", "@media print", "print-color-adjust: exact"):
        assert wanted in style
    assert style.count("{") == style.count("}")


def test_links_lead_within_the_page_or_to_a_source() -> None:
    successor = replace(DECISION, number=8, title="Later", supersedes=(7, 5))
    old = replace(DECISION, status=Status.SUPERSEDED, superseded_by=8)
    found = read(old, successor)
    ids = found.values("id")
    assert len(set(ids)) == len(ids)
    for href in found.values("href"):
        assert href.startswith("https://") or href.removeprefix("#") in ids
    assert "#decision-8" in found.values("href")
    assert "↷ superseded by 8 since 2026-11-23" in found.texts("dd")
    alone = read(old)
    assert "#decision-8" not in alone.values("href")
    assert any("superseded by 8" in text for text in alone.texts("dd"))


def test_all_that_a_decision_says_is_there() -> None:
    found = read(LIVED, today=date(2027, 3, 1))
    told = dict(zip(found.texts("dt"), found.texts("dd"), strict=True))
    assert told == {
        "Status": "● accepted since 2026-11-23",
        "Reason": "all of us agree | so far",
        "Chosen": "Django",
        "Deciders": "Zoë Example , Bob,",
        "Consulted": "Cy, Di: ops",
        "Informed": "Everyone",
        "Review by": "2027-03-01 ⚑ review due",
    }
    assert "# 1. A *test* says so" in found.texts("p")
    for item in ("Good: Editors start now.", "Bad: 40 MB more memory", "We learn the ORM."):
        assert item in found.texts("li")
    assert "Ruled out: it has no forms & no admin." in found.texts("td")
    assert {"9", "?", "4.5 *"} <= set(found.texts("td"))


def test_bars_are_as_long_as_what_they_stand_for() -> None:
    found = read(DECISION)
    styles = found.values("style")
    assert "--low: 90.0%; --high: 90.0%" in styles  # a weight of 9
    assert "--low: 53.1%; --high: 57.8%" in styles  # a score with an unknown rating
    assert set(found.values("class")) >= {"bar", "n", "wide", "faint"}


def hostile(text: str) -> Decision:
    matrix = DECISION.matrix
    options = tuple(replace(o, name=text, summary=text) for o in matrix.comparison.options)
    criteria = tuple(replace(c, name=text) for c in matrix.comparison.criteria)
    matrix = replace(
        matrix,
        name=text,
        comparison=replace(
            matrix.comparison, options=options, criteria=criteria, title=text, question=text
        ),
        ruled_out={"falcon": text},
    )
    said: Any = dict.fromkeys(("title", "reason", *PEOPLE, *TEXTS), text)
    return replace(LIVED, matrix=matrix, **said)


@pytest.mark.parametrize("text", [HOSTILE, "&amp;", "<!--", "]]>", "a\nb"])
def test_text_is_shown_as_it_was_typed_and_does_nothing(text: str) -> None:
    found = read(hostile(text))
    assert found.tags.keys() <= {*ALLOWED, *VOID}
    shown = visible(text)
    assert f"7 {shown}" in found.texts("h2")
    assert shown in found.texts("dd")
    assert shown in found.texts("th")
    assert f"Ruled out: {shown}" in found.texts("td")


@given(st.text(max_size=12))
def test_no_text_breaks_the_page(text: str) -> None:
    plain, found = read(hostile("x")), read(hostile(text))
    same = ("article", "h2", "h3", "table", "tr", "th", "a")
    if all(part.strip() for part in (text, text.strip("+-"))):
        assert [found.tags[tag] for tag in same] == [plain.tags[tag] for tag in same]
    page([DecisionHistory(hostile(text), ())], [], date(2026, 11, 23)).encode()


def test_an_address_that_is_no_page_is_no_link() -> None:
    matrix = DECISION.matrix
    rating = matrix.ratings["admin", "flask"]
    bad = replace(rating, sources=(replace(rating.sources[0], url="javascript:alert(1)"),))
    found = read(replace(DECISION, matrix=matrix.with_rating("admin", "flask", bad)))
    assert not [href for href in found.values("href") if "javascript" in href]


def test_the_history_stands_at_the_end(store_path: Path) -> None:
    with closing(Store(store_path, lambda: NOW, author=ada)) as store:
        draft = DecisionDraft("Use Flask", Status.PROPOSED, "flask")
        store.decisions.save(draft, store.read.matrix())
        store.decisions.set_status(1, Status.ACCEPTED, "agreed")
        kept = DecisionHistory(store.read.decision(1), store.read.revisions(1))
    found = Reading(page([kept], [], NOW.date()))
    assert found.texts("td")[-5:] == [
        "2",
        "2026-11-23 12:00 UTC",
        "Ada Example",
        "accepted",
        "Status, Reason",
    ]


def test_a_page_of_nothing_is_a_page() -> None:
    assert Reading(page([], [], NOW.date())).tags["h1"] == 1
