"""A small help desk on loopback, and a folder whose settings point to it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from productops.sandbox import serve
from productops_zendesk.sandbox import ZendeskSandbox

sys.path.insert(0, str(Path(__file__).parent))

LIMITS = dict.fromkeys(
    ("incremental-exports", "incremental-exports-cursor", "deleted-tickets-index"), 9_999
)


@pytest.fixture
def sandbox() -> ZendeskSandbox:
    """The invented company's help desk, small."""
    return ZendeskSandbox(size=24, plan="enterprise_plus", limits=LIMITS)


@pytest.fixture
def url(sandbox: ZendeskSandbox) -> Iterator[str]:
    """Where it answers."""
    with serve(sandbox) as base_url:
        yield base_url


@pytest.fixture
def keys(sandbox: ZendeskSandbox, url: str) -> dict[str, Any]:
    """What connects to it."""
    return {**sandbox.credentials(), "base_url": url}


@pytest.fixture
def folder(tmp_path: Path, keys: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with settings for the help desk; the secret is in the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DESK_SECRET", keys["client_secret"])
    lines = [
        f'{key} = "{value}"' for key, value in {**keys, "client_secret": "env:DESK_SECRET"}.items()
    ]
    text = "\n".join(
        ['store = "acme.duckdb"', "[sources.support]", 'connector = "zendesk"', *lines]
    )
    (tmp_path / "productops.toml").write_text(text + "\n")
    return tmp_path
