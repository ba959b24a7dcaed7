"""How a text is encoded, and its lines as bytes, whatever that is."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

LOOKED_AT = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_WIDE = ("utf-16", "utf-32")
# What spreadsheets write where they do not write UTF-8. In a few lines cp1250 (Polish, Czech) cannot be told from
# cp1252, so it has to be named.
_CANDIDATES = ["cp1252", "mac_roman", "cp1251", "shift_jis", "gb18030", "euc_kr", "big5"]


def encoding_of(start: bytes, *, whole: bool) -> str:
    """The encoding of a text that starts with *start*: its mark, else UTF-8, else what fits best.

    Args:
        whole: whether *start* is all of it; else its last character may be cut.
    """
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final=whole)
    except UnicodeDecodeError:
        return _best(start)
    return "utf-8"


def _best(start: bytes) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(start, cp_isolation=_CANDIDATES, threshold=0.5).best()
    return found.encoding if found else "cp1252"


class Texts:
    """Opens texts as bytes in an encoding whose line end is one byte.

    A text in UTF-16 or UTF-32 is copied once into UTF-8, for a place in it could not be found again.
    """

    def __init__(self) -> None:
        self._copies: dict[tuple[Path, str], BinaryIO] = {}

    def open(self, path: Path, encoding: str) -> tuple[BinaryIO, str]:
        """The bytes, and the encoding to read them in."""
        if encoding not in _WIDE:
            return path.open("rb"), encoding
        copy = self._copies.get((path, encoding)) or self._copy(path, encoding)
        return Path(copy.name).open("rb"), "utf-8"

    def close(self) -> None:
        """Remove the copies."""
        for copy in self._copies.values():
            copy.close()
        self._copies.clear()

    def _copy(self, path: Path, encoding: str) -> BinaryIO:
        copy: BinaryIO = tempfile.NamedTemporaryFile(prefix="productops-")  # type: ignore[assignment]  # noqa: SIM115 - closed by `close`
        with path.open(encoding=encoding, errors="replace", newline="") as text:
            while part := text.read(LOOKED_AT):
                copy.write(part.encode())
        copy.flush()
        self._copies[path, encoding] = copy
        return copy


def lines(file: BinaryIO, newline: str) -> Iterator[bytes]:
    """Lines with their ends; *newline* is a carriage return for files of old Macs."""
    if newline != "\r":
        yield from file
        return
    rest = b""
    while part := file.read(LOOKED_AT):
        *whole, rest = (rest + part).split(b"\r")
        for line in whole:
            yield line + b"\r"
    if rest:
        yield rest
