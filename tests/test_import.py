"""`import productops` costs next to nothing, and the façade gives what the README uses."""

from __future__ import annotations

import subprocess
import sys

import pytest

import productops as po

HEAVY = {
    "duckdb", "httpx", "msgspec", "narwhals", "pandas", "pluggy", "polars", "pyarrow", "pydantic",
    "rich", "stamina",
}  # fmt: skip


def test_a_bare_import_loads_no_heavy_module() -> None:
    """A script that only looks at the version waits for nothing."""
    code = "import sys, productops; productops.__version__; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert HEAVY & {name.split(".")[0] for name in done.stdout.split()} == set()


def test_every_name_of_the_facade_is_there() -> None:
    """Names are looked up late, so a wrong one would be found by a user."""
    assert all(getattr(po, name) is not None for name in po.__all__)
    assert sorted(po.__all__) == po.__all__
    assert dir(po) == po.__all__


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As in any module."""
    with pytest.raises(AttributeError, match="has no attribute 'opne'"):
        _ = po.opne
