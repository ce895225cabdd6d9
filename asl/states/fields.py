"""Members that several states have, each declared once.

A state takes those that the language gives it: `input_path: fields.InputPath = None`.
"""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from asl.expr.expression import Expr
from asl.expr.reference_path import Reference
from asl.model import kinds
from asl.model.errors import Catcher, Retrier
from asl.model.member import Member
from asl.model.place import JSONATA, JSONPATH
from asl.model.variables import Assignments, assignments
from asl.syntax.values import Json

Next: TypeAlias = Annotated[str | None, Member("Next", kinds.text)]
End: TypeAlias = Annotated[bool, Member("End", kinds.boolean)]

InputPath: TypeAlias = Annotated[
    Expr[Json] | None, Member("InputPath", kinds.filter_path, only=JSONPATH)
]
OutputPath: TypeAlias = Annotated[
    Expr[Json] | None, Member("OutputPath", kinds.filter_path, only=JSONPATH)
]
Parameters: TypeAlias = Annotated[
    Expr[Json] | None, Member("Parameters", kinds.values(), only=JSONPATH)
]
ResultSelector: TypeAlias = Annotated[
    Expr[Json] | None, Member("ResultSelector", kinds.values(), only=JSONPATH)
]
ResultPath: TypeAlias = Annotated[
    Reference | None, Member("ResultPath", kinds.reference_path, only=JSONPATH)
]
Arguments: TypeAlias = Annotated[
    Expr[Json] | None, Member("Arguments", kinds.values(), only=JSONATA)
]
# Of a state that computes only, and of one whose result `$states.result` holds.
Output: TypeAlias = Annotated[Expr[Json] | None, Member("Output", kinds.values(), only=JSONATA)]
ResultOutput: TypeAlias = Annotated[
    Expr[Json] | None, Member("Output", kinds.values("result"), only=JSONATA)
]
Assign: TypeAlias = Annotated[Assignments | None, Member("Assign", assignments())]
ResultAssign: TypeAlias = Annotated[Assignments | None, Member("Assign", assignments("result"))]

Retriers: TypeAlias = Annotated[
    tuple[Retrier, ...], Member("Retry", kinds.list_of(kinds.record(Retrier)))
]
Catchers: TypeAlias = Annotated[
    tuple[Catcher, ...], Member("Catch", kinds.list_of(kinds.record(Catcher)))
]

_MOST: Final = 2**31 - 1


def count(name: str, most: int = _MOST) -> Member:
    """A count from 0, given as a number, as a query or by the `…Path` beside it."""
    return Member(
        name,
        kinds.dynamic_integer(0, most),
        path=f"{name}Path",
        read_path=kinds.input_integer_path(f"{name}Path"),
    )
