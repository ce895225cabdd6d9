"""The JSON Schema of `asl.toml` says what the reader of the settings says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

import pytest
from jsonschema import Draft202012Validator

from asl.configuration.project import read_project
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
    "hosts": (
        '[hosts]\n"api.example.com" = true\n"*.example.com:8443" = "http://127.0.0.1:3000/a"\n',
        True,
    ),
    "how hosts are called": (
        '[http]\nconnections = "connections.json"\nallow_link_local = true\n',
        True,
    ),
    "a host with its scheme": ('[hosts]\n"https://api.example.com" = true\n', False),
    "a host that is not called": ('[hosts]\n"api.example.com" = false\n', False),
    "a host with a number": ('[hosts]\n"api.example.com" = 1\n', False),
    "a host that goes nowhere": ('[hosts]\n"api.example.com" = "127.0.0.1"\n', False),
    "a host that goes to a query": ('[hosts]\n"api.example.com" = "http://a/?b=c"\n', False),
    "a host that goes to a user": ('[hosts]\n"api.example.com" = "http://a:b@c/"\n', False),
    "hosts that are no table": ('hosts = "api.example.com"\n', False),
    "connections in no file": ("[http]\nconnections = 1\n", False),
    "a text for the other flag": ('[http]\nallow_link_local = "yes"\n', False),
    "a setting of HTTP that there is not": ('[http]\nconection = "a"\n', False),
    "tasks": ('[tasks]\n"Audit" = "mock"\n"Store" = "http://127.0.0.1:1"\n', True),
    "a task for AWS itself": ('[tasks]\n"Audit" = "aws"\n', False),
    "a task with no way": ('[tasks]\n"Audit" = "mok"\n', False),
    "a task that is no text": ('[tasks]\n"Audit" = true\n', False),
    "profiles": (
        '[profiles.ci.tasks]\n"*" = "mock"\n[profiles.aws.endpoints]\ndefault = "aws"\n',
        True,
    ),
    "profiles that are no tables": ("[profiles]\nci = 1\n", False),
    "jobs as processes": (
        '[jobs]\nrunner = "subprocess"\nenvironment = ["STAGE"]\nfolder = "jobs"\n'
        '[jobs.commands."resize*"]\ncommand = ["python", "resize.py"]\npath = "jobs"\n'
        'environment = { A = "b" }\ntimeout = 3600\narguments = false\n',
        True,
    ),
    "jobs in containers": ('[jobs]\nrunner = "docker"\n[jobs.commands.a]\nimage = "b"\n', True),
    "jobs of a cluster": (
        '[jobs]\nrunner = "kubernetes"\n[jobs.commands.perl]\nas_given = true\n',
        True,
    ),
    "jobs that do not run": ('[jobs.commands.a]\nimage = "b"\n', True),
    "a runner that there is not": ('[jobs]\nrunner = "podman"\n', False),
    "a runner that is no text": ("[jobs]\nrunner = true\n", False),
    "a setting of jobs that there is not": ('[jobs]\nruner = "off"\n', False),
    "variables that are no list": ('[jobs]\nenvironment = "STAGE"\n', False),
    "a variable with a value": ('[jobs]\nenvironment = ["STAGE=a"]\n', False),
    "a variable without a name": ('[jobs]\nenvironment = [""]\n', False),
    "the variable that finds programs": ('[jobs]\nenvironment = ["PATH"]\n', False),
    "a variable that loads code": ('[jobs]\nenvironment = ["LD_PRELOAD"]\n', False),
    "no folder of jobs": ('[jobs]\nfolder = ""\n', False),
    "commands that are no table": ("[jobs]\ncommands = []\n", False),
    "a command of jobs that is no table": ('[jobs.commands]\na = ["b"]\n', False),
    "an entry with nothing to run": ("[jobs.commands.a]\ntimeout = 1\n", False),
    "an entry that gives nothing": ("[jobs.commands.a]\nas_given = false\n", False),
    "a process without a command": (
        '[jobs]\nrunner = "subprocess"\n[jobs.commands.a]\nimage = "b"\n',
        False,
    ),
    "a container without an image": (
        '[jobs]\nrunner = "docker"\n[jobs.commands.a]\ncommand = ["b"]\n',
        False,
    ),
    "a pod without an image": (
        '[jobs]\nrunner = "kubernetes"\n[jobs.commands.a]\ncommand = ["b"]\n',
        False,
    ),
    "a job's command without a program": ("[jobs.commands.a]\ncommand = []\n", False),
    "a job's command of numbers": ('[jobs.commands.a]\ncommand = ["a", 1]\n', False),
    "a program that is empty": ('[jobs.commands.a]\ncommand = [""]\n', False),
    "a program that is a parameter": ('[jobs.commands.a]\ncommand = ["Ref::a"]\n', False),
    "a text for an image's flag": ('[jobs.commands.a]\nimage = "b"\nas_given = "yes"\n', False),
    "a key of a job that there is not": (
        '[jobs.commands.a]\ncommand = ["b"]\nshell = true\n',
        False,
    ),
    "a variable of a job that is no text": (
        '[jobs.commands.a]\ncommand = ["b"]\nenvironment = { A = 1 }\n',
        False,
    ),
    "a time-out of a job of nothing": (
        '[jobs.commands.a]\ncommand = ["b"]\ntimeout = 0\n',
        False,
    ),
    "another key of an ignore": ('[[validate.ignore]]\ncode = "no-effect"\nx = "y"\n', False),
}


def _is_read(text: str) -> bool:
    try:
        read_settings(text, "asl.toml")
        read_project(text, "asl.toml", Path())
    except BadSettings:
        return False
    return True


@pytest.mark.parametrize(("text", "good"), FILES.values(), ids=FILES)
def test_the_schema_and_the_reader_agree(text: str, good: bool) -> None:
    assert (VALIDATOR.is_valid(tomllib.loads(text)), _is_read(text)) == (good, good)
