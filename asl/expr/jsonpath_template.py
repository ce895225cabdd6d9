"""JSONPath's payload templates: keys that end in `.$` hold a path or an intrinsic call.

Source: https://states-language.net/spec.html#payload-template
"""

from __future__ import annotations

from asl.expr.composite import build_array, build_object
from asl.expr.expression import Evaluate, Expr, literal
from asl.expr.intrinsics import IntrinsicFailure, IntrinsicFault, compile_intrinsic
from asl.expr.jsonpath import Path, PathFault, compile_path
from asl.expr.paths import in_field
from asl.expr.remedies import intrinsic_hint, path_hint
from asl.expr.site import Site
from asl.runtime.errors import INTRINSIC_FAILURE, StatesError
from asl.runtime.frame import Frame
from asl.syntax.values import Json

_WANTED = "a path ($.name, $$.Execution.Id, $variable) or an intrinsic function (States.Format(…))"


def template(value: Json, site: Site) -> Expr[Json]:
    """A payload template; a value without any `.$` in it is a constant."""
    match value:
        case dict():
            return _object(value, site)
        case list():
            parts = [template(item, site.element(index)) for index, item in enumerate(value)]
            return build_array(parts, site)
        case _:
            return literal(value, site.pointer)


def _object(value: dict[str, Json], site: Site) -> Expr[Json]:
    parts: list[tuple[str, Expr[Json]]] = []
    for key, item in value.items():
        inner = site.member(key)
        if not key.endswith(".$"):
            parts.append((key, template(item, inner)))
            continue
        name = key[:-2]
        if name in value:
            inner.fault(
                "template-key-twice",
                f'"{key}" and "{name}" would both give the member "{name}"',
                hint="keep one of the two",
            )
        if isinstance(item, str):
            parts.append((name, path_or_intrinsic(item, key, inner)))
        else:
            inner.fault(
                "template-not-a-path",
                f"The value for the field '{key}' must be a valid JSONPath or a valid "
                "intrinsic function call",
                hint=f'give {_WANTED} as text, or rename the key to "{name}" for a constant',
            )
    return build_object(parts, site)


def path_or_intrinsic(text: str, field: str, site: Site) -> Expr[Json]:
    """The expression of a `.$` member, of ErrorPath and of CausePath.

    Args:
        text: what the member holds.
        field: the member's name as AWS's causes give it: `value.$`, `ErrorPath`.
        site: where it stands; faults are reported there.
    """
    if text.startswith("$"):
        try:
            path = compile_path(text)
        except PathFault as error:
            site.fault("jsonpath-syntax", error.message, error.position, path_hint(text))
            return literal(None, site.pointer)
        evaluate = in_field(path, field, site.pointer, retryable=site.retryable)
        return Expr(text, site.pointer, evaluate, variables=_variables(path))
    if text.startswith("States."):
        return _intrinsic(text, field, site)
    site.fault(
        "template-not-a-path",
        f"The value for the field '{field}' must be a valid JSONPath or a valid intrinsic "
        "function call",
        hint=f"give {_WANTED}",
    )
    return literal(None, site.pointer)


def _intrinsic(text: str, field: str, site: Site) -> Expr[Json]:
    def value_of(path: Path) -> Evaluate:
        return in_field(path, field, site.pointer, retryable=site.retryable)

    try:
        call, evaluate = compile_intrinsic(text, value_of)
    except IntrinsicFault as error:
        hint = intrinsic_hint(error.message)
        site.fault("intrinsic-syntax", error.message, error.position, hint)
        return literal(None, site.pointer)

    def run(root: Json, frame: Frame) -> Json:
        try:
            return evaluate(root, frame, frame.host.chance)
        except IntrinsicFailure as error:
            raise StatesError(
                INTRINSIC_FAILURE, frame.blame(error.reason), pointer=site.pointer
            ) from error

    variables = frozenset().union(*(_variables(path) for path in call.paths))
    return Expr(text, site.pointer, run, variables=variables)


def _variables(path: Path) -> frozenset[str]:
    return frozenset() if path.variable is None else frozenset({path.variable})
