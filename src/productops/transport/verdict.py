"""What an answer means: an answer, a reason to try again, or an error that says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from ..errors import (
    AnswerTooBig,
    CredentialsRejected,
    PermissionMissing,
    ProductopsError,
    QuotaExhausted,
    RateLimited,
    SourceUnavailable,
    UnexpectedAnswer,
)
from ..kit.decoding import mended
from ..kit.wire import Answer, Request
from .headers import retry_after, windows
from .waiting import Waiter

Clean = Callable[[str], str]
"""Takes secrets out of a text."""
_LONGEST = 300
_SCANNED = 100_000
_TOO_SLOW = (504, 524)
_RETRYABLE = (408, 425)
_TEXT_KEYS = ("title", "message", "description", "detail", "error_description", "error", "details")
_SCOPE_KEYS = ("missingScopes", "requiredGranularScopes", "requiredScopes", "scopes")
_SCOPE = re.compile(r"scope=\"?([^\",]+)")
_UNSCOPED = b"scope does not match"
_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_HINTS = {
    400: "The source does not understand the request; a newer version of the plugin may.",
    404: "Check host, subdomain and base_url; some sources also answer 404 without permission.",
    410: "This endpoint was removed; update the plugin of this source.",
    402: "The account is suspended or its plan lacks this; sign in to the source's own page.",
    423: "The account is locked; sign in to the source's own page.",
}
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_HTML_HINT = "Check host, subdomain and base_url; a proxy or a login page answers in HTML."


@dataclass(frozen=True, slots=True)
class Reading:
    """How answers are read: where messages say it happened, whose clock, and what takes secrets out."""

    where: str
    waiter: Waiter
    clean: Clean


def judge(request: Request, answer: Answer, reading: Reading) -> ProductopsError | None:
    """None if *answer* is an answer to *request*, otherwise the error it stands for."""
    where, status = reading.where, answer.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return _not_json(request, answer, where)
    if status in request.expect:
        return None
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _rate_limited(request, answer, reading)
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and page_size(request) > 1:
        return AnswerTooBig(
            f"the source says the page is too big (413){_said(answer, reading.clean)}",
            where=where,
            hint="A smaller page_size makes smaller answers.",
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in _RETRYABLE:
        return SourceUnavailable(
            f"the source answered {status}{_said(answer, reading.clean)}",
            where=where,
            hint="Run again later; everything fetched so far is kept.",
            retry_after=retry_after(answer.headers, reading.waiter.now()),
            status=status,
            shrink=status in _TOO_SLOW and page_size(request) > 1,
        )
    return _refused(request, answer, reading)


def page_size(request: Request) -> int:
    """The size of the page that *request* asks for, or 0 where it names none."""
    held = request.query
    if request.page_size not in held and isinstance(request.body, dict):
        held = request.body
    try:
        return int(str(held.get(request.page_size, 0))) if request.page_size else 0
    except ValueError:
        return 0


def vendor_message(answer: Answer, clean: Clean) -> str:
    """What the source says went wrong, cut to a readable length; empty if it says nothing.

    Secrets are taken out before it is cut: half a secret would not be known again.
    """
    if is_html(answer):
        return "an HTML page"
    try:
        text = "; ".join(dict.fromkeys(_messages(msgspec.json.decode(answer.body))))
    except _UNREADABLE:
        text = _TAG.sub(" ", answer.body[:_SCANNED].decode("utf-8", "replace"))
    text = " ".join(clean(text[:_SCANNED]).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def is_html(answer: Answer) -> bool:
    """Whether a page for people came."""
    kind = answer.headers.get("content-type", "").lower()
    return "text/html" in kind or ("csv" not in kind and bool(_HTML.match(answer.body[:200])))


def _refused(request: Request, answer: Answer, reading: Reading) -> ProductopsError:
    """The 4xx that stay."""
    status, where, said = answer.status, reading.where, _said(answer, reading.clean)
    # Atlassian's gateway answers 401, not 403, to a token that is good but lacks the scope
    # https://github.com/raycast/extensions/issues/11212
    unscoped = status == HTTPStatus.UNAUTHORIZED and _UNSCOPED in answer.body[:_LONGEST]
    if status == HTTPStatus.UNAUTHORIZED and not unscoped:
        return CredentialsRejected(
            f"the source refused the credentials (401){said}",
            where=where,
            hint="Check the credentials: wrong, expired, or made for another account or host.",
        )
    if status == HTTPStatus.FORBIDDEN or unscoped:
        scopes = required_scopes(answer)
        wanted = f'Grant the scope "{scopes}"' if scopes else "Grant the role or scope it needs"
        return PermissionMissing(
            f"the account may not read {request.path} ({status}){said}",
            where=where,
            hint=f"{wanted}, or leave this stream out with `streams = […]`.",
        )
    hint = _HTML_HINT if is_html(answer) else _HINTS.get(status, _HINTS[400])
    return UnexpectedAnswer(
        f"{request.method} {request.path} was answered with {status}{said}",
        where=where,
        hint=hint,
        status=status,
    )


def _rate_limited(request: Request, answer: Answer, reading: Reading) -> ProductopsError:
    """A 429; one about a day's quota is no reason to wait.

    https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines (`policyName`)
    """
    where, now = reading.where, reading.waiter.now()
    wait = retry_after(answer.headers, now)
    if wait is None:
        spent = [w for w in windows(answer.headers, now) if w.remaining < 1]
        wait = max((w.resets_in for w in spent if w.resets_in is not None), default=None)
    if b'"DAILY"' in answer.body[:4096]:
        return QuotaExhausted(
            f"the day's quota is used up (429){_said(answer, reading.clean)}",
            where=where,
            hint="Run again when the quota starts anew; everything fetched so far is kept.",
            resets_at=None if wait is None else reading.waiter.at(wait),
        )
    bucket = f", {request.bucket}" if request.bucket else ""
    return RateLimited(
        f"the source asks to wait (429{bucket})",
        where=where,
        hint="Run again later, or lower rate_share so that fewer requests are sent.",
        retry_after=wait,
    )


def _not_json(request: Request, answer: Answer, where: str) -> ProductopsError | None:
    """A 2xx that is HTML, or JSON that does not parse (damaged on its way, the length right)."""
    if is_html(answer):
        if answer.status in request.expect:
            return None
        return UnexpectedAnswer(
            f"{request.path} was answered with an HTML page, not JSON",
            where=where,
            hint=_HTML_HINT,
            status=answer.status,
        )
    if "json" not in answer.headers.get("content-type", "") or not answer.body:
        return None
    error = _damage(answer.body)
    # Half an emoji is for whoever reads the page: it costs a letter, not the answer
    if error and _damage(mended(answer.body)):
        return SourceUnavailable(
            f"the answer is broken JSON ({error})",
            where=where,
            hint="Run again later; if it stays, the source or a proxy damages its answers.",
            status=answer.status,
        )
    return None


def _damage(body: bytes) -> Exception | None:
    """Why *body* is no JSON; None where it is."""
    try:
        _WELL_FORMED.decode(body)
    except _UNREADABLE as error:
        return error
    return None


_WELL_FORMED = msgspec.json.Decoder(msgspec.Raw)
"""Only skims the JSON: about 1 ms for 3 MB."""


def _said(answer: Answer, clean: Clean) -> str:
    text = vendor_message(answer, clean)
    return f": {text}" if text else ""


def _messages(body: Any) -> Iterator[str]:
    """Texts of an error body.

    Zendesk: `error`, `description`, `details`; Jira: `errorMessages`, `errors`; others: `message`.
    """
    if isinstance(body, str):
        yield body
    elif isinstance(body, list):
        for item in body[:5]:
            yield from _messages(item)
    elif isinstance(body, dict):
        for key in _TEXT_KEYS:
            yield from _messages(body.get(key))
        yield from _messages(body.get("errorMessages"))
        yield from _named(body.get("errors"))
        if not any(key in body for key in (*_TEXT_KEYS, "errorMessages", "errors")):
            yield from _named(body)


def _named(errors: Any) -> Iterator[str]:
    """`{"summary": "is too long"}` as `summary: is too long`; likewise with a list or an object."""
    if isinstance(errors, dict):
        for key, value in list(errors.items())[:5]:
            if isinstance(value, str | list | dict):
                yield from (f"{key}: {text}" for text in _messages(value))
    else:
        yield from _messages(errors)


def required_scopes(answer: Answer) -> str:
    """The scope the source misses, where it names it (RFC 6750 3, or HubSpot's error context)."""
    if named := _SCOPE.search(answer.headers.get("www-authenticate", "")):
        return named[1].strip()
    try:
        return ", ".join(dict.fromkeys(_scopes(msgspec.json.decode(answer.body))))
    except _UNREADABLE:
        return ""


def _scopes(body: Any) -> Iterator[str]:
    if isinstance(body, list):
        for item in body[:5]:
            yield from _scopes(item)
    elif isinstance(body, dict):
        for key in _SCOPE_KEYS:
            held = body.get(key)
            if isinstance(held, list):
                yield from (one for one in held if isinstance(one, str))
        for key in ("context", "errors"):
            yield from _scopes(body.get(key))
