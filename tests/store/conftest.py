"""What the store's tests share: a store on disk that is closed at the end."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from productops.store import DuckStore, open_store

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "it's a store.duckdb"


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store, made once."""
    made = tmp_path_factory.mktemp("fresh") / "fresh.duckdb"
    store = open_store(made)
    len(store.table("feedback"))
    store.close()
    return made


@pytest.fixture
def store(path: Path, fresh: Path) -> Iterator[DuckStore]:
    shutil.copy(fresh, path)
    opened = open_store(path, lock_wait=2.0)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, fresh: Path) -> Iterator[DuckStore]:
    """A store for tests that do not get in one another's way."""
    path = Path(shutil.copy(fresh, tmp_path_factory.mktemp("shared") / "shared.duckdb"))
    opened = open_store(path, lock_wait=2.0)
    yield opened
    opened.close()
