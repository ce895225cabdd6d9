"""The JSON Schema of `asl.toml` says what the reader of the settings says."""

from __future__ import annotations

import tomllib
from typing import Final

import pytest
from jsonschema import Draft202012Validator

from asl.linter.settings import BadSettings
from asl.linter.settings_file import read_settings
from asl.lsp.settings_schema import settings_schema

VALIDATOR: Final = Draft202012Validator(settings_schema())

FILES: Final = {
    "nothing": ("", True),
    "codes of each weight": (
        '[validate]\noff = ["no-effect"]\nerror = ["unknown-version"]\nwarning = []\ninfo = []\n',
        True,
    ),
    "strict": ("[validate]\nstrict = true\n", True),
    "a place by its pointer": ('[[validate.ignore]]\npointer = "/States/A"\n', True),
    "a code in a file": (
        '[[validate.ignore]]\nfile = "a/*.json"\nmachine = "M"\ncode = "no-effect"\n',
        True,
    ),
    "the whole document": ('[[validate.ignore]]\npointer = ""\n', True),
    "tables of other commands": ("[server]\nport = 1\n", True),
    "a code that does not exist": ('[validate]\noff = ["no-efect"]\n', False),
    "a text for a list": ('[validate]\noff = "no-effect"\n', False),
    "a number for a code": ("[validate]\noff = [1]\n", False),
    "a setting that does not exist": ("[validate]\nstrcit = true\n", False),
    "a text for a flag": ('[validate]\nstrict = "yes"\n', False),
    "a pointer without a slash": ('[[validate.ignore]]\npointer = "States"\n', False),
    "an ignore of everything in a file": ('[[validate.ignore]]\nfile = "a"\n', False),
    "an ignore that is no table": ('[validate]\nignore = ["a"]\n', False),
    "another key of an ignore": ('[[validate.ignore]]\ncode = "no-effect"\nx = "y"\n', False),
}


def _is_read(text: str) -> bool:
    try:
        read_settings(text, "asl.toml")
    except BadSettings:
        return False
    return True


@pytest.mark.parametrize(("text", "good"), FILES.values(), ids=FILES)
def test_the_schema_and_the_reader_agree(text: str, good: bool) -> None:
    assert (VALIDATOR.is_valid(tomllib.loads(text)), _is_read(text)) == (good, good)
