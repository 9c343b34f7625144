"""Completes names in a comma-separated line."""

from collections.abc import Sequence

from textual.suggester import Suggester


class NameSuggester(Suggester):
    """Offers the rest of the last name in a line.

    Args:
        names: those that are known, the likeliest first.
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = tuple(names)

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its last name completed; None where nothing fits."""
        return completed(value, self._names)


def completed(line: str, names: Sequence[str]) -> str | None:
    """The line with its last name completed by one that does not stand in it yet."""
    *others, last = line.split(",")
    typed = last.lstrip()
    taken = {name.strip().casefold() for name in others}
    for name in names if typed else ():
        begins = name[: len(typed)].casefold() == typed.casefold()
        if begins and len(name) > len(typed) and name.casefold() not in taken:
            return line[: len(line) - len(typed)] + name
    return None
