"""Names that may be given."""

from __future__ import annotations

import pytest

from asl_server.operations.names import check_name
from asl_server.wire.errors import InvalidName

REFUSED = [
    *'<>{}[]?*"#%\\^|~`$&,;:/ ',
    "\t",
    "\n",
    "\x00",
    "\x1f",
    "\x7f",
    "\x9f",
    "\ufffe",
    "\uffff",
]


@pytest.mark.parametrize("character", REFUSED, ids=ascii)
def test_refused(character: str) -> None:
    with pytest.raises(InvalidName) as told:
        check_name(f"a{character}b")
    assert told.value.message == f"Invalid Name: 'a{character}b'"


@pytest.mark.parametrize(
    "name", ["activity.name.v2", "a-b_c", "Ärger", "日本", "a'b", "a(b)", "😀"]
)
def test_taken(name: str) -> None:
    assert check_name(name) == name
