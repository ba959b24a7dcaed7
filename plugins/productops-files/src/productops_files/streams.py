"""How each file is written, and its records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec import Raw

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run, files
from productops.kit.folders import FOLDER, GONE, batch_page, first_batch, unread
from productops.kit.rows import guarded
from productops.kit.surveys import question_rows, response_rows, survey_row
from productops.model import TABLES, Record

from .answers import response_of, said_of
from .batches import FileRow, records_of
from .layouts import Looked, drift, ids_for, plan_for, reading_for
from .mapped import mapped, rejected
from .reading import Reading, cells_of


class Layouts:
    """How each file is written → `survey`, `question` of exports of forms."""

    name, needs = "files", (FOLDER,)
    wire = Looked
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(0)
    reads = ("survey", "question")

    def start(self, run: Run) -> Iterable[Request]:
        """A look at each file that is new or changed, and at those that went."""
        asked = []
        for info in unread(run, self.name):
            look = files.sample(info, encoding=run.settings.encoding or "")
            asked.append(look.with_(partition=info.name))
        return asked

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The first rows; what changed in the header since the file was last read is told."""
        if answer.status == files.MISSING:
            return Page(gone=[request.partition], cursor=GONE)
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

    name, needs = "rows", (FOLDER, "files")
    wire = FileRow
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(0)
    lists_whole = True
    reads = tuple(TABLES)

    def start(self, run: Run) -> Iterable[Request]:
        """Each file that is new or changed, from its first record; those that went, to learn that."""
        asked = []
        for info in unread(run, "files"):
            looked = run.seen("files", info.name)
            if looked is not None:
                asked.append(first_batch(info, looked.layout, run))
        return asked

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A batch."""

        def records(rows: Sequence[Raw]) -> Sequence[Raw | bytes]:
            looked = _looked(request.partition, run)
            reading, ids = reading_for(looked, run.settings), ids_for(looked, run.settings)
            return records_of(rows, request, reading, ids)

        return batch_page(request, answer, records)

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
