"""The records as GitHub renders them, and as a linter with MADR's own rules sees them."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.readers.facts import Facts, Verdict, shortlist
from tests.readers.reading import copied, gfm, items, plain
from tests.readers.sample import weights
from tests.readers.tools import ToolError, Tools

TAGS = {"h1", "h2", "h3", "p", "ul", "li", "a", "code", "pre"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
"""What a record is made of. Anything else is what people typed, taken for Markdown or HTML."""

BLOCKS = ("h1", "p", "li")
SCHEMES = ("http", "https", "mailto")


@dataclass
class Page(HTMLParser):
    """What is on a rendered page."""

    tags: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=lambda: {tag: [] for tag in BLOCKS})
    rows: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begins an element."""
        self.tags.add(tag)
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")
        elif tag == "tr":
            self.rows.append([])
        elif tag in BLOCKS:
            self._open = tag
            self.texts[tag].append("")
        elif tag in ("th", "td"):
            self._open = "cell"
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """Ends an element."""
        if tag in (*BLOCKS, "th", "td"):
            self._open = ""

    def handle_data(self, data: str) -> None:
        """Adds to the text of the element that is open."""
        if self._open:
            texts = self.rows[-1] if self._open == "cell" else self.texts[self._open]
            texts[-1] += data


def rendered(tools: Tools, store: Path, folder: Path, said: Facts) -> Verdict:
    """Renders every record, and looks whether it shows what the store says."""
    wrong = []
    for name in said["titles"]:
        text = (folder / name).read_text("utf-8")
        body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)  # GitHub's own table
        page = Page()
        page.feed(gfm(tools, body))
        number = int(name.partition("-")[0])
        decision = json.loads(shortlist(tools, store, "decision", str(number), "--json"))
        matrix = json.loads(shortlist(tools, store, "matrix", *weights(number), "--json"))
        faults = [
            *_text(page, decision),
            *_table(page, matrix),
            *_torn(body),
            *_links(page, folder),
        ]
        wrong += [f"{name}: {fault}" for fault in faults]
    index = items(gfm(tools, (folder / "index.md").read_text("utf-8")))
    listed = {name: plain(rest).removeprefix("- ") for name, _, rest in index}
    if listed != said["titles"]:
        wrong.append(f"index.md lists {listed}")
    return Verdict(len(said["titles"]), ["titles", "texts", "tables", "links", "index.md"], wrong)


def _text(page: Page, decision: dict[str, Any]) -> Iterator[str]:
    title = [re.sub(r"^\d+\. ", "", text) for text in page.texts["h1"]]  # Nygard's has a number
    if title != [decision["title"]]:
        yield f"headings are {page.texts['h1']}"
    if leaked := page.tags - TAGS:
        yield f"text became {sorted(leaked)}"
    shown = page.texts["p"] + page.texts["li"]
    for what in ("context", "consequences", "confirmation", "reason"):
        for line in filter(None, decision[what].splitlines()):
            text = line.removeprefix("+ ").removeprefix("- ") if what == "consequences" else line
            if not any(text in each for each in shown):
                yield f"{what} does not say {text!r}"


def _table(page: Page, matrix: dict[str, Any]) -> Iterator[str]:
    options = matrix["options"]
    wanted = [["Criterion", "Weight", *(option["name"] for option in options)]]
    for row in matrix["criteria"]:
        ratings = [_cell(row["ratings"][option["slug"]]) for option in options]
        wanted.append([row["name"], f"{row['weight']:g}", *ratings])
    *shown, score = page.rows or [[]]
    cut = [row[: len(wanted[0])] for row in shown]
    if cut != wanted:
        differ = [row for row in cut if row not in wanted]
        yield f"the matrix has {len(cut)} rows in place of {len(wanted)}, of which {differ} differ"
    if score[:1] != ["Score"]:
        yield f"the last row is {score}"


def _cell(rating: dict[str, Any]) -> str:
    value = "?" if rating["value"] is None else f"{rating['value']:g}"
    return f"{value}*" if rating["changed"] else value


def _torn(body: str) -> Iterator[str]:
    """Rows with other cells than their heading: they are cut or filled without a word."""
    cells = [len(re.findall(r"(?<!\\)\|", line)) for line in body.splitlines() if line[:1] == "|"]
    if len(set(cells)) != 1:
        yield f"rows of {sorted(set(cells))} cells"


def _links(page: Page, folder: Path) -> Iterator[str]:
    for link in page.links:
        parts = urlsplit(link)
        known = parts.scheme in SCHEMES if parts.scheme else (folder / parts.path).is_file()
        if not known:
            yield f"a link to {link!r}"


def linted(tools: Tools, folder: Path) -> Verdict:
    """Runs the linter with the rules that MADR ships beside its template."""
    copy = copied(tools, folder)
    rules = tools.packages / "madr" / "template" / ".markdownlint.yml"
    shutil.copy(rules, copy / ".markdownlint.yml")
    try:
        tools.run("markdownlint-cli2", "*.md", cwd=copy)
    except ToolError as error:
        return Verdict(0, [], str(error).splitlines())
    return Verdict(len(list(copy.glob("[0-9]*.md"))), ["no findings, in index.md neither"], [])
