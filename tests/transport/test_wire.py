"""Real sockets on loopback: what goes wrong between two machines."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from productops.errors import AnswerTooBig, Interrupted, SourceUnavailable
from productops.kit import Request
from productops.transport.waiting import Bounds, Waiter

TICKETS = Request(path="/api/v2/tickets", stream="tickets")
BODY = b'{"tickets": [' + b'{"id": 1},' * 2000 + b'{"id": 2}]}'
PACKED = gzip.compress(
    BODY, mtime=0
)  # else its bytes, and the tests named by them, follow the clock
CUT = "cut"
STALL = "stall"
RESET = "reset"
JSON = b"Content-Type: application/json\r\n"


def answer(body: bytes, headers: bytes = JSON, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\n\r\n%b" % (headers, size, body)


def chunked(body: bytes, end: bytes = b"0\r\n\r\n") -> bytes:
    head = b"HTTP/1.1 200 OK\r\n" + JSON + b"Transfer-Encoding: chunked\r\n\r\n"
    return head + b"%x\r\n%b\r\n%b" % (len(body), body, end)


WHOLE = answer(BODY)
GZIP = JSON + b"Content-Encoding: gzip\r\n"


@contextmanager
def serving(*scripts: tuple[bytes, str]) -> Iterator[str]:
    """One connection a script: send these bytes, then cut, stall or reset; the last one for ever."""
    done = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)

    def serve() -> None:
        left = list(scripts)
        while not done.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            data, end = left.pop(0) if len(left) > 1 else left[0]
            play(connection, data, end)

    def play(connection: socket.socket, data: bytes, end: str) -> None:
        with connection:
            connection.settimeout(5)
            connection.recv(65536)
            connection.sendall(data)
            if end == STALL:
                connection.recv(1)  # until the client has had enough
            elif end == RESET:
                linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        done.set()
        thread.join(5)
        listener.close()


@pytest.mark.parametrize(
    "script",
    [
        (b"", CUT),
        (b"", RESET),
        (b"HTTP/1.1 200 OK\r\nContent-Le", CUT),
        (b"nonsense\r\n\r\n", CUT),
        (WHOLE[:900], CUT),
        (WHOLE[:900], RESET),
        (chunked(BODY, end=b""), CUT),
        (chunked(BODY[:900]), CUT),
        (answer(PACKED[: len(PACKED) // 2], GZIP), CUT),
        (answer(PACKED[:-9] + b"xxxxxxxxx", GZIP), CUT),
        (answer(BODY, GZIP), CUT),
        (answer(BODY, JSON + b"Content-Encoding: br\r\n"), CUT),
        (answer(BODY[:-1]), CUT),
        (b"", STALL),
        (WHOLE[:900], STALL),
    ],
    ids=[
        "closed", "reset", "head cut", "no http", "body cut", "body reset", "chunks cut",
        "chunks whole, body cut", "gzip cut", "gzip damaged", "not gzip", "unknown encoding",
        "body cut, length right", "stall", "stall in the body",
    ],
)  # fmt: skip
def test_a_broken_answer_is_never_taken_for_a_whole_one(connect, seen, script) -> None:
    """It is asked for again, and the second, whole one is what comes."""
    with serving(script, (WHOLE, CUT)) as url:
        transport = connect(base_url=url, bounds=Bounds(read_timeout=0.3, attempts=4))
        got = transport.send(TICKETS).body

    assert got == BODY
    assert seen.count("retried") == 1


@pytest.mark.parametrize(
    ("script", "expected"),
    [(WHOLE, BODY), (chunked(BODY), BODY), (answer(PACKED, GZIP), BODY), (answer(b"", GZIP), b"")],
)
def test_whole_answers_come_whole(connect, seen, script, expected) -> None:
    """With a length, in chunks, compressed, or empty."""
    with serving((script, CUT)) as url:
        got = connect(base_url=url).send(TICKETS).body

    assert got == expected
    assert seen.count("retried") == 0


@pytest.mark.parametrize(
    "script",
    [
        answer(gzip.compress(b"\0" * 50_000_000), GZIP),
        answer(b"", length=10**12),
        answer(b"x" * 2_000_000),
    ],
    ids=["a bomb", "declared", "sent"],
)
def test_a_huge_answer_is_dropped(connect, script) -> None:
    """Compressed, announced or sent: over the limit nothing more is read."""
    with serving((script, CUT)) as url:
        transport = connect(base_url=url, bounds=Bounds(max_bytes=1_000_000))

        with pytest.raises(AnswerTooBig, match="larger than"):
            transport.send(TICKETS)


def test_a_port_where_nobody_listens_says_so(connect) -> None:
    """Connection refused, with what to check."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    with pytest.raises(SourceUnavailable, match="cannot connect") as caught:
        connect(base_url=f"http://127.0.0.1:{port}").send(TICKETS)
    assert "base_url" in caught.value.hint


def test_a_stop_ends_a_wait_at_once(connect, seen) -> None:
    """Ctrl-C does not sit out a rate limit."""
    stop = threading.Event()
    refusal = b"HTTP/1.1 429 Slow\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n"
    with serving((refusal, CUT)) as url:
        transport = connect(base_url=url, waiter=Waiter(stop))
        threading.Timer(0.1, stop.set).start()
        began = time.monotonic()

        with pytest.raises(Interrupted):
            transport.send(TICKETS)
    assert time.monotonic() - began < 60
    assert seen.count("retried") == 0


def test_nothing_is_sent_after_a_stop(connect, replies, seen, clock) -> None:
    """A thread that comes later finds the door closed."""
    clock.stop.set()

    with pytest.raises(Interrupted):
        connect(lambda request: None).send(TICKETS)
    assert seen.events == []


def test_retries_do_not_print(connect, capfd) -> None:
    """They are the observer's to tell; the log of the retry library stays off stderr."""
    logger = logging.getLogger("stamina")
    with serving((b"", CUT), (WHOLE, CUT)) as url:
        connect(base_url=url).send(TICKETS)

    assert any(isinstance(handler, logging.NullHandler) for handler in logger.handlers)
    assert capfd.readouterr().err == ""
