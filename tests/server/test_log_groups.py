"""Log groups: which ARNs are ones, and which files stand for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from asl_server.wire.log_groups import LogGroup, NoLogGroup, NotTheWholeGroup, read_group

HEAD = "arn:aws:logs:us-east-1:123456789012:log-group"

NAMES = {
    "one word": ("orders", "orders.log"),
    "as AWS names its own": ("/aws/vendedlogs/states/a-b_c", "+aws+vendedlogs+states+a-b_c.log"),
    "all that is allowed": ("a.b-c_d/e#1", "a.b-c_d+e#1.log"),
    "the folder itself": (".", "..log"),
    "the folder above": ("..", "...log"),
    "out of the folder": ("../../etc/passwd", "..+..+etc+passwd.log"),
    "from the root": ("/etc/passwd", "+etc+passwd.log"),
}


@pytest.mark.parametrize(("name", "file"), NAMES.values(), ids=NAMES)
def test_the_file_of_a_group(name: str, file: str, tmp_path: Path) -> None:
    group = read_group(f"{HEAD}:{name}:*")
    path = group.file_in(tmp_path)
    assert (group.name, path.name) == (name, file)
    assert path.parent == tmp_path / "us-east-1" / "123456789012"
    assert path.resolve().is_relative_to(tmp_path.resolve())


def test_no_two_groups_share_a_file(tmp_path: Path) -> None:
    names = ["a/b", "a+b", "a%2Bb", "a#b", "a", "/a", "a/", "x" * 512, "x" * 511 + "y"]
    groups = [LogGroup("us-east-1", "123456789012", name) for name in names]
    groups += [
        LogGroup("us-east-1", "210987654321", "a"),
        LogGroup("eu-west-1", "123456789012", "a"),
    ]
    files = {group.file_in(tmp_path) for group in groups}
    assert len(files) == len(groups)
    assert all(len(file.name.encode()) < 256 for file in files)


WRONG = {
    "nothing": ("", NoLogGroup),
    "no ARN": ("orders", NoLogGroup),
    "of another service": ("arn:aws:s3:us-east-1:123456789012:log-group:a:*", NoLogGroup),
    "of no account": ("arn:aws:logs:us-east-1::log-group:a:*", NoLogGroup),
    "of an account that is a path": (
        "arn:aws:logs:us-east-1:../../b:log-group:a:*",
        NoLogGroup,
    ),
    "of a region that is a path": ("arn:aws:logs:..:123456789012:log-group:a:*", NoLogGroup),
    "without a name": (f"{HEAD}::*", NoLogGroup),
    "a name that no group has": (f"{HEAD}:a b:*", NoLogGroup),
    "a line more": (f"{HEAD}:a:*\n", NoLogGroup),
    "without its star": (f"{HEAD}:orders", NotTheWholeGroup),
    "one stream of it": (f"{HEAD}:orders:log-stream:s", NotTheWholeGroup),
}


@pytest.mark.parametrize(("arn", "fault"), WRONG.values(), ids=WRONG)
def test_no_log_group(arn: str, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        read_group(arn)
