"""Sentences about the faults that pydantic finds in a JSON file, each with its place."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from store.domain.matrix import OWN

TOLD_MAX = 5
"""Faults of a file that are told."""

_SENTENCES = {
    "missing": "is missing",
    "string_type": "must be text",
    "string_unicode": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a smaller number",
    "bool_type": "must be true or false",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "list_type": "must be an array",
    "too_short": "must hold at least one",
    "string_too_short": "must not be empty",
    "string_too_long": "has more than {max_length:,} characters",
    "greater_than_equal": "must be at least {ge:,}",
    "less_than_equal": "must be at most {le:,}",
    "enum": "must be one of {expected}",
    "literal_error": "must be {expected}",
    "value_error": "{error}",
}


def fault_sentences(error: ValidationError) -> Iterable[tuple[str, str]]:
    """Yields the sentences on what is wrong, each after its place; the first few of them."""
    told = 0
    for fault in error.errors(include_url=False, include_input=False):
        kind, context = fault["type"], fault.get("ctx", {})
        if kind == "json_invalid":
            yield "file", f"It is no JSON that can be read: {context['error']}."
            continue
        told += 1
        if told > TOLD_MAX:
            more = error.error_count() - TOLD_MAX
            yield "more", f"{more:,} more {'fault' if more == 1 else 'faults'}."
            return
        where = _place(fault["loc"])
        what = _what(kind, context, fault["msg"])
        if what.startswith("."):
            where, _, what = f"{where}{what}".partition(" ")
        yield where, f"{where} {what}."


def _what(kind: str, context: dict[str, Any], message: str) -> str:
    if kind == "string_pattern_mismatch":
        if OWN in context["pattern"]:
            return f"must begin with {OWN}, and go on with small letters, digits and hyphens"
        return "must be a slug without commas"
    if kind.startswith("date_"):
        return "must be a day, such as 2026-12-01"
    if kind.startswith(("datetime_", "timezone_")):
        return "must be a time with its zone, such as 2026-12-01T09:30:00+00:00"
    if kind in _SENTENCES:
        return _SENTENCES[kind].format(**context)
    return f"is wrong: {message[:1].lower()}{message[1:]}"


def _place(parts: tuple[int | str, ...]) -> str:
    """Where a value stands, such as `decisions[3].status`."""
    place = ""
    for part in parts:
        if isinstance(part, int):
            place += f"[{part}]"
        elif part.startswith(("function-", "nullable", "literal", "[key]")):
            continue
        else:
            place += f".{part}" if place else part
    return place or "file"
