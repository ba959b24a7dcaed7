"""What the engine relies on, over the sandbox: purity, checkpoints, ownership, any JSON."""

from __future__ import annotations

import pytest

from productops.testing import ConnectorContract
from productops_tally import Tally
from productops_tally.sandbox import TallySandbox


class TestTally(ConnectorContract):
    connector = Tally()

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls) -> TallySandbox:
        """A small company."""
        return TallySandbox(size=60, limited=False)
