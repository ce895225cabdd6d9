"""What is said of a text that is no JSON: code, place, message and hint."""

import pytest

from asl.syntax import SyntaxFault, parse

NO_COMMENTS = "JSON has no comments"
QUOTES = "strings take double quotes"
ADD_COMMA = "add a comma"

# mistake: (text, line:column, the text it is about, message, hint)
MISTAKES = {
    "a trailing comma in an object": (
        '{"a": 1,\n}',
        "1:8",
        ",",
        'nothing follows this "," but "}"',
        "remove the trailing comma",
    ),
    "a trailing comma in an array": (
        "[1, ]",
        "1:3",
        ",",
        'nothing follows this "," but "]"',
        "remove the trailing comma",
    ),
    "a trailing comma behind a container": (
        "[[1],]",
        "1:5",
        ",",
        'nothing follows this "," but "]"',
        "remove the trailing comma",
    ),
    "a comma too many in an array": (
        "[1,,2]",
        "1:4",
        ",",
        'expected a value, found ","',
        "remove the comma, or write a value before it",
    ),
    "a comma too many in an object": (
        '{"a":1,,"b":2}',
        "1:8",
        ",",
        'expected a member name, found ","',
        "remove the comma",
    ),
    "a comma first": (
        "[,1]",
        "1:2",
        ",",
        'expected a value, found ","',
        "remove the comma, or write a value before it",
    ),
    "no comma before a member": (
        '{"a": 1\n "b": 2}',
        "1:8",
        "",
        'expected "," or "}" after this value, found a string',
        ADD_COMMA,
    ),
    "no comma before an item": (
        "[true false]",
        "1:6",
        "",
        'expected "," or "]" after this value, found "false"',
        ADD_COMMA,
    ),
    "no comma behind a container": (
        "[{} {}]",
        "1:4",
        "",
        'expected "," or "]" after this value, found "{"',
        ADD_COMMA,
    ),
    "a word behind a value": (
        '{"a": "b" x}',
        "1:10",
        "",
        'expected "," or "}" after this value, found "x"',
        ADD_COMMA,
    ),
    "a semicolon": ("[1;2]", "1:3", ";", 'expected "," or "]" after this value, found ";"', None),
    "a name in an array": (
        '["a": 1]',
        "1:5",
        ":",
        'expected "," or "]" after this value, found ":"',
        'only an object has names: use "{" and "}"',
    ),
    "single quotes around a name": (
        "{'a': 1}",
        "1:2",
        "'",
        'expected a member name or "}", found "\'"',
        QUOTES,
    ),
    "single quotes around a value": (
        "{\"a\": 'b'}",
        "1:7",
        "'",
        'expected a value after ":", found "\'"',
        QUOTES,
    ),
    "typographic quotes": ("[“a”]", "1:2", "“", 'expected a value, found "“"', QUOTES),
    "a name without quotes": (
        "{StartAt: 1}",
        "1:2",
        "StartAt",
        'expected a member name or "}", found "StartAt"',
        'write "StartAt" in double quotes',
    ),
    "a long name without quotes": (
        "{" + "a" * 99,
        "1:2",
        "a" * 99,
        f'expected a member name or "}}", found "{"a" * 24}…"',
        f'write "{"a" * 24}…" in double quotes',
    ),
    "a number as a name": (
        '{"a": 1, 2: 3}',
        "1:10",
        "2",
        'expected a member name, found "2"',
        'write "2" in double quotes',
    ),
    "an object as a name": (
        "{{}: 1}",
        "1:2",
        "{",
        'expected a member name or "}", found "{"',
        None,
    ),
    "a line comment": (
        '{\n  // why\n  "a": 1}',
        "2:3",
        "/",
        'expected a member name or "}", found "/"',
        NO_COMMENTS,
    ),
    "a block comment": ("[/* one */ 1]", "1:2", "/", 'expected a value, found "/"', NO_COMMENTS),
    "a comment behind a value": (
        "[1 # one\n]",
        "1:4",
        "#",
        'expected "," or "]" after this value, found "#"',
        NO_COMMENTS,
    ),
    "a comment behind the document": (
        "{} // end",
        "1:4",
        "/",
        'expected the end of the text after the document, found "/"',
        NO_COMMENTS,
    ),
    "no colon": (
        '{"a" 1}',
        "1:6",
        "1",
        'expected ":" after this member name, found "1"',
        None,
    ),
    "a name alone": (
        '{"a"}',
        "1:5",
        "}",
        'expected ":" after this member name, found "}"',
        'write ":" and a value after the name',
    ),
    "an equals sign": (
        '{"a" = 1}',
        "1:6",
        "=",
        'expected ":" after this member name, found "="',
        'write ":" between name and value',
    ),
    "no value": ('{"a": }', "1:7", "}", 'expected a value after ":", found "}"', None),
    "undefined": (
        '{"a": undefined}',
        "1:7",
        "undefined",
        'expected a value after ":", found "undefined"',
        "write null",
    ),
    "None": ("[None]", "1:2", "None", 'expected a value, found "None"', "write null"),
    "True": ("[1, True]", "1:5", "True", 'expected a value, found "True"', "write true"),
    "FALSE": ("FALSE", "1:1", "FALSE", 'expected a value, found "FALSE"', "write false"),
    "another word": ("[truely]", "1:2", "truely", 'expected a value, found "truely"', QUOTES),
    "a leading zero": (
        "[012]",
        "1:2",
        "012",
        '"012" is no JSON number',
        "remove the leading zeros",
    ),
    "a plus sign": ("[+1]", "1:2", "+1", '"+1" is no JSON number', "remove the plus sign"),
    "no digit before the point": (
        "-.5",
        "1:1",
        "-.5",
        '"-.5" is no JSON number',
        "write a digit before the point",
    ),
    "no digit after the point": (
        "[1.]",
        "1:2",
        "1.",
        '"1." is no JSON number',
        "write a digit after the point",
    ),
    "no digit in the exponent": (
        "[1e+]",
        "1:2",
        "1e+",
        '"1e+" is no JSON number',
        "write the digits of the exponent",
    ),
    "hexadecimal": ("0xff", "1:1", "0xff", '"0xff" is no JSON number', "write it in decimal"),
    "underscores": (
        "[1_000]",
        "1:2",
        "1_000",
        '"1_000" is no JSON number',
        "remove the underscores",
    ),
    "a date": (
        "[2024-01-31]",
        "1:2",
        "2024-01-31",
        '"2024-01-31" is no JSON number',
        "put a text in double quotes",
    ),
    "digits that are not ASCII": ("[٣]", "1:2", "٣", 'expected a value, found "٣"', QUOTES),
    "a minus alone": (
        "[-]",
        "1:2",
        "-",
        '"-" is no JSON number',
        "put a text in double quotes",
    ),
    "a second document": (
        "{}\n{}",
        "2:1",
        "{",
        'expected the end of the text after the document, found "{"',
        "a document is one value: several go into an array",
    ),
    "a closer too many": (
        "{}}",
        "1:3",
        "}",
        'expected the end of the text after the document, found "}"',
        'remove the extra "}"',
    ),
    "a closer first": ("],", "1:1", "]", 'expected a value, found "]"', None),
    "a comma behind the document": (
        "[],",
        "1:3",
        ",",
        'expected the end of the text after the document, found ","',
        "remove the comma",
    ),
    "the wrong closer": (
        '{"a": [1}',
        "1:9",
        "}",
        'expected "," or "]" after this value, found "}"',
        'the "[" of line 1, column 7 has to be closed first',
    ),
    "an open object": (
        '{"a": {"b": 1}\n',
        "1:15",
        "",
        'the text ends before the "{" of line 1, column 1 is closed',
        'add the missing "}"',
    ),
    "an open array": (
        "[1,",
        "1:4",
        "",
        'the text ends before the "[" of line 1, column 1 is closed',
        'add the missing "]"',
    ),
    "an end behind a name": (
        '{"a"',
        "1:5",
        "",
        'the text ends before the "{" of line 1, column 1 is closed',
        'add the missing "}"',
    ),
    "an end behind an opener": (
        "{",
        "1:2",
        "",
        'the text ends before the "{" of line 1, column 1 is closed',
        'add the missing "}"',
    ),
    "a string that does not end": (
        '["abc',
        "1:2",
        '"abc',
        "this string is not closed on its line",
        r"add a closing double quote; a line break in a string is written \n",
    ),
    "a line break in a string": (
        '{"a": "b\nc"}',
        "1:7",
        '"b',
        "this string is not closed on its line",
        r"add a closing double quote; a line break in a string is written \n",
    ),
    "a tab in a string": (
        '["a\tb"]',
        "1:4",
        "\t",
        "a string holds no U+0009 as it is",
        r"write \t",
    ),
    "a NUL in a string": (
        '["a\0b"]',
        "1:4",
        "\0",
        "a string holds no U+0000 as it is",
        r"write \u0000",
    ),
    "a NUL between tokens": (
        "[1, \0]",
        "1:5",
        "\0",
        "expected a value, found U+0000 (a control character)",
        None,
    ),
    "an escape JSON does not know": (
        r'{"a\d": 1}',
        "1:4",
        r"\d",
        r'"\d" is no escape of JSON',
        r"a backslash itself is written \\",
    ),
    "a short hexadecimal escape": (
        r'["\u12"]',
        "1:3",
        r"\u",
        r"\u takes four hexadecimal digits",
        None,
    ),
    "a no-break space": (
        "[\xa01]",
        "1:2",
        "\xa0",
        "expected a value, found U+00A0 (no-break space)",
        "only spaces, tabs and line ends may stand here",
    ),
    "a form feed": (
        "[1]\f",
        "1:4",
        "\f",
        "expected the end of the text after the document, found U+000C (a control character)",
        None,
    ),
}

