"""Lets the test modules import their shared helpers; a store on disk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from productops.store import open_store
from productops.store.base import Store

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    found = open_store(tmp_path / "j.duckdb")
    yield found
    found.close()
