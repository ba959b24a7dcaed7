"""What the engine relies on, over the sandbox: purity, checkpoints, ownership, any JSON."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from productops.testing import ConnectorContract
from productops_google_forms import GoogleForms
from productops_google_forms.sandbox import GoogleFormsSandbox


class TestGoogleForms(ConnectorContract):
    connector = GoogleForms()
    extra_settings: ClassVar[dict[str, Any]] = {"page_size": 40}

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls) -> GoogleFormsSandbox:
        """A small company."""
        return GoogleFormsSandbox(size=300)
