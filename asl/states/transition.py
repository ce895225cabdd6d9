"""The transitions that many states have: Next, and that of each Catcher."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from asl.model.errors import Catcher
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


def catch_links(catchers: tuple[Catcher, ...]) -> Iterator[Link]:
    """The link of each Catcher's `Next`."""
    for catcher in catchers:
        yield Link("Next", catcher.next, f"{catcher.pointer}/Next")
