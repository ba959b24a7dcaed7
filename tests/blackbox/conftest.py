"""Fixtures of the black-box tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from blackbox import ENVIRONMENT, Box
from zendesk_api import Options
from zendesk_data import Desk, build
from zendesk_server import ZendeskServer


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secrets that the settings name."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """An empty working directory."""
    return Box(tmp_path / "box")


@pytest.fixture
def boxes(tmp_path: Path) -> Callable[[str], Box]:
    """Working directories by name."""
    return lambda name: Box(tmp_path / name)


@pytest.fixture
def serve() -> Iterator[Callable[..., ZendeskServer]]:
    """Start stand-ins; all are stopped at the end."""
    with ExitStack() as stack:

        def start(desk: Desk | None = None, options: Options | None = None) -> ZendeskServer:
            return stack.enter_context(ZendeskServer(desk or build(), options))

        yield start
