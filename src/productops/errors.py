"""Every error of the library, sorted by what to do next.

    ProductopsError
    ├── RetryableError            the same request may succeed later; the engine waits and tries again
    │   ├── RateLimited           the source asked us to slow down; says until when
    │   ├── SourceUnavailable     5xx, a reset connection, a time-out, a truncated answer
    │   └── AnswerTooBig          more than we accept at once: the same page in smaller pieces
    ├── SettingsError             fix the settings, then run again (exit 2)
    │   └── CredentialsRejected   the source refused the credentials, or is not where they say (exit 3)
    │       └── SourceNotFound    no such account there: host, subdomain or base_url is wrong
    ├── RecordRejected            one record does not fit: it is set aside, the rest goes on
    ├── SourceError               this source, or one stream of it, stops; what it committed stays (exit 1)
    │   ├── UnexpectedAnswer      HTML instead of JSON, a removed endpoint, a missing key of the envelope
    │   ├── LoopDetected          the source sent us back to a request that was already answered
    │   ├── ForeignLink           a link to a host that is not the connector's
    │   ├── DeliveryRefused       a webhook that is not the source's, or old, or was here before: nothing was stored
    │   ├── PermissionMissing     the account may not read this; names the scope or role (exit 3)
    │   └── PluginError           a connector or hook raised, or a plugin does not load
    ├── Stopped                   stopped cleanly, resumable: run again
    │   ├── QuotaExhausted        a quota ends the run; says when it starts anew (exit 4)
    │   └── Interrupted           Ctrl-C or SIGTERM (exit 130)
    └── StoreError                the store cannot be used now (exit 5)
        ├── StoreLocked           another process holds it
        ├── StoreDamaged          the file is not readable as a store
        └── StoreFull             the disk is full; nothing of the last page was kept

A message has three parts: *message* (what happened), *where* (source, stream, settings key, file)
and *hint* (what to do). No message ever holds a secret: what comes from outside passes
`productops.transport.redaction` first.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar


class ProductopsError(Exception):
    """Root of all errors raised by productops.

    Args:
        message: what happened, one sentence, no secret.
        where: the source, stream, settings key or file it happened in.
        hint: what to do about it, one sentence.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        what = f"{self.where}: {self.message}" if self.where else self.message
        return f"{what}\n{self.hint}" if self.hint else what


class RetryableError(ProductopsError):
    """The same request may succeed later. *retry_after*: seconds the source asked for, if it did."""

    def __init__(
        self, message: str, *, where: str = "", hint: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.retry_after = retry_after


class RateLimited(RetryableError):
    """The source asked us to slow down."""


class SourceUnavailable(RetryableError):
    """A 5xx answer, a reset or timed-out connection, a truncated body.

    *status* is the HTTP status, 0 where there was no answer. *shrink* is true where a smaller page may
    help (504 and time-outs): retrying the same size cannot.
    """

    def __init__(
        self,
        message: str,
        *,
        where: str = "",
        hint: str = "",
        retry_after: float | None = None,
        status: int = 0,
        shrink: bool = False,
    ) -> None:
        super().__init__(message, where=where, hint=hint, retry_after=retry_after)
        self.status = status
        self.shrink = shrink


class AnswerTooBig(RetryableError):
    """The answer is larger than we accept; the engine asks for a smaller page."""


class SettingsError(ProductopsError):
    """The settings need a correction before anything can run.

    *problems* lists every mistake found, one line each, so that all can be mended at once; a single one
    stands in the message already.
    """

    exit_code = 2

    def __init__(
        self, message: str, *, where: str = "", hint: str = "", problems: Iterable[str] = ()
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.problems = tuple(problems)

    def __str__(self) -> str:
        listed = self.problems if len(self.problems) > 1 else ()
        return "\n".join([super().__str__(), *(f"  {problem}" for problem in listed)])


class CredentialsRejected(SettingsError):
    """The source refused the credentials: wrong, expired, or lacking a scope."""

    exit_code = 3


class SourceNotFound(CredentialsRejected):
    """Nobody answers as this source there: host, subdomain or base_url is wrong."""


class RecordRejected(ProductopsError):
    """One record cannot become rows. *field* names the part that does not fit."""

    def __init__(self, message: str, *, field: str = "", where: str = "", hint: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.field = field


class SourceError(ProductopsError):
    """This source, or one stream of it, cannot go on; what was committed stays."""


class UnexpectedAnswer(SourceError):
    """The source answered something its documentation does not know. *status* is the HTTP status."""

    def __init__(self, message: str, *, where: str = "", hint: str = "", status: int = 0) -> None:
        super().__init__(message, where=where, hint=hint)
        self.status = status


class LoopDetected(SourceError):
    """The source pointed to a request that this partition had already sent in this run."""


class ForeignLink(SourceError):
    """A link in an answer leads to a host that is not the connector's; it was not followed."""


class DeliveryRefused(SourceError):
    """A webhook that is not the source's, too old, or was received before; nothing was stored.

    *repeated*: it is right, and was received before.
    """

    def __init__(
        self, message: str, *, where: str = "", hint: str = "", repeated: bool = False
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.repeated = repeated


class PermissionMissing(SourceError):
    """The account may not read this. The hint names the scope or role where it is known."""

    exit_code = 3

    def in_one_line(self) -> str:
        """What happened and what to do, for a list of warnings."""
        return f"{self.message.rstrip('.')}. {self.hint}" if self.hint else self.message


class PluginError(SourceError):
    """A plugin raised, does not load, or does not keep the connector contract."""


class Stopped(ProductopsError):
    """A clean stop: everything fetched is committed, and the next run goes on from there."""


class QuotaExhausted(Stopped):
    """A quota of the source is used up. *resets_at* is when it starts anew (UTC), if known."""

    exit_code = 4

    def __init__(
        self, message: str, *, where: str = "", hint: str = "", resets_at: datetime | None = None
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.resets_at = resets_at


class Interrupted(Stopped):
    """The user or the system asked us to stop (Ctrl-C, SIGTERM)."""

    exit_code = 130


class StoreError(ProductopsError):
    """The store cannot be used now; nothing already held was changed."""

    exit_code = 5


class StoreLocked(StoreError):
    """Another process holds the store. *pid* is its process id, if known."""

    def __init__(
        self, message: str, *, where: str = "", hint: str = "", pid: int | None = None
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.pid = pid


class StoreDamaged(StoreError):
    """The file is not a readable store."""


class StoreFull(StoreError):
    """The disk is full; the page being written was rolled back."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`Did you mean "zendesk"?` when *word* is close to one of *known*, otherwise an empty text."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'Did you mean "{close[0]}"?' if close else ""
