"""Ctrl-C and SIGTERM ask a run to stop; the second Ctrl-C does not wait."""

from __future__ import annotations

import signal
import threading

import pytest

from productops.interrupts import stoppable


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_to_stop_and_the_second_stops(number: signal.Signals) -> None:
    """A run gets the time to keep what it fetched, once."""
    said: list[str] = []

    with stoppable(said.append) as stop:
        assert not stop.is_set()
        signal.raise_signal(number)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)

    assert len(said) == 1
    assert "next run goes on" in said[0]


def test_handlers_are_put_back() -> None:
    """A host program keeps its own handling of signals."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]

    with stoppable(lambda _: None):
        assert signal.getsignal(signal.SIGINT) != before[0]

    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_outside_the_main_thread_signals_are_left_alone() -> None:
    """A sync in a worker thread runs, and cannot be asked to stop by a signal."""
    seen: list[object] = []

    def work() -> None:
        with stoppable(lambda _: None) as stop:
            seen.append((stop.is_set(), signal.getsignal(signal.SIGINT)))

    before = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [(False, before)]
