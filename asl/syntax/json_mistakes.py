"""What is wrong with a JSON text at the place where reading it stopped.

Each function makes the fault of one mistake; `at` is where reading stopped, `opener` the offset of
the innermost container that is still open.
"""

import re
import unicodedata

from asl.syntax.faults import SyntaxFault
from asl.syntax.json_tokens import match_escape, match_plain, skip_space
from asl.syntax.source import Source
from asl.syntax.values import MAX_DEPTH, MAX_DIGITS

_LONGEST_QUOTE = 24
_WORD = re.compile(r"[\w$][\w$.+-]*|[-+.][\w.+-]*")
_NO_NUMBER = re.compile(r"[-+]?(?:nan|inf(?:inity)?)(?!\w)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\.?[0-9][\w.+-]*|[-+.]+(?!\w)")
_VALUE_START = re.compile(r'[\w"{\[-]')

# What people write who think of another language -> what to do about it.
_HABITS = (
    (re.compile(r"//|/\*|#"), "JSON has no comments"),
    (re.compile("['`\u2018-\u201f]"), "strings take double quotes"),
    (
        re.compile("[\xa0\u2000-\u200f\u3000\ufeff]"),
        "only spaces, tabs and line ends may stand here",
    ),
)
_LITERALS = {
    "true": "true",
    "yes": "true",
    "false": "false",
    "no": "false",
    "null": "null",
    "none": "null",
    "nil": "null",
    "undefined": "null",
}
_ESCAPES = {"\t": r"\t", "\b": r"\b", "\f": r"\f"}
# The first that is found in a number tells what to do about it.
_BAD_NUMBERS = (
    (re.compile(r"^\+"), "remove the plus sign"),
    (re.compile(r"^[-+]?0[xob]", re.IGNORECASE), "write it in decimal"),
    (re.compile(r"^-?0[0-9]"), "remove the leading zeros"),
    (re.compile(r"^-?\."), "write a digit before the point"),
    (re.compile(r"\.(?![0-9])"), "write a digit after the point"),
    (re.compile(r"[eE][-+]?$"), "write the digits of the exponent"),
    (re.compile("_"), "remove the underscores"),
)


def empty(source: Source) -> SyntaxFault:
    """Nothing but white space."""
    hint = "write the value, such as a definition in braces"
    return source.fault("empty-document", "the document is empty", 0, hint=hint)


def too_deep(source: Source, at: int) -> SyntaxFault:
    """One container too many within another."""
    message = f"values are nested more than {MAX_DEPTH} deep from here"
    return source.fault("too-deep", message, at, at + 1, hint=None)


def too_many_digits(source: Source, start: int, end: int) -> SyntaxFault:
    """An integer nobody could write back."""
    digits = end - start - source.text.startswith("-", start)
    message = f"an integer has at most {MAX_DIGITS:,} digits, and this one has {digits:,}"
    return source.fault("number-out-of-range", message, start, end, hint=None)


def overflow(source: Source, start: int, end: int) -> SyntaxFault:
    """A float that would become infinite."""
    message = f"{_quote(source.text[start:end])} is beyond the range of a 64-bit float"
    return source.fault("number-out-of-range", message, start, end, hint=None)


def trailing(source: Source, at: int) -> SyntaxFault:
    """Something behind the outermost value."""
    start = skip_space(source.text, at)
    char = source.text[start]
    if char in "}]":
        hint: str | None = f'remove the extra "{char}"'
    elif char == ",":
        hint = "remove the comma"
    elif _VALUE_START.match(char):
        hint = "a document is one value: several go into an array"
    else:
        hint = _habit(source.text, start)
    return _unexpected(source, start, "the end of the text after the document", hint)


def name(source: Source, at: int, opener: int) -> SyntaxFault:
    """No member name where one has to stand, or the end of the object."""
    text = source.text
    if at == len(text):
        return _unclosed(source, opener)
    before, last = _before(text, at)
    if text[at] == "}" and last == ",":
        return _trailing_comma(source, before, '"}"')
    word = _WORD.match(text, at)
    if word:
        hint: str | None = f"write {_quote(word[0])} in double quotes"
    elif text[at] == ",":
        hint = "remove the comma"
    else:
        hint = _habit(text, at)
    expected = "a member name" if last == "," else 'a member name or "}"'
    return _unexpected(source, at, expected, hint)


def colon(source: Source, at: int, opener: int) -> SyntaxFault:
    """No ":" behind a member name."""
    text = source.text
    if at == len(text):
        return _unclosed(source, opener)
    if text[at] in ",}":
        hint: str | None = 'write ":" and a value after the name'
    elif text[at] == "=":
        hint = 'write ":" between name and value'
    else:
        hint = _habit(text, at)
    return _unexpected(source, at, '":" after this member name', hint)


def value(source: Source, at: int, opener: int | None) -> SyntaxFault:
    """No value where one has to stand."""
    text = source.text
    if at == len(text) and opener is not None:
        return _unclosed(source, opener)
    before, last = _before(text, at)
    if text[at] == "]" and last == ",":
        return _trailing_comma(source, before, '"]"')
    match = _NO_NUMBER.match(text, at)
    if match:
        message = f"JSON has no {_quote(match[0])}"
        hint = "write null, or a string"
        return source.fault("not-a-number", message, at, match.end(), hint=hint)
    match = _NUMBER.match(text, at)
    if match:
        return _bad_number(source, at, match[0])
    if text[at] == ",":
        return _unexpected(source, at, "a value", "remove the comma, or write a value before it")
    expected = 'a value after ":"' if last == ":" else "a value"
    return _unexpected(source, at, expected, _value_hint(text, at))


