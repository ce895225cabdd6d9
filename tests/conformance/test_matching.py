"""Whether a value is what a recording says: numbers, placeholders, times, JSON in text."""

import pytest

from asl.syntax.values import Json
from conformance.matching import Matcher

UUID = "0b1c2d3e-0000-4000-8000-00000000000f"
FAKE_UUID = "11111111-1111-4111-8111-111111111111"
ARN = "arn:aws:states:us-east-1:111111111111"

# what is said: (placeholders, recorded, got)
SAME: dict[str, tuple[tuple[str, ...], Json, Json]] = {
    "numbers by value": ((), {"n": [1, 0.0]}, {"n": [1.0, 0]}),
    "the order of members does not count": ((), {"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "a bare placeholder is any text": (("date",), {"Date": "date"}, {"Date": "Sat"}),
    "a bare placeholder is any value": (("datetime",), "datetime", 17.5),
    "a bare placeholder is any structure": (("date",), {"Date": "date"}, {"Date": ["a", "b"]}),
    "a numbered placeholder within a text": (("<uuid:1>",), "id <uuid:1>!", "id x-7!"),
    "a placeholder in brackets once more": (("<token>",), "<<token>:1>", "secret"),
    "a placeholder that the mocks brought back": (("<uuid:1>",), "<uuid:1>", "<uuid:1>"),
    "a numbered placeholder twice the same": (("<r:1>",), ["<r:1>", "a/<r:1>"], ["q", "a/q"]),
    "a placeholder twice in one text": (("<r:1>",), "<r:1> and <r:1>", "q and q"),
    "a placeholder over several lines": (("<r:1>",), "a <r:1> z", "a b\nc z"),
    "unnumbered placeholders are not bound": (("<id>",), ["<id>", "<id>"], ["a", "b"]),
    "the recorder's UUID is any UUID": ((), f"a:{FAKE_UUID}", f"a:{UUID}"),
    "times of the run": ((), {"EnteredTime": "entered-time"}, {"EnteredTime": "2026-01-01"}),
    "an Express execution's last part": (
        (),
        f"{ARN}:express:m:exec-3:c81e728d",
        f"{ARN}:express:m:exec-3:{UUID}",
    ),
}

DIFFERENT: dict[str, tuple[tuple[str, ...], Json, Json]] = {
    "one is not true": ((), 1, True),
    "false is not zero": ((), False, 0),
    "null is not false": ((), None, False),
    "a number is not its text": ((), 1, "1"),
    "a member too many": ((), {"a": 1}, {"a": 1, "b": None}),
    "a member missing": ((), {"a": 1, "b": None}, {"a": 1}),
    "an item too many": ((), [1], [1, 2]),
    "the order of items counts": ((), [1, 2], [2, 1]),
    "an object is no array": ((), {}, []),
    "a word that is no placeholder of the case": ((), "date", "Sat"),
    "a bare placeholder within a text": (("date",), "the date", "the day"),
    "a numbered placeholder stands for one thing": (("<r:1>",), ["<r:1>", "<r:1>"], ["a", "b"]),
    "the text around a placeholder": (("<r:1>",), "a <r:1> z", "b q z"),
    "a placeholder is not the empty text": (("<r:1>",), "a<r:1>", "a"),
    "a placeholder in a text is no number": (("<r:1>",), "<r:1>", 5),
    "another UUID than the recorder's": ((), UUID, FAKE_UUID),
    "the execution's name": ((), f"{ARN}:express:m:exec-3:c8", f"{ARN}:express:m:exec-4:c8"),
    "JSON text is text": ((), '{"a": 1}', '{"a":1}'),
    "texts that look like patterns": ((), "a.c", "abc"),
}


@pytest.mark.parametrize(("placeholders", "recorded", "got"), SAME.values(), ids=SAME)
def test_same(placeholders: tuple[str, ...], recorded: Json, got: Json) -> None:
    assert Matcher(placeholders).difference(recorded, got) is None


@pytest.mark.parametrize(("placeholders", "recorded", "got"), DIFFERENT.values(), ids=DIFFERENT)
def test_different(placeholders: tuple[str, ...], recorded: Json, got: Json) -> None:
    assert Matcher(placeholders).difference(recorded, got) is not None


def test_difference_names_the_place() -> None:
    found = Matcher().difference({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, "output")
    assert found == "output.a[0].b: expected 1, got 2"


@pytest.mark.parametrize(
    ("recorded", "got", "same"),
    [
        ('{"a":1,"b":[1]}', '{"b": [1], "a": 1.0}', True),
        ('{"a":1}', '{"a":2}', False),
        ('{"a":1}', '{"a":', False),
        ("[1]", "[ 1 ]", False),
    ],
)
def test_loose_json(recorded: str, got: str, same: bool) -> None:
    difference = Matcher(loose_json=True).difference(recorded, got)
    assert (difference is None) == same


def test_attempt_forgets_what_it_bound() -> None:
    matcher = Matcher(("<r:1>",))
    with matcher.attempt():
        assert matcher.difference("<r:1>", "a") is None
    assert matcher.difference("<r:1>", "b") is None
    assert matcher.bindings == {"<r:1>": "b"}


def test_attempt_keeps_what_it_is_told_to() -> None:
    matcher = Matcher(("<r:1>",))
    with matcher.attempt() as attempt:
        assert matcher.difference("<r:1>", "a") is None
        attempt.keep()
    assert matcher.difference("<r:1>", "b") is not None


def test_substitute_puts_in_what_is_bound() -> None:
    matcher = Matcher(("<t:1>", "<u:1>"))
    assert matcher.difference({"token": "<t:1>"}, {"token": "secret"}) is None
    assert matcher.substitute({"x": ["<t:1>!", 1, "<u:1>"]}) == {"x": ["secret!", 1, "<u:1>"]}
