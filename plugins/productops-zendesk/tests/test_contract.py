"""What the engine relies on, over the sandbox: purity, checkpoints, ownership, any JSON."""

from __future__ import annotations

from typing import ClassVar

import pytest

from productops.testing import ConnectorContract
from productops_zendesk import Zendesk
from productops_zendesk.sandbox import ZendeskSandbox


class TestZendesk(ConnectorContract):
    connector = Zendesk()
    empty_streams: ClassVar[dict[str, str]] = {
        "satisfaction_ratings": "the company sends surveys",
    }

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls) -> ZendeskSandbox:
        """A small company."""
        return ZendeskSandbox(size=120)
