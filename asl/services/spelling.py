"""Names of actions and members that are another name, written wrong beyond doubt.

What AWS offers grows, and the index stays as it was released: a name that is not in it may be new.
Only a name that differs from a known one as no two names of one service do is certainly wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

# Verbs of three letters tell actions apart: get and set.
_HEAD: Final = 3
_SHORTEST: Final = 6
_TWO: Final = 2


def meant(wrong: str, known: Iterable[str]) -> str | None:
    """The known name that stands there in other words' case, or with one slip of the pen.

    Args:
        wrong: a name that is not known.
        known: the names there are.

    Returns:
        None where there is none: the name may be newer than what is known.
    """
    folded = _folded(wrong)
    slipped = None
    for name in known:
        if _folded(name) == folded:
            return name
        if slipped is None and _is_slip(wrong, name):
            slipped = name
    return slipped


def _folded(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _is_slip(wrong: str, name: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two are in the wrong order.

    A number tells a version and an s at the end many from one: there are names of either kind.
    """
    if abs(len(wrong) - len(name)) > 1 or len(name) < _SHORTEST:
        return False
    if wrong[:_HEAD] != name[:_HEAD]:
        return False
    start = 0
    while start < min(len(wrong), len(name)) and wrong[start] == name[start]:
        start += 1
    end = 0
    while end < min(len(wrong), len(name)) - start and wrong[-1 - end] == name[-1 - end]:
        end += 1
    here, there = wrong[start : len(wrong) - end], name[start : len(name) - end]
    if not (here + there).isalpha():
        return False
    if not end and "s" in (here.lower(), there.lower()) and "" in (here, there):
        return False
    one = len(here) <= 1 and len(there) <= 1
    return one or (len(here) == _TWO and here == there[::-1])
