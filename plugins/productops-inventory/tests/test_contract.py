"""What the engine relies on, over the invented company's exports: purity, checkpoints, ownership, any JSON."""

from __future__ import annotations

import threading
from typing import ClassVar

import pytest

from productops.sync.source import Source
from productops.testing import ConnectorContract
from productops.testing.walk import Step, walk
from productops.transport.base import Observer
from productops.transport.files import LocalFiles
from productops_inventory import Inventory, InventorySettings
from productops_inventory.sandbox import InventorySandbox


class TestInventory(ConnectorContract):
    connector = Inventory()
    empty_streams: ClassVar[dict[str, str]] = {
        "tools": "it is the file that a person keeps, a source of its own"
    }

    @pytest.fixture(scope="class")
    @classmethod
    def steps(cls, tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
        """Every page of every stream, over the files of a small company."""
        folder = tmp_path_factory.mktemp("exports")
        settings = InventorySandbox(size=60).write(folder)
        values = InventorySettings(**{**settings, "page_size": 20})

        def reach(observer: Observer, stop: threading.Event) -> LocalFiles:
            return LocalFiles(folder, observer, stop)

        return list(walk(Source("under_test", cls.connector, values, reach)))
