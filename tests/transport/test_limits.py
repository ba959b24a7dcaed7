"""Rate limits are kept by all threads together, at our share."""

from __future__ import annotations

import pytest

from productops.kit import Pace
from productops.transport.headers import Window
from productops.transport.limits import Delay, Limiter, Permit


def use(
    limiter: Limiter, *told: Window, bucket: str = "", stream: str = "s", now: float = 0
) -> None:
    """One whole request whose answer told these windows."""
    permit = limiter.enter("api", bucket, stream, now)
    assert isinstance(permit, Permit)
    limiter.leave(permit, told, now)


def count(limiter: Limiter, left: int, bucket: str = "", now: float = 0) -> int:
    """How many requests go out before the limiter says wait; the source counts down from *left*."""
    sent = 0
    while isinstance(limiter.enter("api", bucket, "s", now), Permit):
        sent += 1
        left -= 1
        limiter.leave(
            Permit("api", bucket, "s", (("api", ""), ("api", bucket))[: 1 + bool(bucket)]),
            [Window("w", left, 100, 60, None, bucket)],
            now,
        )
    return sent


@pytest.mark.parametrize(("share", "expected"), [(1.0, 10), (0.7, 7), (0.5, 5), (0.1, 1)])
def test_our_share_of_what_is_left_is_used(share: float, expected: int) -> None:
    """Of ten left, seven at 0.7; then the wait lasts until the reset."""
    limiter = Limiter(share)
    use(limiter, Window("w", 10, 100, 60))

    assert count(limiter, 10) == expected

    delay = limiter.enter("api", "", "s", 0)

    assert isinstance(delay, Delay)
    assert delay.seconds == 60


def test_a_new_window_starts_anew() -> None:
    """After the reset requests go out again, and the share is taken of the new rest."""
    limiter = Limiter(0.5)
    use(limiter, Window("w", 2, 2, 60))
    use(limiter, Window("w", 1, 2, 60))

    assert isinstance(limiter.enter("api", "", "s", 59), Delay)

    use(limiter, Window("w", 4, 4, 60), now=61)

    assert count(limiter, 4, now=61) == 2


def test_a_window_that_starts_early_is_a_new_one() -> None:
    """More left than there was: our share is taken of that."""
    limiter = Limiter(0.5)
    use(limiter, Window("w", 2, 100, 60))
    use(limiter, Window("w", 100, 100, 60), now=10)

    assert count(limiter, 100, now=10) == 50


def test_requests_in_flight_count_as_used() -> None:
    """Eight threads at once do not send eight where three are allowed."""
    limiter = Limiter(1.0)
    use(limiter, Window("w", 3, 10, 60))

    turns = [limiter.enter("api", "", "s", 0) for _ in range(8)]

    assert sum(isinstance(turn, Permit) for turn in turns) == 3


def test_a_large_rest_never_slows_anything() -> None:
    """A rest that does not fall is not counted down by us."""
    limiter = Limiter(0.7)
    for _ in range(2000):
        use(limiter, Window("w", 699, 700, 60))


def test_a_bucket_does_not_stop_the_others() -> None:
    """The export limit is used up; tickets by id go on."""
    limiter = Limiter(0.7)
    use(limiter, Window("exports", 0, 10, 48, None, "exports"), bucket="exports")

    assert isinstance(limiter.enter("api", "exports", "tickets", 0), Delay)
    assert isinstance(limiter.enter("api", "", "comments", 0), Permit)


def test_a_bucket_that_only_answers_name_is_kept_too() -> None:
    """A stream that names no bucket is held by the one its answers named."""
    limiter = Limiter(1.0)
    use(limiter, Window("tickets-index", 0, 100, 30, None, "tickets-index"), stream="tickets")

    assert isinstance(limiter.enter("api", "", "tickets", 0), Delay)
    assert isinstance(limiter.enter("api", "", "users", 0), Permit)


def test_a_pause_holds_every_thread_of_that_host() -> None:
    """A 429 with a time is kept by all, and ends."""
    limiter = Limiter(0.7)
    limiter.pause("api", "", until=20)

    assert isinstance(limiter.enter("api", "exports", "tickets", 19.9), Delay)
    assert isinstance(limiter.enter("gateway", "", "tickets", 19.9), Permit)
    assert isinstance(limiter.enter("api", "exports", "tickets", 20), Permit)


@pytest.mark.parametrize(
    "window",
    [Window("w", 0), Window("w", 0, 0, 60), Window("w", 0, 350), Window("w", 0, 10, 0)],
    ids=["nothing known", "a limit of none", "no reset", "resets now"],
)
def test_garbage_never_waits(window: Window) -> None:
    """A window that does not say when it ends, or has no size, is left out."""
    limiter = Limiter(0.7)
    use(limiter, window)

    assert isinstance(limiter.enter("api", "", "s", 0), Permit)


def test_a_window_of_one_lets_one_through_each_time() -> None:
    """The smallest window delays but never blocks for good."""
    limiter = Limiter(0.7)
    for minute in range(3):
        use(limiter, Window("w", 0, 1, 60), now=minute * 60.0)

        assert isinstance(limiter.enter("api", "", "s", minute * 60 + 1.0), Delay)


def test_a_bucket_with_a_pace_is_not_used_faster() -> None:
    """Where answers do not tell of a limit; other buckets go on."""
    limiter = Limiter(1.0, {"search": Pace(4, 1.0)})
    for tenth in range(4):
        use(limiter, bucket="search", now=tenth / 10)
    wait = limiter.enter("api", "search", "s", 0.4)
    assert isinstance(wait, Delay)
    assert wait.seconds == pytest.approx(0.6)
    assert "4 requests in 1 s (search)" in wait.reason
    use(limiter, bucket="", now=0.4)
    use(limiter, bucket="search", now=1.0)
    assert isinstance(limiter.enter("api", "search", "s", 1.0), Delay)
