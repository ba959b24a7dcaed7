"""What a connector author imports."""

from ..errors import PermissionMissing, RecordRejected, UnexpectedAnswer
from .auth import (
    Auth,
    Auths,
    Basic,
    Bearer,
    ClientCredentials,
    NoAuth,
    RefreshToken,
    ServiceAccount,
)
from .connector import Can, Connector, Instance, Key, Pace, Run, Stream
from .settings import ConnectorSettings, Duration, Moment, Secret, TimeZone
from .wire import Answer, Cursor, Page, RawRecord, Request

__all__ = [
    "Answer",
    "Auth",
    "Auths",
    "Basic",
    "Bearer",
    "Can",
    "ClientCredentials",
    "Connector",
    "ConnectorSettings",
    "Cursor",
    "Duration",
    "Instance",
    "Key",
    "Moment",
    "NoAuth",
    "Pace",
    "Page",
    "PermissionMissing",
    "RawRecord",
    "RecordRejected",
    "RefreshToken",
    "Request",
    "Run",
    "Secret",
    "ServiceAccount",
    "Stream",
    "TimeZone",
    "UnexpectedAnswer",
]
