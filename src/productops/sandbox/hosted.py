"""What every sandbox can do besides answering: be served, be asked in process, grow older."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from .company import Company
from .inprocess import transport
from .server import serve

if TYPE_CHECKING:
    import httpx


class Hosted:
    """The part of a sandbox that is the same whatever the vendor; not meant to grow.

    Args:
        company: the company behind it.
        timer: seconds for limits and tokens; simulated time is added to it.
    """

    def __init__(self, company: Company, timer: Callable[[], float]) -> None:
        self.company = company
        self._timer = timer

    def _seconds(self) -> float:
        clock = self.company.clock
        return self._timer() + (clock.now - clock.start).total_seconds()

    def serve(self, *, port: int = 0, compress: bool = True) -> AbstractContextManager[str]:
        """On loopback; gives the base URL. See `productops.sandbox.serve`."""
        return serve(cast("Any", self), port=port, compress=compress)

    def transport(self) -> httpx.BaseTransport:
        """In this process. See `productops.sandbox.transport`."""
        return transport(cast("Any", self))

    def lift_limits(self) -> None:
        """A stand-in without limits has none to lift."""

    def advance(self, by: timedelta) -> datetime:
        """Move the company's clock on; things come, change and go as they would."""
        return self.company.clock.advance(by)
