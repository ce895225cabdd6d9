"""JSONata's templates: any string `{% … %}` inside a value is evaluated.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
"""

from __future__ import annotations

from collections.abc import Callable

from asl.diagnostics.finding import did_you_mean
from asl.expr.composite import build_array, build_object
from asl.expr.expression import Expr, literal
from asl.expr.jsonata import evaluator, typed
from asl.expr.jsonata_dialect import name_at, newer_operator
from asl.expr.jsonata_query import STATES_MEMBERS, JsonataFault, Query, compile_query
from asl.expr.remedies import query_hint
from asl.expr.site import Site
from asl.syntax.values import Json

OPEN = "{%"
CLOSE = "%}"


def is_query(value: Json) -> bool:
    """Whether a value is an expression: text from the very first `{%` to the very last `%}`.

    Blanks outside the delimiters make it a literal (recorded).
    """
    return isinstance(value, str) and value.startswith(OPEN) and value.endswith(CLOSE)


def query_template(value: Json, site: Site) -> Expr[Json]:
    """A value with queries in it; without any it is a constant."""
    match value:
        case dict():
            members = [(key, query_template(item, site.member(key))) for key, item in value.items()]
            return build_object(members, site)
        case list():
            parts = [query_template(item, site.element(index)) for index, item in enumerate(value)]
            return build_array(parts, site)
        case str():
            return query(value, site) if value.startswith(OPEN) else literal(value, site.pointer)
        case _:
            return literal(value, site.pointer)


def query(
    value: str, site: Site, expected: str = "", accepts: Callable[[Json], bool] | None = None
) -> Expr[Json]:
    """A text that begins with `{%`.

    Args:
        value: the text, delimiters included.
        site: where it stands; faults are reported there.
        expected: the name of the type that the result is held to, as causes give it.
        accepts: whether a result is of that type; None takes any.
    """
    if not is_query(value) or len(value) < len(OPEN) + len(CLOSE):
        site.fault(
            "jsonata-delimiters",
            "a JSONata expression begins with {% and ends with %}",
            hint="write the closing %} as the last characters of the text",
        )
        return literal(None, site.pointer)
    inside = value[len(OPEN) : -len(CLOSE)]
    text = inside.strip()

    def offset(position: int) -> int:
        """From inside the expression to inside the value."""
        return len(OPEN) + len(inside) - len(inside.lstrip()) + position

    try:
        compiled = compile_query(text)
    except JsonataFault as error:
        position = None if error.position is None else offset(error.position)
        hint = query_hint(error.code)
        site.fault("jsonata-syntax", f"{error.code}: {error.message}", position, hint)
        return literal(None, site.pointer)
    _check_names(compiled, site, offset)
    newer = newer_operator(text)
    if newer is not None:
        site.fault(
            "jsonata-syntax",
            f'"{newer[0]}" is newer than the JSONata that AWS speaks',
            offset(newer[1]),
            hint="write it out: condition ? value : otherwise",
        )
    evaluate = evaluator(compiled, site)
    if accepts is not None:
        evaluate = typed(evaluate, expected, accepts, text=text, site=site)
    return Expr(text, site.pointer, evaluate, variables=compiled.variables)


def _check_names(compiled: Query, site: Site, offset: Callable[[int], int]) -> None:
    """Names that an expression reads, and AWS's JSONata cannot."""

    def place(name: str, owner: str = "") -> int | None:
        at = name_at(compiled.text, name, owner)
        return None if at is None else offset(at)

    for name in compiled.bare:
        site.fault(
            "jsonata-bare-name",
            f'"{name}" has nothing to be looked up in',
            place(name),
            hint=f"write $states.input.{name}, or ${name} for a variable",
        )
    whole = "$$" if "$$" in compiled.text and place("$$") is not None else ""
    if (whole or compiled.text == "$") and not compiled.bare:
        site.fault(
            "jsonata-bare-name",
            f'"{whole or "$"}" has nothing to stand for',
            place(whole or "$"),
            hint="write $states.input for the state's input",
        )
    if compiled.evaluates:
        site.fault(
            "jsonata-eval",
            "$eval is not part of AWS's JSONata",
            place("$eval"),
            hint="$parse reads JSON text",
        )
    for name in compiled.strange:
        site.fault(
            "states-member-unavailable",
            f"$states has no member {name}",
            place(name, "$states"),
            hint=did_you_mean(name, list(STATES_MEMBERS))
            or f"it has {', '.join(STATES_MEMBERS[:-1])} and {STATES_MEMBERS[-1]}",
        )
    if not compiled.whole:
        _check_states(compiled.states, site, place)


def _check_states(
    read: frozenset[str], site: Site, place: Callable[[str, str], int | None]
) -> None:
    """`$states.result` and `$states.errorOutput` exist in some fields only."""
    for member in ("result", "errorOutput"):
        if member in read and site.role != member:
            where = (
                "Output and Assign of a Task, Parallel or Map state"
                if member == "result"
                else "Output and Assign of a Catcher"
            )
            site.fault(
                "states-member-unavailable",
                f"$states.{member} has no value in this field",
                place(member, "$states"),
                hint=f"it is there in {where}",
            )
