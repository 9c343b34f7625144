"""The page of an experiment: the question, the findings, and what they are worth."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from textual.content import Content

from store.domain.content import ClaimRow
from store.domain.lab import Experiment, ExperimentSide, Measure, ProbeAnswer, Report, SideResult
from store.lab.rating import Offer
from store.lab.report_sentences import age, figure, in_short, machine, packages, sentences
from store.matrix.number_text import number
from tui_app.widgets.analysis_panel import bar
from tui_app.widgets.rich_page import LINK, Columns, Paragraph, button, linked, plain, prose
from tui_app.widgets.topic_page import VERDICTS, highlighted

ANSWERS = {
    ProbeAnswer.YES: ("✓", "$text-success"),
    ProbeAnswer.PARTLY: ("◐", "$text-warning"),
    ProbeAnswer.NO: ("✗", "$text-error"),
}
"""The glyph of each answer and its style; the word always stands beside them."""

BAR = 16
"""Cells of the longest bar."""

CODE = 50
"""The fewest cells of a program that stands beside another; its longest lines are folded."""

PAST = 20
"""Past runs that are drawn."""

_HEADING = "bold $text-primary"
_DIM = "$foreground 60%"
_STEPS = "▁▂▃▄▅▆▇█"


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of an experiment.

    Args:
        past: the reports of this machine, the newest first.
        reference: the shipped one.
        stale: why the newest no longer tells how it is, in sentences.
        offers: the ratings that the findings speak for.
        claims: those that it bears on.
        criteria: the names of those that it bears on, by key.
        seconds: how long it takes, about.
        now: the time.
    """

    now: datetime
    past: Sequence[Report] = ()
    reference: Report | None = None
    stale: Sequence[str] = ()
    offers: Sequence[Offer] = ()
    claims: Sequence[ClaimRow] = ()
    criteria: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0

    @property
    def report(self) -> Report | None:
        """The one to show: the newest of this machine, else the shipped one."""
        return self.past[0] if self.past else self.reference


@dataclass(frozen=True, slots=True)
class ExperimentRow:
    """A row of the list; a heading has no experiment."""

    text: Content
    slug: str = ""
    group: str = ""


def experiment_rows(
    experiments: Sequence[Experiment],
    last: Mapping[str, Report],
    reference: Mapping[str, Report],
    now: datetime,
) -> Iterator[ExperimentRow]:
    """Experiments below their groups, each with what it tests, its last result, and its age."""
    for group, members in groupby(experiments, lambda experiment: experiment.group):
        yield ExperimentRow(plain(group, _HEADING), group=group)
        for experiment in members:
            report = last.get(experiment.slug)
            when = age(report.environment.date, now) if report else "reference"
            shown = report or reference.get(experiment.slug)
            found = f"{in_short(experiment, shown)} · {when}" if shown else "not run yet"
            claim = f"  claim {experiment.claims[0]}" if experiment.claims else ""
            title = plain(experiment.title, "bold").append(plain(claim, _DIM))
            details = plain(f"\n  {found}", "" if report else _DIM)
            yield ExperimentRow(title.append(details), experiment.slug, group)


def about(seconds: float) -> str:
    """How long something takes, roughly."""
    return f"about {round(seconds / 60)} min" if seconds >= 90 else f"about {seconds:.0f} s"


def experiment_blocks(experiment: Experiment, found: Found) -> Iterator[Paragraph | Columns]:
    """The page of an experiment; each program can be gone to."""
    yield Paragraph(prose(experiment.question, "bold"))
    run = linked(plain("run it", LINK), f"run:{experiment.slug}")
    facts = plain(f"{experiment.group} · {experiment.kind} · ", _DIM)
    yield Paragraph(facts.append(run).append(plain(f": {about(found.seconds)}", _DIM)))
    yield from _result(experiment, found)
    yield from _worth(experiment, found)
    yield from _bearing(experiment, found)
    for title, text in (
        ("What makes it fair", experiment.fair),
        ("What it cannot show", experiment.limits),
        ("The rule", experiment.rule.says),
    ):
        yield Paragraph(plain(title, _HEADING), space=1)
        yield Paragraph(prose(text))
    yield from _programs(experiment)


# What was found


def _result(experiment: Experiment, found: Found) -> Iterator[Paragraph]:
    report = found.report
    if report is None:
        yield Paragraph(plain("It was not run here yet: r runs it."), space=1)
        return
    date = report.environment.date
    if found.past:
        when = f"{age(date, found.now)}, on this machine"
    else:
        when = "reference, not this machine"
    quick = ", quick: small differences cannot be told" if report.quick else ""
    title = plain("Result", _HEADING).append(plain(f"   {when}{quick}", _DIM))
    yield Paragraph(title, space=1, anchor="result")
    for sentence in found.stale:
        yield Paragraph(plain(f"{sentence} Run it again."), plain("⚠", "$text-warning"), 2)
    for place, measure in enumerate(experiment.measures):
        yield from _bars(report, measure)
        for sentence in () if place else sentences(experiment, report):
            yield Paragraph(plain(sentence), plain("▸", "$text-accent"), 2)
    for each in report.findings:
        yield from _finding(each)
    if found.past and found.reference:
        told = f"Reference, not this machine: {in_short(experiment, found.reference)}"
        yield Paragraph(plain(told, _DIM), space=1)
    yield from _past(experiment, found.past)
    yield Paragraph(plain(machine(report), _DIM), space=1)
    yield Paragraph(plain(packages(report), _DIM))


