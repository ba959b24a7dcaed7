"""What the engine relies on, over the sandbox: purity, checkpoints, ownership, any JSON."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from productops.testing import ConnectorContract
from productops_hubspot import Hubspot
from productops_hubspot.sandbox import HubspotSandbox


class TestHubspot(ConnectorContract):
    connector = Hubspot()
    extra_settings: ClassVar[dict[str, Any]] = {"private_comments": True}
    empty_streams: ClassVar[dict[str, str]] = {}

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls) -> HubspotSandbox:
        """A small company."""
        return HubspotSandbox(size=120)
