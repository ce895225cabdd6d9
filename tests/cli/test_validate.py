"""`asl validate`: what it finds, how it says so, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from tests.cli.command import ASL, asl, asl_process, environment, on_terminal
from tests.linter.projects import BAD, FORMER, GOOD, TEMPLATE, WAITING, WARNED, lay

PROJECT: dict[str, Any] = {
    "bad.asl.json": BAD,
    "good.asl.json": GOOD,
    "sub/warned.asl.json": WARNED,
    "notes.json": "{}",
}
TEXT = """\
bad.asl.json:3:26: unknown-field "Nxt" is no field of a Pass state
  "Go": {"Type": "Pass", "Nxt": "Stop"},
                         ^ /States/Go/Nxt
  hint: did you mean "Next"?
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project as the working directory."""
    monkeypatch.chdir(lay(tmp_path, PROJECT))
    return tmp_path


@pytest.mark.usefixtures("project")
def test_findings_stand_with_their_lines_and_a_summary() -> None:
    called = asl("validate")
    assert called.code == 1
    assert called.err == ""
    assert called.out.startswith(TEXT)
    assert called.out.endswith("✗ 3 files, 3 state machines: 2 errors, 1 warning\n")


# what is asked for: (arguments, exit code, the last line of stdout)
CODES: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a valid file": (("good.asl.json",), 0, "✓ 1 file, 1 state machine: nothing found"),
    "a bad file": (("bad.asl.json",), 1, "✗ 1 file, 1 state machine: 2 errors"),
    "several": (("good.asl.json", "bad.asl.json"), 1, "✗ 2 files, 2 state machines: 2 errors"),
    "one twice": (("bad.asl.json", "bad.asl.json"), 1, "✗ 1 file, 1 state machine: 2 errors"),
    "a folder": (("sub",), 0, "✓ 1 file, 1 state machine: 1 warning"),
    "a pattern": (("**/w*.json",), 0, "✓ 1 file, 1 state machine: 1 warning"),
    "strict": (("sub", "--strict"), 1, "✗ 1 file, 1 state machine: 1 warning"),
    "a code that is off": (
        ("sub", "--strict", "--off", "unknown-version"),
        0,
        "✓ 1 file, 1 state machine: nothing found",
    ),
    "a code that is an error": (
        ("sub", "--error", "unknown-version"),
        1,
        "✗ 1 file, 1 state machine: 1 error",
    ),
    "codes that are off": (
        ("bad.asl.json", "--off", "unknown-field", "--off", "wrong-value"),
        0,
        "✓ 1 file, 1 state machine: nothing found",
    ),
}


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("arguments", "code", "last"), CODES.values(), ids=CODES)
def test_exit_codes(arguments: tuple[str, ...], code: int, last: str) -> None:
    called = asl("validate", *arguments)
    assert (called.code, called.out.splitlines()[-1]) == (code, last)


# what cannot be done: (arguments, what is said)
REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    "a file that is not there": (("x.json",), '"x.json": there is no such file or folder'),
    "a pattern that matches nothing": (("*.tf",), '"*.tf": there is no such file or folder'),
    "a folder without state machines": (
        ("empty",),
        'there is no state machine in "empty"\n'
        "  hint: name a file, or say --allow-empty where that is well",
    ),
    "a code that there is not": (
        ("--off", "no-efect"),
        'there is no code "no-efect"\n  hint: did you mean "no-effect"?',
    ),
    "settings that are not there": (
        ("--config", "x.toml"),
        'cannot read "x.toml": No such file or directory',
    ),
    "a report that cannot be written": (
        ("good.asl.json", "--output", "no/where"),
        'cannot write the report to "no/where": No such file or directory',
    ),
    "--fix of standard input": (
        ("-", "--fix"),
        "--fix needs files, and standard input is none",
    ),
    "--watch of standard input": (
        ("-", "--watch"),
        "--watch needs files, and standard input is none",
    ),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done(project: Path, arguments: tuple[str, ...], said: str) -> None:
    (project / "empty").mkdir()
    called = asl("validate", *arguments)
    assert (called.code, called.out, called.err) == (2, "", f"asl: {said}\n")


def test_a_refusal_is_an_object_where_json_is_asked_for(project: Path) -> None:
    called = asl("validate", "x.json", "--format", "json")
    assert called.code == 2
    given = json.loads(called.out)
    assert given["message"] == '"x.json": there is no such file or folder'
    assert given["findings"] == []
    assert not (project / "x.json").exists()


def test_an_empty_folder_may_be_well(tmp_path: Path) -> None:
    called = asl("validate", str(tmp_path), "--allow-empty")
    assert (called.code, called.out) == (0, "✓ 0 files, 0 state machines: nothing found\n")


@pytest.mark.usefixtures("project")
def test_json() -> None:
    called = asl("validate", "--format", "json")
    given = json.loads(called.out)
    assert called.code == 1
    assert called.err == "✗ 3 files, 3 state machines: 2 errors, 1 warning\n"
    assert given["summary"] == {"errors": 2, "warnings": 1, "infos": 0, "files": 3, "machines": 3}
    assert given["findings"][0] == {
        "file": "bad.asl.json",
        "line": 3,
        "column": 26,
        "pointer": "/States/Go/Nxt",
        "code": "unknown-field",
        "aws_code": "SCHEMA_VALIDATION_FAILED",
        "aws_location": "/States/Go",
        "severity": "error",
        "message": '"Nxt" is no field of a Pass state',
        "hint": 'did you mean "Next"?',
    }


@pytest.mark.usefixtures("project")
def test_the_other_formats() -> None:
    github = asl("validate", "--format", "github")
    assert [line.split(" ")[0] for line in github.out.splitlines()] == [
        "::error",
        "::error",
        "::warning",
    ]
    sarif = json.loads(asl("validate", "--format", "sarif").out)
    assert [result["ruleId"] for result in sarif["runs"][0]["results"]] == [
        "unknown-field",
        "wrong-value",
        "unknown-version",
    ]
    junit = ET.fromstring(asl("validate", "--format", "junit").out)
    assert (junit.attrib["tests"], junit.attrib["failures"]) == ("3", "1")
    strict = ET.fromstring(asl("validate", "--format", "junit", "--strict").out)
    assert strict.attrib["failures"] == "2"
    assert github.code == 1


FORMATS = ("text", "json", "github", "sarif", "junit")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_report_in_a_file_is_the_one_on_stdout(project: Path, format_: str) -> None:
    shown = asl("validate", "--format", format_, "--quiet")
    called = asl("validate", "--format", format_, "--output", "report")
    assert (called.code, called.out) == (1, "")
    assert called.err == "✗ 3 files, 3 state machines: 2 errors, 1 warning\n"
    assert (project / "report").read_text("utf-8") == shown.out
    assert shown.err == ""


def test_a_stream_that_cannot_write_everything(tmp_path: Path) -> None:
    lay(tmp_path, {"ü.asl.json": BAD})
    for format_ in FORMATS:
        done = subprocess.run(
            [*ASL, "validate", ".", "--format", format_],
            cwd=tmp_path,
            env={**environment(), "PYTHONIOENCODING": "ascii:backslashreplace"},
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 1, done.stderr
        if format_ in ("json", "sarif"):
            json.loads(done.stdout)


def test_every_finding_of_many_files_is_told(tmp_path: Path) -> None:
    lay(tmp_path, {f"m{number:03}.asl.json": BAD for number in range(120)})
    called = asl("validate", str(tmp_path))
    assert called.out.count("unknown-field") == 120
    assert "120 files, 120 state machines: 240 errors" in called.out


def test_colour_comes_with_a_terminal(project: Path) -> None:
    code, shown = on_terminal([*ASL, "validate", "bad.asl.json"], cwd=project)
    assert code == 1
    assert shown.startswith(TEXT)


# what comes on stdin: (arguments, text, exit code, the beginning of stdout)
PIPED: dict[str, tuple[tuple[str, ...], str, int, str]] = {
    "JSON": ((), BAD, 1, "stdin.json:3:26: unknown-field"),
    "YAML": ((), "StartAt: Go\nStates: {Go: {Type: Pass}}\n", 1, "stdin.yaml:2:9: no-end"),
    "nothing": ((), "", 1, "stdin.json:1:1: empty-document"),
    "a name": (("--stdin-filename", "src/a.asl.json"), BAD, 1, "src/a.asl.json:3:26: "),
    "a template": (
        ("--stdin-filename", "template.yaml"),
        TEMPLATE,
        1,
        "template.yaml:7:",
    ),
    "all well": ((), json.dumps(GOOD), 0, "✓ 1 file, 1 state machine: nothing found"),
}


@pytest.mark.parametrize(("arguments", "text", "code", "begins"), PIPED.values(), ids=PIPED)
def test_standard_input(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    text: str,
    code: int,
    begins: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    called = asl("validate", "-", *arguments, stdin=text.encode())
    assert called.code == code, called.err
    assert called.out.startswith(begins)


@pytest.mark.usefixtures("project")
def test_standard_input_beside_files() -> None:
    called = asl("validate", "-", "good.asl.json", stdin=BAD.encode())
    assert called.out.endswith("✗ 2 files, 2 state machines: 2 errors\n")


# the type that is asked for: how many errors
TYPES = {"standard": 0, "EXPRESS": 2, None: 1}


@pytest.mark.parametrize(("type_", "errors"), TYPES.items(), ids=str)
def test_types(tmp_path: Path, type_: str | None, errors: int) -> None:
    lay(tmp_path, {"template.yaml": TEMPLATE})
    arguments = () if type_ is None else ("--type", type_)
    called = asl("validate", str(tmp_path), "--format", "json", *arguments)
    assert json.loads(called.out)["summary"]["errors"] == errors


def test_one_machine_of_a_template(tmp_path: Path) -> None:
    lay(tmp_path, {"template.yaml": TEMPLATE, "a.asl.json": WAITING})
    assert asl("validate", f"{tmp_path}/template.yaml#Slow").code == 0
    assert asl("validate", f"{tmp_path}/template.yaml#Quick").code == 1
    called = asl("validate", f"{tmp_path}/template.yaml#Quikc")
    assert called.code == 2
    assert 'has no state machine "Quikc"' in called.err


SETTINGS = '[validate]\noff = ["unknown-field", "wrong-value"]\nstrict = true\n'


def test_settings_are_looked_for_from_the_first_path_upward(project: Path) -> None:
    lay(project, {"asl.toml": SETTINGS, "sub/asl.toml": '[validate]\noff = ["unknown-version"]\n'})
    assert asl("validate", "bad.asl.json").code == 0
    assert asl("validate", "sub").code == 0
    assert asl("validate", "sub", "--config", "asl.toml").code == 1
    assert asl("validate", "bad.asl.json", "--no-config").code == 1
    assert asl("validate", "-", stdin=BAD.encode()).code == 0
    called = asl("validate", "--config", "asl.toml", "--no-config")
    assert called.code == 2
    assert "contradict each other" in called.err


def test_settings_of_the_working_directory_hold_for_files_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, {"here/asl.toml": SETTINGS, "there/bad.asl.json": BAD})
    monkeypatch.chdir(tmp_path / "here")
    assert asl("validate", "../there/bad.asl.json").code == 0


def test_a_place_is_ignored(project: Path) -> None:
    ignore = '[[validate.ignore]]\nfile = "bad.*"\npointer = "{}"\ncode = "{}"\n'
    lay(project, {"asl.toml": ignore.format("/States/Go", "unknown-field")})
    called = asl("validate", "bad.asl.json")
    assert called.out.endswith("1 state machine: 1 error\n")
    assert "wrong-value" in called.out


def test_settings_that_cannot_be_understood(project: Path) -> None:
    lay(project, {"asl.toml": '[validate]\noff = ["no-efect"]\n'})
    called = asl("validate")
    assert (called.code, called.out) == (2, "")
    assert called.err == (
        'asl.toml:2:8: settings-value there is no code "no-efect"\n'
        'off = ["no-efect"]\n       ^\n  hint: did you mean "no-effect"?\n'
        "asl: cannot run: 1 error\n"
    )


def test_fix(project: Path) -> None:
    lay(project, {"former.asl.json": FORMER})
    called = asl("validate", "--fix")
    assert called.code == 1
    assert called.err == (
        "bad.asl.json:3:26: fixed Nxt → Next\nformer.asl.json:2:2: fixed Iterator → ItemProcessor\n"
    )
    assert (project / "bad.asl.json").read_text("utf-8") == BAD.replace("Nxt", "Next")
    assert (project / "former.asl.json").read_text("utf-8") == FORMER.replace(
        "Iterator", "ItemProcessor"
    )
    assert called.out.endswith("✗ 4 files, 4 state machines: 1 error, 1 warning\n")
    again = asl("validate", "--fix")
    assert (again.code, again.err, again.out) == (1, "", called.out)


def test_fix_brings_to_light_what_it_can_fix_then(tmp_path: Path) -> None:
    text = FORMER.replace('"End": true,\n', '"Edn": true,\n')
    file = lay(tmp_path, {"a.asl.json": text}) / "a.asl.json"
    called = asl("validate", "--fix", "--strict", str(file))
    assert (called.code, called.err.count("fixed")) == (0, 2)
    assert file.read_text("utf-8") == FORMER.replace("Iterator", "ItemProcessor")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_file_that_cannot_be_fixed(project: Path) -> None:
    project.chmod(0o500)
    called = asl("validate", "--fix")
    project.chmod(0o700)
    assert called.code == 2
    assert 'cannot write "bad.asl.json": Permission denied' in called.err


def summary(process: subprocess.Popen[bytes]) -> str:
    """The next summary that is shown."""
    assert process.stdout is not None
    while line := process.stdout.readline().decode():
        if line.startswith(("✗", "✓")):
            return line
    raise AssertionError("it has ended")


def put(file: Path, content: str) -> None:
    """Write a file in one step."""
    written = file.parent.parent / "written"
    written.write_text(content, "utf-8")
    written.replace(file)


def test_watch(project: Path) -> None:
    good = json.dumps(GOOD)
    with subprocess.Popen(
        [*ASL, "validate", "sub", "--watch", "--strict"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=project,
        env=environment(),
    ) as process:
        shown = [summary(process)]
        for name, content in (
            ("warned", "{"),
            ("more", good),
            ("warned", WARNED),
            ("warned", good),
        ):
            put(project / "sub" / f"{name}.asl.json", content)
            shown.append(summary(process))
        (project / "sub" / "more.asl.json").unlink()
        shown.append(summary(process))
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert shown == [
        "✗ 1 file, 1 state machine: 1 warning\n",
        "✗ 1 file, 1 state machine: 1 error\n",
        "✗ 2 files, 2 state machines: 1 error\n",
        "✗ 2 files, 2 state machines: 1 warning\n",
        "✓ 2 files, 2 state machines: nothing found\n",
        "✓ 1 file, 1 state machine: nothing found\n",
    ]
    assert process.returncode == 130


def test_nobody_reading_is_no_trouble(project: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        [*ASL, "validate"],
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=project,
        env=environment(),
    ) as process:
        os.close(writing)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 141
    assert b"Traceback" not in err


def test_it_comes_without_the_engines(project: Path) -> None:
    called = subprocess.run(
        [ASL[0], "-X", "importtime", *ASL[1:], "validate", "good.asl.json"],
        cwd=project,
        env=environment(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    loaded = {line.rpartition(b"|")[2].strip() for line in called.stderr.splitlines()}
    assert b"asl.rules" in loaded
    heavy = {b"asyncio", b"asl.engines", b"boto3", b"botocore", b"sqlalchemy", b"fastapi", b"hcl2"}
    assert heavy & loaded == set()
    assert {b"tomllib", b"asl.linter.fixes", b"asl.diagnostics.explanations"} & loaded == set()


def test_a_process_does_what_the_function_does(project: Path) -> None:
    called = asl_process("validate", cwd=project)
    assert called.returncode == 1
    assert called.stdout.decode().startswith(TEXT)
