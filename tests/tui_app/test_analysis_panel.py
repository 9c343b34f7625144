"""The page that says what comes of a matrix."""

from collections.abc import Mapping

from store.domain.matrix import Matrix
from store.matrix.robustness import Robustness, Vary, robustness
from tests.store.matrices import matrix
from tui_app.widgets.analysis_panel import analysis_blocks


def page(m: Matrix, robust: Mapping[Vary, Robustness | None]) -> list[str]:
    """The paragraphs of the page, each behind what leads it."""
    return [f"{block.lead.plain} {block.text.plain}" for block in analysis_blocks(m, robust)]


def sampled(m: Matrix) -> dict[Vary, Robustness | None]:
    """The matrix sampled with the weights varied in each way."""
    return {vary: robustness(m, vary, samples=200) for vary in Vary}


def test_what_is_open_is_not_called_sure_below() -> None:
    m = matrix([3, 2, 5], [[4, 3, None], [4, 3, None], [4, 3, None]])
    told = "\n".join(page(m, sampled(m)))
    assert "It is open" in told
    assert "Unknown ratings are drawn too" in told
    assert "O2 0.0 %" not in told


def test_of_one_option_nothing_is_sampled() -> None:
    m = matrix([3, 2], [[4, 3], [4, 3]], out=["o1"])
    assert not any("sure" in line or "sampl" in line for line in page(m, sampled(m)))


def test_that_it_is_sampled_is_said_once_until_it_is_done() -> None:
    m = matrix([3, 2], [[4, 3], [4, 3]])
    found = sampled(m)
    for done in ({}, {Vary.AROUND: found[Vary.AROUND]}):
        assert sum("Sampling" in line for line in page(m, done)) == 1
    assert not any("Sampling" in line or "drawn too" in line for line in page(m, found))
