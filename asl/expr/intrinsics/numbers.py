"""Intrinsic functions on numbers, and the one that makes names."""

from __future__ import annotations

import hashlib
from typing import Final

from asl.expr.intrinsics.kinds import Unfit
from asl.syntax.values import Json

# Steps that a number in [0, 1) is told apart by: what a 64-bit float holds.
_STEPS: Final = 2**53
_WORD: Final = 2**32


def add(left: int, right: int) -> Json:
    """States.MathAdd: of integers, rounded before they are added."""
    return left + right


def random_integer(draw: float, start: int, end: int, seed: int | None = None) -> Json:
    """States.MathRandom: from start up to, and without, end.

    The same seed gives the same number; not the one that AWS gives, whose generator is not known.

    Args:
        draw: uniform in [0, 1).
        start: the least result.
        end: more than the greatest result.
        seed: what to draw from instead.
    """
    if start >= end:
        raise Unfit(f"the start must be less than the end, but {start} is not less than {end}")
    step = int(draw * _STEPS) if seed is None else _seeded(seed)
    return start + step * (end - start) // _STEPS


def _seeded(seed: int) -> int:
    digest = hashlib.sha256(str(seed).encode("ascii")).digest()
    return int.from_bytes(digest[:8], "big") % _STEPS


def uuid4(first: float, second: float, third: float, fourth: float) -> Json:
    """States.UUID: version 4, from four draws in [0, 1)."""
    bits = 0
    for draw in (first, second, third, fourth):
        bits = bits * _WORD + int(draw * _WORD)
    bits = bits & ~(0xF << 76) | 0x4 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
