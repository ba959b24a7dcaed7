"""The connector keeps the contract, page by page, over its sandbox."""

from __future__ import annotations

import pytest
from productops_zendesk.connector import Zendesk
from productops_zendesk.sandbox import ZendeskSandbox

from productops.sandbox import Sandbox
from productops.testing import ConnectorContract


class TestZendesk(ConnectorContract):
    connector = Zendesk()

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls) -> Sandbox:
        return ZendeskSandbox(size=120)
