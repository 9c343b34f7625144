"""The other way: folders that the tools made, brought in and out, and changed in one field."""

import re
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from store.domain.decision import DecisionDraft, Status
from store.store import Store
from tests.readers.facts import Facts, Verdict, judged, shortlist, stored
from tests.readers.reading import adr_tools, copied, log4brains, pyadr
from tests.readers.tools import Tools

TITLE = "Use Flask for the prices"
OTHER = "Use [Flask] for the prices"
"""Another title for the same file: pyadr wants the two to agree."""

DAY = "2026-01-31"


@dataclass(frozen=True)
class Maker:
    """A tool that makes records.

    Args:
        name: the package's.
        folder: where it has them in a repository.
        make: makes a folder of some; one is called `TITLE` and is accepted.
        read: what it reads of them itself, if it does.
    """

    name: str
    folder: str
    make: Callable[[Tools, Path], None]
    read: Callable[[Tools, Path], Facts] | None = None


def come_back(tools: Tools, maker: Maker) -> Verdict:
    """Brings a folder of the maker's in and out, changes it and adds to it, and reads it again."""
    repository = tools.work / f"made by {maker.name}"
    repository.mkdir()
    tools.commit(repository)
    maker.make(tools, repository)
    tools.commit(repository)
    folder = repository / maker.folder
    store = tools.work / f"{maker.name}.sqlite3"
    wrong = []

    for _ in range(2):
        shortlist(tools, store, "sync", folder)
    if changed := tools.git(repository, "status", "--porcelain"):
        wrong.append(f"bringing it in and out changed {changed!r}")
    for change in (_retitle, _deprecate):
        lines = change(tools, store)
        shortlist(tools, store, "sync", folder)
        found = re.findall(r"^[+-](?![+-]{2} ).*", _diff(tools, repository), re.MULTILINE)
        if not re.fullmatch(lines, "\n".join(found)):
            wrong.append(f"one edit changed {found}")
        tools.commit(repository)
    _add(tools, store)
    shortlist(tools, store, "sync", folder)
    said = stored(tools, store, folder)
    verdict = Verdict(len(said["titles"]), [], [])
    if maker.read:
        verdict = judged(maker.read(tools, copied(tools, folder)), said, {})
    right = ["in and out without a difference", "title and status edited: their lines alone"]
    if maker.read:
        right.append(f"read again, with one of ours: {', '.join(verdict.right)}")
    return Verdict(verdict.records, right, wrong + verdict.wrong)


def _diff(tools: Tools, repository: Path) -> str:
    return tools.git(repository, "diff", "--unified=0")


def _number(store: Path) -> int:
    with closing(Store(store)) as opened:
        return next(row.number for row in opened.read.decisions() if row.title in (TITLE, OTHER))


def _retitle(_: Tools, store: Path) -> str:
    """Gives the decision another title; returns what the difference is to be."""
    with closing(Store(store)) as opened:
        decision = opened.read.decision(_number(store))
        names = DecisionDraft.__dataclass_fields__
        draft = DecisionDraft(**{name: getattr(decision, name) for name in names})
        opened.decisions.revise(decision.number, replace(draft, title=OTHER))
    return rf"-(# (?:\d\. )?){TITLE}\n\+\1Use \\\[Flask\\\] for the prices"


def _deprecate(tools: Tools, store: Path) -> str:
    """Deprecates the decision; returns what the difference is to be: the status, and its day."""
    number = str(_number(store))
    shortlist(tools, store, "decision", number, "--status", "deprecated", "--reason", "It grew")
    label, day = r"(?:[*-] )?(?:[Ss]tatus: )?", r"\n[+-](?:[*-] )?[Dd]ate: [\d-]+"
    return rf"-{label}[Aa]ccepted(?:{day})?\n\+{label}[Dd]eprecated(?:{day})*"


def _add(tools: Tools, store: Path) -> None:
    """Adds a decision of ours, which takes the place of one of theirs."""
    what = ["--title", "Use [Django] for the prices", "--chosen", "django", "--status", "accepted"]
    shortlist(tools, store, "decide", *what)
    with closing(Store(store)) as opened:
        rows = opened.read.decisions()
        new = max(row.number for row in rows)
        old = min(row.number for row in rows if row.status is Status.ACCEPTED)
        opened.decisions.set_status(old, Status.SUPERSEDED, "It grew", new)


# The makers


def _adr_tools(tools: Tools, repository: Path) -> None:
    for words in (["init", "doc/adr"], ["new", TITLE], ["new", "Use Bottle"]):
        tools.run("adr", *words, cwd=repository)
    tools.run("adr", "new", "-s", "3", "Use Falcon in place of Bottle", cwd=repository)


def _pyadr(tools: Tools, repository: Path) -> None:
    tools.run("pyadr", "init", cwd=repository)
    for title, end in ((TITLE, "accept"), ("Use Bottle", "reject")):
        tools.run("pyadr", "new", title, cwd=repository)
        (record,) = (repository / "docs" / "adr").glob("XXXX-*.md")
        tools.run("pyadr", end, record.relative_to(repository), cwd=repository)


def _log4brains(tools: Tools, repository: Path) -> None:
    tools.run("log4brains", "init", "--defaults", cwd=repository)
    tools.run("log4brains", "adr", "new", "--quiet", TITLE, cwd=repository)
    (record,) = (repository / "docs" / "adr").glob("*-use-flask-*.md")
    _fill(record)


def _madr(package: str) -> Callable[[Tools, Path], None]:
    def make(tools: Tools, repository: Path) -> None:
        shipped = tools.packages / package / "template"
        folder = repository / "docs" / "decisions"
        folder.mkdir(parents=True)
        (first,) = shipped.glob("0000-*.md")
        shutil.copy(first, folder)
        template = next(path for path in shipped.glob("*template.md"))
        record = folder / "0001-use-flask-for-the-prices.md"
        shutil.copy(template, record)
        _fill(record)

    return make


def _fill(record: Path) -> None:
    """Fills in title, status and day, as whoever copies the template does."""
    text = record.read_text("utf-8")
    for line, value in (
        (r"# [\[{].*", f"# {TITLE}"),
        (r"((?:[*-] )?[Ss]tatus: ).*", r"\1accepted"),
        (r"((?:[*-] )?[Dd]ate: ).*", rf"\g<1>{DAY}"),
    ):
        text = re.sub(f"^{line}", value, text, count=1, flags=re.MULTILINE)
    record.write_text(text, "utf-8")


MAKERS = (
    Maker("adr-tools", "doc/adr", _adr_tools, adr_tools),
    Maker("pyadr", "docs/adr", _pyadr, pyadr),
    Maker("log4brains", "docs/adr", _log4brains, log4brains),
    Maker("madr", "docs/decisions", _madr("madr")),
    Maker("madr3", "docs/decisions", _madr("madr3")),
    Maker("madr2", "docs/decisions", _madr("madr2")),
)