# the same for faults of another code: (text, code, line:column, the text it is about, hint)
EMPTY = "write the value, such as a definition in braces"
OTHERS = {
    "nothing": ("", "empty-document", "1:1", "", EMPTY),
    "only white space": (" \n\t", "empty-document", "1:1", "", EMPTY),
    "NaN": ("[NaN]", "not-a-number", "1:2", "NaN", "write null, or a string"),
    "Infinity": ("Infinity", "not-a-number", "1:1", "Infinity", "write null, or a string"),
    "minus infinity": (
        '{"a": -Infinity}',
        "not-a-number",
        "1:7",
        "-Infinity",
        "write null, or a string",
    ),
    "a float past the range": ("[1, 1e999]", "number-out-of-range", "1:5", "1e999", None),
    "a negative float past the range": (
        "-2.5E+400",
        "number-out-of-range",
        "1:1",
        "-2.5E+400",
        None,
    ),
    "half a pair": (r'["x\ud83d"]', "lone-surrogate", "1:4", r"\ud83d", None),
    "two second halves": (r'["\ude00\ude00"]', "lone-surrogate", "1:3", r"\ude00", None),
    "a half behind a pair": (r'"\ud83d\ude00\uD800"', "lone-surrogate", "1:14", r"\uD800", None),
    "a half behind other escapes": (r'{"\\\n\uDC00": 1}', "lone-surrogate", "1:7", r"\uDC00", None),
}


def covered(text: str, fault: SyntaxFault) -> str:
    return text[fault.span.start.offset : fault.span.end.offset]


@pytest.mark.parametrize(
    ("text", "place", "about", "message", "hint"), MISTAKES.values(), ids=MISTAKES
)
def test_mistake(text: str, place: str, about: str, message: str, hint: str | None) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text, name="order.json")

    fault = caught.value
    assert (str(fault), fault.hint) == (f"order.json:{place}: {message}", hint)
    assert (fault.code, covered(text, fault)) == ("json-syntax", about)


@pytest.mark.parametrize(("text", "code", "place", "about", "hint"), OTHERS.values(), ids=OTHERS)
def test_other_codes(text: str, code: str, place: str, about: str, hint: str | None) -> None:
    with pytest.raises(SyntaxFault) as caught:
        parse(text)

    fault = caught.value
    start = fault.span.start
    assert (fault.code, f"{start.line}:{start.column}", fault.hint) == (code, place, hint)
    assert covered(text, fault) == about
