"""What paths find: Jayway's dialect, as recorded from AWS where it is."""

import json
from collections.abc import Callable
from pathlib import Path as File

import pytest

from asl.expr.jsonpath import Path, PathFault, PathLimit, PathMissing, compile_path, path_at
from asl.syntax.values import Json

CASES = json.loads(File(__file__).with_name("jsonpath_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["path"] for case in CASES])
def test_case(case: dict[str, Json]) -> None:
    if case.get("error"):
        with pytest.raises((PathFault, PathMissing)):
            compile_path(case["path"]).find(case["document"])
    else:
        found = compile_path(case["path"]).find(case["document"])
        assert json.dumps(found) == json.dumps(case["expected"])


DOCUMENT: Json = {
    "a": 1,
    "o": {"x": 1, "y": {"x": 2}, "n": None},
    "l": [{"v": 1, "t": "ab"}, {"v": 2.0, "t": "Cd"}, {"v": "2"}, {"v": None}, {"w": True}],
    "m": [[1, 2], [3], 4, {"k": [5]}],
    "nums": [3, 1, 2.5],
    "texts": ["b", "a", "b"],
    "flags": [True, False, 1, 0, 1.0],
    "a.b": "dot",
    "it's": "quote",
    'say "x"': "quotes",
    "back\\slash": "backslash",
    "": "empty",
    "日本": "unicode",
    "$ref": "dollar",
    "detail-type": "dash",
    "[[.?pretty": "brackets",
}

# what is said: (path, what it finds)
FOUND: dict[str, tuple[str, Json]] = {
    "$ alone is the document": ("$", DOCUMENT),
    "blanks may follow a path": ("$.a \t", 1),
    "a name takes a dollar": ("$.$ref", "dollar"),
    "a name takes dashes": ("$.detail-type", "dash"),
    "a name takes letters of any script": ("$.日本", "unicode"),
    "a backslash takes the meaning from any character": (r"$.\a\.\b", "dot"),
    "a backslash lets brackets and points into a name": (r"$.\[\[\.\?pretty", "brackets"),
    "a backslash lets a quote into a name": (r"$.it\'s", "quote"),
    "the other quote needs no backslash": ('$["it\'s"]', "quote"),
    "its own quote takes a backslash": (r"$['it\'s']", "quote"),
    "double quotes take one as well": (r'$["say \"x\""]', "quotes"),
    "a backslash before other characters is one": (r"$['back\slash']", "backslash"),
    "a backslash may escape itself": (r"$['back\\slash']", "backslash"),
    "a name may be empty in quotes": ("$['']", "empty"),
    "blanks may stand in brackets": ("$[ 'o' ][ 'x' ]", 1),
    "a dot may stand before brackets": ("$.['o'].['x']", 1),
    "null is found": ("$.o.n", None),
    "an index counts from 0": ("$.m[1][0]", 3),
    "a negative index counts from the end": ("$.m[-1].k[0]", 5),
    "a list of indices gives a list": ("$.m[0,1]", [[1, 2], [3]]),
    "its indices may be negative and may miss": ("$.m[-1, 9,2]", [{"k": [5]}, 4]),
    "a slice from": ("$.nums[1:]", [1, 2.5]),
    "a slice to": ("$.nums[:2]", [3, 1]),
    "a slice to, from the end": ("$.nums[:-1]", [3, 1]),
    "a slice from, from the end": ("$.nums[-2:]", [1, 2.5]),
    "a slice is cut to the array": ("$.nums[1:99]", [1, 2.5]),
    "a slice that starts behind the array is empty": ("$.nums[9:]", []),
    "a slice between ends counts both from the same side": ("$.nums[-3:-1]", [3, 1]),
    "a slice from the start to the end from the back is empty": ("$.nums[1:-1]", []),
    "a slice of no array is empty": ("$[1:5]", []),
    "a wildcard takes members": ("$.o.*", [1, {"x": 2}, None]),
    "a wildcard takes elements": ("$.nums.*", [3, 1, 2.5]),
    "a wildcard of text is empty": ("$['a.b'][*]", []),
    "a wildcard leaves out what does not fit": ("$.m[*].k", [[5]]),
    "a wildcard with nothing above it is empty": ("$.no.such[*].thing", []),
    "several names give one object": ("$.o['x', 'n', 'no']", {"x": 1, "n": None}),
    "of which none has to be": ("$.o['p', 'q']", {}),
    "several names before others give a list": ("$['o', 'a', 'no'].x", [1]),
    "each object gives one under a wildcard": ("$.l[0:2]['v', 'w']", [{"v": 1}, {"v": 2.0}]),
    "descent finds a name at every depth, outer ones first": ("$..x", [1, 2]),
    "descent from a member": ("$.o..x", [1, 2]),
    "descent in brackets": ("$..['x']", [1, 2]),
    "descent with several names wants all of them": ("$..['v','t']", [*DOCUMENT["l"][:2]]),
    "descent with several names before others takes each": ("$.o..['x','y'].x", [2]),
    "descent with an index": ("$.m..[0]", [[1, 2], 1, 3, 5]),
    "descent with a wildcard": ("$.m..*", [[1, 2], [3], 4, {"k": [5]}, 1, 2, 3, [5], 5]),
    "descent with a filter asks each object once": ("$..[?(@.x)]", [DOCUMENT["o"], {"x": 2}]),
    "descent below descent": ("$..y..x", [2]),
    "descent through text is empty": ("$.a..x", []),
    "a filter on an object keeps the object": ("$.o[?(@.x == 1)]", [DOCUMENT["o"]]),
    "a filter on text is empty": ("$['a.b'][?(@ == 'dot')]", []),
    "an index behind a filter goes into each element": ("$.m[?(@[0] == 3)][0]", [3]),
    "a function behind a wildcard works on each": ("$.m[*].length()", [2, 1, None, 1]),
    "a function that has nothing to say is left out": ("$.m[*].sum()", [3, 3]),
}


@pytest.mark.parametrize(("path", "value"), FOUND.values(), ids=FOUND)
def test_find(path: str, value: Json) -> None:
    assert repr(compile_path(path).find(DOCUMENT)) == repr(value)


V1, V2, TEXT2, NULL, NONE = DOCUMENT["l"]

# what is said: (filter, which of the five objects of `l` pass)
FILTERS: dict[str, tuple[str, list[Json]]] = {
    "a path alone asks whether it leads to anything": ("@.v", [V1, V2, TEXT2, NULL]),
    "null is something": ("@.v == null", [NULL]),
    "an exclamation mark asks the opposite": ("!@.v", [NONE]),
    "before parentheses too": ("!(@.v)", [NONE]),
    "twice it is nothing": ("!!@.v && !@.t", [TEXT2, NULL]),
    "numbers are equal by value": ("@.v == 2", [V2, TEXT2]),
    "a number is no boolean": ("@.w == 1", []),
    "a boolean is no number": ("@.v == true", []),
    "a boolean is itself": ("@.w == true", [NONE]),
    "text that spells a number is equal to it": ("@.v == '1'", [V1]),
    "unless types are to be the same": ("@.v === '2'", [TEXT2]),
    "nothing differs from everything": ("@.v != 1", [V2, TEXT2, NULL, NONE]),
    "and so of other types": ("@.v !== 2", [V1, TEXT2, NULL, NONE]),
    "order of numbers": ("@.v < 2", [V1]),
    "order of numbers, or equal": ("@.v <= 2", [V1, V2]),
    "the other way round": ("@.v > 1.5", [V2]),
    "the other way round, or equal": ("@.v >= 1", [V1, V2]),
    "text has an order": ("@.t > 'B'", [V1, V2]),
    "text and numbers have none": ("@.t > 0", []),
    "a literal may stand first": ("1 < @.v", [V2]),
    "and binds tighter than or": ("@.v == 1 || @.v == 2 && @.t", [V1, V2]),
    "parentheses change that": ("(@.v == 1 || @.v == 2) && !(@.t == 'Cd')", [V1, TEXT2]),
    "no blanks are needed": ("@.v==1||@.v==2&&@.t", [V1, V2]),
    "a pattern has to match the whole": ("@.t =~ /a/", []),
    "a pattern": ("@.t =~ /[a-z]+/", [V1]),
    "a pattern without case": ("@.t =~ /[a-z]+/i", [V1, V2]),
    "letters of any script in a pattern take a flag": (r"@.t =~ /\w+/u", [V1, V2]),
    "a pattern may stand first": ("/C./ =~ @.t", [V2]),
    "a pattern takes numbers as text": ("@.v =~ /[0-9]/", [V1, TEXT2]),
    "a slash in a pattern takes a backslash": (r"@.t =~ /\/|ab/", [V1]),
    "what is nothing is the empty text to a pattern": ("@.t =~ /(ab)?/", [V1, TEXT2, NULL, NONE]),
    "a pattern takes booleans as text": ("@.w =~ /true/", [NONE]),
    "in a list": ("@.t in ['ab', 'x']", [V1]),
    "in a list of the document": ("@.v in $.nums", [V1]),
    "in what is no list": ("@.v in 'abc'", []),
    "any of what is no list": ("@.v anyof [1]", []),
    "not in a list": ("@.v nin [1, 2]", [NULL, NONE]),
    "operators in capitals": ("@.t IN ['ab']", [V1]),
    "text contains text": ("@.t contains 'b'", [V1]),
    "size of text": ("@.t size 2", [V1, V2]),
    "size is a number": ("@.t size '2'", []),
    "text that is not empty": ("@.t empty false", [V1, V2]),
    "a root in the filter is the document": ("@.v == $.a", [V1]),
    "a path of the document that leads nowhere": ("@.v == $.no", []),
    "a nested filter": ("$.m[?(@.k)]", [V1, V2, TEXT2, NULL, NONE]),
    "a function in a filter": ("@.length() == 1", [TEXT2, NULL, NONE]),
    "a function of nothing in a filter": ("@.no.length()", []),
    "an indefinite path exists when it finds something": ("@..w", [NONE]),
    "an indefinite path is a list": ("@.* == [1, 'ab']", [V1]),
    "names in brackets": ("@['t'] == \"ab\"", [V1]),
    "null in a literal": ("@.v in [null]", [NULL]),
    "an object in a literal": ("@ == {'w': true}", [NONE]),
    "an escape of any other character in a literal": (r"@.t == 'a\b' || @.t == '\a\u0062'", [V1]),
    "an escape in a literal": (r"@.t == '\u0061b'", [V1]),
    "a surrogate pair is one character": (r"@.t != '\ud83d\ude00'", DOCUMENT["l"]),
}


@pytest.mark.parametrize(("test", "passed"), FILTERS.values(), ids=FILTERS)
def test_filter(test: str, passed: list[Json]) -> None:
    assert compile_path(f"$.l[?({test})]").find(DOCUMENT) == passed


# what is said: (filter on arrays, an array that passes, one that does not)
ON_ARRAYS: dict[str, tuple[str, Json, Json]] = {
    "contains": ("@ contains 1", [0, 1.0], [True]),
    "contains an array": ("@ contains [1]", [[1]], [1]),
    "subsetof": ("@ subsetof [1, 2]", [2], [2, 3]),
    "anyof": ("@ anyof [1, 2]", [3, 1], [3]),
    "noneof": ("@ noneof [1, 2]", [3], [3, 1]),
    "all": ("@ all [1, 2]", [2, 1, 0], [1]),
    "size": ("@ size 2", [1, 2], [1]),
    "empty": ("@ empty true", [], [0]),
    "equal deep down": ("@ == [{'a': [1]}]", [{"a": [1.0]}], [{"a": [True]}]),
    "equal in length": ("@ == [1]", [1], [1, 1]),
    "equal in names": ("@[0] == {'a': 1}", [{"a": 1}], [{"b": 1}]),
    "an array is no object": ("@ == [{}]", [{}], [[]]),
    "an array is no text": ("@ == ['']", [""], [[]]),
    "any text for a pattern": ("@ =~ /a+/", ["b", "aa"], ["b"]),
    "order by UTF-16": ("@[0] < '\uffee'", ["\U0001f600"], ["\uffef"]),
}


@pytest.mark.parametrize(("test", "passes", "fails"), ON_ARRAYS.values(), ids=ON_ARRAYS)
def test_filter_on_arrays(test: str, passes: Json, fails: Json) -> None:
    assert compile_path(f"$[?({test})]").find([passes, fails]) == [passes]


# what is said: (path, what it gives)
FUNCTIONS: dict[str, tuple[str, Json]] = {
    "length of an object": ("$.o.length()", 3),
    "length of text is null": ("$['a.b'].length()", None),
    "length of an argument": ("$.length($.nums)", 3),
    "size is length": ("$.nums.size()", 3),
    "integers stay integers": ("$.m[0].sum()", 3),
    "a float among them makes one": ("$.nums.sum()", 6.5),
    "sum takes arguments": ("$.m[1].sum(1, $.m[0])", 7),
    "booleans are no numbers": ("$.flags.sum()", 2.0),
    "least": ("$.nums.min()", 1),
    "greatest": ("$.nums.max()", 3),
    "an average that is no integer": ("$.m[0].avg()", 1.5),
    "standard deviation of the whole": ("$.m[0].stddev()", 0.5),
    "keys of no object are null": ("$.nums.keys()", None),
    "concat joins texts": ("$.texts.concat()", "bab"),
    "and its arguments": ('$.texts.concat("-", 1, true, $.texts, null)', "bab-1truebab"),
    "first": ("$.nums.first()", 3),
    "last": ("$.nums.last()", 2.5),
    "index": ("$.nums.index(-2)", 1),
    "append": ("$.m[1].append($.a, 'x')", [3, 1, "x"]),
    "distinct keeps the first": ("$.texts.distinct()", ["b", "a"]),
    "distinct tells booleans from numbers": ("$.flags.distinct()", [True, False, 1, 0]),
    "a step may follow": ("$.l.first().t", "ab"),
    "a function may follow": ("$.o.keys().length()", 3),
}


@pytest.mark.parametrize(("path", "value"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_function(path: str, value: Json) -> None:
    assert repr(compile_path(path).find(DOCUMENT)) == repr(value)


# what is said: (path, document, AWS's words)
MISSING: dict[str, tuple[str, Json, str]] = {
    "the last name": ("$.X", {}, "No results for path: $['X']"),
    "the last name below others": ("$.o.X", {"o": {}}, "No results for path: $['o']['X']"),
    "the first parent": ("$.no.such.path", {}, "Missing property in path $['no']"),
    "a later parent": ("$.o.no.x", {"o": {}}, "Missing property in path $['o']['no']"),
    "an element": ("$.l[3]", {"l": [1]}, "No results for path: $['l'][3]"),
    "an element from the end": ("$.l[-2]", {"l": [1]}, "No results for path: $['l'][-2]"),
    "an element above others": ("$.l[3].x", {"l": [1]}, "No results for path: $['l'][3]['x']"),
    "a name in an array": (
        "$.l.x",
        {"l": []},
        "Expected to find an object with property ['x'] in path $['l'] but found 'array'.",
    ),
    "a name in null": (
        "$.n.x.y",
        {"n": None},
        "Expected to find an object with property ['x'] in path $['n'] but found 'null'.",
    ),
    "a name in text": (
        "$.x",
        "x",
        "Expected to find an object with property ['x'] in path $ but found 'string'.",
    ),
    "several names in a boolean": (
        "$['x','y']",
        True,
        "Expected to find an object with property ['x','y'] in path $ but found 'boolean'.",
    ),
    "an element of an object": (
        "$[0]",
        {"0": 1},
        "Filter: [0] can only be applied to arrays. Current context is: $, which is 'object'.",
    ),
    "a character of text": (
        "$.s[0]",
        {"s": "text"},
        "Filter: [0] can only be applied to arrays. Current context is: $['s'], which is 'string'.",
    ),
    "an element of a number": (
        "$.s[0].x",
        {"s": 1},
        "Filter: [0] can only be applied to arrays. Current context is: $['s'], which is 'number'.",
    ),
    "a sum of nothing": (
        "$.l.sum()",
        {"l": ["x"]},
        "Function sum() attempted to calculate value using path $['l']",
    ),
    "a sum past all floats": (
        "$.sum()",
        [1e308, 1e308],
        "Function sum() attempted to calculate value using path $",
    ),
    "an average past all floats": (
        "$.avg()",
        [10**400, 1],
        "Function avg() attempted to calculate value using path $",
    ),
    "a deviation past all floats": (
        "$.stddev()",
        [1e308, -1e308],
        "Function stddev() attempted to calculate value using path $",
    ),
    "distinct of an object": (
        "$.distinct()",
        {},
        "Function distinct() attempted to calculate value using path $",
    ),
    "append to an object": (
        "$.append(1)",
        {},
        "Function append() attempted to calculate value using path $",
    ),
    "the first of none": (
        "$.first().x",
        [],
        "Function first() attempted to calculate value using path $",
    ),
    "the first of an object": (
        "$.first()",
        {},
        "Function first() attempted to calculate value using path $",
    ),
    "what a function gives": (
        "$.keys().x",
        {},
        "Expected to find an object with property ['x'] in path $.keys() but found 'array'.",
    ),
}


@pytest.mark.parametrize(("path", "document", "reason"), MISSING.values(), ids=MISSING)
def test_missing(path: str, document: Json, reason: str) -> None:
    with pytest.raises(PathMissing) as missing:
        compile_path(path).find(document)
    assert missing.value.reason == reason


NAME = 'expected a name, "*" or "["'
BRACKET = 'expected a name in quotes, an index, ":", "*" or "?("'
END = 'expected ".", "[" or the end of the path'
ONE_PATTERN = "=~ takes a /pattern/ on one side, and no other operator does"
INNER = "in here only $ and @ can be read, no $$ and no variable"

# a path, and the message and position of its fault
FAULTS: dict[str, tuple[str, int]] = {
    "": ("a path starts with $, $$ or $name", 0),
    "a": ("a path starts with $, $$ or $name", 0),
    "@.a": ("a path starts with $, $$ or $name", 0),
    " $.a": ("a path starts with $, $$ or $name", 0),
    "$.": (f"{NAME}, but the text ends", 2),
    "$..": (f"{NAME}, but the text ends", 3),
    "$...a": (f'{NAME}, but found "."', 3),
    "$.a.": (f"{NAME}, but the text ends", 4),
    "$$23": (f'{END}, but found "2"', 2),
    "$$a": (f'{END}, but found "a"', 2),
    "$$$": (f'{END}, but found "$"', 2),
    "$1": (f'{END}, but found "1"', 1),
    "$_x": (f'{END}, but found "_"', 1),
    "$states.input": ("$states is for JSONata; JSONPath has $ and $$", 0),
    "$" + "a" * 81: ("a variable's name has at most 80 characters", 0),
    "$.a b": (f'{END}, but found "b"', 4),
    "$.a,b": (f'{END}, but found ","', 3),
    "$.a]": (f'{END}, but found "]"', 3),
    "$.a\\": (f'{END}, but found "\\"', 3),
    "$.a[0]b": (f'{END}, but found "b"', 6),
    "$.a['b']c": (f'{END}, but found "c"', 8),
    "$.*b": (f'{END}, but found "b"', 3),
    "$.a[": (f"{BRACKET}, but the text ends", 4),
    "$.a[]": (f'{BRACKET}, but found "]"', 4),
    "$.a[x]": (f'{BRACKET}, but found "x"', 4),
    "$.lock[$$.Execution.Id]S": (f'{BRACKET}, but found "$"', 7),
    "$.a[0": ('expected "]", but the text ends', 5),
    "$.a[*": ('expected "]", but the text ends', 5),
    "$.a['b'": ('expected "]", but the text ends', 7),
    "$.a['b]": ("a string is not closed: ' is missing", 4),
    "$.a['b',]": ('expected a name in quotes, but found "]"', 8),
    "$.a['b',0]": ('expected a name in quotes, but found "0"', 8),
    "$.a[0,]": ('expected an index, but found "]"', 6),
    "$.a[-]": ('expected an index, but found "-"', 4),
    "$.a[2147483648]": ("an index is at most 2147483647", 4),
    "$.a[" + "9" * 5000 + "]": ("an index is at most 2147483647", 4),
    "$.a[0:3:2]": ("a slice takes no step", 7),
    "$.a[:]": ("a slice needs a start or an end; [*] takes all", 3),
    "$.a[(@.length-1)]": (
        "scripts in brackets are not supported; [-1] is the last element",
        4,
    ),
    "$.nope()": ("there is no function nope(): a ( in a name takes a backslash", 2),
    "$..length()": ("a function cannot stand behind ..", 3),
    "$.keys(1)": ("keys() takes no argument, not 1", 2),
    "$.index()": ("index() takes 1 argument, not 0", 2),
    "$.length(1,2)": ("length() takes 0 to 1 arguments, not 2", 2),
    "$.sum(1 2)": ('expected "," or ")", but found "2"', 8),
    "$.sum(x)": ("x is no value: text takes quotes, a path starts with @ or $", 6),
    "$.sum(@.a)": ("a function's argument is a literal or a path that starts with $", 6),
    "$.sum($$)": (INNER, 6),
    "$.a[?@.b]": ("a filter is written [?(…)]", 5),
    "$.a[?()]": ('expected a path or a literal, but found ")"', 6),
    "$.a[?(@.b == 1]": ('expected "&&", "||" or ")", but found "]"', 14),
    "$.a[?(@.b) x]": ('expected "]", but found "x"', 11),
    "$.a[?(1)]": ('expected an operator, but found ")"', 7),
    "$.a[?(@.b 5)]": ('expected an operator, but found "5"', 10),
    "$.a[?(@.b = 1)]": ("there is no operator =; equality is ==", 10),
    "$.a[?(@.b like 'x')]": ("there is no operator like", 10),
    "$.a[?(@.b == $$.x)]": (INNER, 13),
    "$.a[?(@.b == $v)]": (INNER, 13),
    "$.a[?(!@.b == 1)]": ("! before a comparison takes parentheses: !(…)", 7),
    "$.a[?(@.b =~ 'x')]": (ONE_PATTERN, 10),
    "$.a[?(@.b == /x/)]": (ONE_PATTERN, 10),
    "$.a[?(/x/ =~ /x/)]": (ONE_PATTERN, 10),
    "$.a[?(@.b =~ /x)]": ("a pattern is not closed: / is missing", 13),
    "$.a[?(@.b =~ /(/)]": ("the pattern cannot be used: missing ) at position 1", 13),
    "$.a[?(@.b =~ /x/q)]": ("the pattern cannot be used: there is no flag q", 13),
    "$.a[?(@.b =~ /(?R)/)]": (
        "the pattern cannot be used: it has a kind of group that is not supported",
        13,
    ),
    "$.a[?(@.b =~ /x{e}/)]": (
        "the pattern cannot be used: a { that counts nothing takes a backslash",
        13,
    ),
    "$.a[?(@.b =~ /((x{100}){100}){100}/)]": (
        "the pattern cannot be used: its repetitions come to more than 10,000 characters",
        13,
    ),
    "$.a[?(@.b =~ /" + "(" * 30 + ")" * 30 + "/)]": (
        "the pattern cannot be used: its groups are nested more than 20 deep",
        13,
    ),
    "$.a[?(@.b =~ /" + "x" * 1001 + "/)]": (
        "the pattern cannot be used: it has more than 1,000 characters",
        13,
    ),
    "$.a[?(@.b in [1)]": ('expected "," or "]", but found ")"', 15),
    "$.a[?(@.b in {a:1})]": ('expected a member\'s name in quotes, but found "a"', 14),
    "$.a[?(@.b in {'a' 1})]": ('expected ":", but found "1"', 18),
    "$.a[?(@.b == 1e999)]": ("a number is beyond the range of a 64-bit float", 13),
    "$.a[?(@.b == " + "1" * 4001 + ")]": ("an integer has at most 4000 digits", 13),
    "$" + "[?(@" * 41 + ")]" * 41: ("nested more than 40 deep", 163),
    "$[?(@ in " + "[" * 41: ("nested more than 40 deep", 48),
}


@pytest.mark.parametrize(("path", "fault"), FAULTS.items(), ids=[path[:40] for path in FAULTS])
def test_fault(path: str, fault: tuple[str, int]) -> None:
    with pytest.raises(PathFault) as caught:
        compile_path(path)
    assert (caught.value.message, caught.value.position) == fault
    assert str(caught.value) == f"{fault[0]} (at offset {fault[1]})"


# a path, and its root, its variable and whether it is definite
KINDS: dict[str, tuple[str, str | None, bool]] = {
    "$": ("input", None, True),
    "$.a[0]['b'].length()": ("input", None, True),
    "$.a['b','c']": ("input", None, True),
    "$.a['b','c'].d": ("input", None, False),
    "$.a[0,1]": ("input", None, False),
    "$.a[0:1]": ("input", None, False),
    "$.a[*]": ("input", None, False),
    "$..a": ("input", None, False),
    "$.a[?(@)]": ("input", None, False),
    "$$": ("context", None, True),
    "$$.Map.Item.Value": ("context", None, True),
    "$$['Execution']": ("context", None, True),
    "$answer": ("variable", "answer", True),
    "$var[0].x": ("variable", "var", True),
    "$größe_1[*]": ("variable", "größe_1", False),
}


@pytest.mark.parametrize(("text", "kind"), KINDS.items())
def test_kind(text: str, kind: tuple[str, str | None, bool]) -> None:
    path = compile_path(text)
    assert (path.root, path.variable, path.definite) == kind
    assert path.text == text


def test_find_in_a_variable_starts_from_its_value() -> None:
    assert compile_path("$var[0].x").find([{"x": 1}]) == 1


def test_path_inside_other_text() -> None:
    path, end = path_at("f($.a[0], 1)", 2)
    assert isinstance(path, Path)
    assert (path.text, end) == ("$.a[0]", 8)


def test_subclasses_of_list_are_arrays() -> None:
    class Rows(list[Json]):
        pass

    assert compile_path("$.rows[0]").find({"rows": Rows([1])}) == 1


def nested(depth: int, around: Callable[[Json], Json]) -> Json:
    value: Json = 1
    for _ in range(depth):
        value = around(value)
    return value


WIDE = {"rows": [{"cells": [{"c": c} for c in range(10)]} for _ in range(1000)]}
DEEP = nested(500, lambda inner: [inner])
TOO_MANY = "the path visits more than 1,000,000 values"

# what is said: (path, document, reason)
LIMITS: dict[str, tuple[str, Json, str]] = {
    "descents multiply": ("$..*..*..*..*", DEEP, TOO_MANY),
    "filters on descents multiply": ("$..[?(@..[?(@..c)])]", WIDE, TOO_MANY),
    "lists are looked through again and again": (
        "$..cells[*][?(@.c in $..c)][?(@.c in $..c)]",
        WIDE,
        TOO_MANY,
    ),
    "so many conditions are visits too": (
        f"$.rows[?({' && '.join(['@.cells'] * 10_000)})]",
        WIDE,
        TOO_MANY,
    ),
    "a pattern may run wild": (
        "$[?(@ =~ /(a|aa)+$/)]",
        ["a" * 80 + "!"],
        "the pattern /(a|aa)+$/ takes longer than 0.1 s",
    ),
}


@pytest.mark.parametrize(("path", "document", "reason"), LIMITS.values(), ids=LIMITS)
def test_limit(path: str, document: Json, reason: str) -> None:
    with pytest.raises(PathLimit) as limit:
        compile_path(path).find(document)
    assert limit.value.reason == reason


def test_depth_does_not_matter() -> None:
    deep = nested(250, lambda inner: {"a": [inner]})
    assert compile_path("$" + ".a[0]" * 250).find(deep) == 1
    assert len(compile_path("$..a").find(deep)) == 250
    assert compile_path("$[?(@ == $)]").find([deep]) == []
    assert compile_path("$.x[?(@ == $.y)]").find({"x": [deep], "y": deep}) == [deep]
    assert compile_path("$.distinct()").find([deep, deep]) == [deep]


def test_what_a_path_finds_is_the_document_s_own() -> None:
    inner: Json = {"x": [1]}
    assert compile_path("$.a").find({"a": inner}) is inner
    assert compile_path("$.a[*]").find({"a": [inner]})[0] is inner


def test_a_bare_word_in_a_filter_is_text() -> None:
    document = [{"code": "es", "text": "hola"}, {"code": "fr", "text": "salut"}]
    assert compile_path("$[?(@.code==es)].text").find(document) == ["hola"]
