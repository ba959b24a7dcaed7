"""The inventory where nothing is installed but what the library needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from stocked import store

_CODE = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("pandas", "polars", "pyarrow", "pytz"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import productops as po
from productops.measures.inventory.answers import ANSWERS

with po.open(sys.argv[1]) as ws:
    inventory = ws.inventory()
    print(inventory.overview())
    print([inventory.answer(name) for name in ANSWERS])
"""


def test_every_answer_needs_no_optional_package(tmp_path: Path) -> None:
    """Neither pandas nor Polars, pyarrow or pytz."""
    path = store(tmp_path / "store.duckdb")
    done = subprocess.run(
        [sys.executable, "-c", _CODE, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Figma" in done.stdout
