"""The connector of the how-to works as it stands there."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import pytest

from productops import plugins
from productops.settings import of_dict
from productops.workspace import Workspace

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-connector.md"
WISHES = [
    {
        "id": number,
        "text": f"Wish {number}",
        "state": "planned" if number % 2 else "Dreaming",
        "created_at": "2025-01-01T00:00:00Z",
        "changed_at": f"2025-01-0{number}T00:00:00Z",
    }
    for number in range(1, 6)
]


class _Board(BaseHTTPRequestHandler):
    """Two wishes a page, one of them broken."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = parse_qs(url.query)
        start = int(asked.get("from", ["0"])[0])
        wishes = [w for w in WISHES if w["changed_at"] > asked.get("changed_after", [""])[0]]
        body: dict[str, object] = {"account": "fernhill", "title": "Fernhill"}
        if url.path == "/v1/boards/main/wishes":
            more = f"{url.path}?from={start + 2}" if start + 2 < len(wishes) else None
            broken = [] if start else [{"id": 99}]
            body = {"wishes": [*wishes[start : start + 2], *broken], "more": more}
        data = json.dumps(body).encode()
        self.send_response(200 if self.headers["authorization"] == "Bearer t0ken" else 401)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Stay silent."""


@pytest.fixture
def board() -> Iterator[str]:
    """The wish board on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Board)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _module() -> ModuleType:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    module = ModuleType("productops_wishlist")
    exec(compile(code, str(PAGE), "exec", dont_inherit=True), module.__dict__)
    return module


def test_the_example_reads_a_board(tmp_path: Path, board: str) -> None:
    """Pages are followed, a broken wish is set aside, words map, and a second run finds nothing new."""
    source = {"connector": "wishlist", "board": "main", "token": "t0ken", "base_url": board}
    settings = of_dict({"store": "w.duckdb", "sources": {"ideas": source}}, tmp_path)

    with Workspace(settings, plugins=plugins.load((), extra=[_module()])) as workspace:
        first = workspace.sync(progress=False)
        again = workspace.sync(progress=False)
        rows = list(workspace.feedback.records())

    assert first.exit_code == 0, str(first)
    stream = first.sources["ideas"].streams["wishes"]
    assert (first.exit_code, stream.created, stream.set_aside) == (0, 5, 1)
    assert again.sources["ideas"].streams["wishes"].created == 0
    assert {row.status_category for row in rows} == {"todo", "unknown"}
    assert {row.source_instance for row in rows} == {"fernhill"}
