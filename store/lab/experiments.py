"""Experiments: a folder each, with `experiment.toml` and a program for each side.

docs/lab.md describes the format. A fault is told as `file:line: fault`.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from store.domain.errors import NotFoundError, StoreError
from store.domain.lab import (
    Experiment,
    ExperimentKind,
    ExperimentSide,
    Measure,
    ProbeAnswer,
    Rule,
    Scale,
)
from store.domain.matrix import RATING_MAX
from store.util.toml_source import (
    SLUG,
    TABLES_MAX,
    Files,
    in_range,
    is_text,
    line_of_key,
    lines_of,
    texts,
)

FILE = "experiment.toml"

GROUPS = ("Performance", "Weight", "Security", "Batteries")
"""The headings that experiments are listed under."""

MEASURES: Mapping[ExperimentKind, Collection[str]] = {
    ExperimentKind.PROBE: (),
    ExperimentKind.START: ("cpu", "wall", "memory", "modules"),
    ExperimentKind.REQUESTS: ("cpu", "wall"),
    ExperimentKind.SERVER: ("cpu", "rate-1", "rate-8", "rate-32"),
    ExperimentKind.SERVICE: ("lines",),
}
"""What each kind of experiment measures; a program's own `count()` may add to it."""

ROUNDS_MAX, SECONDS_MAX, ORDER_MAX, NUMBER_MAX = 100, 600, 1000, 1e12

_NEED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(>=\d+(\.\d+)*)?\Z")
_HEAD = ("title", "group", "question", "kind", "fair", "limits")
_KEYS = {*_HEAD, "order", "claims", "criteria", "rounds", "seconds", "programs"}
_TABLES = {"measures", "rule", "sides"}


