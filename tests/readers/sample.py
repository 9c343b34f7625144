"""Decisions such as a team has, with text that Markdown could trip over, and their export."""

from contextlib import closing
from pathlib import Path

from store.domain.matrix import CriterionDraft, ItemKind, OptionDraft
from store.matrix.repository import Matrices
from store.store import Store
from tests.readers.facts import shortlist
from tests.readers.tools import Tools

FOLDER = Path("docs", "decisions")

PRESET = "small-json-api"

CONTEXT = """\
Prices come from three systems, at 3 * 4 = 12 places_in_all:

* one is slow (~2 s) & costs $5 or $6 a day
- one answers `HTTP 500` on Sundays | and <b>nothing</b> else
1. the third is [undocumented](sic)
# and # none is ours #

価格 – “prices”, &c., see https://example.org/prices?a=1&b=[2] and {{ site.title }}"""

CONSEQUENCES = """\
+ Editors work in the admin from the first week, and *nobody* has to deploy for them
- Start-up takes longer: 31 MiB | 60 MiB, __init__.py included
Nothing else changes, and that takes a while to say: """ + " ".join(["again and again,"] * 60)

DECISIONS = (
    ("accepted", "flask", 'Return list[int] from the "prices" service'),
    ("accepted", "django", "Use Django for the shop"),
    ("proposed", "django", "Größe übertragen: naïve façade 🚀"),
    ("rejected", "flask", "Prices | stock || both & <more>"),
    ("accepted", "flask", "Program the gateway in C#"),
    ("accepted", "flask", r"Mark *stars*, `code`, _under_ ~ $5 and \slash"),
    ("accepted", "django", "Build the shop anew, with psycopg[binary]"),
)
"""Status, chosen option and title; two of them are moved on below."""


def weights(number: int) -> list[str]:
    """What names the matrix that a decision was made with: the team's own, or a preset."""
    return [] if number % 2 else ["--preset", PRESET]


def decide(tools: Tools, store: Path) -> None:
    """Saves the decisions; one ends up deprecated, and one superseded."""
    with closing(Store(store)) as opened:
        _arrange(opened.matrices)
    for number, (status, chosen, title) in enumerate(DECISIONS, 1):
        what = ["--status", status, "--chosen", chosen, "--title", title]
        why = ["--context", CONTEXT, "--consequences", CONSEQUENCES]
        who = ["--deciders", "Ada Löwe, Bo O'Hara", "--consulted", "@ops: #2"]
        then = ["--confirmation", "A load test | by Bo", "--review-by", "2031-01-31"]
        extra = [*why, *who, *then] if number % 2 else []
        shortlist(tools, store, "decide", *what, *weights(number), *extra)
    move = ["decision", "5", "--status", "deprecated", "--reason", "Nobody *speaks* it"]
    shortlist(tools, store, *move)
    move = ["decision", "2", "--status", "superseded", "--superseded-by", "7", "--reason", "Grew"]
    shortlist(tools, store, *move)


def _arrange(matrices: Matrices) -> None:
    """Adds what a team may add to its matrix, by names that are hard on tables."""
    option = matrices.items(ItemKind.OPTION).add(1, OptionDraft("Quart | Flask[async] *new*"))
    draft = CriterionDraft("Typed: `list[int] | None` & <T>", weight=7.5)
    criterion = matrices.items(ItemKind.CRITERION).add(1, draft)
    matrices.set_rating(1, criterion, option, (4.5, "A | b: __init__ says `Any | None` <b>"))
    matrices.set_rating(1, criterion, "flask", (3, ""))
    matrices.rule_out(1, option, "No *one* here | knows it")


def export(tools: Tools, store: Path, profile: str) -> Path:
    """A repository with the records in it, and an index.md; returns the records' folder."""
    repository = tools.work / f"exported as {profile}"
    folder = repository / FOLDER
    folder.mkdir(parents=True)
    index = "# Decisions\n\n<!-- adrlog -->\n<!-- adrlogstop -->\n"
    (folder / "index.md").write_text(index, "utf-8")
    shortlist(tools, store, "export", folder, "--format", profile)
    tools.commit(repository)
    return folder
