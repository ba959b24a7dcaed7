"""What the engine relies on, over the sandbox: purity, checkpoints, ownership, any JSON."""

from __future__ import annotations

import pytest

from productops.testing import ConnectorContract
from productops_surveymonkey import SurveyMonkey
from productops_surveymonkey.sandbox import SurveyMonkeySandbox


class TestSurveyMonkey(ConnectorContract):
    connector = SurveyMonkey()

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls) -> SurveyMonkeySandbox:
        """A small company."""
        return SurveyMonkeySandbox(size=60, limited=False)
