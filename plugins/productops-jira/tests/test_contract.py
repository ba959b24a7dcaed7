"""What the engine relies on, over the sandbox: purity, checkpoints, ownership, any JSON."""

from __future__ import annotations

from typing import ClassVar

import pytest

from productops.testing import ConnectorContract
from productops_jira import Jira
from productops_jira.sandbox import JiraSandbox


class TestJira(ConnectorContract):
    connector = Jira()
    empty_streams: ClassVar[dict[str, str]] = {}

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls) -> JiraSandbox:
        """A small company."""
        return JiraSandbox(size=120)
