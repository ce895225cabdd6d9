"""Expressions: a literal, a path, an intrinsic call and a JSONata query become one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeAlias, TypeVar

from asl.runtime.frame import Frame
from asl.syntax.values import Json

T = TypeVar("T")

# The first argument is what `$` stands for under JSONPath; under JSONata it is the state's result
# (in Output and Assign) or the error output (in a Catcher). The second tells all the rest.
Evaluate: TypeAlias = Callable[[Json, Frame], Json]


class Expr(Generic[T]):
    """A value of the definition that is known only when its state runs, or already now.

    Attributes:
        text: what the definition says: the expression without `{% %}`, the path, or the literal;
            empty for objects and arrays.
        pointer: JSON pointer of the field in the definition.
        evaluate: gives the value; raises StatesError.
        constant: whether `evaluate` gives the same for everything, and that is `value`.
        variables: names of the variables it reads.
    """

    __slots__ = ("constant", "evaluate", "pointer", "text", "value", "variables")

    def __init__(
        self,
        text: str,
        pointer: str,
        evaluate: Callable[[Json, Frame], T],
        *,
        constant: bool = False,
        value: T | None = None,
        variables: frozenset[str] = frozenset(),
    ) -> None:
        self.text = text
        self.pointer = pointer
        self.evaluate = evaluate
        self.constant = constant
        self.value = value
        self.variables = variables

    def __call__(self, root: Json, frame: Frame) -> T:
        return self.evaluate(root, frame)


def literal(value: T, pointer: str) -> Expr[T]:
    """An expression that is its own value."""
    text = "" if isinstance(value, (dict, list)) else repr(value)
    return Expr(text, pointer, lambda _root, _frame: value, constant=True, value=value)
