"""Bounds of time: nothing that changed at or after a moment is ever cut off, whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from productops.kit import Instance
from productops_jira import jql

ZONES = [
    "UTC",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
]
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def written(bound: str) -> datetime:
    """The literal of a bound, without zone."""
    return datetime.strptime(bound.partition('"')[2][:-1], "%Y-%m-%d %H:%M")  # noqa: DTZ007


def meanings(bound: str, zone: str) -> set[datetime]:
    """Every moment that Jira may take the literal for."""
    bare = written(bound)
    return {bare.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}


@given(moment=MOMENTS, zone=st.sampled_from(ZONES))
@settings(max_examples=300, deadline=None)
def test_a_bound_by_the_clock_includes_its_moment(moment: datetime, zone: str) -> None:
    """Whichever of two like-named hours Jira means; and never by more than an hour and two minutes."""
    site = Instance("x", timezone=zone, detail={"epoch": False})
    low, high = meanings(jql.since(moment, site), zone), meanings(jql.until(moment, site), zone)
    slack = timedelta(hours=2, minutes=2)
    assert max(low) <= moment <= min(high)
    assert moment - min(low) <= slack
    assert max(high) - moment <= slack


@pytest.mark.parametrize(("hour", "low", "high"), [(8, "00:30", "02:31"), (9, "01:30", "02:31")])
def test_the_hour_that_comes_twice(hour: int, low: str, high: str) -> None:
    """1 November 2026 in Los Angeles: 01:30 is 08:30 and 09:30 UTC, and JQL cannot say which."""
    site = Instance("x", timezone="America/Los_Angeles", detail={"epoch": False})
    moment = datetime(2026, 11, 1, hour, 30, tzinfo=UTC)
    assert jql.since(moment, site).endswith(f' {low}"')
    assert (jql.until(moment, site).endswith(f' {high}"')) == (hour == 9)


def test_milliseconds_are_exact() -> None:
    """No zone, no minute; an upper bound within a millisecond includes it."""
    site = Instance("x", timezone="Asia/Tokyo", detail={"epoch": True})
    moment = datetime(2026, 1, 15, 12, 0, 0, 1500, tzinfo=UTC)
    assert jql.since(moment, site) == "updated >= 1768478400001"
    assert jql.until(moment, site) == "updated <= 1768478400002"


@pytest.mark.parametrize("zone", ["Mars/Olympus", ""])
def test_an_unknown_zone_may_be_any(zone: str) -> None:
    """A profile may hide its zone, or have one this machine does not know: nothing is cut off in the meantime."""
    site = Instance("x", timezone=zone, detail={"epoch": False})
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert jql.since(moment, site) == 'updated >= "2025-12-31 12:00"'
    assert jql.until(moment, site) == 'updated <= "2026-01-01 14:01"'


def test_words_are_quoted() -> None:
    """A reserved word is a fine project key, and a quote in a word ends no string."""
    assert jql.of_projects(["TO", "AND"]) == 'project in ("TO", "AND")'
    assert jql.quoted('a"b\\c') == '"a\\"b\\\\c"'
