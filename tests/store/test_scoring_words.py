from collections.abc import Mapping, Sequence

import pytest

from store.scoring import flip_sentence, verdict
from store.types import Comparison, Criterion, Matrix, Option, Rating

NAMES = ("Flask", "Django", "Bottle")


def matrix(
    rows: Mapping[str, tuple[float, Sequence[float | None]]], ruled_out: Sequence[str] = ()
) -> Matrix:
    """A matrix of criterion → (weight, one rating an option)."""
    count = max(len(ratings) for _, ratings in rows.values())
    options = tuple(Option(name.lower(), name, "", "") for name in NAMES[:count])
    criteria = tuple(Criterion(name, "", name, "", "", "", "", 1) for name in rows)
    weights = {name: weight for name, (weight, _) in rows.items()}
    cells = {
        (name, option.slug): Rating(value, "")
        for name, (_, values) in rows.items()
        for option, value in zip(options, values, strict=True)
    }
    comparison = Comparison("c", "C", "?", options, criteria, cells, weights, ())
    reasons = dict.fromkeys(ruled_out, "too large")
    return Matrix(1, "C", None, comparison, weights, cells, reasons)


@pytest.mark.parametrize(
    ("rows", "ruled_out", "sentence"),
    [
        (
            {"Start": (2, (5, 1)), "Admin": (6, (2, 4))},
            (),
            "Django leads with 65.0 % against 55.0 % for Flask.",
        ),
        ({"Admin": (1, (2, 4, 3))}, (), "Django leads with 80.0 % against 60.0 % for Bottle."),
        (
            {"Admin": (1, (2, 4, 3))},
            ["django"],
            "Bottle leads with 60.0 % against 40.0 % for Flask.",
        ),
        ({"Admin": (1, (3.5, 3.5))}, (), "Flask and Django tie at 70.0 %."),
        ({"Admin": (1, (3.5, 3.5, 3.5))}, (), "Flask, Django and Bottle tie at 70.0 %."),
        ({"Admin": (1, (2, 3, 3))}, (), "Django and Bottle tie at 60.0 %."),
        (
            {"Admin": (4, (3, 3, 0)), "Start": (1, (None, 4, 4))},
            (),
            (
                "It is open: Flask 48.0 to 68.0 %, Django 64.0 %; "
                "unknown ratings could still decide it."
            ),
        ),
        ({"Admin": (1, (2, 4))}, ["django"], "Only Flask is in the running."),
        ({"Admin": (0, (2, 4))}, (), "Nothing to score: every weight is 0."),
        (
            {"Admin": (1, (2, 4))},
            ["flask", "django"],
            "Nothing to score: every option is ruled out.",
        ),
        (
            {"Admin": (10, (2.5, 2.5)), "Start": (0.001, (2.5, 5))},
            (),
            "Django leads Flask by less than 0.1 points, at 50.0 %.",
        ),
    ],
)
def test_verdict(
    rows: Mapping[str, tuple[float, Sequence[float | None]]],
    ruled_out: Sequence[str],
    sentence: str,
) -> None:
    assert verdict(matrix(rows, ruled_out)) == sentence


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            {"Start": (2, (5, 1)), "Admin": (6, (2, 4))},
            "Flask would lead if “Start” weighed more than 3 (now 2).",
        ),
        (
            {"Start": (2, (2, 1)), "Admin": (4, (2, 4))},
            "Flask would lead if “Admin” weighed less than 1 (now 4).",
        ),
        (
            {"Start": (2.5, (5, 2)), "Admin": (5, (1, 4.5))},
            "Flask would lead if “Admin” weighed less than 2.14 (now 5).",
        ),
        (
            {"Start": (9, (2, 1)), "Admin": (10, (1, 2))},
            "Flask would draw level if “Start” weighed 10 (now 9).",
        ),
        (
            {"Start": (3, (2, 2)), "Admin": (5, (2, 4))},
            "Flask would draw level if “Admin” weighed 0 (now 5).",
        ),
        (
            {"Admin": (5, (2, 4))},
            "No single weight between 0 and 10 would change who leads.",
        ),
        (
            {"Start": (8, (2, 1)), "Admin": (9.999, (1, 2))},
            "Flask would lead if “Start” weighed more than 9.99 (now 8).",
        ),
        (
            {"Start": (2, (1, 2)), "Admin": (6, (2, 4))},
            "No single weight between 0 and 10 would change who leads.",
        ),
        (
            {"Start": (1, (None, 5)), "Admin": (9, (0, 5))},
            "Which weight would change who leads cannot be told while ratings are unknown.",
        ),
    ],
)
def test_flip(rows: Mapping[str, tuple[float, Sequence[float | None]]], sentence: str) -> None:
    assert flip_sentence(matrix(rows)) == sentence


@pytest.mark.parametrize(
    ("rows", "ruled_out"),
    [
        ({"Admin": (1, (3, 3))}, ()),
        ({"Admin": (1, (None, 3))}, ()),
        ({"Admin": (0, (2, 4))}, ()),
        ({"Admin": (1, (2, 4))}, ["django"]),
    ],
)
def test_where_nobody_leads_outright_nothing_flips(
    rows: Mapping[str, tuple[float, Sequence[float | None]]], ruled_out: Sequence[str]
) -> None:
    assert flip_sentence(matrix(rows, ruled_out)) == ""
