"""The tokens of JSON. Source: https://www.rfc-editor.org/rfc/rfc8259."""

import json
import re

# Only classes of single characters repeat without bound, so that a match takes linear time and no
# memory; strings with escapes are left to the standard library's decoder, in C.
_SPACE = r"[ \t\n\r]*+"
_PLAIN = r'[^"\\\x00-\x1f]*+'
_FRACTION = r"(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?"

match_space = re.compile(_SPACE).match
match_plain = re.compile(_PLAIN).match
match_plain_string = re.compile(f'"({_PLAIN})"').match
match_escape = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})').match
match_delimiter = re.compile(_SPACE + r"([,\]}])").match

# A scalar goes on as far as a word would: 12abc is no 12.
match_number = re.compile(rf"(-?(?:0|[1-9][0-9]*+))({_FRACTION})(?![\w.+-])").match
match_literal = re.compile(r"(?:true|false|null)(?![\w.+-])").match
LITERALS = {"true": True, "false": False, "null": None}

# Everyday values and the delimiter behind them in one match. What does not match is not everyday
# (escapes; more digits than every setting of Python's own limit lets pass) or wrong, and is read
# again word by word. The last group that matched tells what stands there.
NAME, TEXT, WHOLE, FRACTION, LITERAL, CONTAINER = range(1, 7)
_SCALAR = rf'(?:"({_PLAIN})"|(-?(?:0|[1-9][0-9]{{0,639}}+))({_FRACTION})|(true|false|null)){_SPACE}'
_CONTAINER = r"([{\[])"
_NO_NAME = "()"
match_member = re.compile(
    rf'{_SPACE}"({_PLAIN})"{_SPACE}:{_SPACE}(?:{_SCALAR}[,}}]|{_CONTAINER})'
).match
match_element = re.compile(rf"{_NO_NAME}{_SPACE}(?:{_SCALAR}[,\]]|{_CONTAINER})").match

_decoder = json.JSONDecoder()


def skip_space(text: str, at: int) -> int:
    """Give the offset of the first character from `at` on that is no white space."""
    match = match_space(text, at)
    return match.end() if match else at


def read_string(text: str, start: int) -> tuple[str, int]:
    """Read the string whose opening quote is at `start`.

    Returns:
        The string, in which half a surrogate pair may stand, and the offset behind it.

    Raises:
        json.JSONDecodeError: no well-formed string starts here.
    """
    match = match_plain_string(text, start)
    if match is not None:
        return match[1], match.end()
    value, end = _decoder.raw_decode(text, start)
    return value, end
