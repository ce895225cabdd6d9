"""What can go wrong with a path: its text, what it looks for, and how much it visits."""

from __future__ import annotations


class PathFault(Exception):
    """Text that is no path.

    Attributes:
        message: what is wrong, in one sentence.
        position: 0-based offset in the path's text, in code points; its length where the text
            ends too early.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message, position)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        return f"{self.message} (at offset {self.position})"


class PathMissing(Exception):
    """A definite path led to nothing.

    Attributes:
        reason: AWS's words behind "Invalid path '$.x' : ".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PathLimit(Exception):
    """Following the path was given up: too many values visited, or a pattern that takes too long.

    Attributes:
        reason: which limit it was.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
