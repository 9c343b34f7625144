"""Numbers and names as sentences and tables show them."""

from collections.abc import Sequence

DECIMALS = 2
"""Decimals of a weight or a rating that are shown, where they tell apart what is compared."""

MOST_DECIMALS = 12
"""The most decimals that it may take to tell two numbers apart."""


def number(value: float, *others: float) -> str:
    """A weight or a rating without trailing zeros: "9", "7.5".

    Two decimals at most, unless it takes more to tell it from the others that it stands beside.
    """
    apart = [other for other in others if other != value]
    for digits in range(DECIMALS, MOST_DECIMALS):
        if all(round(value, digits) != round(other, digits) for other in apart):
            return rounded(value, digits)
    return rounded(value, MOST_DECIMALS)


def rounded(value: float, digits: int) -> str:
    """A number with so many decimals at most."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".")


def joined(names: Sequence[str]) -> str:
    """Names in a sentence: "Flask", "Flask and Django", "Flask, Django and Bottle"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
