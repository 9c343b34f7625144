"""Check and renumber a folder of records, without the store."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from store.domain.errors import InvalidError, NotFoundError
from store.domain.text import visible
from tui_app.cli.arguments import add_dry_run, any_text, nonempty, utf8_path, whole_number
from tui_app.cli.command import Command
from tui_app.cli.output import CommandResult, as_json, counted, text

if TYPE_CHECKING:
    from store.records.check_relations import Base
    from store.records.check_rules import Finding
    from store.records.renumber import Renumbering


def add_check_arguments(parser: ArgumentParser) -> None:
    """Adds the folder, and what to check in it."""
    parser.add_argument("folder", type=utf8_path, metavar="DIR", help="see docs/records.md")
    parser.add_argument(
        "--base",
        type=nonempty,
        metavar="REF",
        help="a branch of git whose new records must have other numbers",
    )
    parser.add_argument(
        "--max-age", type=whole_number, metavar="DAYS", help="tell evidence checked longer ago"
    )
    parser.add_argument(
        "--ignore",
        type=any_text,
        action="append",
        default=[],
        metavar="RULE",
        help="do not check this rule; may be given several times",
    )
    parser.add_argument(
        "--format",
        choices=("plain", "github"),
        default="plain",
        help="github marks the lines in a pull request",
    )


def check(arguments: Namespace) -> CommandResult:
    """Says what is wrong with a folder of records, or that all is well."""
    from store.records import check as checking
    from store.records.check_rules import Severity
    from store.records.document import RecordError
    from store.records.folder import shelf

    folder = _folder(arguments)
    base = None if arguments.base is None else _base(folder, arguments.base)
    today = datetime.now().astimezone().date()
    terms = checking.Terms(today, base, arguments.max_age, frozenset(arguments.ignore))
    found = shelf(folder)
    try:
        findings = checking.check(found, terms)
    except RecordError as error:
        raise InvalidError({"ignore": str(error)}) from error
    errors = sum(each.severity is Severity.ERROR for each in findings)
    warnings = len(findings) - errors
    records = counted(len(found.records), "record")
    trouble = f"{_counts(errors, warnings)} in {records}." if errors else ""
    if arguments.json:
        listed = [_as_value(folder, each) for each in findings]
        return CommandResult(as_json({"records": len(found.records), "findings": listed}), trouble)
    if arguments.format == "github":
        return CommandResult(text([_github(folder, each) for each in findings]), trouble)
    if not findings:
        return CommandResult(f"{visible(str(folder))} is fine: {records}\n")
    return CommandResult(text([_plain(folder, each) for each in findings]), trouble)


def add_renumber_arguments(parser: ArgumentParser) -> None:
    """Adds the folder, the record, and the number that it gets."""
    parser.add_argument("folder", type=utf8_path, metavar="DIR")
    parser.add_argument(
        "record",
        type=any_text,
        metavar="OLD",
        help="its number, or its file's name where two have it",
    )
    parser.add_argument(
        "number",
        type=whole_number,
        nargs="?",
        metavar="NEW",
        help="default: the next that is free in the folder and on every branch of git",
    )
    add_dry_run(parser)


def renumber(arguments: Namespace) -> CommandResult:
    """Renumbers a record, and mends the links to it."""
    from store.records import renumber as renumbering
    from store.records.folder import shelf
    from store.records.numbers import taken
    from store.util.folder_lock import alone

    folder = _folder(arguments)
    failed: dict[str, str] = {}
    with nullcontext() if arguments.dry_run else alone(folder):
        known = taken(folder)
        planned = renumbering.renumbering(shelf(folder), arguments.record, known, arguments.number)
        if not arguments.dry_run:
            failed = renumbering.carry_out(folder, planned)
    note = known.trouble if arguments.number is None else ""
    trouble = ""
    if failed:
        stays = f"“{planned.old}” stays until all is mended; the same command goes on from there."
        trouble = " ".join([*failed.values(), stays])
    if arguments.json:
        return CommandResult(as_json(_result(planned, failed, note)), trouble)
    if arguments.dry_run:
        return CommandResult(visible(planned.diff, lines=True) + text(list(_left(planned, note))))
    return CommandResult(text(list(_report(planned, failed, note))), trouble)


def _folder(arguments: Namespace) -> Path:
    folder = Path(arguments.folder)
    if not folder.is_dir():
        raise NotFoundError(f"There is no folder “{folder}”.")
    if not folder.stat().st_nlink:
        raise NotFoundError(f"The folder “{folder}” was removed. Go to one that is there.")
    return folder


def _base(folder: Path, revision: str) -> "Base":
    from store.records.check_relations import Base
    from store.util.git import GitError, Repository

    try:
        repository = Repository.around(folder)
        if repository is None:
            raise NotFoundError(f"“{folder}” is in no repository of git, which --base needs.")
        there = repository.names_at(revision)
        return Base(revision, there, repository.names_where_parted(revision))
    except GitError as error:
        raise NotFoundError(f"“{folder}” cannot be compared: {error}.") from error


def _plain(folder: Path, finding: "Finding") -> str:
    at = f"{folder / finding.file}:{finding.line}"
    return visible(f"{at}: {finding.rule}: {finding.message}")


def _github(folder: Path, finding: "Finding") -> str:
    """A workflow command of GitHub Actions, which shows the finding at its line."""
    properties = {
        "file": str(folder / finding.file),
        "line": str(finding.line),
        "title": finding.rule,
    }
    written = ",".join(
        f"{name}={_percent(visible(value), ':,')}" for name, value in properties.items()
    )
    return f"::{finding.severity} {written}::{_percent(visible(finding.message))}"


def _percent(value: str, special: str = "") -> str:
    for char in "%" + special:
        value = value.replace(char, f"%{ord(char):02X}")
    return value


def _as_value(folder: Path, finding: "Finding") -> dict[str, object]:
    return {
        "file": str(folder / finding.file),
        "line": finding.line,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
    }


def _result(planned: "Renumbering", failed: dict[str, str], note: str) -> dict[str, object]:
    return {
        "old": planned.old,
        "new": planned.new,
        "mended": [
            change.name
            for change in planned.changes
            if change.before and change.after and change.name not in failed
        ],
        "left": [
            {"file": left.file, "line": left.line, "text": left.text} for left in planned.left
        ],
        "failed": failed,
        "note": note,
    }


def _report(planned: "Renumbering", failed: dict[str, str], note: str) -> Iterator[str]:
    if not failed:
        yield visible(f"{planned.old} is {planned.new} now")
    for change in planned.changes:
        if change.before and change.after and change.name not in failed:
            yield visible(f"mended {change.name}")
    yield from _left(planned, note)


def _left(planned: "Renumbering", note: str) -> Iterator[str]:
    for left in planned.left:
        yield visible(f"left {left.file}:{left.line}: {left.text} (it may mean the other record)")
    if note:
        yield visible(note)


def _counts(errors: int, warnings: int) -> str:
    told: Sequence[str] = [
        counted(count, what) for count, what in ((errors, "error"), (warnings, "warning")) if count
    ]
    return " and ".join(told)


COMMANDS = {
    "check": Command("check docs/decisions --base origin/main", check, add_check_arguments),
    "renumber": Command("renumber docs/decisions 38 --dry-run", renumber, add_renumber_arguments),
}
