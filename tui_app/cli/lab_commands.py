"""The Lab: experiments that put a claim to the test on this machine."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from store.domain.errors import NotFoundError, StoreError
from store.domain.text import visible
from tui_app.cli.arguments import any_text, utf8_path
from tui_app.cli.command import Command, CommandGroup, with_store
from tui_app.cli.output import CommandResult, as_json, columns, text, wrapped

if TYPE_CHECKING:
    from store.domain.lab import Experiment, Report, SideResult
    from store.lab.runner import RunStep
    from store.store import Store

BAR = 24
"""Cells of the longest bar."""


@with_store
def listed(store: "Store", arguments: Namespace) -> CommandResult:
    """Lists the experiments, each with its last result."""
    from store.lab.report_sentences import in_short

    last = store.read.last_reports()
    if arguments.json:
        values = [{**_value(e), "last": _report_value(last.get(e.slug))} for e in store.experiments]
        return CommandResult(as_json(values))
    rows = []
    for e in store.experiments:
        report = last.get(e.slug) or store.reference.get(e.slug)
        found = in_short(e, report) if report else "-"
        rows.append((e.slug, e.group, e.title, found, _when(report, own=e.slug in last)))
    return CommandResult(text(columns(rows)))


def add_experiment_arguments(parser: ArgumentParser) -> None:
    """Adds the experiment to show."""
    parser.add_argument("experiment", type=any_text, metavar="NAME")


@with_store
def show(store: "Store", arguments: Namespace) -> CommandResult:
    """Shows an experiment: the question, what it found, the rule, and every program."""
    from store.lab.experiments import named
    from store.lab.report_sentences import stale

    experiment = named(store.experiments, arguments.experiment)
    last = store.read.last_reports().get(experiment.slug)
    reference = store.reference.get(experiment.slug)
    if arguments.json:
        found = {"last": _report_value(last), "reference": _report_value(reference)}
        return CommandResult(as_json({**_value(experiment), **found}))
    lines = list(_page(experiment))
    for title, report in (("Here", last), ("Reference, not this machine", reference)):
        if report is not None:
            lines += ["", f"### {title}", "", *_findings(experiment, report), *_where([report])]
            lines += wrapped(stale(experiment, report))
    return CommandResult(text(lines))


@with_store
def history(store: "Store", arguments: Namespace) -> CommandResult:
    """Lists what an experiment found each time, the last run first."""
    from store.lab.experiments import named
    from store.lab.report_sentences import in_short, packages

    experiment = named(store.experiments, arguments.experiment)
    reports = store.read.reports(experiment.slug)
    if arguments.json:
        return CommandResult(as_json([_report_value(report) for report in reports]))
    rows = [
        (
            report.environment.date.isoformat(),
            "quick" if report.quick else "full",
            in_short(experiment, report),
            report.environment.python,
            packages(report),
        )
        for report in reports
    ]
    return CommandResult(text(columns(rows)) if rows else "It was not run here yet.\n")


def add_run_arguments(parser: ArgumentParser) -> None:
    """Adds the experiments to run, the frameworks, and how."""
    parser.add_argument("experiments", nargs="*", type=any_text, metavar="NAME")
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        type=any_text,
        metavar="GROUP",
        help="all of performance, weight, security or batteries",
    )
    parser.add_argument("--all", action="store_true", help="all there are; takes some six minutes")
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        type=any_text,
        metavar="OPTION",
        help="only this framework; can be given several times",
    )
    parser.add_argument("--quick", action="store_true", help="few repetitions, for a first look")
    parser.add_argument(
        "--python",
        type=utf8_path,
        metavar="PATH",
        help="measure the frameworks of this interpreter, such as a project's own",
    )
    parser.add_argument(
        "--no-save",
        action="store_true",
        help="only show what was found; so do --option and --python",
    )


@with_store
def run(store: "Store", arguments: Namespace) -> CommandResult:
    """Runs experiments, shows and saves what they found.

    What is no run of all sides on this Shortlist's frameworks is shown only: kept, it would
    stand in the place of one that is.
    """
    from store.domain.lab import as_value
    from store.lab.interpreters import INSTALL, interpreter, is_current
    from store.lab.rating import offers
    from store.lab.runner import RunPlan, measure

    experiments = store.experiments
    chosen = _chosen(experiments, arguments)
    plan = RunPlan(
        interpreter=interpreter(Path(arguments.python) if arguments.python else None),
        folder=store.experiments_folder,
        options=_options(chosen, arguments.option),
        quick=arguments.quick,
    )
    line = _ProgressLine()
    kept = not (arguments.no_save or arguments.python or arguments.option)
    unsaved: list[str] = []

    def save(report: "Report") -> None:
        try:
            if kept:
                store.reports.save(report)
        except StoreError as error:  # what was measured is shown all the same
            unsaved.append(str(error))

    try:
        reports = measure(chosen, plan, progress=line.step, sink=save)
    finally:
        line.clear()
    failed = sum(bool(found.trouble) for report in reports for found in report.findings)
    sides = "side" if failed == 1 else "sides"
    trouble = f"{failed} {sides} could not be measured; the findings say why." if failed else ""
    trouble = " ".join(filter(None, [trouble, *dict.fromkeys(unsaved)]))
    if arguments.json:
        found = offers(experiments, {report.experiment: report for report in reports})
        ratings = [asdict(offer) for offer in found]
        value = {"reports": [as_value(report) for report in reports], "ratings": ratings}
        return CommandResult(as_json(value), trouble)
    by_slug = {experiment.slug: experiment for experiment in chosen}
    lines = [line for report in reports for line in _findings(by_slug[report.experiment], report)]
    lines += _ratings(experiments, reports)
    lines += _where(reports)
    if plan.interpreter.origin == "lab" and not is_current():
        lines += wrapped([f"These are not the newest versions; `{INSTALL}` brings them."])
    return CommandResult(text(lines), trouble)


def install(arguments: Namespace) -> CommandResult:
    """Makes the Lab's own virtual environment and installs the frameworks into it."""
    from store.lab.interpreters import install as install_frameworks

    line = _ProgressLine()
    try:
        made = install_frameworks(progress=line.show)
    finally:
        line.clear()
    if arguments.json:
        return CommandResult(as_json({"python": str(made.path), "version": made.version}))
    return CommandResult(f"The frameworks are installed for {made.version}: {made.path}\n")


