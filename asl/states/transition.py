"""Next: the one transition that most states have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from asl.model.state import Link


class _Going(Protocol):
    @property
    def pointer(self) -> str: ...
    @property
    def next(self) -> str | None: ...


def next_link(state: _Going) -> Iterator[Link]:
    """The link of `Next`, where the state has one."""
    if state.next is not None:
        yield Link("Next", state.next, f"{state.pointer}/Next")
