"""The JSON Schema of `asl.toml` says what the reader of the settings says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

import pytest
from jsonschema import Draft202012Validator

from asl.configuration.bindings import read_bindings
from asl.configuration.settings_file import BadSettings
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
    "a handler with all that it takes": (
        '[functions."Charge*"]\nhandler = "a.b:c"\npath = "src"\ninterpreter = "python3"\n'
        'timeout = 2.5\nmemory = 256\n[functions."Charge*".environment]\nA = "b"\n',
        True,
    ),
    "a command": ('[functions.f]\ncommand = ["node", "a.js"]\ntimeout = 900\n', True),
    "a URL": ('[functions.f]\nurl = "http://127.0.0.1:9000/f"\n', True),
    "endpoints": ('[endpoints]\ndefault = "http://a:1"\nlambda = "https://b"\n', True),
    "a handler without a function": ('[functions.f]\nhandler = "charge"\n', False),
    "a handler with an empty name": ('[functions.f]\nhandler = "charge:"\n', False),
    "an empty handler": ('[functions.f]\nhandler = ""\n', False),
    "nothing that answers": ("[functions.f]\ntimeout = 1\n", False),
    "two that answer": ('[functions.f]\nurl = "http://a/b"\nhandler = "a.b"\n', False),
    "a key that there is not": ('[functions.f]\nhandler = "a.b"\nhandlr = "a"\n', False),
    "a memory of a URL": ('[functions.f]\nurl = "http://a/b"\nmemory = 128\n', False),
    "a time-out of nothing": ('[functions.f]\nhandler = "a.b"\ntimeout = 0\n', False),
    "one too long": ('[functions.f]\nhandler = "a.b"\ntimeout = 901\n', False),
    "a memory too small": ('[functions.f]\nhandler = "a.b"\nmemory = 64\n', False),
    "a variable that is no text": (
        '[functions.f]\nhandler = "a.b"\nenvironment = { A = 1 }\n',
        False,
    ),
    "a command without a program": ("[functions.f]\ncommand = []\n", False),
    "a command of numbers": ('[functions.f]\ncommand = ["a", 1]\n', False),
    "a URL that is none": ('[functions.f]\nurl = "ftp://a/b"\n', False),
    "a function that is no table": ('[functions]\nf = "a.b"\n', False),
    "an endpoint that there is not": ('[endpoints]\nlamda = "http://a"\n', False),
    "AWS itself": ('[endpoints]\nlambda = "aws"\n', False),
    "another key of an ignore": ('[[validate.ignore]]\ncode = "no-effect"\nx = "y"\n', False),
}


def _is_read(text: str) -> bool:
    try:
        read_settings(text, "asl.toml")
        read_bindings(text, "asl.toml", Path())
    except BadSettings:
        return False
    return True


@pytest.mark.parametrize(("text", "good"), FILES.values(), ids=FILES)
def test_the_schema_and_the_reader_agree(text: str, good: bool) -> None:
    assert (VALIDATOR.is_valid(tomllib.loads(text)), _is_read(text)) == (good, good)
