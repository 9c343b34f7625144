"""Markdown → the pieces of a page; and those as plain text, and as JSON. Pure."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from store.domain.checked import checked
from store.domain.content import PageBlock, StyledText

if TYPE_CHECKING:
    from markdown_it.token import Token

TASK_KEY_MAX = 100
"""Characters of a task's first words that tell it from the others of its topic."""

DEPTH_MAX = 5
"""How many lists may stand in each other; more have no room in a narrow window."""

_BOXES = ("[ ] ", "[x] ", "[X] ")
_LISTS = {"bullet_list_open": "item", "ordered_list_open": "step"}
_NO_PLACE = {"hr": "a line", "blockquote_open": "a quotation"}
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as pieces; `faults` holds what there is no place for, each with its line."""

    pieces: tuple[PageBlock, ...]
    faults: tuple[tuple[int, str], ...]


def parse(text: str) -> Parsed:
    """CommonMark as pieces.

    HTML is text like any other. A list item that begins with `[ ]` is a task, and its key is
    what stands in bold at its start, or else its first words.
    """
    from markdown_it import MarkdownIt  # 17 ms that only a page with Markdown pays

    markdown = MarkdownIt("commonmark").disable(["html_block", "html_inline"])
    # An address that leads nowhere is a link too, so that who checks the links can tell.
    markdown.validateLink = lambda url: bool(url)  # type: ignore[method-assign]
    walk = _Walk()
    for token in markdown.parse(text):
        walk.take(token)
    return Parsed(tuple(walk.pieces), tuple(walk.faults))


def plain(pieces: Sequence[PageBlock]) -> str:
    """The words of the pieces, a line each."""
    return "\n".join(piece.text for piece in pieces)


def to_json(pieces: Sequence[PageBlock]) -> str:
    """The pieces as the store keeps them."""
    return json.dumps(
        [
            [p.kind, p.depth, p.mark, [[span.text, span.look, span.link] for span in p.spans]]
            for p in pieces
        ],
        ensure_ascii=False,
    )


def from_json(text: str) -> tuple[PageBlock, ...]:
    """The pieces that `to_json` wrote.

    Raises:
        ValueError: it wrote no such text; or another of `rows.SENSELESS`.
    """
    return tuple(
        checked(PageBlock(kind, tuple(checked(StyledText(*span)) for span in spans), depth, mark))
        for kind, depth, mark, spans in json.loads(text)
    )


def links(pieces: Sequence[PageBlock]) -> Iterator[str]:
    """Where the pieces lead to."""
    return (span.link for piece in pieces for span in piece.spans if span.link)


@dataclass
class _Walk:
    """Goes through the tokens of a text and gathers its pieces."""

    pieces: list[PageBlock] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)  # of each open list, "item" or "step"
    mark: str | None = None  # of the list item whose first paragraph is still to come
    heading: str = ""

    def take(self, token: "Token") -> None:
        line = token.map[0] + 1 if token.map else 1
        match token.type:
            case "heading_open":
                self.heading = {"h2": "section", "h3": "column"}.get(token.tag, "text")
                if self.heading == "text":
                    self.faults.append((line, "a heading here has two or three #"))
            case "heading_close":
                self.heading = ""
            case "bullet_list_open" | "ordered_list_open":
                self._list(_LISTS[token.type], line)
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self.mark = f"{token.info}." if token.info else ""
            case "inline":
                self._paragraph(token, line)
            case "fence" | "code_block":
                self._code(token)
            case "hr" | "blockquote_open":
                told = f"there is no place for {_NO_PLACE[token.type]} on a page"
                self.faults.append((line, told))

    def _list(self, kind: str, line: int) -> None:
        self.lists.append(kind)
        if len(self.lists) > DEPTH_MAX:
            self.faults.append((line, f"lists stand in lists at most {DEPTH_MAX} deep"))

    def _code(self, token: "Token") -> None:
        language = token.info.split()[0] if token.info.strip() else ""
        code = (StyledText(token.content.rstrip("\n")),)
        self.pieces.append(PageBlock("code", code, len(self.lists), language))

    def _paragraph(self, token: "Token", line: int) -> None:
        spans = tuple(_joined(self._spans(token.children or (), line)))
        depth = len(self.lists)
        if self.heading:
            self.pieces.append(PageBlock(self.heading, spans))
        elif self.mark is None or not self.lists:
            self.pieces.append(PageBlock("text", spans, depth))
        elif spans and not spans[0].look and spans[0].text.startswith(_BOXES):
            rest = StyledText(spans[0].text[len(_BOXES[0]) :], "", spans[0].link)
            spans = (rest, *spans[1:]) if rest.text else spans[1:]
            self.pieces.append(PageBlock("task", spans, depth - 1, _key(spans)))
        else:
            self.pieces.append(PageBlock(self.lists[-1], spans, depth - 1, self.mark))
        self.mark = None

    def _spans(self, tokens: Sequence["Token"], line: int) -> Iterator[StyledText]:
        looks = [""]
        link = ""
        for token in tokens:
            match token.type:
                case "strong_open" | "em_open":
                    looks.append(token.type.removesuffix("_open"))
                case "strong_close" | "em_close":
                    looks.pop()
                case "link_open" | "link_close":
                    link = str(token.attrs.get("href", ""))  # a closing one has none
                case _:
                    if token.type == "image":
                        self.faults.append((line, "there is no place for a picture on a page"))
                    look = "code" if token.type == "code_inline" else looks[-1]
                    if text := token.content or _BREAKS.get(token.type, ""):
                        yield StyledText(text, look, link)


def _joined(spans: Iterator[StyledText]) -> Iterator[StyledText]:
    """The spans with those made one that look alike and lead to the same place."""
    for (look, link), alike in groupby(spans, lambda span: (span.look, span.link)):
        yield StyledText("".join(span.text for span in alike), look, link)


def _key(spans: Sequence[StyledText]) -> str:
    strong = bool(spans) and spans[0].look == "strong"
    text = spans[0].text if strong else "".join(span.text for span in spans)
    return " ".join(text.split())[:TASK_KEY_MAX]
