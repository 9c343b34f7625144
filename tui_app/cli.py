"""The commands that need no screen: what they take, and what they answer.

Plain answers are made for grep: one record a line, columns two spaces apart, nothing cut off.
JSON answers are ASCII, whatever is in them.
"""

import json
import os
import sys
from argparse import (
    SUPPRESS,
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
)
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from store.paths import STORE_VARIABLE, content_folder, store_path
from store.text import visible
from store.types import STANDING_ALONE, DecisionDraft, Hit, Matrix, Source, Status, StoreError
from tui_app import __version__

if TYPE_CHECKING:
    from store.folder import Planned
    from store.store import Store

NUMBER_MAX = 1_000_000_000
"""The largest number that an argument can be."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command has to say; where there is trouble it did not do all that it was asked."""

    text: str
    trouble: str = ""


def parse(words: Sequence[str]) -> Namespace:
    """The words of a command line as arguments: `command`, None for the app, `store`, and more.

    Raises:
        SystemExit: they ask for help, or make no sense; the user was told.
    """
    return _parser().parse_args(words)


def run(arguments: Namespace) -> Answer:
    """Runs the command of `arguments` on its store.

    Raises:
        NotFoundError: an argument names something that there is not.
        InvalidError: an argument breaks a rule; nothing was saved.
        StoreError: the command failed.
    """
    if arguments.command == "where":
        return _where(arguments)
    from store.store import Store

    with closing(Store(store_path(arguments.store))) as store:
        return COMMANDS[arguments.command](store, arguments)


# What is typed


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        super().error(visible(message))


