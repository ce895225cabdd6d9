"""What a service answers with, as the value that a Task gets."""

from __future__ import annotations

from asl.syntax import SyntaxFault, parse_data
from asl.syntax.values import Json


def value_of(payload: str) -> Json:
    """The value that is written as JSON; a text that is no JSON stays text."""
    try:
        return parse_data(payload)
    except SyntaxFault:
        return payload
