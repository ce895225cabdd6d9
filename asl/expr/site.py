"""Where in a definition an expression stands, and what can be wrong with its text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

# What the first argument of an evaluation is under JSONata, as a member of `$states`.
Role: TypeAlias = Literal["none", "result", "errorOutput"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionFault:
    """Text that is no expression where one is due.

    Attributes:
        code: of the catalogue.
        pointer: JSON pointer of the text.
        message: what is wrong.
        position: 0-based offset inside the text, in code points; None where no one place is.
        hint: what to do, where that is known.
    """

    code: str
    pointer: str
    message: str
    position: int | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The place of an expression.

    Attributes:
        pointer: JSON pointer in the definition.
        field: the place inside the state as AWS's causes name it: `Output/result`.
        retryable: whether the state can retry, which its Context Object shows.
        role: what the evaluation's first argument is.
        report: takes each fault.
    """

    pointer: str
    field: str
    report: Callable[[ExpressionFault], None]
    retryable: bool = False
    role: Role = "none"

    def member(self, key: str) -> Site:
        """The site of a member of the object here."""
        token = key.replace("~", "~0").replace("/", "~1")
        return self._inside(f"{self.pointer}/{token}", f"{self.field}/{key}")

    def element(self, index: int) -> Site:
        """The site of an element of the array here."""
        return self._inside(f"{self.pointer}/{index}", f"{self.field}[{index}]")

    def _inside(self, pointer: str, field: str) -> Site:
        # One for every value of a template: `replace` would take three times as long.
        return Site(
            pointer=pointer,
            field=field,
            report=self.report,
            retryable=self.retryable,
            role=self.role,
        )

    def fault(
        self, code: str, message: str, position: int | None = None, hint: str | None = None
    ) -> None:
        """Report what is wrong here."""
        self.report(
            ExpressionFault(
                code=code,
                pointer=self.pointer,
                message=message,
                position=position,
                hint=hint,
            )
        )
