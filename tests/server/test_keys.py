"""The file of keys."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from asl_server.wire.keys import BadKeys, create_keys, read_keys
from asl_server.wire.signature import Key

ONE = "[default]\naws_access_key_id = A\naws_secret_access_key = b%c\n"


def written(folder: Path, text: str) -> Path:
    file = folder / "keys"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_format_of_the_credentials_file(tmp_path: Path) -> None:
    text = f"{ONE}[other]\naws_access_key_id=B\naws_secret_access_key=c\naccount=111111111111\n"
    assert read_keys(written(tmp_path, text)) == {
        "A": Key("b%c"),
        "B": Key("c", "111111111111"),
    }


def test_a_new_file_is_its_owners_alone_and_has_a_key(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    create_keys(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(read_keys(file)) == 1


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    file = written(tmp_path, ONE)
    with pytest.raises(FileExistsError):
        create_keys(file)
    assert file.read_text(encoding="utf-8") == ONE


REFUSED = {
    "nothing in it": ("", "has no section with keys"),
    "no secret": ("[a]\naws_access_key_id = A\n", "[a] needs aws_access_key_id and"),
    "no section": ("aws_secret_access_key = s3cret\n", ":1: a section is to begin before this"),
    "no pair": (f"{ONE}s3cret\n", ":4: this is no `name = value`"),
    "a member twice": (
        f"{ONE}aws_secret_access_key = s3cret\n",
        ":4: this is there twice in its section",
    ),
    "a section twice": (ONE + ONE, ":4: a section of this name is there twice"),
    "a key that divides a scope": (
        ONE.replace("= A", "= A/B"),
        "[default] aws_access_key_id has a character that none has",
    ),
    "no key": (ONE.replace("= A", "="), "[default] needs aws_access_key_id and"),
    "a key twice": (ONE + ONE.replace("default", "other"), "A is there twice"),
    "a short account": (f"{ONE}account = 1\n", "account is to have twelve digits, not '1'"),
}


@pytest.mark.parametrize(("text", "told"), REFUSED.values(), ids=REFUSED)
def test_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadKeys) as error:
        read_keys(written(tmp_path, text))
    assert told in str(error.value)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize("text", [f"\ufeff{ONE}", ONE.replace("\n", "\r\n"), f"# mine\n\n{ONE}"])
def test_how_other_programs_write_it(tmp_path: Path, text: str) -> None:
    assert read_keys(written(tmp_path, text)) == {"A": Key("b%c")}


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(BadKeys, match="is not UTF-8: byte 0"):
        read_keys(file)
