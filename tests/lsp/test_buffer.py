"""Positions of the protocol, whatever its columns count."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asl.lsp.buffer import Buffer, Change, Encoding, Point, Stretch

TEXT: Final = 'a\n"ä€😀x": 1\r\nlast\r\n'
COLUMNS: Final = {
    # encoding: columns before `"`, `ä`, `€`, `😀`, `x`, and before the end of the line
    Encoding.UTF8: (0, 1, 3, 6, 10, 15),
    Encoding.UTF16: (0, 1, 2, 3, 5, 10),
    Encoding.UTF32: (0, 1, 2, 3, 4, 9),
}
OFFSETS: Final = (2, 3, 4, 5, 6, 11)


@pytest.mark.parametrize(("encoding", "columns"), COLUMNS.items())
def test_points_and_offsets(encoding: Encoding, columns: tuple[int, ...]) -> None:
    buffer = Buffer(TEXT, encoding)
    points = [Point(1, column) for column in columns]
    assert [buffer.point(offset) for offset in OFFSETS] == points
    assert [buffer.offset(point) for point in points] == list(OFFSETS)


BEYOND: Final = {
    "past the end of a line": (Point(0, 99), 1),
    "past the end of a line that ends in two characters": (Point(1, 99), 11),
    "inside a character": (Point(1, 4), 6),
    "the line after the last line end": (Point(3, 0), len(TEXT)),
    "past the last line": (Point(9, 0), len(TEXT)),
    "before the first line": (Point(-1, 0), 0),
    "before the first column": (Point(1, -5), 2),
}


@pytest.mark.parametrize(("point", "offset"), BEYOND.values(), ids=BEYOND)
def test_points_that_are_not_there(point: Point, offset: int) -> None:
    assert Buffer(TEXT).offset(point) == offset


def _change(text: str, *at: int) -> Change:
    return Change(text, Stretch(Point(at[0], at[1]), Point(at[2], at[3])))


CHANGES: Final = {
    "a letter": ("ab", _change("x", 0, 1, 0, 1), "axb"),
    "behind an emoji": ("😀b", _change("x", 0, 2, 0, 2), "😀xb"),
    "a line is taken out": ("a\nb\nc", _change("", 1, 0, 2, 0), "a\nc"),
    "at the end of the text": ("a\n", _change("b", 1, 0, 1, 0), "a\nb"),
    "past the end of the last line": ("abc", _change("d", 0, 99, 0, 99), "abcd"),
    "into nothing": ("", _change("a", 0, 0, 0, 0), "a"),
    "lines end at carriage returns alone": ("a\rb", _change("x", 1, 0, 1, 1), "a\rx"),
    "other separators end no line": ("a\u2028b\nc", _change("x", 1, 0, 1, 1), "a\u2028b\nx"),
    "the end before the start": ("abc", _change("x", 0, 2, 0, 1), "abxc"),
    "everything": ("abc", Change("new"), "new"),
}


@pytest.mark.parametrize(("before", "change", "after"), CHANGES.values(), ids=CHANGES)
def test_changes(before: str, change: Change, after: str) -> None:
    assert Buffer(before).changed(change).text == after


LINES: Final = st.text("aä€😀\n\r\u2028")


@given(LINES, st.sampled_from(Encoding), st.data())
def test_every_offset_is_a_point_and_the_reverse(
    text: str, encoding: Encoding, data: st.DataObject
) -> None:
    buffer = Buffer(text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    back = buffer.offset(buffer.point(offset))
    # Between the two characters of a line end no point is.
    assert back == (offset - 1 if text[offset - 1 : offset + 1] == "\r\n" else offset)


@given(LINES, st.integers(1, 9), st.integers(1, 9))
def test_lines_and_columns_from_one_are_inside_the_text(text: str, line: int, column: int) -> None:
    assert 0 <= Buffer(text).at(line, column) <= len(text)
