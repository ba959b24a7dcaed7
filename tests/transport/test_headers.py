"""Rate-limit headers, in every spelling met so far."""

from __future__ import annotations

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from productops.transport.headers import Window, retry_after, windows

NOW = 1_800_000_000.0  # 2027-01-15T08:00:00Z


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            {"x-rate-limit": "700", "x-rate-limit-remaining": "699"},
            [Window("x-rate-limit", 699, 700, None, 60)],
        ),
        (
            {"ratelimit-limit": "400", "ratelimit-remaining": "386", "ratelimit-reset": "22"},
            [Window("ratelimit", 386, 400, 22)],
        ),
        (
            {"rate-limit-limit": "400", "rate-limit-remaining": "1", "rate-limit-reset": "5"},
            [Window("rate-limit", 1, 400, 5)],
        ),
        (
            {
                "x-rate-limit": "400",
                "x-rate-limit-remaining": "395",
                "ratelimit-limit": "400",
                "ratelimit-remaining": "395",
                "ratelimit-reset": "15",
            },
            [Window("ratelimit", 395, 400, 15)],
        ),
        (
            {"zendesk-ratelimit-incremental-exports": "total=10; remaining=9; resets=48"},
            [Window("incremental-exports", 9, 10, 48, None, "incremental-exports")],
        ),
        (
            {"zendesk-rate-limit-tickets-index": "total=100; remaining=98; resets=30"},
            [Window("tickets-index", 98, 100, 30, None, "tickets-index")],
        ),
        (
            {
                "x-ratelimit-limit": "350",
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": "2027-01-15T08:01Z",
            },
            [Window("x-ratelimit", 0, 350, 60)],
        ),
        (
            {"x-ratelimit-remaining": "3", "x-ratelimit-reset": "1800000030"},
            [Window("x-ratelimit", 3, None, 30)],
        ),
        (
            {"x-ratelimit-remaining": "3", "x-ratelimit-reset": "1800000030500"},
            [Window("x-ratelimit", 3, None, 30.5)],
        ),
        (
            {
                "ratelimit-policy": '"tenant-app-quota";q=100100;w=3600',
                "ratelimit": '"tenant-app-quota";r=17842;t=2107',
            },
            [Window("tenant-app-quota", 17842, 100100, 2107, 3600)],
        ),
        (
            {
                "x-beta-ratelimit-policy": '"burst";q=10;w=1, "day";q=500;w=86400',
                "beta-ratelimit": '"burst";r=9;t=1, "day";r=499;t=3000',
            },
            [Window("burst", 9, 10, 1, 1), Window("day", 499, 500, 3000, 86400)],
        ),
        ({"ratelimit": "limit=100, remaining=50, reset=5"}, [Window("ratelimit", 50, 100, 5)]),
        (
            {"x-hubspot-ratelimit-daily": "650000", "x-hubspot-ratelimit-daily-remaining": "12"},
            [Window("hubspot-daily", 12, 650000, None, 86400)],
        ),
        (
            {
                "x-hubspot-ratelimit-max": "110",
                "x-hubspot-ratelimit-remaining": "109",
                "x-hubspot-ratelimit-interval-milliseconds": "10000",
                "x-hubspot-ratelimit-secondly": "11",
                "x-hubspot-ratelimit-secondly-remaining": "10",
            },
            [
                Window("hubspot-rolling", 109, 110, None, 10),
                Window("hubspot-secondly", 10, 11, None, 1),
            ],
        ),
        (
            {
                "x-ratelimit-app-global-day-limit": "500",
                "x-ratelimit-app-global-day-remaining": "499",
                "x-ratelimit-app-global-day-reset": "600",
                "x-ratelimit-app-global-minute-limit": "120",
                "x-ratelimit-app-global-minute-remaining": "119",
                "x-ratelimit-app-global-minute-reset": "30",
            },
            [
                Window("x-ratelimit-app-global-day", 499, 500, 600),
                Window("x-ratelimit-app-global-minute", 119, 120, 30),
            ],
        ),
    ],
)
def test_every_spelling(headers: dict[str, str], expected: list[Window]) -> None:
    """Each vendor's headers become windows with limit, rest and reset."""
    assert expected == list(windows(headers, NOW))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"content-type": "application/json", "x-limiting-factor": "none"},
        {"x-ratelimit-nearlimit": "false"},
        {"x-rate-limit": "700"},
        {"ratelimit-remaining": "many"},
        {"ratelimit-remaining": "-1", "ratelimit-reset": "10"},
        {"zendesk-ratelimit-tickets-index": "unlimited"},
        {"ratelimit": '"quota"'},
        {"x-hubspot-ratelimit-remaining": "9"},
    ],
)
def test_what_says_nothing_is_ignored(headers: dict[str, str]) -> None:
    """Unknown headers and garbage yield no window."""
    assert windows(headers, NOW) == ()


@pytest.mark.parametrize("reset", ["soon", "-5", "99999999999", "1700000000", "1e3", ""])
def test_garbage_as_reset_is_no_reset(reset: str) -> None:
    """A reset in the past, in centuries or in no known form is not believed."""
    (window,) = windows({"ratelimit-remaining": "0", "ratelimit-reset": reset}, NOW)

    assert window.resets_in is None


def test_dates_are_taken_on_the_servers_clock() -> None:
    """A clock of ours that is an hour off does not lengthen a wait."""
    headers = {
        "date": "Fri, 15 Jan 2027 07:00:00 GMT",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "2027-01-15T07:00:20Z",
    }

    assert [window.resets_in for window in windows(headers, NOW)] == [20]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after": "93"}, 93),
        ({"retry-after": " 1.5 "}, 1.5),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:42 GMT"}, 42),
        ({"retry-after": "2027-01-15T08:00:42Z"}, 42),
        ({"retry-after": "1800000042"}, 42),
        ({"retry-after": "Fri, 15 Jan 2027 07:59:00 GMT"}, 0),
        (
            {
                "retry-after": "Fri, 15 Jan 2027 09:00:10 GMT",
                "date": "Fri, 15 Jan 2027 09:00:00 GMT",
            },
            10,
        ),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "a moment"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "1e99"}, None),
    ],
)
def test_retry_after(headers: dict[str, str], expected: float | None) -> None:
    """Seconds and dates are understood, garbage says nothing."""
    assert retry_after(headers, NOW) == expected


@given(st.dictionaries(st.sampled_from([
    "retry-after", "date", "ratelimit", "ratelimit-policy", "x-rate-limit", "x-rate-limit-remaining",
    "ratelimit-remaining", "ratelimit-reset", "ratelimit-limit", "zendesk-ratelimit-a",
    "x-hubspot-ratelimit-remaining", "x-hubspot-ratelimit-interval-milliseconds",
]), st.text(max_size=40) | st.from_regex(r"[-0-9.,;=wrtq\"a-z :]{0,30}", fullmatch=True)))  # fmt: skip
def test_no_header_breaks_or_poisons(headers: dict[str, str]) -> None:
    """Whatever comes, what is read is finite and not negative."""
    told = [retry_after(headers, NOW)]
    for window in windows(headers, NOW):
        told += [window.remaining, window.limit, window.resets_in, window.period]

    assert all(value is None or (isfinite(value) and value >= 0) for value in told)
