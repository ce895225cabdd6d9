"""What can go wrong with an intrinsic call: its text, and what it is given."""

from __future__ import annotations


class IntrinsicFault(Exception):
    """Text that is no intrinsic call.

    Attributes:
        message: what is wrong, in one sentence.
        position: 0-based offset in the whole text, in code points; its length where the text
            ends too early.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message, position)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        return f"{self.message} (at offset {self.position})"


class IntrinsicFailure(Exception):
    """A function refused its arguments while running: `States.IntrinsicFailure`.

    Attributes:
        reason: the function, the argument and what was wanted; the words are ours.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
