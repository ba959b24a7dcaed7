"""What the engine's tests share: a store on disk, and a fixed moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from productops.store import open_store
from productops.store.base import Store

sys.path.insert(0, str(Path(__file__).parent))

NOW = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "test.duckdb")
    yield opened
    opened.close()


@pytest.fixture
def now() -> datetime:
    return NOW
