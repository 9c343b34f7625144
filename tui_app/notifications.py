"""The messages that a screen shows for some seconds."""

from collections.abc import Iterator

from textual.notifications import Notification, Notifications

LEAST = 1.0
"""Seconds that a message must have left to be shown on another screen.

Textual sets a timer for what is left; if that has run out by then, the timer never lets go of the
event loop (textual 8.2.8).
"""


class LastingNotifications(Notifications):
    """Messages, without those that are about to go."""

    def __iter__(self) -> Iterator[Notification]:
        """Yields the messages that a screen may still show."""
        return (each for each in super().__iter__() if each.time_left >= LEAST)
