"""A loopback stand-in for a vendor, in a process of its own and never the slow side.

    python benchmarks/server.py --vendor jira --records 20000 --latency-ms 50

Every record is rendered before the first request; an answer is sent with one call; there is no compression and no
rate limit. It prints its address on a line of its own once it is ready, and ends when its standard input does.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from answers import render
from site_jira import Jira
from site_zendesk import Zendesk

SITES = {"jira": Jira, "zendesk": Zendesk}


class Site(Protocol):
    """What a vendor answers."""

    def answer(self, target: str, body: bytes) -> bytes | None:
        """The whole answer to a question, header included; None for what is not known."""


class Handler(BaseHTTPRequestHandler):
    """Looks an answer up and sends it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    site: Site
    latency = 0.0
    missing = render(b'{"error":"InvalidEndpoint","description":"Not found"}', "404 Not Found")

    def do_GET(self) -> None:
        """One answer; whatever is not known is a 404."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.latency:
            time.sleep(self.latency)
        self.wfile.write(self.site.answer(self.path, body) or self.missing)

    do_POST = do_GET  # noqa: N815 - the name is http.server's

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


def main() -> None:
    """Render, serve, and end with standard input."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--vendor", choices=sorted(SITES), default="zendesk")
    options.add_argument("--records", type=int, default=20_000)
    options.add_argument("--latency-ms", type=float, default=0.0)
    chosen = options.parse_args()
    Handler.site = SITES[chosen.vendor](chosen.records)
    Handler.latency = chosen.latency_ms / 1000
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
