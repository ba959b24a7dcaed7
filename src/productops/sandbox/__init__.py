"""Local stand-ins for the vendors' APIs: to try, demonstrate and test without an account.

One fictional company lies behind all of them; each vendor's endpoints belong to its plugin.
"""

from .calls import CallLog, Logged
from .clock import DEFAULT_NOW, SimulatedClock
from .company import Company
from .desk import Sandbox
from .exports import Exports, save
from .faults import KINDS as FAULT_KINDS
from .faults import Faults
from .hosted import Hosted
from .inprocess import transport
from .limits import Buckets
from .pages import PageCache
from .server import serve
from .tokens import Tokens
from .wire import Call, Reply

__all__ = [
    "DEFAULT_NOW",
    "FAULT_KINDS",
    "Buckets",
    "Call",
    "CallLog",
    "Company",
    "Exports",
    "Faults",
    "Hosted",
    "Logged",
    "PageCache",
    "Reply",
    "Sandbox",
    "SimulatedClock",
    "Tokens",
    "save",
    "serve",
    "transport",
]