def _report_value(report: "Report | None") -> dict[str, object] | None:
    from store.domain.lab import as_value

    return as_value(report) if report else None


def _when(report: "Report | None", *, own: bool) -> str:
    """How old a result is, or that it is none of this machine."""
    from store.lab.environment import now
    from store.lab.report_sentences import age

    if report is None:
        return "not run"
    return age(report.environment.date, now()) if own else "reference"


def _chosen(experiments: Sequence["Experiment"], arguments: Namespace) -> list["Experiment"]:
    from store.lab.experiments import GROUPS, named

    if arguments.all:
        return list(experiments)
    wanted = {named(experiments, slug).slug for slug in arguments.experiments}
    groups = {group.casefold() for group in arguments.group}
    if unknown := groups - {group.casefold() for group in GROUPS}:
        known = ", ".join(GROUPS)
        raise NotFoundError(f"There is no group “{min(unknown)}”. Groups: {known}.")
    if not wanted and not groups:
        raise NotFoundError("Say what to run: experiments by name, --group GROUP, or --all.")
    return [e for e in experiments if e.slug in wanted or e.group.casefold() in groups]


def _options(experiments: Sequence["Experiment"], names: Sequence[str]) -> list[str]:
    known = dict.fromkeys(side.option for e in experiments for side in e.sides)
    for name in names:
        if name.casefold() not in known:
            raise NotFoundError(f"No such experiment has “{name}”. Options: {', '.join(known)}.")
    return [name.casefold() for name in names]


def _value(experiment: "Experiment") -> dict[str, object]:
    return asdict(experiment)


# What is shown


