"""What the tests share: a store that is made once, and a private copy of it for each test."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from store.matrix import robustness
from store.store import Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""The time of every test that writes."""

settings.register_profile(
    "shortlist",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("shortlist")


def fixed_clock() -> datetime:
    """A clock that stands still."""
    return NOW


def ada() -> str:
    """The author of every test that writes."""
    return "Ada Example"


@pytest.fixture(autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the user's data, which is nobody's, as that of the configuration is."""
    folder = tmp_path_factory.getbasetemp() / "data"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder.with_name("config")))
    return folder


@pytest.fixture(autouse=True)
def few_samples(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has a matrix weighed in 100 random ways, unless a test is about how often who is first."""
    if "all_samples" not in request.keywords:
        monkeypatch.setattr(robustness, "SAMPLES", 100)


@pytest.fixture(scope="session")
def prepared_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the shipped content and nothing else: copy it, never open it."""
    path = tmp_path_factory.mktemp("prepared") / "shortlist.sqlite3"
    Store(path).close()
    return path


@pytest.fixture
def store_path(prepared_store: Path, tmp_path: Path) -> Path:
    """A private copy of the prepared store, which no one has open."""
    return Path(shutil.copy(prepared_store, tmp_path / "shortlist.sqlite3"))


@pytest.fixture
def store(store_path: Path) -> Iterator[Store]:
    """An open store of its own, at noon UTC on 23 November 2026, in Ada's hands."""
    opened = Store(store_path, clock=fixed_clock, author=ada)
    yield opened
    opened.close()
