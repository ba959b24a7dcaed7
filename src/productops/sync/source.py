"""A configured source, ready to be read: a connector, its settings, and a way to reach it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..kit.connector import Connector
from ..kit.settings import ConnectorSettings
from ..model.vocabulary import Table
from ..transport.base import Observer, Transport

MakeTransport = Callable[[Observer, threading.Event], Transport]
"""Makes the transport of a run: told of everything by the observer, ended early by the event."""


@dataclass(frozen=True, slots=True)
class Source:
    """A name in the settings, bound to its connector.

    Attributes:
        settings: an instance of `connector.settings`, secrets resolved.
        transport: makes the transport; `productops.transport.http` in practice, a sandbox's in tests.
        vocabulary: the user's overrides, by vocabulary.
    """

    name: str
    connector: Connector
    settings: ConnectorSettings
    transport: MakeTransport
    vocabulary: Mapping[str, Table] = field(default_factory=dict)
