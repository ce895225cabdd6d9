"""What is said of a text that is no YAML, or says what JSON cannot."""

import pytest

from asl.syntax import SyntaxFault, parse

EMPTY = "write the value, such as StartAt and States of a definition"
TAGS = "only !!str, !!int, !!float, !!bool, !!null, !!map and !!seq are known"

# mistake: (text, code, line:column, message, hint)
FAULTS = {
    "nothing": ("", "empty-document", "1:1", "the document is empty", EMPTY),
    "only a comment": ("# why\n", "empty-document", "1:1", "the document is empty", EMPTY),
    "a colon in a text": (
        "a: b: c",
        "yaml-syntax",
        "1:5",
        'a second ": " stands in this line, or the line is indented too far',
        "quote the text if the colon belongs to it",
    ),
    "a tab as indentation": (
        "a:\n\t- b",
        "yaml-syntax",
        "2:1",
        "a tab indents this line",
        "indent with spaces",
    ),
    "an at sign first": (
        "a: @b",
        "yaml-syntax",
        "1:4",
        "a plain text cannot start with this character",
        "put the text in quotes",
    ),
    "a key without a colon": (
        "a: 1\nb\nc: 2",
        "yaml-syntax",
        "3:1",
        'this key has no ":"',
        'write ": " and a value after the key, or quote a text that takes several lines',
    ),
    "an open string": (
        'a: "b\n',
        "yaml-syntax",
        "2:1",
        "the text ends before this string is closed",
        "add the closing quote",
    ),
    "an unknown escape": (
        r'a: "\d"',
        "yaml-syntax",
        "1:6",
        "a double-quoted string knows no such escape",
        r"a backslash itself is written \\, or as it is in single quotes",
    ),
    "an open list": ("a: [1, 2", "yaml-syntax", "1:9", 'expected "," or "]" in this list', None),
    "an open map": ("a: {b: 1", "yaml-syntax", "1:9", 'expected "," or "}" in this map', None),
    "a list in the line of its key": (
        "a: - b",
        "yaml-syntax",
        "1:4",
        'no "- " may stand here',
        "start the list on its own line",
    ),
    "a line that fits nothing": (
        "- a\nb: c",
        "yaml-syntax",
        "2:1",
        "this line fits no map or list that is open here",
        "align it with the lines it belongs to, and quote a text that starts with * & ! or a quote",
    ),
    "nothing behind a bracket": (
        "[",
        "yaml-syntax",
        "1:2",
        "the text ends where a value is expected",
        None,
    ),
    "a closer where a value goes": ("a: ]", "yaml-syntax", "1:4", "a value is expected here", None),
    "text behind a directive": (
        "%TAG !a! b\nc: d",
        "yaml-syntax",
        "2:1",
        'expected the end of the text, or "---" after the lines that start with %',
        None,
    ),
    "another version": (
        "%YAML 2.0\n---\na",
        "yaml-syntax",
        "1:1",
        "found incompatible YAML document (version 1.* is required)",
        None,
    ),
    "a control character": (
        "a: b\x07",
        "yaml-syntax",
        "1:5",
        "U+0007 may not stand in YAML as it is",
        "write it as an escape in double quotes",
    ),
    "an escape past Unicode": (
        r'a: "\UFFFFFFFF"',
        "yaml-syntax",
        "1:7",
        "the text cannot be read from here on",
        None,
    ),
    "a second document": (
        "a: 1\n---\nb: 2",
        "yaml-syntax",
        "2:1",
        "a second document starts here",
        "a file holds one document: split it",
    ),
    "a tag of its own": (
        "a: !Ref b",
        "yaml-tag",
        "1:4",
        'the tag "!Ref" gives no JSON value here',
        TAGS,
    ),
    "a tag of its own on a key": (
        "!Ref a: b",
        "yaml-tag",
        "1:1",
        'the tag "!Ref" gives no JSON value here',
        TAGS,
    ),
    "a tag of its own on a map": (
        "a: !x {b: 1}",
        "yaml-tag",
        "1:4",
        'the tag "!x" gives no JSON value here',
        TAGS,
    ),
    "another tag of YAML's": (
        "!!binary aGk=",
        "yaml-tag",
        "1:1",
        'the tag "!!binary" gives no JSON value here',
        TAGS,
    ),
    "the tag of another kind": (
        "!!map [1]",
        "yaml-tag",
        "1:1",
        'the tag "!!map" gives no JSON value here',
        TAGS,
    ),
    "the tag of another type": (
        "a: !!int one",
        "yaml-tag",
        "1:4",
        '"one" is no int',
        "remove the tag, or correct the value",
    ),
    "a tag nobody defined": (
        "a: !b!c d",
        "yaml-syntax",
        "1:4",
        "no %TAG line defines this tag's handle",
        None,
    ),
    "a list as a key": ("? [a]\n: b", "yaml-key", "1:3", "a list or a map is no key", None),
    "a map as a key": ("{{a: 1}: b}", "yaml-key", "1:2", "a list or a map is no key", None),
    "an alias of a list as a key": (
        "- &a [1]\n- *a : b",
        "yaml-key",
        "2:3",
        "a list or a map is no key",
        None,
    ),
    "a merge of a scalar": (
        "a: {<<: 3}",
        "yaml-key",
        "1:5",
        '"<<" takes a map or a list of maps',
        None,
    ),
    "a merge of a list of scalars": (
        "<<: [{a: 1}, 3]",
        "yaml-key",
        "1:1",
        '"<<" takes a map or a list of maps',
        None,
    ),
    "two merges": (
        "<<: {a: 1}\n<<: {b: 1}",
        "yaml-key",
        "2:1",
        'this map has a "<<" before this one',
        None,
    ),
    "an alias of nothing": (
        "a: *b",
        "yaml-syntax",
        "1:4",
        'no anchor "&b" stands before this alias',
        None,
    ),
    "an alias within itself": (
        "&a [1, *a]",
        "yaml-alias-bomb",
        "1:8",
        "this alias stands inside the value it stands for",
        None,
    ),
    "not a number": (
        "a: .NaN",
        "not-a-number",
        "1:4",
        "JSON has no .NaN",
        "write null, or put it in quotes",
    ),
    "infinity": (
        "[-.inf]",
        "not-a-number",
        "1:2",
        "JSON has no -.inf",
        "write null, or put it in quotes",
    ),
    "a float past the range": (
        "1e999",
        "number-out-of-range",
        "1:1",
        '"1e999" is beyond the range of a 64-bit float',
        None,
    ),
    "an int past the longest": (
        "[" + "1" * 4001 + "]",
        "number-out-of-range",
        "1:2",
        "an integer has at most 4,000 digits",
        None,
    ),
    "a hexadecimal int past the longest": (
        "0x" + "f" * 4000,
        "number-out-of-range",
        "1:1",
        "an integer has at most 4,000 digits",
        None,
    ),
    "half a surrogate pair": (
        r'a: "\ud800"',
        "lone-surrogate",
        "1:4",
        "an escape in this string is half of a surrogate pair, not a character",
        None,
    ),
}


@pytest.mark.parametrize(("text", "code", "place", "message", "hint"), FAULTS.values(), ids=FAULTS)
def test_fault(text: str, code: str, place: str, message: str, hint: str | None) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text, name="order.yaml")

    fault = caught.value
    assert (str(fault), fault.hint) == (f"order.yaml:{place}: {message}", hint)
    assert fault.code == code
