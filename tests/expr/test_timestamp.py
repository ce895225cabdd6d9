"""RFC 3339 timestamps as ASL takes them: https://states-language.net/spec.html#timestamps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asl.expr.timestamp import parse_timestamp

# what is said: (text, the instant in UTC)
INSTANTS: dict[str, tuple[str, str]] = {
    "Z": ("2016-03-14T01:59:00Z", "2016-03-14T01:59:00"),
    "an offset ahead": ("2016-03-14T01:59:00+05:30", "2016-03-13T20:29:00"),
    "an offset behind": ("2016-03-14T01:59:00-08:00", "2016-03-14T09:59:00"),
    "the widest offset": ("2016-03-14T01:59:00+23:59", "2016-03-13T02:00:00"),
    "no offset at all": ("2016-03-14T01:59:00+00:00", "2016-03-14T01:59:00"),
    "a digit of a fraction": ("2016-03-14T01:59:00.5Z", "2016-03-14T01:59:00.500000"),
    "milliseconds": ("2016-03-14T01:59:00.123Z", "2016-03-14T01:59:00.123000"),
    "nanoseconds lose what a microsecond cannot hold": (
        "2016-03-14T01:59:00.123456789Z",
        "2016-03-14T01:59:00.123456",
    ),
    "a leap day": ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00"),
    "the first year": ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00"),
    "the last instant": ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59"),
}


@pytest.mark.parametrize(("text", "instant"), INSTANTS.values(), ids=INSTANTS)
def test_instant(text: str, instant: str) -> None:
    found = parse_timestamp(text)
    assert found == datetime.fromisoformat(f"{instant}+00:00")
    assert found is not None
    assert found.utcoffset() == timedelta(0)


# what is no timestamp
NONE = {
    "nothing": "",
    "a date": "2023-02-24",
    "no offset": "2012-10-09T19:00:55",
    "a small t": "2016-03-14t01:59:00Z",
    "a small z": "2016-03-14T01:59:00z",
    "a blank for the T": "2016-03-14 01:59:00Z",
    "no seconds": "2016-03-14T01:59Z",
    "a fraction without digits": "2016-03-14T01:59:00.Z",
    "ten digits of a fraction": "2016-03-14T01:59:00.1234567890Z",
    "an offset without minutes": "2016-03-14T01:59:00+01",
    "an offset without a colon": "2016-03-14T01:59:00+0100",
    "an offset of a day": "2016-03-14T01:59:00+24:00",
    "an offset of days": "2016-03-14T01:59:00-99:00",
    "an offset with a sixtieth minute": "2016-03-14T01:59:00+01:60",
    "a thirteenth month": "2016-13-14T01:59:00Z",
    "a day that the month has not": "2023-02-29T00:00:00Z",
    "an hour too many": "2016-03-14T24:00:00Z",
    "a sixtieth minute": "2016-03-14T01:60:00Z",
    "blanks around": " 2016-03-14T01:59:00Z ",
    "a line break behind": "2016-03-14T01:59:00Z\n",
    "digits of another script": "٢٠١٦-03-14T01:59:00Z",
    "before the first year": "0001-01-01T00:00:00+01:00",
    "after the last one": "9999-12-31T23:59:59-01:00",
    "a five-digit year": "12016-03-14T01:59:00Z",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_no_timestamp(text: str) -> None:
    assert parse_timestamp(text) is None


ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(
    st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=ZONES)  # noqa: DTZ001 - the zone is drawn
)
def test_any_instant_written_out_is_read_again(instant: datetime) -> None:
    assert parse_timestamp(instant.isoformat()) == instant.astimezone(UTC)


@given(st.text("0123456789-:TZ.+ ", max_size=30))
def test_any_text_is_a_timestamp_or_none(text: str) -> None:
    found = parse_timestamp(text)
    assert found is None or found.tzinfo is UTC
