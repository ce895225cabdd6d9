"""What a code's page says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One code, for a person who has just met it.

    Attributes:
        what: the fault, in one or two sentences.
        why: what goes wrong if it stays: at creation, or when it runs, and how.
        remedy: what to do.
        bad: a whole text, as short as can be, in which the code is found.
        good: the same text put right, in which it is not.
        file: what the text's file is called; tells the carrier.
        express: whether it has to be an Express machine for the code to be found.
        beside: other files that the text speaks of, by path.
    """

    what: str
    why: str
    remedy: str
    bad: str
    good: str
    file: str = "machine.asl.json"
    express: bool = False
    beside: Mapping[str, str] = field(default_factory=dict)
