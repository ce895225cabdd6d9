"""Where keys and values of TOML stand."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asl.configuration.toml_places import Path, toml_places

TEXT = """\
# [validate]
top = 1
[validate] # a comment
off = ["a", 'b',
  "c", # more
]
"strict" = true
a.b."c d" = 2026-03-14T01:59:00.5Z
long = \"\"\"
x = "[no]"
\"\"\"
inline = {one = 1, two = [{three = 3.5}]}
[[validate.ignore]]
code = "first"
[[ validate . ignore ]]
code = "second"
[validate.ignore.deep]
x = -1
"""

# the path of a value: what stands there
VALUES: dict[Path, str] = {
    ("top",): "1",
    ("validate", "off"): '["a", \'b\',\n  "c", # more\n]',
    ("validate", "off", 0): '"a"',
    ("validate", "off", 1): "'b'",
    ("validate", "off", 2): '"c"',
    ("validate", "strict"): "true",
    ("validate", "a", "b", "c d"): "2026-03-14T01:59:00.5Z",
    ("validate", "long"): '"""\nx = "[no]"\n"""',
    ("validate", "inline"): "{one = 1, two = [{three = 3.5}]}",
    ("validate", "inline", "one"): "1",
    ("validate", "inline", "two", 0): "{three = 3.5}",
    ("validate", "inline", "two", 0, "three"): "3.5",
    ("validate", "ignore", 0, "code"): '"first"',
    ("validate", "ignore", 1, "code"): '"second"',
    ("validate", "ignore", 1, "deep", "x"): "-1",
}
KEYS: dict[Path, tuple[str, int]] = {
    ("validate",): ("validate", 3),
    ("validate", "strict"): ('"strict"', 7),
    ("validate", "a", "b", "c d"): ('"c d"', 8),
    ("validate", "inline", "two"): ("two", 12),
    ("validate", "ignore"): ("ignore", 13),
    ("validate", "ignore", 1, "code"): ("code", 16),
}


@pytest.mark.parametrize(("path", "text"), VALUES.items(), ids=str)
def test_values(path: Path, text: str) -> None:
    extent = toml_places(TEXT).values[path]
    assert TEXT[extent.start : extent.end] == text


@pytest.mark.parametrize(("path", "due"), KEYS.items(), ids=str)
def test_keys(path: Path, due: tuple[str, int]) -> None:
    extent = toml_places(TEXT).keys[path]
    assert (TEXT[extent.start : extent.end], TEXT.count("\n", 0, extent.start) + 1) == due


def _values(value: Any, path: Path = ()) -> set[Path]:
    """The path of everything that is no table of its own."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found: set[Path] = set()
    for key, each in inside:
        if isinstance(each, (dict, list)):
            found |= _values(each, (*path, key))
        else:
            found.add((*path, key))
    return found


def test_every_value_has_a_place() -> None:
    assert _values(tomllib.loads(TEXT)) <= toml_places(TEXT).values.keys()


@given(st.text(alphabet="ab=[]{}.,\"'# \n1", max_size=40))
def test_no_text_is_too_odd(text: str) -> None:
    places = toml_places(text)
    for extent in (*places.keys.values(), *places.values.values()):
        assert 0 <= extent.start <= extent.end <= len(text)
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert _values(read) <= places.values.keys()
