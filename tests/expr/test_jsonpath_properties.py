"""What holds of every path and every document."""

import copy
import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from jsonpath_ng.parser import parse

from asl.expr.jsonpath import PathFault, PathLimit, PathMissing, compile_path
from asl.expr.jsonpath.comparison import canonical, same
from asl.syntax.values import Json

NAMES = st.sampled_from(["a", "b", "c", "d"])
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([1.0, "1", "a", "é"])
    | st.text(max_size=3)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)

# What paths are made of, put together in any order: most of it is no path, some of it nearly.
FRAGMENTS = st.sampled_from(
    [
        *("$", "$$", "$v", "@", "@.a", ".", "..", "...", "*", ",", ":", " ", "\n", "\0", "é"),
        *("[", "]", "[*]", "[0]", "[-1]", "[0,1]", "[1:]", "[:1]", "[0:1:2]", "['a']", "['a','b']"),
        *("[?(", "(", ")", "[?(@.a)]", "[?(@.a>1)]", "==", "!=", "===", "<", ">=", "&&", "||", "!"),
        *("=~", "/a+/", "/(/", "/(a|b)*/i", "in", "nin", "contains", "size", "empty", "\ud800"),
        *("true", "null", "1", "-1.5e3", "'x'", '"y"', "[1,'a']", "{'a':1}", "\\", "\\.", "a", "b"),
        *(".length()", ".sum()", ".keys()", ".first()", ".append(1)"),
    ]
)
TEXTS = st.text() | st.lists(FRAGMENTS, max_size=10).map(lambda parts: "$" + "".join(parts))

# Steps that make a path, whatever their order.
STEPS = st.sampled_from(
    [
        *(
            ".a",
            "['b']",
            "['a','c']",
            "[0]",
            "[-1]",
            "[0,2]",
            "[1:]",
            "[:-1]",
            "[-2:1]",
            ".*",
            "[*]",
        ),
        *("..a", "..*", "..[0]", "..['a','b']", "..[?(@.a)]", "[?(@.a == 1)]", "[?(!(@.b))]"),
        *("[?(@ =~ /a|1/)]", "[?(@.a in $..b)]", "[?(@ == $)]", "[?(@.c size 1 || @ contains 1)]"),
        *(".length()", ".sum()", ".avg()", ".stddev()", ".keys()", ".first()", ".distinct()"),
        *(".concat('x', $.a)", ".append($)", ".max(1)", ".index(0)", "[?(@.a < 'b' && @.b >= 0)]"),
    ]
)
PATHS = st.lists(STEPS, max_size=5).map(lambda steps: "$" + "".join(steps))


def fault_of(text: str) -> PathFault | None:
    try:
        compile_path(text)
    except PathFault as fault:
        return fault
    return None


@given(TEXTS)
@example("$[?(@ =~ /[[:a/)]")
def test_any_text_is_a_path_or_a_fault_with_a_place(text: str) -> None:
    fault = fault_of(text)
    if fault is not None:
        assert 0 <= fault.position <= len(text)
        assert fault.message
    else:
        path = compile_path(text)
        assert text.startswith(path.text)
        assert not text[len(path.text) :].strip(" \t\r\n")


@given(PATHS, VALUES)
def test_finding_changes_nothing_and_fails_in_two_ways_only(text: str, document: Json) -> None:
    path = compile_path(text)
    before = copy.deepcopy(document)
    try:
        found = path.find(document)
    except PathMissing:
        assert path.definite
    except PathLimit:
        pass
    else:
        assert path.definite or isinstance(found, list)
    assert repr(document) == repr(before)


@given(PATHS, VALUES)
def test_finding_twice_finds_the_same(text: str, document: Json) -> None:
    def outcome() -> str:
        try:
            return repr(compile_path(text).find(document))
        except (PathMissing, PathLimit) as error:
            return error.reason

    assert outcome() == outcome()


# A path and a document it fits: objects where it has names, arrays where it has indices. Where the
# two meet anything else, the two libraries differ by design.
SHARED = st.lists(
    st.tuples(st.just("name"), NAMES)
    | st.tuples(st.just("index"), st.integers(0, 3))
    | st.just(("elements", None))
    | st.just(("members", None)),
    max_size=5,
)


@st.composite
def fitting(draw: st.DrawFn, steps: list[tuple[str, Any]]) -> Json:
    """A value in which the steps meet only what they are for."""
    if not steps:
        return draw(VALUES)
    inner = fitting(steps[1:])
    if steps[0][0] in {"name", "members"}:
        return draw(st.dictionaries(NAMES, inner, max_size=4))
    return draw(st.lists(inner, max_size=4))


@st.composite
def shared(draw: st.DrawFn) -> tuple[str, str, Json]:
    """A path as we and as jsonpath-ng write it, and a document."""
    steps = draw(SHARED)
    spelling = {"name": "['{}']", "index": "[{}]", "elements": "[*]", "members": ".*"}
    dotted = {**spelling, "name": ".{}"}
    ours = dotted if draw(st.booleans()) else spelling
    text = "$" + "".join(ours[kind].format(key) for kind, key in steps)
    return (
        text,
        "$" + "".join(dotted[kind].format(key) for kind, key in steps),
        draw(fitting(steps)),
    )


@given(shared())
def test_agrees_with_jsonpath_ng(case: tuple[str, str, Json]) -> None:
    text, theirs, document = case
    path = compile_path(text)
    expected = [match.value for match in parse(theirs).find(document)]
    if path.definite:
        try:
            found = [path.find(document)]
        except PathMissing:
            found = []
    else:
        found = path.find(document)
    assert repr(found) == repr(expected)


@given(VALUES, VALUES)
@example(left=1, right=True)
@example([1, {"a": 1.0}], [1.0, {"a": 1}])
@example({"a": None}, {})
@example([[1], [2]], [[1, 2], []])
def test_two_ways_to_tell_the_same_agree(left: Json, right: Json) -> None:
    def spend(_nodes: int) -> None:
        pass

    assert same(left, right, spend) == (canonical(left) == canonical(right))
    assert same(left, json.loads(json.dumps(left)), spend)