def _parser() -> _Parser:
    parser = _Parser(
        prog="shortlist",
        description="Choose a Python back-end framework in the terminal, and keep the decision "
        "as a record. Without a command the app starts.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"shortlist {__version__}")
    parser.set_defaults(store=None)
    _add_store(parser)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")

    def add(name: str, summary: str, example: str) -> ArgumentParser:
        command = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"example:\n  shortlist {example}",
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_argument("--json", action="store_true", help="answer in JSON")
        _add_store(command)
        return command

    def add_preset(command: ArgumentParser) -> None:
        command.add_argument(
            "--preset", type=_text, metavar="SLUG", help="this preset, and nothing of your own"
        )

    add("topics", "list the topics: number, marks (s starred, r read, n note), category, title",
        "topics | grep ' -r- '")  # fmt: skip

    topic = add("topic", "show a topic: the answer, and the claims with their sources", "topic 11")
    topic.add_argument("topic", type=_text, metavar="NUMBER|SLUG")

    search = add("search", "find topics, claims, criteria, options, notes and decisions",
                 "search csrf token")  # fmt: skip
    search.add_argument("words", nargs="+", type=_text, metavar="WORDS")
    search.add_argument(
        "--limit", type=_number, default=50, metavar="N", help="at most N hits (default: 50)"
    )

    matrix = add("matrix", "show weights, ratings and scores, who leads, and what would flip it",
                 "matrix --preset small-json-api")  # fmt: skip
    add_preset(matrix)

    decide = add("decide", "save a decision, with the matrix as it stands",
                 'decide --chosen django --title "Use Django for the shop"')  # fmt: skip
    decide.add_argument("--chosen", type=_text, required=True, metavar="OPTION", help="what wins")
    decide.add_argument("--title", type=_text, required=True, metavar="TEXT", help="one line")
    add_preset(decide)
    # Nothing can have taken the place of a decision that is not made yet.
    statuses = [str(status) for status in STANDING_ALONE]
    decide.add_argument(
        "--status",
        choices=statuses,
        default=str(Status.PROPOSED),
        metavar="STATUS",
        help=f"{', '.join(statuses)} (default: {Status.PROPOSED})",
    )
    decide.add_argument(
        "--context", type=_text, default="", metavar="TEXT", help="the problem to be solved"
    )
    decide.add_argument(
        "--deciders", type=_text, default="", metavar="NAMES", help="who decides, comma-separated"
    )
    decide.add_argument(
        "--consequences",
        type=_text,
        default="",
        metavar="TEXT",
        help="what follows, one a line; + in front of a good one, - of a bad one",
    )

    add("decisions", "list the decisions: number, status, date, chosen option, title",
        "decisions --json")  # fmt: skip

    export = add("export", "write the decisions as MADR records", "export docs/decisions")
    export.add_argument(
        "folder", type=_folder, metavar="DIR|-", help="where they go; - prints them"
    )
    export.add_argument("--decision", type=_number, metavar="N", help="this decision only")
    export.add_argument(
        "--overwrite", action="store_true", help="replace records that were changed by hand"
    )

    add("where", "show the paths in use, and create nothing", "where")
    return parser


def _add_store(parser: ArgumentParser) -> None:
    # SUPPRESS: a command must not reset what stood in front of it.
    parser.add_argument(
        "--store",
        default=SUPPRESS,
        metavar="PATH",
        help=f"the store's file (default: ${STORE_VARIABLE}, else the user's data folder)",
    )


def _text(argument: str) -> str:
    """An argument whose bytes need not be UTF-8 as text that can be saved."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _folder(argument: str) -> str:
    if _text(argument) != argument:
        raise ArgumentTypeError("the folder's name must be UTF-8")
    return argument


def _number(argument: str) -> int:
    if not (argument.isdecimal() and len(argument) < 11 and 1 <= int(argument) <= NUMBER_MAX):
        raise ArgumentTypeError(f"{argument!r} is not a whole number from 1 on")
    return int(argument)


# What is answered


def _json(value: object) -> str:
    return json.dumps(value, indent=2, default=str) + "\n"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*shown, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in shown
    ]


def _lines(lines: Sequence[str]) -> str:
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _topics(store: "Store", arguments: Namespace) -> Answer:
    rows = store.read.topics()
    if arguments.json:
        return Answer(_json([asdict(row) for row in rows]))
    return Answer(
        _lines(
            _columns(
                [
                    (
                        str(row.number),
                        ("s" if row.starred else "-")
                        + ("r" if row.read else "-")
                        + ("n" if row.noted else "-"),
                        row.category,
                        row.title,
                    )
                    for row in rows
                ]
            )
        )
    )


def _topic(store: "Store", arguments: Namespace) -> Answer:
    topic = store.read.topic(arguments.topic)
    if arguments.json:
        value = asdict(topic)
        del value["place"]  # where the app's page was left means nothing elsewhere
        return Answer(_json(value))
    paragraphs = [
        f"{topic.number}  {topic.title}",
        topic.question,
        f"{topic.category}, checked {topic.checked}",
        "",
        f"In short: {topic.answer}",
    ]
    for claim in topic.claims:
        paragraphs += ["", f"{claim.number}  {claim.verdict}  {claim.text}", claim.fact]
        paragraphs += [_source(source) for source in claim.sources]
    if topic.note:
        paragraphs += ["", "Note:", *visible(topic.note, lines=True).split("\n")]
    return Answer(_lines(_wrapped(paragraphs)))


def _source(source: Source) -> str:
    if source.url:
        return f"Source: {source.title}, {source.url}, checked {source.checked}"
    return f"Source: {source.title}, {source.checked}: {source.how}"


def _wrapped(paragraphs: Sequence[str]) -> list[str]:
    """Each paragraph in lines of a terminal's width, or in one line where there is no terminal."""
    shown = [visible(paragraph) for paragraph in paragraphs]
    if not _on_terminal():
        return shown
    import shutil
    import textwrap

    width = shutil.get_terminal_size().columns
    return [
        line
        for paragraph in shown
        # An address must stay whole, or no terminal opens it.
        for line in textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
        or [""]
    ]


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _search(store: "Store", arguments: Namespace) -> Answer:
    words = " ".join(arguments.words)
    hits = store.read.search(words, limit=arguments.limit)
    trouble = "" if hits else f"Nothing holds “{words}”. Try fewer words, or the start of one."
    if arguments.json:
        plain = [replace(hit, snippet=_without_marks(hit.snippet)) for hit in hits]
        return Answer(_json([asdict(hit) for hit in plain]), trouble)
    heads = _columns([(hit.kind, hit.key, hit.title) for hit in hits])
    lines = [f"{head}  {_snippet(hit)}" for head, hit in zip(heads, hits, strict=True)]
    return Answer(_lines(lines), trouble)


def _without_marks(snippet: str) -> str:
    return snippet.replace("\x02", "").replace("\x03", "")


def _snippet(hit: Hit) -> str:
    """The words around a match, which is bold where that can be seen and is wanted."""
    if not _on_terminal() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return visible(_without_marks(hit.snippet))
    before, *matches = hit.snippet.split("\x02")
    shown = [visible(_without_marks(before))]
    for match in matches:
        bold, _, after = match.partition("\x03")
        shown.append(f"\x1b[1m{visible(bold)}\x1b[22m{visible(_without_marks(after))}")
    return "".join(shown)


def _matrix(store: "Store", arguments: Namespace) -> Answer:
    from store.scoring import flip_sentence, number, percent, scores, verdict

    matrix = store.read.matrix(arguments.preset)
    if arguments.json:
        return Answer(_json(_matrix_value(matrix)))
    options = matrix.comparison.options
    rows = [["Criterion", "Group", "Weight", *(option.name for option in options)]]
    for criterion in matrix.comparison.criteria:
        ratings = [matrix.ratings[criterion.slug, option.slug] for option in options]
        rows.append(
            [
                criterion.name,
                criterion.group,
                number(matrix.weights[criterion.slug]),
                *(
                    ("?" if rating.value is None else number(rating.value))
                    + ("*" if rating.changed else "")
                    for rating in ratings
                ),
            ]
        )
    rows.append(["Score", "-", "-", *(percent(score) for score in scores(matrix))])
    sentences = [
        f"Ruled out: {option.name}, because {matrix.ruled_out[option.slug]}"
        for option in options
        if option.slug in matrix.ruled_out
    ]
    sentences += filter(None, [verdict(matrix), flip_sentence(matrix)])
    return Answer(_lines([*_columns(rows), *map(visible, sentences)]))


def _matrix_value(matrix: Matrix) -> dict[str, object]:
    from store.scoring import flip_sentence, nearest_flip, outcome, scores, verdict

    standing = outcome(matrix)
    flip = nearest_flip(matrix)
    options = matrix.comparison.options
    return {
        "name": matrix.name,
        "preset": matrix.preset,
        "options": [
            {
                "slug": score.option.slug,
                "name": score.option.name,
                "score": {"low": score.low, "high": score.high},
                "ruled_out": matrix.ruled_out.get(score.option.slug),
            }
            for score in scores(matrix)
        ],
        "criteria": [
            {
                "slug": criterion.slug,
                "group": criterion.group,
                "name": criterion.name,
                "weight": matrix.weights[criterion.slug],
                "ratings": {
                    option.slug: asdict(matrix.ratings[criterion.slug, option.slug])
                    for option in options
                },
            }
            for criterion in matrix.comparison.criteria
        ],
        "lead": {
            "kind": standing.lead,
            "first": [score.option.slug for score in standing.first],
            "sentence": verdict(matrix),
        },
        "flip": {
            "criterion": flip.criterion.slug if flip else None,
            "challenger": flip.challenger.slug if flip else None,
            "weight": flip.weight if flip else None,
            "sentence": flip_sentence(matrix),
        },
    }


def _decide(store: "Store", arguments: Namespace) -> Answer:
    matrix = store.read.matrix(arguments.preset)
    draft = DecisionDraft(
        title=arguments.title,
        status=Status(arguments.status),
        chosen=matrix.comparison.option(arguments.chosen).slug,
        context=arguments.context,
        deciders=arguments.deciders,
        consequences=arguments.consequences,
    )
    number = store.decisions.save(draft, matrix)
    saved = next(row for row in store.read.decisions() if row.number == number)
    if arguments.json:
        return Answer(_json(asdict(saved)))
    return Answer(f"Decision {number} saved: {visible(saved.title)}\n")


def _decisions(store: "Store", arguments: Namespace) -> Answer:
    rows = store.read.decisions()
    if arguments.json:
        return Answer(_json([asdict(row) for row in rows]))
    return Answer(
        _lines(
            _columns(
                [
                    (str(row.number), row.status, row.date.isoformat(), row.chosen, row.title)
                    for row in rows
                ]
            )
        )
    )


def _export(store: "Store", arguments: Namespace) -> Answer:
    numbers = sorted(row.number for row in store.read.decisions())
    if not numbers:
        raise StoreError("There are no decisions yet. Save one with `shortlist decide`.")
    if arguments.decision is not None:
        store.read.decision(arguments.decision)  # says so if there is none
        numbers = [arguments.decision]
    if arguments.folder == "-":
        return _printed(store, numbers, arguments)
    return _written(store, numbers, arguments)


def _printed(store: "Store", numbers: Sequence[int], arguments: Namespace) -> Answer:
    from store import export

    records = {number: export.record(store, number) for number in numbers}
    if arguments.json:
        titles = {row.number: row.title for row in store.read.decisions()}
        value = [
            {"number": number, "title": titles[number], "record": text}
            for number, text in records.items()
        ]
        return Answer(_json(value))
    return Answer("\n".join(records.values()))


def _written(store: "Store", numbers: Sequence[int], arguments: Namespace) -> Answer:
    from store import export
    from store.folder import Change

    told: list[tuple[Planned, str, str]] = []
    trouble = ""
    for plan in export.plan(store, export.target(arguments.folder), numbers):
        conflict = plan.change is Change.CONFLICT
        if conflict and not arguments.overwrite:
            told.append((plan, "kept", " (changed by hand; --overwrite replaces it)"))
            trouble = "What was changed by hand was kept as it is."
            continue
        try:
            export.write(store, replace(plan, change=Change.UPDATED) if conflict else plan)
        except StoreError as error:  # what was written before it is worth telling
            trouble = str(error)
            break
        told.append((plan, "unchanged" if plan.change is Change.SAME else "written", ""))
    if arguments.json:
        value = [
            {"number": plan.decision.number, "path": str(plan.path), "result": result}
            for plan, result, _ in told
        ]
        return Answer(_json(value), trouble)
    lines = [f"{result} {visible(str(plan.path))}{why}" for plan, result, why in told]
    return Answer(_lines(lines), trouble)


def _where(arguments: Namespace) -> Answer:
    value = {
        "store": str(store_path(arguments.store)),
        "content": str(content_folder()),
        STORE_VARIABLE: os.environ.get(STORE_VARIABLE),
    }
    if arguments.json:
        return Answer(_json(value))
    return Answer(_lines(_columns([(name, path or "(not set)") for name, path in value.items()])))


COMMANDS: dict[str, Callable[["Store", Namespace], Answer]] = {
    "topics": _topics,
    "topic": _topic,
    "search": _search,
    "matrix": _matrix,
    "decide": _decide,
    "decisions": _decisions,
    "export": _export,
    "where": lambda _, arguments: _where(arguments),
}
"""What answers each command; `where` gets no store."""
