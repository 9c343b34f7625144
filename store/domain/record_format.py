"""The formats of decision records."""

from enum import StrEnum


class RecordFormat(StrEnum):
    """A format that records are read and written in."""

    MADR4 = "madr4"
    """MADR 4.0 and nothing else."""

    MADR3 = "madr3"
    """MADR 3.0."""

    MADR2 = "madr2"
    """MADR 2.1."""

    LOG4BRAINS = "log4brains"
    """MADR 2.1 as log4brains has it: hyphens for lists, and records called by their slugs."""

    NYGARD = "nygard"
    """Michael Nygard's, as adr-tools has it."""

    COMPAT = "compat"
    """MADR 4.0 with the status where MADR 2, log4brains and adr-tools look for it."""
