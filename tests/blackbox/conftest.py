"""Fixtures of the black-box tests."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import jira_data
import jira_wire
from box import ENVIRONMENT, NASTY, Box, source
from jira_model import Site
from jira_server import JiraServer
from zendesk_data import build
from zendesk_model import Desk
from zendesk_server import ZendeskServer
from zendesk_wire import Options


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


@pytest.fixture
def serve_jira() -> Iterator[Callable[..., JiraServer]]:
    """Start Jira stand-ins; all are stopped at the end."""
    with ExitStack() as stack:

        def start(site: Site | None = None, options: jira_wire.Options | None = None) -> JiraServer:
            return stack.enter_context(JiraServer(site or jira_data.build(), options))

        yield start


@pytest.fixture(scope="session")
def desk30(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A folder synced from 30 tickets, five of them with hostile subjects."""
    with pytest.MonkeyPatch.context() as patch, ZendeskServer(build(30)) as server:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        for one, subject in NASTY.items():
            server.desk.tickets[one].update(subject=subject, raw_subject=subject)
        server.desk.tickets[7_000_006]["description"] = (
            "write to robin.person5@customer.example or +49 30 901820"
        )
        box = Box(tmp_path_factory.mktemp("show"))
        box.settings(support=source(server))
        box.sync()
        yield box, server


@pytest.fixture(scope="session")
def jira60(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One site synced twice over small pages; every row test looks at it. (site, box, first, second, sent)."""
    options = jira_wire.Options(
        fields_max=7, search_max=7, history_max=25, embedded_comments=1, list_max=6
    )
    with pytest.MonkeyPatch.context() as patch, JiraServer(jira_data.build(60), options) as server:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        box = Box(tmp_path_factory.mktemp("synced"))
        box.settings(eng=source(server))
        first, sent = box.sync(), len(server.log)
        server.options.__dict__.update(jira_wire.Options().__dict__)
        server.forget()
        second = box.sync()
        assert server.api.unknown == []
        yield server, box, first, second, sent
