"""What a source sends by itself: how it signs a delivery, as data, and what a delivery holds.

A connector that receives has two more functions, pure as all of it:

    def signature(self, settings) -> Signature: ...
    def received(self, body, headers, settings) -> Delivery: ...

`productops.sync.receiving` checks the one and commits the other through the same streams as a sync.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

from pydantic import SecretStr

from ..errors import DeliveryRefused
from .wire import RawRecord, Request

Part = Literal["timestamp", "method", "url", "body"]
LONGEST_DELAY = timedelta(days=3)
"""How long after its making a delivery is still taken where only its body tells; vendors try for a day or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How a source signs: an HMAC over *parts*, joined, in a header.

    Attributes:
        header: lower-case name of the header that holds it.
        secret: the key; None where the settings have none, so that nothing can be checked.
        key: the settings key of the secret, for messages.
        parts: what is signed, in order.
        prefix: what stands before the signature in the header (`sha256=`).
        timestamp: lower-case name of the header with the moment of sending, where it is signed.
        unit: how that moment is written.
        tolerance: how far from now it may be.
        escaped: the URL's percent-escapes that are decoded before signing.
    """

    header: str
    secret: SecretStr | None
    key: str = "webhook_secret"
    parts: Sequence[Part] = ("body",)
    algorithm: Literal["sha256", "sha1"] = "sha256"
    encoding: Literal["base64", "hex"] = "base64"
    prefix: str = ""
    timestamp: str = ""
    unit: Literal["ms", "s", "iso"] = "s"
    tolerance: timedelta = timedelta(minutes=5)
    escaped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A request as it arrived. *url* as it was called, with scheme and host; *headers* with lower-case names."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a delivery holds.

    Attributes:
        records: records as their streams know them, by stream.
        gone: source ids that were deleted, by stream.
        requests: what has to be fetched, as requests of the stream each names.
        sent_at: when it was made, where the signed body tells.
    """

    records: Mapping[str, Sequence[RawRecord]] = field(default_factory=dict)
    gone: Mapping[str, Sequence[str]] = field(default_factory=dict)
    requests: Sequence[Request] = ()
    sent_at: datetime | None = None


class Receives(Protocol):
    """A connector whose source sends by itself."""

    def signature(self, settings: Any) -> Signature:
        """How its deliveries are signed."""

    def received(self, body: bytes, headers: Mapping[str, str], settings: Any) -> Delivery:
        """What a delivery holds, whose signature was found right; *headers* have lower-case names.

        Raises:
            DeliveryRefused: the body is not what the source sends.
        """


def proven(
    signature: Signature,
    arrived: Arrived,
    *,
    now: datetime,
    where: str,
) -> str:
    """The signature of a delivery that is the source's, and not old.

    Args:
        where: the source, for messages.

    Raises:
        DeliveryRefused: it is not signed, signed by somebody else, or too old. Which of the last two is
            compared in constant time.
    """
    if signature.secret is None:
        raise DeliveryRefused(
            "it cannot be checked, since the settings have no secret for it",
            where=f"sources.{where}.{signature.key}",
            hint="Put the secret that the source signs with there.",
        )
    given = arrived.headers.get(signature.header, "")
    if not given.startswith(signature.prefix) or not given:
        raise DeliveryRefused(
            f"it has no signature ({signature.header})",
            where=where,
            hint="Whoever sent it is not the source, or a proxy dropped the header.",
        )
    stamp = arrived.headers.get(signature.timestamp, "") if signature.timestamp else ""
    right = _signed(signature, stamp, arrived)
    if not hmac.compare_digest(given.removeprefix(signature.prefix).encode(), right.encode()):
        raise DeliveryRefused(
            "its signature is wrong",
            where=where,
            hint=f"Check sources.{where}.{signature.key}, and that body and address arrive unchanged.",
        )
    if signature.timestamp:
        _on_time(_moment(stamp, signature.unit), signature.tolerance, now, where)
    return right


def on_time(delivery: Delivery, now: datetime, where: str) -> None:
    """Whether a delivery is young enough by what its body tells.

    Raises:
        DeliveryRefused: it is not.
    """
    if delivery.sent_at is not None:
        _on_time(delivery.sent_at, LONGEST_DELAY, now, where)


def _signed(signature: Signature, stamp: str, arrived: Arrived) -> str:
    url = arrived.url
    for escape, plain in signature.escaped.items():
        url = url.replace(escape, plain).replace(escape.lower(), plain)
    parts = {
        "timestamp": stamp.encode(),
        "method": arrived.method.upper().encode(),
        "url": url.encode(),
        "body": arrived.body,
    }
    secret = signature.secret.get_secret_value() if signature.secret else ""
    message = b"".join(parts[part] for part in signature.parts)
    digest = hmac.new(secret.encode(), message, getattr(hashlib, signature.algorithm)).digest()
    return digest.hex() if signature.encoding == "hex" else base64.b64encode(digest).decode()


def _moment(stamp: str, unit: str) -> datetime | None:
    try:
        if unit == "iso":
            found = datetime.fromisoformat(stamp)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        return datetime.fromtimestamp(int(stamp) / (1000 if unit == "ms" else 1), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _on_time(sent: datetime | None, tolerance: timedelta, now: datetime, where: str) -> None:
    if sent is None or abs(now - sent) > tolerance:
        raise DeliveryRefused(
            f"it was sent at {sent:%Y-%m-%d %H:%M:%S} UTC, which is too long ago" if sent and sent < now
            else "it does not say rightly when it was sent",
            where=where,
            hint="It may be a replay; what it told of comes with the next sync.",
        )  # fmt: skip
