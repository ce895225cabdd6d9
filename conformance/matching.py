"""Whether a value is what a recording says, where some of the recording stands for anything.

The rules are those of the recorded set: numbers by value (1 is 1.0 and never true), placeholders
match anything and the numbered ones the same thing throughout a case, times and ids that a run
makes up match any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from asl.syntax.values import Json

# Members whose values are times of the run.
_TIMES: Final = frozenset({"EnteredTime", "StartTime"})
# What the recorder wrote for every UUID that it did not number.
_ANY_UUID: Final = "11111111-1111-4111-8111-111111111111"
_UUID: Final = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# An execution that the recorder named; Express ones carry one part more, made up by the service.
_EXPRESS: Final = re.compile(r"(arn:aws:states:[^:]*:[^:]*:express:[^:]*:exec-\d+):.+")
_BARE: Final = re.compile(r"[^<>]+")
_NUMBERED: Final = re.compile(r"<.*\d.*>")
_LONGEST: Final = 120


def parsed(text: Json) -> Json:
    """The value of a string that starts with `{` and is JSON; anything else as it is.

    This is what the recorder did to every payload, one level deep.
    """
    if isinstance(text, str) and text.startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


class Matcher:
    """Compares the values of one case and remembers what its placeholders stand for.

    Args:
        placeholders: bare words, which match where they are the whole string, and `<…>`, which
            match also within one.
        loose_json: whether strings of JSON are compared as values, as the white space is unknown.
    """

    def __init__(self, placeholders: Iterable[str] = (), *, loose_json: bool = False) -> None:
        known = set(placeholders)
        self._bare = {item for item in known if _BARE.fullmatch(item)}
        within = sorted(known - self._bare, key=len, reverse=True)
        # Some stand in brackets with a number once more: `<<task_token>:1>`.
        holes = [rf"<{re.escape(item)}:\d+>|{re.escape(item)}" for item in within]
        self._within = re.compile("|".join([*holes, _ANY_UUID]))
        self._loose_json = loose_json
        self.bindings: dict[str, str] = {}

    @contextmanager
    def attempt(self) -> Iterator[Attempt]:
        """Try something out: what was bound meanwhile is forgotten unless it is kept."""
        before, attempt = dict(self.bindings), Attempt()
        yield attempt
        if not attempt.kept:
            self.bindings = before

    def difference(self, expected: Json, got: Json, where: str = "") -> str | None:
        """The first difference in words; None where there is none.

        Args:
            expected: as recorded.
            got: as the engine has it.
            where: names the value, for the words.
        """
        if isinstance(expected, str):
            return self._of_string(expected, got, where)
        if isinstance(expected, dict) and isinstance(got, dict):
            return self._of_objects(expected, got, where)
        if isinstance(expected, list) and isinstance(got, list):
            return self._of_arrays(expected, got, where)
        if _same_scalar(expected, got):
            return None
        return worded(where, expected, got)

    def substitute(self, value: Json) -> Json:
        """The value with every placeholder that is bound replaced by what it stands for."""
        if isinstance(value, str):
            for name, bound in self.bindings.items():
                value = value.replace(name, bound)
            return value
        if isinstance(value, list):
            return [self.substitute(item) for item in value]
        if isinstance(value, dict):
            return {key: self.substitute(item) for key, item in value.items()}
        return value

    def _of_objects(
        self, expected: dict[str, Json], got: dict[str, Json], where: str
    ) -> str | None:
        for key, value in expected.items():
            if key not in got:
                return f"{where}.{key}: missing, expected {_shown(value)}"
        for key, value in got.items():
            if key not in expected:
                return f"{where}.{key}: not expected, got {_shown(value)}"
        for key, value in expected.items():
            if key in _TIMES and isinstance(value, str) and isinstance(got[key], str):
                continue
            found = self.difference(value, got[key], f"{where}.{key}")
            if found is not None:
                return found
        return None

    def _of_arrays(self, expected: list[Json], got: list[Json], where: str) -> str | None:
        if len(expected) != len(got):
            return f"{where}: expected {len(expected)} items, got {len(got)}: {_shown(got)}"
        for index, value in enumerate(expected):
            found = self.difference(value, got[index], f"{where}[{index}]")
            if found is not None:
                return found
        return None

    def _of_string(self, expected: str, got: Json, where: str) -> str | None:
        if expected == got or expected in self._bare:
            return None
        if isinstance(got, str) and (self._alike(expected, got) or self._same_json(expected, got)):
            return None
        return worded(where, expected, got)

    def _same_json(self, expected: str, got: str) -> bool:
        if not self._loose_json:
            return False
        mine, theirs = parsed(expected), parsed(got)
        if isinstance(mine, str) or isinstance(theirs, str):
            return False
        return self.difference(mine, theirs) is None

    def _alike(self, expected: str, got: str) -> bool:
        """Whether the text fits with placeholders in it; if so, they are bound."""
        express = _EXPRESS.fullmatch(expected)
        if express is not None:
            return got.startswith(f"{express[1]}:")
        groups: dict[str, str] = {}
        pattern, last = "", 0
        for hole in self._within.finditer(expected):
            pattern += re.escape(expected[last : hole.start()])
            last = hole.end()
            pattern += self._pattern(hole[0], groups)
        if last == 0:
            return False
        match = re.fullmatch(pattern + re.escape(expected[last:]), got, re.DOTALL)
        if match is None:
            return False
        self.bindings |= {name: match[group] for name, group in groups.items()}
        return True

    def _pattern(self, placeholder: str, groups: dict[str, str]) -> str:
        if placeholder == _ANY_UUID:
            return _UUID
        if not _NUMBERED.fullmatch(placeholder):
            return ".+"
        if placeholder in self.bindings:
            return re.escape(self.bindings[placeholder])
        if placeholder in groups:
            return f"(?P={groups[placeholder]})"
        groups[placeholder] = group = f"p{len(groups)}"
        return f"(?P<{group}>.+?)"


class Attempt:
    """Something tried out; see `Matcher.attempt`."""

    def __init__(self) -> None:
        self.kept = False

    def keep(self) -> None:
        """Remember what was bound."""
        self.kept = True


def worded(where: str, expected: Json, got: Json) -> str:
    """A difference in words."""
    return f"{where}: expected {_shown(expected)}, got {_shown(got)}"


def _shown(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _same_scalar(expected: Json, got: Json) -> bool:
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, (int, float)) and isinstance(got, (int, float)):
        return expected == got
    return expected is None and got is None
