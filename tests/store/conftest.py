"""What the store's tests share: a store on disk that is closed at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from productops.store import DuckStore, open_store

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "it's a store.duckdb"


@pytest.fixture
def store(path: Path) -> Iterator[DuckStore]:
    opened = open_store(path, lock_wait=2.0)
    yield opened
    opened.close()