class _ProgressLine:
    """One line on stderr that says what is going on, where somebody looks at it."""

    def __init__(self) -> None:
        self.shown = sys.stderr is not None and sys.stderr.isatty()

    def step(self, step: "RunStep") -> None:
        """Shows where a run stands."""
        turn = f"round {step.round} of {step.rounds}" if step.round else "warm-up"
        share = f"{step.done * 100 // step.total} %"
        self.show(f"{share}  {step.title}: {step.side}, {turn}")

    def show(self, words: str) -> None:
        """Shows some words in place of those before."""
        if self.shown:
            import shutil

            cells = shutil.get_terminal_size().columns - 1
            sys.stderr.write(f"\r\x1b[K{visible(words)[:cells]}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Takes the line away."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _page(experiment: "Experiment") -> Iterator[str]:
    bears_on = [f"claim {number}" for number in experiment.claims]
    bears_on += [f"criterion {key}" for key in experiment.criteria]
    yield from wrapped(
        [
            f"{experiment.slug}  {experiment.title}",
            experiment.question,
            f"{experiment.group}; bears on: {', '.join(bears_on) or 'no claim'}",
            "",
            f"What makes it fair: {experiment.fair}",
            "",
            f"What it cannot show: {experiment.limits}",
            "",
            f"The rule: {experiment.rule.says}",
            "",
        ]
    )
    if experiment.measures:
        names = ", ".join(measure.name for measure in experiment.measures)
        yield from wrapped([f"Measured, {experiment.rounds} times each: {names}"])
    for side in experiment.sides:
        yield from ("", f"### {visible(side.name)}: {visible(side.file)}", "")
        for line in visible(side.code.rstrip("\n").expandtabs(4), lines=True).split("\n"):
            yield f"    {line}".rstrip()


def _findings(experiment: "Experiment", report: "Report") -> Iterator[str]:
    from store.lab.report_sentences import sentences

    quick = " (quick: small differences cannot be told)" if report.quick else ""
    yield from wrapped([f"{experiment.slug}  {experiment.title}{quick}", experiment.question])
    if experiment.measures:
        for measure in experiment.measures:
            yield from _bars(experiment, report, measure.slug)
        yield from wrapped(sentences(experiment, report), "  ")
    else:
        for found in report.findings:
            if found.answer:
                yield from wrapped([f"{found.side}: {found.answer}. {found.observed}"], "  ")
    for found in report.findings:
        yield from wrapped(_remarks(found), "  ")
    yield ""


def _remarks(found: "SideResult") -> list[str]:
    remarks = [f"{found.side}: {note}" for note in found.notes]
    if found.trouble:
        remarks.append(f"{found.side}: could not be measured, because {found.trouble}.")
    return remarks


def _bars(experiment: "Experiment", report: "Report", slug: str) -> list[str]:
    from store.lab.report_sentences import figure

    measure = experiment.measure(slug)
    taken = [(f.side, m) for f in report.findings if (m := f.measurement(slug))]
    if not taken:
        return []
    longest = max(m.median for _, m in taken) or 1.0
    rows = []
    for name, one in taken:
        spread = "" if measure.counted else f"{figure(one.low)} to {figure(one.high)}"
        value = f"{figure(one.median)} {measure.unit}".rstrip()
        rows.append((f"    {name}", "■" * round(one.median / longest * BAR), value, spread))
    return [f"  {measure.name}, {measure.better} is better", *columns(rows)]


def _ratings(experiments: Sequence["Experiment"], reports: Sequence["Report"]) -> list[str]:
    from store.lab.rating import offers

    lines = []
    for offer in offers(experiments, {report.experiment: report for report in reports}):
        missing = f" (without {', '.join(offer.missing)})" if offer.missing else ""
        by = ", ".join(offer.parts)
        lines.append((offer.criterion, offer.option, f"{offer.value:g}", f"by {by}{missing}"))
    return ["What the rules make of it, from 0 to 5:", *columns(lines), ""] if lines else []


def _where(reports: Sequence["Report"]) -> list[str]:
    from store.lab.report_sentences import machine

    if not reports:
        return []
    versions = dict(sorted(p for r in reports for p in r.environment.packages.items()))
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    return wrapped([machine(reports[0]), told])


COMMANDS = {
    "lab": CommandGroup(
        "lab run request-json",
        {
            "list": (
                "list the experiments: name, group, title, last result, its age",
                Command("lab list", listed),
            ),
            "show": (
                "show an experiment: what it tests, what it found, and its programs",
                Command("lab show request-json", show, add_experiment_arguments),
            ),
            "history": (
                "list what an experiment found each time: date, result, versions",
                Command("lab history request-json", history, add_experiment_arguments),
            ),
            "run": (
                "run experiments and show what they found",
                Command("lab run --group security", run, add_run_arguments),
            ),
            "install": (
                "install the frameworks for the Lab, apart from all else",
                Command("lab install", install),
            ),
        },
    )
}
