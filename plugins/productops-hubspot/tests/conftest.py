"""Lets the test modules import their shared helpers, and gives each test a store."""

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
    """An empty store on disk."""
    opened = open_store(tmp_path / "test.duckdb")
    yield opened
    opened.close()
