"""Dates as people write them; which number is the day is never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from productops.errors import RecordRejected
from productops.kit.dates import is_date, moment, order_of

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026-03-01", "", "2026-03-01T00:00:00"),
        ("2026-03-01 10:20:30", "", "2026-03-01T10:20:30"),
        ("2026-03-01T10:20:30+02:00", "", "2026-03-01T08:20:30"),
        ("2026-03-01 10:20:30 UTC", "", "2026-03-01T10:20:30"),
        ("03/14/2026 09:01:02 PM", "", "2026-03-14T21:01:02"),
        ("12/1/26 12:30 am", "mdy", "2026-12-01T00:30:00"),
        ("31.12.2026 23:59", "", "2026-12-31T23:59:00"),
        ("4/1/26", "mdy", "2026-04-01T00:00:00"),
        ("4/1/26", "dmy", "2026-01-04T00:00:00"),
        ("1/2/99", "dmy", "1999-02-01T00:00:00"),
        ("2026/3/4", "", "2026-03-04T00:00:00"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_written(text: str, order: str, expected: str) -> None:
    assert moment(text, order, ZoneInfo("UTC"), "When").isoformat() == f"{expected}+00:00"


def test_a_clock_hangs_somewhere() -> None:
    """Summer in Berlin is two hours ahead, winter one."""
    assert moment("2026-07-01 10:00", "", BERLIN, "When") == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert moment("2026-01-01 10:00", "", BERLIN, "When") == datetime(2026, 1, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("text", ["4/1/26", "01.02.2026", "1-2-2026"])
def test_two_possible_days_are_refused(text: str) -> None:
    with pytest.raises(RecordRejected, match="could be two days"):
        moment(text, "", ZoneInfo("UTC"), "When")


@pytest.mark.parametrize("text", ["31/31/26", "2026-13-01", "soon", "", "1/1/26 25:00", "99999-01-01", "2/30/2026"])  # fmt: skip
def test_what_is_no_date_says_so(text: str) -> None:
    with pytest.raises(RecordRejected) as raised:
        moment(text, "mdy", ZoneInfo("UTC"), "When")
    assert raised.value.field == "When"


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["1/2/26", "1/13/26"], "mdy"), (["1/2/26", "13/1/26"], "dmy"), (["1/2/26"], ""),
        (["2026/1/2"], "ymd"), (["2026-01-02"], "ymd"), ([], ""), (["1/13/26", "13/1/26"], ""),
    ],
)  # fmt: skip
def test_the_order_follows_from_the_dates_alone(texts: list[str], order: str) -> None:
    assert order_of(texts) == order


@pytest.mark.parametrize(("text", "expected"), [("1/2/26 10:00", True), ("3.5", False), ("1.2.3.4", False), ("12", False)])  # fmt: skip
def test_numbers_are_no_dates(text: str, expected: bool) -> None:
    assert is_date(text) is expected
