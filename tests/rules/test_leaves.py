"""The texts inside a value."""

from __future__ import annotations

from asl.rules.leaves import Leaf, leaf_naming, texts
from asl.syntax.values import Json

GIVEN: Json = {"Parameters": {"n": 1, "a/b": ["$vv", {"c.$": "States.Format('{}', $v.x)"}]}}


def test_texts_come_in_order_with_their_pointers() -> None:
    assert list(texts(GIVEN, "/S")) == [
        ("/S/Parameters/a~1b/0", "$vv"),
        ("/S/Parameters/a~1b/1/c.$", "States.Format('{}', $v.x)"),
    ]


def test_a_name_is_found_whole() -> None:
    leaf = leaf_naming("v", GIVEN, "/S", "/S/Parameters")
    assert (leaf.pointer, leaf.at) == ("/S/Parameters/a~1b/1/c.$", 20)


def test_a_name_that_no_text_has_is_told_at_the_member() -> None:
    expected = Leaf("/S/Parameters/a~1b", "", None)
    assert leaf_naming("w", GIVEN, "/S", "/S/Parameters/a~1b") == expected
