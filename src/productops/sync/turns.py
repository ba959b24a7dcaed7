"""How long a thread keeps the interpreter when another one waits for it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# The writer calls into DuckDB and the file system dozens of times a page and must win the interpreter back after
# each; at the usual 5 ms a turn, waiting for the normalising thread took a third of a first sync.
_TURN = 0.0002

_lock = threading.Lock()
_inside = 0
_usual = 0.0


@contextmanager
def short_turns() -> Iterator[None]:
    """Inside, threads take turns 25 times as often; the last to leave sets back what was set before."""
    global _inside, _usual  # noqa: PLW0603 - the interpreter has one such interval for all threads
    with _lock:
        if _inside == 0:
            _usual = sys.getswitchinterval()
            sys.setswitchinterval(min(_TURN, _usual))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                sys.setswitchinterval(_usual)
