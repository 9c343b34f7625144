"""Runs the readers, prints a table of what they read, and ends with 1 if one read it wrong."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from store.domain.record_format import RecordFormat
from tests.readers.facts import Facts, Verdict, judged, stored
from tests.readers.reading import READERS, Reader, copied
from tests.readers.rendering import linted, rendered
from tests.readers.returning import MAKERS, come_back
from tests.readers.sample import decide, export
from tests.readers.tools import ToolError, Tools, install

OWN = "its own"
"""The profile of records that a tool has made itself."""

PARSER = "pyyaml"
"""What reads front matter, but is not made for records."""

ENOUGH = 4
"""How many readers have to be run."""


@dataclass(frozen=True)
class Row:
    """A row of the table; `verdict` is None if the reader could not be run."""

    name: str
    version: str
    profile: str
    verdict: Verdict | None

    def __str__(self) -> str:
        records = str(self.verdict.records) if self.verdict else "-"
        told = str(self.verdict or "not run")
        return f"| {self.name} | {self.version} | {self.profile} | {records} | {told} |"


def main() -> int:
    """Installs, exports, reads, and tells."""
    with TemporaryDirectory(prefix="readers-") as folder:
        say("installing the readers, which takes a minute or two")
        tools = install(Path(folder).resolve())
        print("| reader | version | profile | records | read |\n| --- | --- | --- | --- | --- |")
        rows = []
        for found in run(tools):
            print(found, flush=True)
            rows.append(found)
    ran = {each.name for each in rows if each.verdict and each.profile != OWN} - {PARSER}
    wrong = [each for each in rows if each.verdict and each.verdict.wrong]
    for name, why in tools.missing.items():
        say(f"{name} was not run: {why}")
    if len(ran) < ENOUGH:
        say(f"Only {len(ran)} readers were run; {ENOUGH} are needed.")
    return int(len(ran) < ENOUGH or bool(wrong))


def run(tools: Tools) -> Iterator[Row]:
    """A row for each reader and what it was given, then one for each maker of records."""
    store = tools.work / "sample.sqlite3"
    decide(tools, store)
    profiles = [str(profile) for profile in RecordFormat]
    folders = {each: export(tools, store, each) for each in profiles}
    said = {profile: stored(tools, store, folder) for profile, folder in folders.items()}
    for reader in READERS:
        folder, facts = folders[reader.profile], said[reader.profile]
        yield row(tools, reader.name, reader.profile, partial(read, tools, reader, folder, facts))
    for profile in profiles:
        folder, facts = folders[profile], said[profile]
        yield row(tools, "markdownlint-cli2", profile, partial(linted, tools, folder))
        yield row(tools, "cmarkgfm", profile, partial(rendered, tools, store, folder, facts))
    for maker in MAKERS:
        yield row(tools, maker.name, OWN, partial(come_back, tools, maker))


def read(tools: Tools, reader: Reader, folder: Path, said: Facts) -> Verdict:
    """Has a reader read a copy of the folder."""
    found = reader.read(tools, copied(tools, folder))
    return replace(judged(found, said, reader.words), limit=reader.limit)


def row(tools: Tools, name: str, profile: str, look: Callable[[], Verdict]) -> Row:
    """Runs a reader, if it is there."""
    if name in tools.missing:
        return Row(name, "-", profile, None)
    try:
        verdict = look()
    except (ToolError, ValueError, KeyError) as error:  # what it said is not what was expected
        verdict = Verdict(0, [], [" ".join(f"{type(error).__name__}: {error}".split())])
    return Row(name, tools.versions[name], profile, verdict)


def say(text: str) -> None:
    """Tells what is going on, apart from the table."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
