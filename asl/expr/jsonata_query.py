"""JSONata, compiled: what an expression is and what it reads.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from jlens import Expression, JlensError

from asl.expr.jsonata_dialect import lone_surrogate
from asl.expr.jsonata_functions import FUNCTIONS
from asl.syntax.values import Json

# Inside an object an undefined result leaves its member away and null stays: told apart.
_OPENING: Final = '{"r":('
# What of the language is defined anew before an expression that mentions it.
_PRELUDES: Final = {
    # The engine takes a host function's None for undefined, so $parse wraps what it returns.
    "parse": "$parse:=function($s){$__parse($s).v};",
    # Ours only looks at what the engine's own is given, and has its signature, faults and name.
    "replace": (
        "$replace:=function($replace){function($s,$p,$r,$l)<s-(sf)(sf)n?:s>"
        "{($__fits($s,$p,$r,$l);$replace($s,$p,$r,$l))}}($replace);"
    ),
}
# What is asked of a result by operators alone: any function's name may be a variable's. Nothing
# does not equal itself, a function does; of all values only what is no number differs from itself.
SOMETHING: Final = "$__r=$__r?1"
NO_NUMBER: Final = "$__r.**[$!=$]"
STATES_MEMBERS: Final = ("input", "result", "errorOutput", "context")
_OURS: Final = {"states", *FUNCTIONS, *(function.bound for function in FUNCTIONS.values())}
_NAMES: Final = re.compile(r"\$([^\W\d]\w*)")


class JsonataFault(Exception):
    """The text is no JSONata expression.

    Attributes:
        code: JSONata's error code, e.g. `S0201`.
        message: what is wrong.
        position: 0-based offset in the expression's text, in code points; None where unknown.
    """

    def __init__(self, code: str, message: str, position: int | None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled expression.

    Attributes:
        text: the expression, without `{% %}`.
        variables: names of the variables it reads, `states` and functions of the language not
            among them.
        states: the members of `$states` that it reads; all of them where it reads it as a whole.
        strange: the members of `$states` that it reads and that do not exist.
        whole: whether it reads `$states` as a whole.
        mentioned: every name with a `$` in its text: a variable may have the name of a function,
            which the engine does not count among what is read.
        functions: those that it names of which a part is ours.
        redefined: those of them that are defined anew before it.
        divides: whether a division may have given what is no number.
        evaluates: whether it names `$eval`, which AWS does not have.
        wrapped: what is evaluated, behind what is defined anew.
        bare: names that it looks up in the context item, of which AWS gives none.
    """

    text: str
    variables: frozenset[str]
    states: frozenset[str]
    strange: tuple[str, ...]
    whole: bool
    mentioned: frozenset[str]
    functions: frozenset[str]
    redefined: tuple[str, ...]
    divides: bool
    evaluates: bool
    bare: tuple[str, ...]
    wrapped: Expression


@lru_cache(maxsize=4096)
def compile_query(text: str) -> Query:
    """Compile the text of an expression.

    Raises:
        JsonataFault: where it is no JSONata.
    """
    # A function of ours that shadows one of the language is not among the bindings it reads.
    mentioned = frozenset(_NAMES.findall(text)) - {"states"}
    named = mentioned & FUNCTIONS.keys()
    half = lone_surrogate(text)
    if half is not None:
        message = f"{half[0]} is half of a surrogate pair, not a character"
        raise JsonataFault("S0104", message, half[1])
    try:
        # Alone first: what only closes the wrapping's bracket must not pass for an expression.
        Expression(text)
        redefined = tuple(name for name in _PRELUDES if name in named)
        wrapped = _compiled(text, redefined)
        # Of what our $replace passes on to the engine's own nothing more is read.
        reads = _compiled(text, tuple(name for name in redefined if name != "replace")).reads()
    except JlensError as error:
        # `position` is behind a token that should not be there; `start` is where it begins.
        position = error.position if error.token is None else error.start
        if position is not None:
            position = min(position, len(text))
        raise JsonataFault(error.code, str(error), position) from error
    except UnicodeEncodeError as error:
        raise JsonataFault("S0101", "a string holds a lone surrogate", error.start) from error
    bindings = reads["bindings"]
    context = reads.get("input")
    states = bindings.get("states")
    return Query(
        text=text,
        variables=frozenset(bindings) - _OURS,
        states=frozenset(states) & frozenset(STATES_MEMBERS)
        if isinstance(states, dict)
        else frozenset(STATES_MEMBERS if states else ()),
        strange=tuple(name for name in states if name not in STATES_MEMBERS)
        if isinstance(states, dict)
        else (),
        whole=bool(states) and not isinstance(states, dict),
        mentioned=mentioned,
        functions=named,
        redefined=redefined,
        divides="/" in text or "%" in text,
        # The text may only mention it, in a comment or a string.
        evaluates="eval" in named and bool(reads.get("everyBinding")),
        bare=tuple(context) if isinstance(context, dict) else (),
        wrapped=wrapped,
    )


@lru_cache(maxsize=4096)
def _compiled(text: str, redefined: tuple[str, ...]) -> Expression:
    """The expression as it is evaluated."""
    return Expression(f"{_OPENING}{_prelude(redefined)}{text}\n)}}")


def _prelude(redefined: Iterable[str]) -> str:
    return "".join(_PRELUDES[name] for name in redefined)


def _unshadowed_names(query: Query, bindings: dict[str, Json]) -> tuple[str, ...]:
    """What is defined anew: a variable of that name goes before."""
    return tuple(name for name in query.redefined if FUNCTIONS[name].bound in bindings)


def unshadowed(query: Query, bindings: dict[str, Json]) -> Expression:
    """What to evaluate where variables may have the names of what is defined anew."""
    names = _unshadowed_names(query, bindings)
    return query.wrapped if names == query.redefined else _compiled(query.text, names)


def finding(query: Query, bindings: dict[str, Json], what: str) -> Expression:
    """An object with a member `r` where there is any of that in what the expression gives.

    Args:
        query: the expression.
        bindings: what it gets.
        what: one of the constants above.
    """
    return _finding(query.text, _unshadowed_names(query, bindings), what)


@lru_cache(maxsize=256)
def _finding(text: str, redefined: tuple[str, ...], what: str) -> Expression:
    return Expression(f'{{"r":($__r:=({_prelude(redefined)}{text}\n);{what})}}')
