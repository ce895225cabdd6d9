"""What is wrong with a YAML text: ruamel.yaml's reports in words for people who write YAML."""

import re
from typing import NamedTuple

from ruamel.yaml.error import MarkedYAMLError

from asl.syntax.faults import SyntaxFault
from asl.syntax.source import Source


class _Wording(NamedTuple):
    reported: re.Pattern[str]
    message: str
    hint: str | None


# The first pattern found in "problem; context" as ruamel.yaml reports them.
_WORDINGS = (
    _Wording(
        re.compile("mapping values are not allowed here"),
        'a second ": " stands in this line, or the line is indented too far',
        "quote the text if the colon belongs to it",
    ),
    _Wording(
        re.compile(r"found character '\\t'"),
        "a tab indents this line",
        "indent with spaces",
    ),
    _Wording(
        re.compile("found character '[@`%]' that cannot start"),
        "a plain text cannot start with this character",
        "put the text in quotes",
    ),
    _Wording(
        re.compile("could not find expected ':'"),
        'this key has no ":"',
        'write ": " and a value after the key, or quote a text that takes several lines',
    ),
    _Wording(
        re.compile("unexpected end of stream; while scanning a quoted scalar"),
        "the text ends before this string is closed",
        "add the closing quote",
    ),
    _Wording(
        re.compile("found unknown escape character"),
        "a double-quoted string knows no such escape",
        r"a backslash itself is written \\, or as it is in single quotes",
    ),
    _Wording(re.compile(r"expected ',' or '\]'"), 'expected "," or "]" in this list', None),
    _Wording(re.compile(r"expected ',' or '\}'"), 'expected "," or "}" in this map', None),
    _Wording(
        re.compile("sequence entries are not allowed here"),
        'no "- " may stand here',
        "start the list on its own line",
    ),
    _Wording(
        re.compile("expected <block end>"),
        "this line fits no map or list that is open here",
        "align it with the lines it belongs to, and quote a text that starts with * & ! or a quote",
    ),
    _Wording(
        re.compile("found undefined tag handle"), "no %TAG line defines this tag's handle", None
    ),
    _Wording(
        re.compile("expected the node content, but found '<stream end>'"),
        "the text ends where a value is expected",
        None,
    ),
    _Wording(re.compile("expected the node content"), "a value is expected here", None),
    _Wording(
        re.compile("expected '<document start>'"),
        'expected the end of the text, or "---" after the lines that start with %',
        None,
    ),
)


def syntax(source: Source, error: MarkedYAMLError) -> SyntaxFault:
    """Give what ruamel.yaml's scanner or parser reports."""
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(source.text)) if mark else 0
    problem, context = error.problem or error.context or "", error.context or ""
    report = f"{problem}; {context}"
    wording = next((known for known in _WORDINGS if known.reported.search(report)), None)
    if wording is None:
        return source.fault("yaml-syntax", " ".join(problem.split()), at, hint=None)
    return source.fault("yaml-syntax", wording.message, at, hint=wording.hint)


def character(source: Source, at: int) -> SyntaxFault:
    """A character that YAML keeps out of its texts."""
    message = f"U+{ord(source.text[at]):04X} may not stand in YAML as it is"
    hint = "write it as an escape in double quotes"
    return source.fault("yaml-syntax", message, at, at + 1, hint=hint)


def unreadable(source: Source, at: int) -> SyntaxFault:
    """Text that ruamel.yaml gives up on without saying where; `at` is how far it came."""
    return source.fault(
        "yaml-syntax", "the text cannot be read from here on", min(at, len(source.text)), hint=None
    )
