"""Which tests run which lines of a module: a plugin of pytest that watches them once."""

import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import process_time
from types import FrameType
from typing import Any

import pytest
from hypothesis import Phase, settings

FEW = 20


def _use(**changes: Any) -> None:  # noqa: ANN401
    settings.register_profile("mutating", settings.get_profile("shortlist"), **changes)
    settings.load_profile("mutating")


@dataclass(slots=True)
class Covered:
    """What a test costs in seconds, whether it passes, and the lines that it runs."""

    seconds: float = 0.0
    passes: bool = True
    lines: set[int] = field(default_factory=set)


class Watch:
    """Notes the lines of a module that each test runs, those of its fixtures with them.

    Lines that run while tests are collected belong to all.
    """

    def __init__(self, module: str) -> None:
        self.tests: dict[str, Covered] = {}
        self._module = module
        self._lines: defaultdict[str, set[int]] = defaultdict(set)
        self._now = ""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Has Hypothesis find few examples: to watch them takes long."""
        _use(max_examples=FEW)

    def __enter__(self) -> "Watch":
        threading.settrace(self._call)
        sys.settrace(self._call)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)

    def _call(self, frame: FrameType, _: str, __: object) -> Any:  # noqa: ANN401
        return self._line if frame.f_code.co_filename == self._module else None

    def _line(self, frame: FrameType, _: str, __: object) -> Any:  # noqa: ANN401
        self._lines[self._now].add(frame.f_lineno)
        return self._line

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:  # noqa: ANN401
        """Notes what a fixture runs that several tests share."""
        before = self._now
        if fixturedef.scope != "function":
            self._now = f"fixture {fixturedef.argname}"
        try:
            return (yield)
        finally:
            self._now = before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Notes what a test runs."""
        self._now, begun = item.nodeid, process_time()
        try:
            return (yield)
        finally:
            self._now = ""
            test = self.tests.setdefault(item.nodeid, Covered())
            test.seconds = process_time() - begun
            shared = [f"fixture {name}" for name in getattr(item, "fixturenames", ())]
            for name in (item.nodeid, "", *shared):
                test.lines |= self._lines[name]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes what fails with nothing broken."""
        test = self.tests.setdefault(report.nodeid, Covered())
        test.passes = test.passes and not report.failed


class Only:
    """Runs some of the tests, in the order given, and does not look for the smallest failure."""

    def __init__(self, tests: list[str]) -> None:
        self._places = {test: place for place, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """Has Hypothesis be content with the first failure."""
        _use(phases=[Phase.explicit, Phase.generate])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keeps the wanted tests."""
        wanted = [item for item in items if item.nodeid in self._places]
        items[:] = sorted(wanted, key=lambda item: self._places[item.nodeid])
