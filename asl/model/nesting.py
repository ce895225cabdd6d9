"""How deep a definition is nested: what keeps reading it within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from asl.diagnostics.finding import Finding
from asl.syntax import write_pointer
from asl.syntax.values import Json

# Objects and arrays inside one another; AWS has a limit too (TOO_DEEPLY_NESTED) and does not say
# which. Ours lets every reader and evaluator recurse without a guard of its own.
_DEEPEST: Final = 200
# Characters of the JSON pointers of all values together. Each value is read with its pointer, and
# long keys around many values make those longer than the definition by orders of magnitude; a
# definition of a megabyte with 30 branches inside one another takes a third of it.
_LONGEST: Final = 100_000_000


@dataclass(frozen=True, slots=True)
class _Container:
    """An object or array, what it stands in, and how long its pointer is."""

    value: dict[str, Json] | list[Json]
    around: _Container | None
    token: str | int
    length: int

    def pointer(self) -> str:
        tokens: list[str | int] = []
        at = self
        while at.around is not None:
            tokens.append(at.token)
            at = at.around
        return write_pointer(reversed(tokens))


def too_deep(value: Json) -> Finding | None:
    """What is said of a value nested too deep to be read; None where it is not."""
    level = [_Container(value, None, "", 0)] if isinstance(value, (dict, list)) else []
    pointers = 0
    for _ in range(_DEEPEST):
        below: list[_Container] = []
        for container in level:
            pointers += _pointers_inside(container)
            if pointers > _LONGEST:
                return _finding(
                    container,
                    "the keys around these values are too long for how many they are",
                    "shorten the keys, or nest less",
                )
            below.extend(_inside(container))
        if not below:
            return None
        level = below
    return _finding(
        level[0],
        f"nested deeper than {_DEEPEST} objects and arrays",
        "split the machine: a nested execution has a definition of its own",
    )


def _inside(container: _Container) -> list[_Container]:
    """The containers in one, in order."""
    value = container.value
    return [
        _Container(item, container, token, container.length + len(str(token)) + 1)
        for token, item in (value.items() if isinstance(value, dict) else enumerate(value))
        if isinstance(item, (dict, list))
    ]


def _pointers_inside(container: _Container) -> int:
    """About how many characters the pointers of the values in it have together."""
    value = container.value
    own = sum(map(len, value)) if isinstance(value, dict) else len(value)
    return own + len(value) * (container.length + 1)


def _finding(container: _Container, message: str, hint: str) -> Finding:
    return Finding(code="too-deep", pointer=container.pointer(), message=message, hint=hint)
