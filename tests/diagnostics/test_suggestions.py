"""Hints with the name that was meant."""

from __future__ import annotations

import pytest

from asl.diagnostics.suggestions import Suggestions

NAMES = {"Ship", "Pack", "Confirm the order", "É"}

# what is said: (what is written, the hint)
NEAREST: dict[str, tuple[str, str | None]] = {
    "a letter too many": ("Shipp", 'did you mean "Ship"?'),
    "two letters in the wrong order": ("Pakc", 'did you mean "Pack"?'),
    "another case": ("confirm The Order", 'did you mean "Confirm the order"?'),
    "another case of one letter": ("é", 'did you mean "É"?'),
    "nothing like any": ("Refund", None),
    "nothing": ("", None),
    "a text too long to be meant for any": ("Ship" * 60, None),
}


@pytest.mark.parametrize(("wrong", "hint"), NEAREST.values(), ids=NEAREST)
def test_nearest(wrong: str, hint: str | None) -> None:
    assert Suggestions().nearest(wrong, NAMES) == hint


def test_there_are_hints_until_it_takes_too_long() -> None:
    known = [f"state {number}" for number in range(2000)]
    suggestions = Suggestions()
    hints = [suggestions.nearest(f"stat {number}", known) for number in range(2000)]
    assert hints[:8] == [f'did you mean "state {number}"?' for number in range(8)]
    assert hints[20:] == [None] * 1980


def test_each_text_has_its_own_time() -> None:
    known = [f"state {number}" for number in range(2000)]
    for _ in range(20):
        assert Suggestions().nearest("stat 7", known) == 'did you mean "state 7"?'


FIELDS = ("Next", "End", "Seconds", "SecondsPath", "ResultPath", "ResultSelector", "Retry")

# what is written: the field that can only have been meant
MEANT: dict[str, str | None] = {
    "Nxt": "Next",
    "Nextt": "Next",
    "Nezt": "Next",
    "Nxet": "Next",
    "next": "Next",
    "SECONDSPATH": "SecondsPath",
    "ResultPaht": "ResultPath",
    "ResltPaht": "ResultPath",
    "RsltPaht": None,
    "Second": "Seconds",
    "Text": "Next",
    "Tex": None,
    "Ed": None,
    "": None,
    "Resource": None,
    "N" * 5000: None,
}


@pytest.mark.parametrize(("wrong", "meant"), MEANT.items(), ids=lambda text: str(text)[:20])
def test_without_doubt(wrong: str, meant: str | None) -> None:
    assert Suggestions().without_doubt(wrong, FIELDS) == meant


def test_of_two_that_are_as_near_there_is_doubt() -> None:
    assert Suggestions().without_doubt("Cats", ["Cat", "Cuts"]) is None
