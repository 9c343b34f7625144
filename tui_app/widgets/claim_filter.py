"""Which claims are shown: those of a verdict, those about something, or all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from store.domain.content import Claim, ClaimRow, Verdict


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Keeps claims of a verdict, claims about something, or all."""

    verdict: Verdict | None = None
    about: str = ""

    def keeps(self, claim: Claim | ClaimRow) -> bool:
        """Whether that claim is shown."""
        return (self.verdict is None or claim.verdict is self.verdict) and (
            not self.about or self.about in claim.about
        )

    def other(self, name: str, value: str | None = None) -> "ClaimFilter":
        """The filter with another verdict, or about something else; all if there is no value."""
        if name == "verdict":
            return replace(self, verdict=Verdict(value) if value else None)
        return replace(self, about=value or "")

    def choices(
        self, name: str, claims: Sequence[ClaimRow]
    ) -> tuple[Sequence[str], list[tuple[str, str]]]:
        """Returns the values of that part of the filter, and the choices with their counts.

        The first choice is no value: all claims.
        """
        other = self.other(name)
        counts = Counter(
            value
            for claim in claims
            if other.keeps(claim)
            for value in ([claim.verdict] if name == "verdict" else claim.about)
        )
        if name == "verdict":
            values: list[str] = [verdict for verdict in Verdict if counts[verdict]]
        else:
            values = sorted(counts, key=lambda value: (-counts[value], value))
        choices = [("All", f"{sum(map(other.keeps, claims))} claims")]
        return values, choices + [(str(value), _count(counts[value])) for value in values]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.verdict, self.about]))


def _count(claims: int) -> str:
    return "1 claim" if claims == 1 else f"{claims} claims"
