"""Three streams lead from a pattern to rows: what lies there, how each file is written, and its records."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run, files
from productops.kit.rows import guarded
from productops.kit.surveys import question_rows, response_rows, survey_row
from productops.model import TABLES, Record

from .answers import response_of, said_of
from .batches import FileRow, records_of
from .layouts import Looked, drift, gone, ids_for, listed, plan_for, reading_for
from .mapped import mapped, rejected
from .reading import Reading, cells_of

FOLDER = "listing"


class Folder:
    """What lies there: one record, the list of files."""

    name, needs = "folder", ()
    wire = files.Listing
    can = Can()
    lookback = timedelta(0)
    reads: tuple[str, ...] = ()

    def start(self, run: Run) -> Iterable[Request]:
        """One look."""
        return [files.listing(run.settings.path)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The list, as it is."""
        return Page(records=[answer.body])

    def identify(self, listing: files.Listing) -> tuple[str, str | None]:
        """There is one list."""
        return FOLDER, None

    def normalise(self, listing: files.Listing, run: Run) -> Iterable[Record]:
        """A list of files says nothing by itself."""
        return ()


class Layouts:
    """How each file is written → `survey`, `question` of exports of forms."""

    name, needs = "files", ("folder",)
    wire = Looked
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(0)
    reads = ("survey", "question")

    def start(self, run: Run) -> Iterable[Request]:
        """A look at each file that is new or changed, and at those that went."""
        asked = []
        for info in listed(run) + gone(run):
            if run.cursor(info.name) != info.version:
                look = files.sample(info, encoding=run.settings.encoding or "")
                asked.append(look.with_(partition=info.name))
        return asked

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The first rows; what changed in the header since the file was last read is told."""
        if answer.status == files.MISSING:
            return Page(gone=[request.partition], cursor="gone")
        found = answer.decode(Looked)
        notes = drift(run.versions(self.name, request.partition), found, run)
        return Page(records=[answer.body], cursor=found.file.version, notes=notes)

    def identify(self, looked: Looked) -> tuple[str, str | None]:
        """The file's name."""
        return looked.file.name, looked.file.version

    @guarded
    def normalise(self, looked: Looked, run: Run) -> Iterable[Record]:
        """A form and its questions, where a tool for forms wrote the file."""
        reading = reading_for(looked, run.settings)
        if reading.is_survey:
            title = looked.file.name.rpartition(".")[0]
            yield survey_row(run, reading.form, title=title)
            yield from question_rows(reading.questions, run)


class Rows:
    """Every record of every file → what the dialect or the mapping makes of it."""

    name, needs = "rows", ("folder", "files")
    wire = FileRow
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(0)
    lists_whole = True
    reads = tuple(TABLES)

    def start(self, run: Run) -> Iterable[Request]:
        """Each file that is new or changed, from its first record; those that went, to learn that."""
        asked = []
        for info in listed(run) + gone(run):
            if run.cursor(info.name) != info.version:
                looked = run.seen("files", info.name)
                if looked is not None:
                    asked.append(_first(info, looked.layout, run))
        return asked

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A batch. A file that changed meanwhile is read from its start by the next sync."""
        name = request.partition
        if answer.status == files.MISSING:
            return Page(whole=[f"{name}:"], cursor="gone")
        if answer.status == files.CHANGED:
            return Page(notes=[f"{name} changed while it was read; the next sync reads it"])
        batch = answer.decode(files.Batch)
        looked = _looked(name, run)
        reading, ids = reading_for(looked, run.settings), ids_for(looked, run.settings)
        records = records_of(batch.rows, request, reading, ids)
        if batch.next is not None:
            follow = request.with_(body={**request.body, "from": batch.next})
            return Page(records=records, next=follow)
        return Page(records=records, whole=[f"{name}:"], cursor=request.body["version"])

    def shares(self, run: Run) -> Iterable[str]:
        """What the mapping knows by an id of its own: the same customer stands in many lines."""
        told = (target.rpartition(".") for target in run.settings.mapping.values())
        return sorted({table for table, _, column in told if column == "source_id"})

    def identify(self, record: FileRow) -> tuple[str, str | None]:
        """Its id where the file has a column of ids, else its place in the file."""
        return f"{record.file}:{record.key or record.row}", None

    @guarded
    def normalise(self, record: FileRow, run: Run) -> Iterable[Record]:
        """A response with its answers, or the records of a mapping."""
        looked = _looked(record.file, run)
        reading = reading_for(looked, run.settings)
        try:
            yield from _rows(record, looked, reading, run)
        except RecordRejected as error:
            raise rejected(error, record.file, record.row) from None


def _first(info: files.FileInfo, layout: files.Layout, run: Run) -> Request:
    request = files.rows(info, layout)
    size = run.page_size or files.ROWS
    return request.with_(partition=info.name, body={**request.body, "rows": size})


def _rows(record: FileRow, looked: Looked, reading: Reading, run: Run) -> Iterable[Record]:
    if record.problem:
        raise RecordRejected(record.problem, field="row")
    cells = cells_of(record.cells, record.fields, reading)
    source_id = f"{record.file}:{record.key or record.row}"
    if reading.is_survey:
        response = response_of(cells, source_id, reading)
        return response_rows(response, said_of(cells, reading), run)
    return mapped(cells, source_id, plan_for(looked, run.settings), run)


def _looked(name: str, run: Run) -> Looked:
    """How a file was found to be written.

    Raises:
        RecordRejected: it was set aside itself.
    """
    found = run.seen("files", name)
    if not isinstance(found, Looked):
        raise RecordRejected(f"{name} could not be looked at", field="file")
    return found
