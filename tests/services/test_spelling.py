"""Which names are other names, written wrong."""

from __future__ import annotations

import pytest

from asl.services.spelling import meant

KNOWN = (
    "FunctionName",
    "Payload",
    "Tags",
    "describeDBInstances",
    "getObject",
    "getObjectAcl",
    "listObjects",
    "listObjectsV2",
)

MEANT = {
    "a small letter in front": ("functionName", "FunctionName"),
    "another case": ("describeDbInstances", "describeDBInstances"),
    "snake case": ("function_name", "FunctionName"),
    "a letter missing": ("FunctioName", "FunctionName"),
    "a letter too many": ("FuncttionName", "FunctionName"),
    "a wrong letter": ("getObjekt", "getObject"),
    "two letters in the wrong order": ("FunctionNmae", "FunctionName"),
    "the case goes before a slip": ("GETOBJECT", "getObject"),
}
NOT_MEANT = {
    "another verb": "setObject",
    "a version": "getObject2",
    "another version": "listObjectsV3",
    "many, or one": "listObject",
    "a name as short as many others": "Tagz",
    "two slips": "FunctioNmae",
    "something else": "putObject",
    "nothing": "",
}


@pytest.mark.parametrize(("wrong", "name"), MEANT.values(), ids=MEANT)
def test_what_is_meant(wrong: str, name: str) -> None:
    assert meant(wrong, KNOWN) == name


@pytest.mark.parametrize("wrong", NOT_MEANT.values(), ids=NOT_MEANT)
def test_what_may_be_new(wrong: str) -> None:
    assert meant(wrong, KNOWN) is None
