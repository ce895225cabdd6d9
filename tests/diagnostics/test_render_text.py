"""How diagnostics look to people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from asl.diagnostics.diagnostic import Diagnostic
from asl.diagnostics.render_characters import shortened, visible
from asl.diagnostics.render_text import excerpt, print_text, render_text, summary

FAULT = Diagnostic(
    code="transition-target-missing",
    aws_code="MISSING_TRANSITION_TARGET",
    severity="error",
    file="order.asl.json",
    line=5,
    column=25,
    pointer="/States/Pay/Next",
    message='"Next" names no state of this scope: "Shpi"',
    hint='did you mean "Ship"?',
    source='                "Next": "Shpi"},',
    width=6,
)
HEAD = "order.asl.json:5:25: "

# what is shown: (diagnostic, its text)
SHOWN = {
    "an error with all there is": (
        FAULT,
        (
            f'{HEAD}transition-target-missing "Next" names no state of this scope: "Shpi"\n'
            '                "Next": "Shpi"},\n'
            "                        ^ /States/Pay/Next\n"
            '  hint: did you mean "Ship"?\n'
        ),
    ),
    "no hint where there is none": (
        replace(FAULT, hint=None, message="wrong"),
        (
            f"{HEAD}transition-target-missing wrong\n"
            '                "Next": "Shpi"},\n'
            "                        ^ /States/Pay/Next\n"
        ),
    ),
    "a warning says so": (
        replace(FAULT, severity="warning", hint=None, message="wrong", source="x", column=1),
        "order.asl.json:5:1: warning: transition-target-missing wrong\nx\n^ /States/Pay/Next\n",
    ),
    "no pointer for the whole document": (
        replace(
            FAULT, code="json-syntax", pointer="", hint=None, message="m", source="x", column=1
        ),
        "order.asl.json:5:1: json-syntax m\nx\n^\n",
    ),
    "no line, then the pointer alone": (
        replace(FAULT, source="", hint=None, message="m"),
        f"{HEAD}transition-target-missing m\n  at /States/Pay/Next\n",
    ),
    "a caret past the end of the line": (
        replace(FAULT, source="{", column=2, width=1, pointer="", hint=None, message="m"),
        "order.asl.json:5:2: transition-target-missing m\n{\n ^\n",
    ),
    "a tab is four spaces, for the caret too": (
        replace(FAULT, source='\t"Next": 1', column=10, width=1, hint=None, message="m"),
        (
            "order.asl.json:5:10: transition-target-missing m\n"
            '    "Next": 1\n'
            "            ^ /States/Pay/Next\n"
        ),
    ),
    "a wide character takes two columns": (
        replace(FAULT, source='"注文": 1', column=7, width=1, hint=None, message="m"),
        'order.asl.json:5:7: transition-target-missing m\n"注文": 1\n        ^ /States/Pay/Next\n',
    ),
    "a combining character takes none": (
        replace(FAULT, source='"e\u0301": 1', column=7, width=1, hint=None, message="m"),
        'order.asl.json:5:7: transition-target-missing m\n"e\u0301": 1\n     ^ /States/Pay/Next\n',
    ),
    "controls are shown and not obeyed": (
        replace(
            FAULT,
            file="a\x1b[31m.json",
            source='"\x1b[2J": \x07',
            column=9,
            width=1,
            pointer="/\x1b[2J",
            message="a \x1b]0;title\x07",
            hint="b \x9b1m",
        ),
        (
            "a␛[31m.json:5:9: transition-target-missing a ␛]0;title␇\n"
            '"␛[2J": ␇\n'
            "        ^ /␛[2J\n"
            "  hint: b \ufffd1m\n"
        ),
    ),
    "text that turns around, or cannot be written, is replaced": (
        replace(FAULT, source="\u202eabc\ud800", column=5, hint=None, message="m\nn"),
        (
            "order.asl.json:5:5: transition-target-missing m␊n\n"
            "\ufffdabc\ufffd\n"
            "    ^ /States/Pay/Next\n"
        ),
    ),
}


@pytest.mark.parametrize(("diagnostic", "text"), SHOWN.values(), ids=SHOWN)
def test_a_diagnostic_looks_so(diagnostic: Diagnostic, text: str) -> None:
    assert render_text([diagnostic]) == text


LONG = '{"before": "' + "b" * 500 + '", "Next": "Shpi", "after": "' + "a" * 500 + '"}'

# what is cut: (line, column, columns, the line shown)
CUT = {
    "both ends of a long line": (
        LONG,
        LONG.index('"Shpi"') + 1,
        40,
        '…bbbbbbb", "Next": "Shpi", "after": "aa…',
    ),
    "only the end": ('"Next": ' + "x" * 100, 1, 20, '"Next": xxxxxxxxxxx…'),
    "only the beginning": ("x" * 100 + ' "Shpi"', 102, 40, "…" + "x" * 17 + ' "Shpi"'),
    "nothing of what fits": ('{"Next": "Shpi"}', 10, 20, '{"Next": "Shpi"}'),
    "wide characters by their columns": ("注" * 100 + "!", 101, 20, "…" + "注" * 4 + "!"),
    "never to less than twenty columns": ("x" * 100, 1, 1, "x" * 19 + "…"),
}


@pytest.mark.parametrize(("line", "column", "columns", "shown"), CUT.values(), ids=CUT)
def test_a_long_line_is_cut_around_the_caret(
    line: str, column: int, columns: int, shown: str
) -> None:
    cut, caret = excerpt(line, column, 6, "", columns)
    assert cut.plain == shown
    before = caret.plain.index("^")
    assert (
        next(cut.plain[at] for at in range(len(cut)) if cell_len(cut.plain[:at]) == before)
        == (line[column - 1])
    )


@given(
    st.text(max_size=300),
    st.integers(-2, 400),
    st.integers(-2, 400),
    st.text(max_size=20),
    st.integers(0, 150),
)
def test_any_line_is_shown_within_its_columns(
    line: str, column: int, width: int, pointer: str, columns: int
) -> None:
    shown, caret = excerpt(line, column, width, pointer, columns)
    assert cell_len(shown.plain) <= max(columns, 20)
    assert cell_len(caret.plain.partition("^")[0]) <= max(columns, 20)
    assert visible(shown.plain) == shown.plain


@given(st.text())
def test_what_is_visible_stays_as_it_is(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert "\x1b" not in visible(text)
    assert len(visible(text).splitlines()) <= 1


@given(st.text(), st.integers(1, 20))
def test_what_is_shortened_has_its_length(text: str, most: int) -> None:
    # A tab becomes four characters.
    assert len(shortened(text, most)) <= 4 * most


def test_past_a_hundred_they_are_counted() -> None:
    many = [FAULT] * 102 + [replace(FAULT, severity="warning")]
    assert render_text(many).endswith("… and more: 2 errors, 1 warning\n")


def test_long_messages_and_pointers_are_cut() -> None:
    long = replace(FAULT, message="m" * 2000, pointer="/p" * 1000, hint="h" * 2000)
    assert all(len(line) < 1100 for line in render_text([long]).splitlines())


# what is counted: (severities, the words)
COUNTED = {
    "nothing": ([], ""),
    "one": (["error"], "1 error"),
    "several": (["warning", "error", "warning"], "1 error, 2 warnings"),
    "remarks too": (["info", "info"], "2 infos"),
}


@pytest.mark.parametrize(("severities", "words"), COUNTED.values(), ids=COUNTED)
def test_a_summary_counts(severities: list[str], words: str) -> None:
    assert summary(replace(FAULT, severity=severity) for severity in severities) == words  # type: ignore[arg-type]  # the table's words


def test_a_terminal_gets_colour_and_a_pipe_does_not() -> None:
    terminal = Console(force_terminal=True, color_system="standard", width=80, no_color=False)
    pipe = Console(force_terminal=False)
    with terminal.capture() as coloured:
        print_text([FAULT], terminal)
    with pipe.capture() as plain:
        print_text([FAULT], pipe)
    assert "\x1b[" in coloured.get()
    assert plain.get() == render_text([FAULT])
