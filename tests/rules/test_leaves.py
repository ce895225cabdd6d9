"""The texts inside a value."""

from __future__ import annotations

from asl.rules.leaves import Leaf, leaves_by_name, texts
from asl.syntax.values import Json

GIVEN: Json = {"Parameters": {"n": 1, "a/b": ["$vv", {"c.$": "States.Format('{}', $v.x)"}]}}


def test_texts_come_in_order_with_their_pointers() -> None:
    assert list(texts(GIVEN, "/S")) == [
        ("/S/Parameters/a~1b/0", "$vv"),
        ("/S/Parameters/a~1b/1/c.$", "States.Format('{}', $v.x)"),
    ]


def test_each_name_is_found_whole_where_it_stands_first() -> None:
    assert leaves_by_name(GIVEN, "/S", "/S/Parameters") == {
        "vv": Leaf("/S/Parameters/a~1b/0", "$vv", 0),
        "v": Leaf("/S/Parameters/a~1b/1/c.$", "States.Format('{}', $v.x)", 20),
    }


def test_a_member_may_be_a_text() -> None:
    leaf = Leaf("/S/Parameters/a~1b/0", "$vv", 0)
    assert leaves_by_name(GIVEN, "/S", "/S/Parameters/a~1b/0") == {"vv": leaf}
