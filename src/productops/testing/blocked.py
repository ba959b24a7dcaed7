"""Proves that a function is pure: in here sockets, files, sleeps and clocks raise."""

from __future__ import annotations

import builtins
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

_BLOCKED: tuple[tuple[Any, str], ...] = (
    (socket, "socket"),
    (socket, "create_connection"),
    (builtins, "open"),
    (time, "sleep"),
    (time, "time"),
    (time, "monotonic"),
)


class NotPureError(AssertionError):
    """A connector reached out of its function."""


@contextmanager
def blocked() -> Iterator[None]:
    """Within this context opening a socket or file, sleeping, or reading the clock raises `NotPureError`."""
    with ExitStack() as stack:
        for module, name in _BLOCKED:
            stack.enter_context(patch.object(module, name, _refuse(f"{module.__name__}.{name}")))
        yield


def _refuse(name: str) -> Callable[..., Any]:
    def refused(*_: object, **__: object) -> Any:
        raise NotPureError(f"a connector must be pure, but it called {name}")

    return refused