class ExperimentError(StoreError):
    """Experiments that break the rules; the message lists every fault as `file:line: fault`."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


def read_experiments(
    folder: Path,
    claims: Collection[str] | None = None,
    criteria: Collection[str] | None = None,
) -> tuple[Experiment, ...]:
    """The experiments in a folder, in the order in which they are listed.

    Args:
        folder: where they lie.
        claims: the numbers of the claims there are; None to leave them unchecked.
        criteria: the criteria there are, as `COMPARISON/SLUG`; None to leave them unchecked.

    Raises:
        ExperimentError: something is missing or wrong.
    """
    files = Files(folder)
    folders = sorted(path for path in folder.glob("*") if (path / FILE).exists())
    if not folders:
        files.fault(folder, 1, "there is no experiment")
    found = [_Reader(files, path, claims, criteria).read() for path in folders]
    if files.faults:
        raise ExperimentError(files.faults)
    experiments = [experiment for experiment in found if experiment]
    return tuple(sorted(experiments, key=lambda e: (GROUPS.index(e.group), e.order, e.slug)))


def named(experiments: Collection[Experiment], name: str) -> Experiment:
    """The experiment of that slug.

    Raises:
        NotFoundError: there is none; the message lists those there are.
    """
    for experiment in experiments:
        if experiment.slug == name.strip().casefold():
            return experiment
    known = ", ".join(experiment.slug for experiment in experiments)
    raise NotFoundError(f"There is no experiment “{name}”. Experiments: {known}.")


@dataclass
class _Reader:
    files: Files
    folder: Path
    claims: Collection[str] | None
    criteria: Collection[str] | None

    def __post_init__(self) -> None:
        self.path = self.folder / FILE
        self.text = self.files.text(self.path, TABLES_MAX) or ""

    def read(self) -> Experiment | None:
        """The experiment; None, with faults noted, if there is none."""
        table = self.files.toml(self.path, self.text)
        if table is None:
            return None
        if not SLUG.match(self.folder.name):
            self.fault(1, f"the folder's name “{self.folder.name}” is not a slug")
        self.check_keys(1, table, _KEYS | _TABLES)
        missing = [key for key in _HEAD if not is_text(table.get(key))]
        if missing:
            self.fault(1, f"{', '.join(missing)} missing, or not a text")
            return None
        if table["group"] not in GROUPS:
            self.fault_at("group", f"a group is one of {', '.join(GROUPS)}")
        try:
            kind = ExperimentKind(table["kind"])
        except ValueError:
            self.fault_at("kind", f"a kind is one of {', '.join(ExperimentKind)}")
            return None
        measures = tuple(self.measures(kind))
        programs = table.get("programs", self.folder.name)
        sides = tuple(self.sides(kind, programs))
        return Experiment(
            slug=self.folder.name,
            title=table["title"],
            group=table["group"],
            order=int(self.number(table, "order", 0, ORDER_MAX)),
            question=table["question"],
            kind=kind,
            claims=self.known(table, "claims", "claim", self.claims),
            criteria=self.known(table, "criteria", "criterion", self.criteria),
            fair=table["fair"].strip(),
            limits=table["limits"].strip(),
            rule=self.rule(table, measures, texts(table.get("criteria"))),
            measures=measures,
            sides=sides,
            rounds=int(self.number(table, "rounds", 1, ROUNDS_MAX)),
            seconds=self.number(table, "seconds", 60, SECONDS_MAX),
            digest=self.digest(self.folder.parent / str(programs)),
        )

    def fault(self, line: int, text: str) -> None:
        self.files.fault(self.path, line, text)

    def fault_at(self, key: str, text: str) -> None:
        self.fault(line_of_key(self.text, key), text)

    def check_keys(self, line: int, table: Mapping[str, Any], keys: Collection[str]) -> None:
        for key in table.keys() - keys:
            self.fault(line, f"“{key}” means nothing here; known are {', '.join(sorted(keys))}")

    def number(self, table: Mapping[str, Any], key: str, default: float, most: float) -> float:
        value = table.get(key, default)
        if in_range(value, most) and (value or key == "order"):
            return float(value)
        self.fault_at(key, f"{key} must be a number up to {most:g}")
        return default

    def known(
        self, table: Mapping[str, Any], key: str, what: str, there: Collection[str] | None
    ) -> tuple[str, ...]:
        names = texts(table.get(key))
        if key in table and len(names) != len(table[key]):
            self.fault_at(key, f"{key} must be a list of texts")
        for name in names:
            if there is not None and name not in there:
                self.fault_at(key, f"there is no {what} “{name}”")
        return names

    def measures(self, kind: ExperimentKind) -> Iterator[Measure]:
        given = MEASURES.get(kind)
        required = ("slug", "name", "better")
        count = 0
        for line, entry in self.files.entries(self.path, "measures", *required):
            count += 1
            self.check_keys(line, entry, {*required, "unit", "counted", "elapsed"})
            counted, elapsed = entry.get("counted", False), entry.get("elapsed", False)
            if entry["better"] not in ("less", "more"):
                self.fault(line, "better must be “less” or “more”")
            elif not isinstance(entry.get("unit", ""), str):
                self.fault(line, "unit must be a text")
            elif not isinstance(counted, bool) or not isinstance(elapsed, bool):
                self.fault(line, "counted and elapsed must be true or false")
            elif given is not None and entry["slug"] not in given and not counted:
                told = ", ".join(given) or "nothing"
                self.fault(line, f"an experiment of kind {kind} measures {told}")
            else:
                slug, name, better = (entry[key] for key in required)
                yield Measure(slug, name, entry.get("unit", ""), better, counted, elapsed)
        if (kind is ExperimentKind.PROBE) == bool(count):
            told = "a probe has no [[measures]]" if count else "there are no [[measures]]"
            self.fault(1, told)

    def sides(self, kind: ExperimentKind, programs: object) -> Iterator[ExperimentSide]:
        if not is_text(programs) or PurePath(str(programs)).name != programs:
            self.fault_at("programs", "programs must be the slug of an experiment")
            return
        names: list[str] = []
        for line, entry in self.files.entries(self.path, "sides", "name", "option", "file"):
            keys = {"name", "option", "file", "needs", "how", "against"}
            self.check_keys(line, entry, keys)
            name, file = entry["name"], entry["file"]
            needs = texts(entry.get("needs"))
            against = entry.get("against", names[0] if names else "")
            how = entry.get("how", "-")
            code = None
            if name in names:
                self.fault(line, f"“{name}” stands twice")
            elif PurePath(file).name != file or not re.fullmatch(r"[a-z]\w*\.py", file):
                self.fault(line, f"“{file}” must be the name of a program in the folder")
            elif not needs or not all(map(_NEED.match, needs)):
                self.fault(line, 'needs must be a list like ["flask>=3.0"]')
            elif against not in names and names:
                self.fault(line, f"there is no side “{against}” above to compare with")
            elif (kind is ExperimentKind.SERVER) != (
                how in ("gunicorn", "uvicorn", "own")
            ) and how != "own":
                self.fault(line, "how must be gunicorn, uvicorn or own, for a server only")
            else:
                code = self.files.text(self.folder.parent / str(programs) / file)
            names.append(name)
            if code is not None:
                yield ExperimentSide(
                    name,
                    entry["option"],
                    str(programs),
                    file,
                    code.rstrip() + "\n",
                    needs,
                    how,
                    against,
                )
        if not names:
            self.fault(1, "an experiment needs [[sides]]")

    def rule(
        self, table: Mapping[str, Any], measures: tuple[Measure, ...], criteria: Collection[str]
    ) -> Rule:
        line = next(iter(lines_of(self.text, "[rule]")), 1)
        rule = table.get("rule")
        if not isinstance(rule, dict) or not is_text(rule.get("says")):
            self.fault(line, "a [rule] needs `says`: the rule in words, or why there is none")
            return Rule("")
        answers = [answer.value for answer in ProbeAnswer]
        self.check_keys(line, rule, {"says", "criterion", "added", "scales", *answers})
        criterion = rule.get("criterion", "")
        numbers = {key: rule[key] for key in (*answers, "added") if key in rule}
        rates = bool(numbers or rule.get("scales"))
        if rates and criterion not in criteria:
            self.fault(line, f"criterion must be one of the experiment's: {', '.join(criteria)}")
        elif criterion and not rates:
            self.fault(line, "a rule that names a criterion must say how it is rated")
        elif not all(in_range(value, RATING_MAX) for value in numbers.values()):
            self.fault(line, f"a rating is a number from 0 to {RATING_MAX:g}")
        elif bool(set(numbers) & set(answers)) != set(answers).issubset(numbers):
            self.fault(line, f"a rule for a probe needs a rating for {', '.join(answers)}")
        elif rates and bool(measures) != bool(rule.get("scales")):
            self.fault(line, "a rule for numbers needs scales, one for a probe answers")
        else:
            return Rule(
                rule["says"].strip(),
                criterion,
                {ProbeAnswer(key): float(numbers[key]) for key in answers if key in numbers},
                numbers.get("added"),
                tuple(self.scales(line, rule.get("scales", []), measures)),
            )
        return Rule("")

    def scales(self, line: int, entries: object, measures: tuple[Measure, ...]) -> Iterator[Scale]:
        slugs = [measure.slug for measure in measures]
        for entry in entries if isinstance(entries, list) else [None]:
            if not isinstance(entry, dict):
                self.fault(line, "scales must be a list of tables")
                continue
            self.check_keys(line, entry, {"measure", "five", "zero", "by_ratio"})
            five, zero = entry.get("five"), entry.get("zero")
            by_ratio = entry.get("by_ratio", False)
            if entry.get("measure") not in slugs:
                self.fault(line, f"a scale is for one of the measures: {', '.join(slugs)}")
            elif not in_range(five, NUMBER_MAX) or not in_range(zero, NUMBER_MAX) or five == zero:
                self.fault(line, "a scale needs two different numbers, five and zero")
            elif not isinstance(by_ratio, bool) or (by_ratio and 0 in (five, zero)):
                told = "by_ratio must be true or false, and is for numbers above 0"
                self.fault(line, told)
            else:
                yield Scale(entry["measure"], float(entry["five"]), float(entry["zero"]), by_ratio)

    def digest(self, programs: Path) -> str:
        """What tells this text of the experiment, and all that its programs can read, apart."""
        found = hashlib.sha256(self.text.encode())
        for path in sorted(path for path in programs.glob("*") if path.is_file()):
            found.update(f"\0{path.name}\0".encode())
            found.update((self.files.text(path) or "").encode())
        return found.hexdigest()
