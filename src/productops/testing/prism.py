"""A vendor's own OpenAPI document, served by `prism`: requests are held against it, its examples come back.

An example that leads to a next page leads to itself, so a stream ends at the engine's guard against loops.
https://github.com/stoplightio/prism; `npm install @stoplight/prism-cli`.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROGRAM = "PRODUCTOPS_PRISM"
"""Environment variable: where prism is, if not on the path."""
_STARTS_WITHIN = 120
_UNKNOWN = "no path matched"
_MISFIT = "Request did not pass the validation rules"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_RECEIVED = re.compile(r"\[HTTP SERVER\] (\w+ \S+).*Request received")


@dataclass(frozen=True, slots=True)
class Prism:
    """A document that is being served.

    Attributes:
        url: where.
        log: what prism says of each request.
    """

    url: str
    log: Path

    def misfits(self) -> list[str]:
        """Operations (`get /users`) with a request that did not fit the document, each once, sorted.

        What the document does not have at all is not among them.
        """
        asked, found = "", set()
        for line in _COLOUR.sub("", self.log.read_text("utf-8")).splitlines():
            if request := _RECEIVED.search(line):
                asked = request[1]
            elif _MISFIT in line:
                found.add(asked)
        return sorted(found)


@contextmanager
def prism(
    document: Path, folder: Path, mend: Callable[[bytes], bytes] | None = None
) -> Iterator[Prism]:
    """Serve *document* (JSON or YAML, may be gzipped) on loopback.

    A request that does not fit the document is refused with the reason. The test is skipped where the
    document or prism is not there.

    Args:
        document: the vendor's document.
        folder: for prism's copy of it, and its log.
        mend: puts right what makes the document unusable.
    """
    program = os.environ.get(PROGRAM) or shutil.which("prism")
    if not document.exists():
        pytest.skip(f"the vendor's document is not here: {document.name}")
    if not program:
        pytest.skip(f"prism is not installed (npm install @stoplight/prism-cli, or set {PROGRAM})")
    spec, log, port = _copied(document, folder, mend), folder / "prism.log", _free_port()
    command = [program, "mock", "-h", "127.0.0.1", "-p", str(port), str(spec)]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out) as process,  # noqa: S603 - nobody's text is in it
    ):
        try:
            _await(process, log)
            yield Prism(f"http://127.0.0.1:{port}", log)
        finally:
            process.terminate()


def not_in_document(warnings: Iterable[str]) -> bool:
    """Whether a stream was refused because the document has no such path."""
    return any(_UNKNOWN in warning.casefold() for warning in warnings)


def examples_unwrapped(document: bytes) -> bytes:
    """A JSON document whose examples are JSON written as text, with the examples themselves."""

    def unwrap(value: dict[str, Any]) -> dict[str, Any]:
        if isinstance(text := value.get("example"), str) and text.lstrip()[:1] in ("{", "["):
            with suppress(ValueError):
                return {**value, "example": json.loads(text)}
        return value

    return json.dumps(json.loads(document, object_hook=unwrap)).encode()


def _copied(document: Path, folder: Path, mend: Callable[[bytes], bytes] | None) -> Path:
    packed = document.suffix == ".gz"
    spec = folder / (document.stem if packed else document.name)
    data = document.read_bytes()
    data = gzip.decompress(data) if packed else data
    spec.write_bytes(mend(data) if mend else data)
    return spec


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _await(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while b"Prism is listening" not in log.read_bytes():
        assert process.poll() is None, log.read_text()[-500:]
        assert time.monotonic() < until, "prism does not start"
        time.sleep(0.1)
