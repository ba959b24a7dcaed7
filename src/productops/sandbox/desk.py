"""What every sandbox is, and how a call goes through it: log, fault, answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol

from .calls import CallLog
from .company import Company
from .faults import Faults, refusal
from .wire import Call, Reply


class Sandbox(Protocol):
    """A local stand-in for a vendor's API.

    `productops_sandboxes` gives classes that are made as `cls(company=None, *, seed=7, size=400, now=None)`;
    several sandboxes of one company are given the same `Company`.
    """

    connector: ClassVar[str]
    company: Company
    calls: CallLog
    faults: Faults | None

    def credentials(self) -> dict[str, Any]:
        """Settings that connect to it, besides `connector` and `base_url`."""

    def advance(self, by: timedelta) -> datetime:
        """Move the company's clock on."""

    def lift_limits(self) -> None:
        """From now on no call is too many: for a demo, which would otherwise wait for minutes."""

    def handle(self, call: Call) -> Reply:
        """The vendor's answer."""

    def expire(self, call: Call) -> Reply:
        """End the token this call carries, and answer as the vendor does then."""

    def repeat(self, call: Call, reply: Reply) -> Reply:
        """*reply*, but leading back to this call instead of onwards."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What goes over the wire.

    Attributes:
        reply: the answer; its body is whole.
        fault: the fault that happened, or an empty text.
        delay: seconds to wait first.
        cut: the connection breaks in the middle of the body.
        reset: the connection breaks without an answer.
    """

    reply: Reply
    fault: str = ""
    delay: float = 0.0
    cut: bool = False
    reset: bool = False


def exchange(sandbox: Sandbox, call: Call) -> Delivery:
    """One call through a sandbox, with its faults, noted in its log."""
    number = sandbox.calls.begin()
    faults = sandbox.faults
    fault = faults.pick(number, call) if faults else ""
    delivery = _spoilt(sandbox, call, fault, faults) if faults else Delivery(sandbox.handle(call))
    broken = delivery.reset or delivery.cut
    sandbox.calls.add(number, call, 0 if broken else delivery.reply.status, fault)
    return delivery


def _spoilt(sandbox: Sandbox, call: Call, fault: str, faults: Faults) -> Delivery:
    wait = faults.latency
    if fault == "reset":
        return Delivery(Reply(), fault, wait, reset=True)
    if fault == "expired_token":
        return Delivery(sandbox.expire(call), fault, wait)
    reply = refusal(fault, faults.retry_after) or sandbox.handle(call)
    if fault == "truncated":
        return Delivery(reply, fault, wait, cut=True)
    if fault == "malformed":
        half = reply.body[: max(1, len(reply.body) * 2 // 3)]
        reply = Reply(reply.status, half, reply.headers)
    if fault == "repeated_cursor":
        reply = sandbox.repeat(call, reply)
    return Delivery(reply, fault, wait + (faults.stall if fault == "stall" else 0.0))