def _bars(report: Report, measure: Measure) -> Iterator[Paragraph]:
    taken = [(f.side, m) for f in report.findings if (m := f.measurement(measure.slug))]
    if not taken:
        return
    unit = f", {measure.unit}" if measure.unit else ""
    name = f"{measure.name[:1].upper()}{measure.name[1:]}{unit}"
    yield Paragraph(
        plain(name, "bold").append(plain(f", {measure.better} is better", _DIM)), space=1
    )
    longest = max(m.high for _, m in taken) or 1.0
    for side, one in taken:
        text = plain(f"{side} ").append(plain(figure(one.median), "bold"))
        if not measure.counted:
            text = text.append(plain(f"  {figure(one.low)} to {figure(one.high)}", _DIM))
        yield Paragraph(text, bar(one.low / longest, one.high / longest, BAR), BAR + 1)


def _finding(found: SideResult) -> Iterator[Paragraph]:
    if found.trouble:
        told = plain(f"{found.side} could not be measured, because {found.trouble}.")
        yield Paragraph(told, plain("!", "bold $text-error"), 2)
    elif found.answer:
        glyph, style = ANSWERS[found.answer]
        text = plain(f"{found.side}: ").append(plain(found.answer, f"bold {style}"))
        yield Paragraph(text, plain(glyph, style), 2)
        yield Paragraph(plain(found.observed, _DIM), indent=4, lead=Content("  "))
    for note in found.notes:
        yield Paragraph(plain(f"{found.side}: {note}", _DIM), indent=2, lead=Content("  "))


def _past(experiment: Experiment, past: Sequence[Report]) -> Iterator[Paragraph]:
    """The first sides over the runs so far, the oldest first."""
    if len(past) < 2:
        return
    runs = list(reversed(past[:PAST]))
    yield Paragraph(plain(f"The last {len(runs)} runs", _HEADING), space=1)
    firsts = {side.option: side.name for side in reversed(experiment.sides)}
    names = [side.name for side in experiment.sides if firsts[side.option] == side.name][:2]
    lines = {name: [run.finding(name) for run in runs] for name in names}
    if not experiment.measures:
        for name, found in lines.items():
            glyphs = [ANSWERS[f.answer] if f and f.answer else ("·", _DIM) for f in found]
            drawn = Content("").join([plain(*glyph) for glyph in glyphs])
            yield Paragraph(drawn.append(f" {name}"))
        return
    lead = experiment.measures[0]
    values = {
        name: [m.median if f and (m := f.measurement(lead.slug)) else None for f in found]
        for name, found in lines.items()
    }
    most = max((v for row in values.values() for v in row if v is not None), default=0.0) or 1.0
    for name, row in values.items():
        text = "".join("·" if v is None else _STEPS[min(7, int(8 * v / most))] for v in row)
        told = [f"{figure(v)}" for v in (row[0], row[-1]) if v is not None]
        ends = plain(f" {name}  {' → '.join(told)} {lead.unit}".rstrip())
        yield Paragraph(plain(text, "$text-primary").append(ends))


def _worth(experiment: Experiment, found: Found) -> Iterator[Paragraph]:
    if not found.offers:
        return
    name = found.criteria.get(experiment.rule.criterion, experiment.rule.criterion)
    title = plain("What the rule makes of it", _HEADING)
    yield Paragraph(title.append(plain("   a puts it into the matrix", _DIM)), space=1)
    link = linked(plain(name, LINK), f"criterion:{experiment.rule.criterion}")
    names = {side.option: side.name for side in reversed(experiment.sides)}
    parts = [plain(f"{names[offer.option]} {number(offer.value)}") for offer in found.offers]
    yield Paragraph(link.append(": ").append(Content(" · ").join(parts)))
    others = dict.fromkeys(part for offer in found.offers for part in offer.parts)
    others.pop(experiment.slug, None)
    if others:
        yield Paragraph(plain(f"The mean with {', '.join(others)}.", _DIM))
    if missing := dict.fromkeys(slug for offer in found.offers for slug in offer.missing):
        yield Paragraph(plain(f"Without {', '.join(missing)}, not run.", _DIM))


def _bearing(experiment: Experiment, found: Found) -> Iterator[Paragraph]:
    if found.claims:
        yield Paragraph(plain("The claims that it tests", _HEADING), space=1)
    for claim in found.claims:
        glyph, style = VERDICTS[claim.verdict]
        text = linked(plain(claim.number, LINK), f"claim:{claim.number}").append("  ")
        yield Paragraph(text.append(prose(claim.text)), plain(glyph, style), 2)
    others = [key for key in experiment.criteria if key in found.criteria]
    if others:
        links = [linked(plain(found.criteria[key], LINK), f"criterion:{key}") for key in others]
        shown = plain("In the matrix: ", _DIM).append(Content(" · ").join(links))
        yield Paragraph(shown, space=1)


def _programs(experiment: Experiment) -> Iterator[Paragraph | Columns]:
    yield Paragraph(plain("The programs", _HEADING), space=1, anchor="programs")
    yield Columns(
        tuple(
            (Paragraph(_file(place, side)), Paragraph(highlighted(side.code), code=True))
            for place, side in enumerate(experiment.sides)
        ),
        CODE,
    )


def _file(place: int, side: ExperimentSide) -> Content:
    name = plain(f"{side.name} · {side.file}", "bold $text-secondary")
    return name.append(button("⏎ copies", f"code:{place}", "  "))
