"""The seam between the engine and the world."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from ..kit.wire import Answer, Request


class Observer(Protocol):
    """Is told what the transport does, from any thread; nothing waits unseen."""

    def sent(self, request: Request) -> None:
        """A request (or a token request, with the stream `_source`) goes out."""

    def retried(self, request: Request, reason: str) -> None:
        """The same request will be sent again."""

    def waiting(self, request: Request, reason: str, seconds: float, until: datetime) -> None:
        """Sending waits; called before the wait starts."""


class Transport(Protocol):
    """Sends requests: signs, paces, retries, and refuses what is unsafe."""

    def send(self, request: Request) -> Answer:
        """The answer to *request*.

        Raises:
            SourceUnavailable: gave up retrying; `shrink` says that a smaller page may help.
            AnswerTooBig: more than we accept in one piece.
            CredentialsRejected, PermissionMissing, UnexpectedAnswer, ForeignLink: see `errors`.
            QuotaExhausted: a quota ends the run; `resets_at` says when it starts anew.
            Interrupted: asked to stop while waiting.
        """

    def settle(self, request: Request) -> Request:
        """A followed link, found to be the source's own, without the host it named; so it can be stored.

        Raises:
            ForeignLink: it leads elsewhere.
        """

    def close(self) -> None:
        """Give connections back."""
