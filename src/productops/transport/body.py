"""Reads an answer's body: decompressed here, bounded, and known to be whole."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator

from ..errors import AnswerTooBig

GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_STEP = 1024 * 1024


class BrokenBody(Exception):
    """The body is cut off or not what its headers say; the request is worth another try."""


def read_body(
    chunks: Iterable[bytes], encoding: str, most: int, check: Callable[[], None]
) -> bytes:
    """All of *chunks*, decompressed.

    Args:
        chunks: the bytes as they arrive.
        encoding: the Content-Encoding header.
        most: largest size in bytes, decompressed; a small bomb stops there too.
        check: called before each chunk; raises to stop reading.

    Raises:
        AnswerTooBig: more than *most*.
        BrokenBody: cut off, or not in that encoding.
    """
    parts: list[bytes] = []
    size = 0
    for part in _decoded(_checked(chunks, check), encoding):
        size += len(part)
        if size > most:
            raise too_big(most)
        parts.append(part)
    return b"".join(parts)


def too_big(most: int) -> AnswerTooBig:
    """The error for an answer of more than *most* bytes."""
    return AnswerTooBig(
        f"the answer is larger than {most / (1024 * 1024):g} MB",
        hint="A smaller page_size makes smaller answers.",
    )


def _checked(chunks: Iterable[bytes], check: Callable[[], None]) -> Iterator[bytes]:
    for chunk in chunks:
        check()
        yield chunk


def _decoded(chunks: Iterable[bytes], encoding: str) -> Iterable[bytes]:
    match encoding.strip().lower():
        case "" | "identity":
            return chunks
        case "gzip" | "x-gzip" | "deflate":
            return _inflated(chunks)
        case other:
            raise BrokenBody(f'the answer is in an encoding we did not ask for ("{other}")')


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces of at most 1 MB, so that a bomb is seen before it is in memory."""
    engine = zlib.decompressobj(GZIP_OR_ZLIB)
    began = False
    try:
        for chunk in chunks:
            began = began or bool(chunk)
            yield from _pieces(engine, chunk)
    except zlib.error as error:
        raise BrokenBody(f"the compressed answer is damaged ({error})") from None
    if began and not engine.eof:
        raise BrokenBody("the compressed answer is cut off")


def _pieces(engine: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    left = chunk
    while left and not engine.eof:
        yield engine.decompress(left, _STEP)
        left = engine.unconsumed_tail
