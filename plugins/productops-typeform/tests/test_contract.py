"""What the engine relies on, over the sandbox: purity, checkpoints, ownership, any JSON."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from productops.testing import ConnectorContract
from productops_typeform import Typeform
from productops_typeform.sandbox import TypeformSandbox


class TestTypeform(ConnectorContract):
    connector = Typeform()
    extra_settings: ClassVar[dict[str, Any]] = {"partial": True, "page_size": 40}

    @pytest.fixture(scope="class")
    @classmethod
    def sandbox(cls) -> TypeformSandbox:
        """A small company."""
        return TypeformSandbox(size=300)
