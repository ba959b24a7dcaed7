"""A body is whole, in bounds, or refused."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest

from productops.errors import AnswerTooBig, Interrupted
from productops.transport.body import BrokenBody, read_body

TEXT = b"name,score\n" + b"Jo,9\n" * 3000
PACKED = gzip.compress(
    TEXT, mtime=0
)  # else its bytes, and the tests named by them, follow the clock


def fine() -> None:
    """Nobody asked to stop."""


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(TEXT, ""), (TEXT, "identity"), (PACKED, "gzip"), (PACKED, " GZIP "), (zlib.compress(TEXT), "deflate")],
    ids=["plain", "identity", "gzip", "spelt otherwise", "deflate"],
)  # fmt: skip
@pytest.mark.parametrize("step", [1, 7, 100_000])
def test_any_encoding_in_any_pieces(body, encoding, step) -> None:
    """However the bytes arrive."""
    pieces = (body[at : at + step] for at in range(0, len(body), step))

    assert read_body(pieces, encoding, 10**6, fine) == TEXT


@pytest.mark.parametrize("keep", [1, 10, len(PACKED) // 2, len(PACKED) - 1])
def test_a_stream_that_is_cut_off_is_broken(keep) -> None:
    """Although what came could be unpacked."""
    with pytest.raises(BrokenBody):
        read_body([PACKED[:keep]], "gzip", 10**6, fine)


def test_an_empty_answer_is_empty() -> None:
    """A 204 may still say gzip."""
    assert read_body([], "gzip", 10, fine) == b""


def test_a_bomb_is_not_unpacked_in_memory() -> None:
    """A thousandfold bomb in one piece stops at the limit."""
    bomb = gzip.compress(b"\0" * 100_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(AnswerTooBig):
            read_body([bomb], "gzip", 3_000_000, fine)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 12_000_000


def test_reading_ends_when_asked_to_stop() -> None:
    """Between two pieces."""

    def stop() -> None:
        raise Interrupted("stopped")

    with pytest.raises(Interrupted):
        read_body([TEXT], "", 10**6, stop)
