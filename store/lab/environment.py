"""Where something is measured: the machine and its system."""

import os
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from store.domain.errors import Clock
from store.domain.lab import Environment


def now() -> datetime:
    """The time, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def environment(
    python: str, network: str, packages: Mapping[str, str], clock: Clock = now
) -> Environment:
    """This machine, as it is at the moment.

    Args:
        python: version and implementation of the interpreter that runs the programs.
        network: how they are kept off the network.
        packages: the versions of those that are needed.
        clock: tells the date.
    """
    return Environment(
        python=python,
        system=_system(),
        processor=_processor(),
        cores=os.cpu_count() or 1,
        load=round(os.getloadavg()[0], 2),
        network=network,
        packages=dict(sorted(packages.items())),
        date=clock(),
    )


def _system() -> str:
    name = ""
    try:
        name = platform.freedesktop_os_release().get("PRETTY_NAME", "")
    except OSError:  # a system without that file
        if platform.system() == "Darwin":
            name = f"macOS {platform.mac_ver()[0]}"
    kernel = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{name}, {kernel}" if name else kernel


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return platform.processor() or platform.machine()
    model = re.search(r"^(?:model name|Model|Hardware)\s*: (.+)$", text, re.MULTILINE)
    return model[1].strip() if model else platform.machine()
