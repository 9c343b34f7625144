"""Search: topics, claims, criteria, notes and decisions that hold some words."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import asdict, replace

from store.domain.content import Hit
from store.domain.text import visible
from store.store import Store
from tui_app.cli.arguments import any_text, whole_number
from tui_app.cli.command import Command, with_store
from tui_app.cli.output import CommandResult, as_json, columns, on_terminal, text


def add_search_arguments(parser: ArgumentParser) -> None:
    """Adds the words, and how many hits to list."""
    parser.add_argument("words", nargs="+", type=any_text, metavar="WORDS")
    parser.add_argument(
        "--limit", type=whole_number, default=50, metavar="N", help="at most N hits (default: 50)"
    )


@with_store
def search(store: Store, arguments: Namespace) -> CommandResult:
    """Lists what holds all the words, the best first."""
    words = " ".join(arguments.words)
    hits = store.read.search(words, limit=arguments.limit)
    trouble = "" if hits else f"Nothing holds “{words}”. Try fewer words, or the start of one."
    if arguments.json:
        plain = [replace(hit, snippet=_without_marks(hit.snippet)) for hit in hits]
        return CommandResult(as_json([asdict(hit) for hit in plain]), trouble)
    heads = columns([(hit.kind, _key(hit), hit.title) for hit in hits])
    return CommandResult(text(_found(heads, hits)), trouble)


def _found(heads: Sequence[str], hits: Sequence[Hit]) -> list[str]:
    return [f"{head}  {_snippet(hit)}" for head, hit in zip(heads, hits, strict=True)]


def _key(hit: Hit) -> str:
    """The key of a hit; that of somebody's own option or criterion means nothing to anybody."""
    return "own" if "/own_" in hit.key else hit.key


def _without_marks(snippet: str) -> str:
    return snippet.replace("\x02", "").replace("\x03", "")


def _snippet(hit: Hit) -> str:
    """The words around a match, which is bold where that can be seen and is wanted."""
    if not on_terminal() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return visible(_without_marks(hit.snippet))
    before, *matches = hit.snippet.split("\x02")
    shown = [visible(_without_marks(before))]
    for match in matches:
        bold, _, after = match.partition("\x03")
        shown.append(f"\x1b[1m{visible(bold)}\x1b[22m{visible(_without_marks(after))}")
    return "".join(shown)


COMMANDS = {"search": Command("search csrf token", search, add_search_arguments)}
