"""What the tests share: a folder to write synthetic files in, and a workspace that reads them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import productops as po
from productops.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parent))

Rows = list[dict[str, Any]]


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    with po.open({"store": str(tmp_path / "store.duckdb")}) as workspace:
        yield workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "files"
    found.mkdir()
    return found


@pytest.fixture
def rows(ws: Workspace) -> Callable[..., Rows]:
    """The result of a query, as dicts."""

    def ask(query: str) -> Rows:
        found: Rows = ws.sql(query).to_pandas(pii="keep").to_dict("records")
        return found

    return ask
