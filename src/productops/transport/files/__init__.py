"""Local files, read in batches as if each were a source; the only code that opens one.

See `productops.kit.files` for what is asked and answered. Every answer is small, whatever the file's size.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ...errors import SettingsError, SourceError, SourceNotFound
from ...kit.files import CHANGED, MISSING, Batch, FileInfo, Layout, Listing, Row, Sample
from ...kit.wire import Answer, Request
from ..base import Observer
from . import documents, encodings, tables, workbooks, yamls

FORMATS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xls": "xlsx",
    ".ods": "xlsx", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".md": "markdown",
    ".markdown": "markdown", ".yaml": "yaml", ".yml": "yaml",
}  # fmt: skip
SHOWN = 200


class LocalFiles:
    """`Transport` over local files.

    Args:
        folder: what relative patterns are relative to.
        observer: told of each request.
        stop: set to end a run cleanly.
    """

    def __init__(self, folder: Path, observer: Observer, stop: threading.Event) -> None:
        self._folder = folder
        self._observer = observer
        self._stop = stop
        self._texts = encodings.Texts()
        self._books = workbooks.Books()
        self._lists = documents.Lists()
        self._documents = yamls.Documents()
        self._lock = threading.Lock()

    def send(self, request: Request) -> Answer:
        """The answer to a request of `kit.files`.

        Raises:
            SourceNotFound: no file is there.
            SourceError: it cannot be read, with the reason.
        """
        self._observer.sent(request)
        answers: Mapping[str, Callable[[Request], Any]] = {
            "/list": self._list, "/sample": self._sample, "/rows": self._rows,
        }  # fmt: skip
        with self._lock:
            try:
                found = answers[request.path](request)
            except SourceNotFound:
                if MISSING not in request.expect:
                    raise
                return Answer(MISSING, b"{}", url=request.path)
            except FileNotFoundError as error:
                if MISSING in request.expect:
                    return Answer(MISSING, b"{}", url=request.path)
                raise SourceError("it is not there any more", where=str(error.filename)) from None
            except OSError as error:
                raise SourceError(
                    f"{error.strerror or error}",
                    where=str(error.filename or ""),
                    hint="Check that the file may be read.",
                ) from None
        status = CHANGED if found is None else 200
        return Answer(status, msgspec.json.encode(found), url=request.path)

    def settle(self, request: Request) -> Request:
        """Files hold no links."""
        return request

    def close(self) -> None:
        """Let go of what was kept of files."""
        self._texts.close()

    def _list(self, request: Request) -> Listing:
        pattern = str(request.query["pattern"])
        base, paths = _matching(self._folder, pattern)
        found = sorted(
            path for path in paths if path.is_file() and not path.name.startswith((".", "~"))
        )
        if not found:
            raise SourceNotFound(
                f'no file matches "{pattern}"',
                where=str(self._folder),
                hint="Give a file or a pattern; a relative one starts at the settings file's folder.",
            )
        return Listing([info(path, str(path.relative_to(base))) for path in found])

    def _sample(self, request: Request) -> Sample:
        path = Path(str(request.query["path"]))
        kind = format_of(path)
        if kind == "csv":
            layout = tables.layout(path, self._texts, str(request.query.get("encoding", "")))
        else:
            layout = Layout(kind, sheet=self._books.first(path) if kind == "xlsx" else "")
        told = info(path, str(request.query["name"]))
        rows, _ = self._batch(path, told.name, layout, {}, SHOWN)
        sheets = self._books.names(path) if kind == "xlsx" else []
        return Sample(told, layout, rows, sheets)

    def _rows(self, request: Request) -> Batch | None:
        body = request.body
        path = Path(body["path"])
        if info(path, body["name"]).version != body["version"]:
            return None
        layout = msgspec.convert(body["layout"], Layout)
        found, place = self._batch(path, body["name"], layout, body["from"], int(body["rows"]))
        return Batch([msgspec.Raw(msgspec.json.encode(row)) for row in found], place)

    def _batch(
        self, path: Path, name: str, layout: Layout, place: dict[str, int], most: int
    ) -> tuple[list[Row], dict[str, int] | None]:
        """Rows that know the file they are of."""
        rows, after = self._read(path, layout, place, most)
        for row in rows:
            row.file = name
        return rows, after

    def _read(
        self, path: Path, layout: Layout, place: dict[str, int], most: int
    ) -> tuple[list[Row], dict[str, int] | None]:
        match layout.format:
            case "csv":
                return tables.batch(path, self._texts, layout, place, most)
            case "xlsx":
                return self._books.batch(path, layout.sheet, place, most)
            case "markdown":
                return documents.note(path), None
            case "jsonl":
                return documents.lines(path, place, most)
            case "json":
                return self._lists.batch(path, place, most)
            case "yaml":
                return self._documents.batch(path, place, most)


def format_of(path: Path) -> Any:
    """The format that a file's name says.

    Raises:
        SettingsError: none that is known.
    """
    try:
        return FORMATS[path.suffix.lower()]
    except KeyError:
        raise SettingsError(
            f'files that end in "{path.suffix}" are not read',
            where=str(path),
            hint=f"Known are: {', '.join(FORMATS)}.",
        ) from None


def info(path: Path, name: str) -> FileInfo:
    """A file as it is now."""
    stat = path.stat()
    return FileInfo(str(path), name, stat.st_size, f"{stat.st_size}-{stat.st_mtime_ns}")


def _matching(folder: Path, pattern: str) -> tuple[Path, list[Path]]:
    """Files that a pattern may mean, and the folder that it fixes."""
    whole = Path(pattern).expanduser()
    if not whole.is_absolute():
        whole = folder / whole
    if whole.exists():
        return (whole, list(whole.iterdir())) if whole.is_dir() else (whole.parent, [whole])
    parts = whole.parts
    fixed = next((n for n, part in enumerate(parts) if set(part) & set("*?[")), len(parts) - 1)
    base = Path(*parts[:fixed])
    return base, list(base.glob(str(Path(*parts[fixed:])))) if base.is_dir() else []
