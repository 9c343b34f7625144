"""Topics: list them, show one."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import asdict

from store.domain.content import Example, PageBlock, Source, Topic
from store.domain.text import visible
from store.store import Store
from tui_app.cli.arguments import any_text
from tui_app.cli.command import Command, with_store
from tui_app.cli.output import CommandResult, as_json, columns, text, wrapped


def add_topics_arguments(parser: ArgumentParser) -> None:
    """Adds the filters of the list."""
    parser.add_argument("--starred", action="store_true", help="only those with a star")
    parser.add_argument("--unread", action="store_true", help="only those not read yet")


@with_store
def topics(store: Store, arguments: Namespace) -> CommandResult:
    """Lists the topics, or those with the marks that are asked for."""
    rows = [
        row
        for row in store.topics.all()
        if (row.starred or not arguments.starred) and not (row.read and arguments.unread)
    ]
    if arguments.json:
        return CommandResult(as_json([asdict(row) for row in rows]))
    marks = [("starred", "s"), ("read", "r"), ("noted", "n")]
    lines = [
        (
            str(row.number),
            "".join(letter if getattr(row, name) else "-" for name, letter in marks),
            row.category,
            row.title,
        )
        for row in rows
    ]
    marks_of = [name for name in ("starred", "unread") if getattr(arguments, name)]
    note = "" if rows else f"No topic is {' and '.join(marks_of)}."
    return CommandResult(text(columns(lines)), note=note)


def add_topic_arguments(parser: ArgumentParser) -> None:
    """Adds the topic to show."""
    parser.add_argument("topic", type=any_text, metavar="NUMBER|SLUG")


@with_store
def topic(store: Store, arguments: Namespace) -> CommandResult:
    """Shows a topic: the page, the programs, and the claims with their sources."""
    found = store.topics.get(arguments.topic)
    if arguments.json:
        value = asdict(found) | {"ticked": sorted(found.ticked)}
        del value["place"]  # where the app's page was left means nothing elsewhere
        return CommandResult(as_json(value))
    return CommandResult(text(list(_page(found))))


def _page(topic: Topic) -> Iterator[str]:
    yield from wrapped(
        [
            f"{topic.number}  {topic.title}",
            topic.question,
            f"{topic.category}, checked {topic.checked}",
            "",
            f"In short: {topic.answer}",
        ]
    )
    for piece in topic.body:
        yield from _piece(piece, topic.ticked)
    for example in topic.examples:
        yield from _example(example)
    for claim in topic.claims:
        head = f"{claim.number}  {claim.verdict}  {claim.text}"
        sources = (_source(source) for source in claim.sources)
        yield from wrapped(["", head, claim.fact, *sources])
    if topic.note:
        yield from wrapped(["", "Note:", *visible(topic.note, lines=True).split("\n")])


def _piece(piece: PageBlock, ticked: frozenset[str]) -> Iterator[str]:
    indent = "  " * piece.depth
    match piece.kind:
        case "section" | "column":
            yield from ("", f"{'##' if piece.kind == 'section' else '###'} {visible(piece.text)}")
        case "code":
            yield from _code(piece.text, indent)
        case "item" | "step" | "task":
            box = "[x]" if piece.mark in ticked else "[ ]"
            mark = {"item": "-", "step": piece.mark, "task": f"- {box}"}[piece.kind]
            yield from wrapped([piece.text], f"{indent}{mark} ")
        case _:
            yield from ([""] if not piece.depth else [])
            yield from wrapped([piece.text], indent)


def _example(example: Example) -> Iterator[str]:
    yield from wrapped(["", f"## {example.title}", example.shows])
    for side in example.sides:
        yield from ("", f"### {visible(side.option)}: {visible(side.file)}")
        yield from _code(side.code, "")
    yield from ("", "prints:")
    yield from _code(example.output, "")


def _code(code: str, indent: str) -> Iterator[str]:
    yield ""
    for line in visible(code.rstrip("\n").expandtabs(4), lines=True).split("\n"):
        yield f"    {indent}{line}".rstrip()


def _source(source: Source) -> str:
    if source.url:
        return f"Source: {source.title}, {source.url}, checked {source.checked}"
    return f"Source: {source.title}, {source.checked}: {source.how}"


COMMANDS = {
    "topics": Command("topics --unread", topics, add_topics_arguments),
    "topic": Command("topic 11", topic, add_topic_arguments),
}
