"""A sandbox that is no vendor's: it answers what it was asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from productops.sandbox import Call, CallLog, Company, Reply
from productops.sandbox.wire import as_json


class Echo:
    """Answers with the call; `/big` with 100 KB."""

    connector = "echo"

    def __init__(self, faults=None):
        self.company = Company(size=2)
        self.calls = CallLog()
        self.faults = faults

    def credentials(self):
        return {}

    def advance(self, by: timedelta):
        return self.company.clock.advance(by)

    def handle(self, call: Call) -> Reply:
        if call.path == "/big":
            return as_json({"text": "x" * 100_000})
        return as_json(
            {
                "method": call.method,
                "path": call.path,
                "query": [list(pair) for pair in call.query],
                "body": call.body.decode(),
                "origin": call.origin,
            }
        )

    def expire(self, call: Call) -> Reply:
        return Reply(401, b"{}")

    def repeat(self, call: Call, reply: Reply) -> Reply:
        return Reply(200, b'{"again": true}')


@pytest.fixture
def echo():
    return Echo()
