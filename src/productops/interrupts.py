"""Ctrl-C and SIGTERM end a run cleanly: the first asks it to stop, the second does not wait."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
STOPPING = "Stopping. What is fetched is being kept; the next run goes on from there."


@contextmanager
def stoppable(notice: Callable[[str], None]) -> Iterator[threading.Event]:
    """An event that is set by the first Ctrl-C or SIGTERM while the block runs.

    Outside the main thread Python hands out no signals; then nothing sets it.

    Args:
        notice: told once, when a stop was asked for.

    Raises:
        KeyboardInterrupt: at the second signal. Whatever was not committed is fetched again.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def handle(_signum: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        notice(STOPPING)

    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            # None: a handler that was not set from Python and cannot be put back
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
