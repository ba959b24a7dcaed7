"""Books what the transport does on the report of the stream that asked, and passes it on to whoever shows it."""

from __future__ import annotations

import threading
from datetime import datetime

from ..kit.wire import Request
from .report import SOURCE_STREAM, Progress, Show, SourceReport, StreamReport

MENDED = "some text is no Unicode; the broken characters read U+FFFD"


class Watch:
    """`transport.Observer` of one source. Called from several threads."""

    def __init__(self, source: str, report: SourceReport, show: Show | None) -> None:
        self._source = source
        self._report = report
        self._show = show
        self._lock = threading.Lock()

    def sent(self, request: Request) -> None:
        """One more request."""
        with self._lock:
            self._stream(request).requests += 1

    def retried(self, request: Request, reason: str) -> None:
        """One more retry."""
        with self._lock:
            self._stream(request).retries += 1
        self.tell("retry", request.stream, text=reason)

    def waiting(self, request: Request, reason: str, seconds: float, until: datetime) -> None:
        """A wait begins."""
        with self._lock:
            self._stream(request).waited_s += seconds
        self.tell("wait", request.stream, text=reason, until=until)

    def mended(self, request: Request) -> None:
        """An answer held text that is no Unicode."""
        with self._lock:
            warnings = self._stream(request).warnings
            if MENDED not in warnings:
                warnings.append(MENDED)

    def _stream(self, request: Request) -> StreamReport:
        return self._report.stream(request.stream or SOURCE_STREAM)

    def tell(
        self,
        event: str,
        stream: str = "",
        *,
        done: int = 0,
        total: int | None = None,
        text: str = "",
        until: datetime | None = None,
    ) -> None:
        """Show a step of the run."""
        if self._show is not None:
            self._show(Progress(event, self._source, stream, done, total, text, until))