def delimiter(source: Source, at: int, opener: int) -> SyntaxFault:
    """Behind a value stands neither a comma nor the end of its container.

    A comma that is missing is missing right behind the value, be the next one lines away.
    """
    text = source.text
    start = skip_space(text, at)
    if start == len(text):
        return _unclosed(source, opener)
    closer = "}" if text[opener] == "{" else "]"
    expected = f'"," or "{closer}" after this value'
    if text[start] in "}]":
        hint: str | None = f"{_opened(source, opener)} has to be closed first"
        return _unexpected(source, start, expected, hint)
    if _VALUE_START.match(text, start):
        message = f"expected {expected}, found {_found(text, start)}"
        return source.fault("json-syntax", message, at, hint="add a comma")
    if text[start] == ":":
        return _unexpected(source, start, expected, 'only an object has names: use "{" and "}"')
    return _unexpected(source, start, expected, _habit(text, start))


def string(source: Source, start: int) -> SyntaxFault:
    """A string that is no well-formed one."""
    text, at = source.text, start + 1
    while True:
        plain = match_plain(text, at)
        at = plain.end() if plain else at
        escape = match_escape(text, at)
        if escape is None:
            break
        at = escape.end()
    char = text[at : at + 1]
    if char in ("", "\n", "\r"):
        hint = r"add a closing double quote; a line break in a string is written \n"
        message = "this string is not closed on its line"
        return source.fault("json-syntax", message, start, at, hint=hint)
    if char != "\\":
        message = f"a string holds no U+{ord(char):04X} as it is"
        hint = "write " + _ESCAPES.get(char, rf"\u{ord(char):04x}")
        return source.fault("json-syntax", message, at, at + 1, hint=hint)
    if text.startswith("u", at + 1):
        message = r"\u takes four hexadecimal digits"
        return source.fault("json-syntax", message, at, at + 2, hint=None)
    end = min(at + 2, len(text))
    message = f"{_quote(text[at:end])} is no escape of JSON"
    hint = r"a backslash itself is written \\"
    return source.fault("json-syntax", message, at, end, hint=hint)


_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def surrogate(source: Source, start: int) -> SyntaxFault:
    """A well-formed string in which half a surrogate pair is written."""
    text, at = source.text, start + 1
    while True:
        plain = match_plain(text, at)
        at = plain.end() if plain else at
        whole = _PAIR.match(text, at)
        if whole is None and _HALF.match(text, at):
            break
        escape = whole or match_escape(text, at)
        at = escape.end() if escape else at
    message = f"{text[at : at + 6]} is half of a surrogate pair, not a character"
    return source.fault("lone-surrogate", message, at, at + 6, hint=None)


def _bad_number(source: Source, at: int, digits: str) -> SyntaxFault:
    hints = (hint for pattern, hint in _BAD_NUMBERS if pattern.search(digits))
    message = f"{_quote(digits)} is no JSON number"
    return source.fault(
        "json-syntax",
        message,
        at,
        at + len(digits),
        hint=next(hints, "put a text in double quotes"),
    )


def _value_hint(text: str, at: int) -> str | None:
    word = _WORD.match(text, at)
    if word is None:
        return _habit(text, at)
    meant = _LITERALS.get(word[0].lower())
    return f"write {meant}" if meant else "strings take double quotes"


def _unclosed(source: Source, opener: int) -> SyntaxFault:
    text = source.text
    closer = "}" if text[opener] == "{" else "]"
    message = f"the text ends before {_opened(source, opener)} is closed"
    last, _ = _before(text, len(text))
    return source.fault("json-syntax", message, last + 1, hint=f'add the missing "{closer}"')


def _trailing_comma(source: Source, comma: int, found: str) -> SyntaxFault:
    message = f'nothing follows this "," but {found}'
    return source.fault("json-syntax", message, comma, comma + 1, hint="remove the trailing comma")


def _unexpected(source: Source, at: int, expected: str, hint: str | None) -> SyntaxFault:
    word = _WORD.match(source.text, at)
    end = word.end() if word else at + 1
    message = f"expected {expected}, found {_found(source.text, at)}"
    return source.fault("json-syntax", message, at, end, hint=hint)


def _opened(source: Source, opener: int) -> str:
    place = source.position(opener)
    return f'the "{source.text[opener]}" of line {place.line}, column {place.column}'


def _habit(text: str, at: int) -> str | None:
    return next((hint for pattern, hint in _HABITS if pattern.match(text, at)), None)


def _before(text: str, at: int) -> tuple[int, str]:
    """Give the last character before `at` that is no white space, if any, and its offset or -1."""
    at -= 1
    while at >= 0 and text[at] in " \t\n\r":
        at -= 1
    return at, text[at] if at >= 0 else ""


def _found(text: str, at: int) -> str:
    word = _WORD.match(text, at)
    if word:
        return _quote(word[0])
    char = text[at]
    if char == '"':
        return "a string"
    if char.isprintable():
        return f'"{char}"'
    return f"U+{ord(char):04X} ({unicodedata.name(char, 'a control character').lower()})"


def _quote(words: str) -> str:
    shown = words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"
    return f'"{shown}"'
