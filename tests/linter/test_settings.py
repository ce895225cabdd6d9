"""asl.toml: what it says, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl.configuration.settings_file import BadSettings, find_settings
from asl.diagnostics.diagnostic import Diagnostic
from asl.linter.settings import Ignore, Settings
from asl.linter.settings_file import load_settings, read_settings


def found(
    code: str = "no-effect", file: str = "a.asl.json", pointer: str = "/States/X"
) -> Diagnostic:
    """A warning."""
    return Diagnostic(
        code=code,
        aws_code=None,
        severity="warning",
        file=file,
        line=1,
        column=1,
        pointer=pointer,
        message="m",
        hint=None,
    )


def test_all_that_can_be_said() -> None:
    settings = read_settings(
        """
        [server]
        port = 1
        [validate]
        off = ["no-effect"]
        error = ["variable-shadowed"]
        warning = ["unknown-field"]
        info = ["unknown-version"]
        strict = true
        [[validate.ignore]]
        file = "a/*.json"
        machine = "Order"
        pointer = "/States/X"
        code = "no-effect"
        """,
        "asl.toml",
    )
    assert settings == Settings(
        off=frozenset({"no-effect"}),
        severities={
            "variable-shadowed": "error",
            "unknown-field": "warning",
            "unknown-version": "info",
        },
        ignores=(Ignore(file="a/*.json", machine="Order", pointer="/States/X", code="no-effect"),),
        strict=True,
    )


def test_a_file_without_the_table_says_nothing() -> None:
    assert read_settings("[server]\nport = 1\n", "asl.toml") == Settings()


# what is wrong: (text, code, line, column, hint)
WRONG: dict[str, tuple[str, str, int, int, str | None]] = {
    "no TOML": ("[validate]\nstrict = yes\n", "settings-syntax", 2, 10, None),
    "a text that does not end": ('[validate]\noff = ["a', "settings-syntax", 2, 10, None),
    "a setting that there is not": (
        "[validate]\nstrickt = true\n",
        "settings-key",
        2,
        1,
        'did you mean "strict"?',
    ),
    "one that is like none": (
        "[validate]\nzzz = true\n",
        "settings-key",
        2,
        1,
        "there are off, error, warning, info, strict, ignore",
    ),
    "a table that is misspelt": (
        "[validat]\nstrict = true\n",
        "settings-key",
        1,
        2,
        'did you mean "validate"?',
    ),
    "a code that there is not": (
        '[validate]\noff = [\n  "no-effect",\n  "no-efect",\n]\n',
        "settings-value",
        4,
        3,
        'did you mean "no-effect"?',
    ),
    "a code like none": (
        '[validate]\nerror = ["zzz"]\n',
        "settings-value",
        2,
        10,
        "`asl explain` lists the codes",
    ),
    "codes that are none": ("[validate]\noff = [1]\n", "settings-value", 2, 8, None),
    "codes that are no list": ('[validate]\noff = "no-effect"\n', "settings-value", 2, 7, None),
    "a flag that is none": ("[validate]\nstrict = 1\n", "settings-value", 2, 10, None),
    "no table": ("validate = 1\n", "settings-value", 1, 12, None),
    "a code in two lists": (
        '[validate]\noff = ["no-effect"]\nerror = ["no-effect"]\n',
        "settings-value",
        3,
        10,
        "remove one of the two",
    ),
    "an ignore that is no table": (
        '[validate]\nignore = ["x"]\n',
        "settings-value",
        2,
        10,
        None,
    ),
    "a setting of an ignore that there is not": (
        '[validate]\n[[validate.ignore]]\ncode = "no-effect"\n[[validate.ignore]]\n'
        'code = "no-effect"\npointr = "/x"\n',
        "settings-key",
        6,
        1,
        'did you mean "pointer"?',
    ),
    "a code of an ignore that there is not": (
        '[[validate.ignore]]\ncode = "no-efect"\n',
        "settings-value",
        2,
        8,
        'did you mean "no-effect"?',
    ),
    "a pointer that is none": (
        '[[validate.ignore]]\npointer = "States/X"\n',
        "settings-value",
        2,
        11,
        'write "/States/X"',
    ),
    "an ignore of everything in a file": (
        '[[validate.ignore]]\nfile = "a.json"\n',
        "settings-value",
        1,
        12,
        '`off = ["code"]` under [validate] is for a code that is not wanted anywhere',
    ),
    "a file that is no text": (
        '[[validate.ignore]]\ncode = "no-effect"\nfile = 1\n',
        "settings-value",
        3,
        8,
        None,
    ),
}


@pytest.mark.parametrize(("text", "code", "line", "column", "hint"), WRONG.values(), ids=WRONG)
def test_what_is_wrong(text: str, code: str, line: int, column: int, hint: str | None) -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings(text, "asl.toml")
    (one,) = caught.value.diagnostics
    assert (one.code, one.line, one.column, one.hint) == (code, line, column, hint)
    assert (one.file, one.severity, one.source) == (
        "asl.toml",
        "error",
        text.splitlines()[line - 1],
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings('[validate]\nstrickt = true\noff = ["zzz", 1]\n', "asl.toml")
    assert [one.line for one in caught.value.diagnostics] == [2, 3, 3]


# what an ignore covers: (ignore, code, file, pointer, machine, whether)
COVERED: dict[str, tuple[Ignore, str, str, str, str, bool]] = {
    "the code": (Ignore(code="no-effect"), "no-effect", "a.json", "/x", "", True),
    "another code": (Ignore(code="no-effect"), "empty", "a.json", "/x", "", False),
    "the place": (Ignore(pointer="/x"), "empty", "a.json", "/x", "", True),
    "what is inside the place": (Ignore(pointer="/x"), "empty", "a.json", "/x/0", "", True),
    "a longer name": (Ignore(pointer="/x"), "empty", "a.json", "/xy", "", False),
    "the whole document": (Ignore(pointer=""), "empty", "a.json", "/x", "", True),
    "the machine": (Ignore(machine="M", code="empty"), "empty", "a.json", "", "M", True),
    "another machine": (Ignore(machine="M", code="empty"), "empty", "a.json", "", "N", False),
    "the file": (Ignore(file="d/a.json", code="empty"), "empty", "d/a.json", "", "", True),
    "a pattern": (Ignore(file="*.json", code="empty"), "empty", "d/a.json", "", "", True),
    "any folders": (
        Ignore(file="d/**/a.json", code="empty"),
        "empty",
        "d/e/f/a.json",
        "",
        "",
        True,
    ),
    "no folder": (Ignore(file="d/**/a.json", code="empty"), "empty", "d/a.json", "", "", True),
    "another file": (Ignore(file="b.json", code="empty"), "empty", "a.json", "", "", False),
}


@pytest.mark.parametrize(
    ("ignore", "code", "file", "pointer", "machine", "due"), COVERED.values(), ids=COVERED
)
def test_what_an_ignore_covers(
    ignore: Ignore, code: str, file: str, pointer: str, machine: str, due: bool
) -> None:
    judged = Settings(ignores=(ignore,)).judged(found(code, file, pointer), machine)
    assert (judged is None) == due


def test_files_are_told_from_where_the_settings_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    (tmp_path / "asl.toml").write_text('[[validate.ignore]]\nfile="sub/a.json"\ncode="empty"\n')
    settings = load_settings(tmp_path / "asl.toml", "asl.toml")
    assert settings.judged(found("empty", "a.json"), "") is None
    assert settings.judged(found("empty", str(tmp_path / "sub" / "a.json")), "") is None
    assert settings.judged(found("empty", "/elsewhere/sub/a.json"), "") is not None


def test_severities() -> None:
    settings = Settings(severities={"empty": "error", "no-effect": "warning"})
    judged = settings.judged(found("empty"), "")
    assert judged is not None
    assert judged.severity == "error"
    same = found("no-effect")
    assert settings.judged(same, "") is same


def test_flags_stand_over_the_file() -> None:
    settings = Settings(off=frozenset({"empty", "no-effect"}), strict=True)
    flagged = settings.with_flags(off=["too-long"], error=["empty"])
    assert flagged.off == {"no-effect", "too-long"}
    assert flagged.severities == {"empty": "error"}
    assert flagged.strict


def test_a_flag_with_a_code_that_there_is_not() -> None:
    with pytest.raises(BadSettings, match='there is no code "emty"') as caught:
        Settings().with_flags(off=["emty"])
    assert caught.value.hint == 'did you mean "empty"?'


def test_the_nearest_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "asl.toml").write_text("")
    assert find_settings(tmp_path / "a" / "b") == tmp_path / "asl.toml"
    (tmp_path / "a" / "asl.toml").write_text("")
    assert find_settings(tmp_path / "a" / "b") == tmp_path / "a" / "asl.toml"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "latin").write_bytes(b"# \xfc")
    (tmp_path / "large").write_bytes(b"#" * 1_048_577)
    for name, why in (
        ("none", "No such file"),
        ("latin", "not UTF-8"),
        ("large", "more than 1,048,576 bytes"),
    ):
        with pytest.raises(BadSettings, match=why):
            load_settings(tmp_path / name, name)


def test_a_byte_order_mark_is_none_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "asl.toml").write_bytes(b"\xef\xbb\xbf[validate]\r\nstrict = true\r\n")
    assert load_settings(tmp_path / "asl.toml", "asl.toml").strict
