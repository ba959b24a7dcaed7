"""How each file is written, its records, and what many events say of one grant."""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec import Raw
from pydantic import ValidationError

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run, files
from productops.kit.folders import FOLDER, GONE, Folder, batch_page, first_batch, unread
from productops.kit.rows import rejected
from productops.model import Record

from .batches import records_of, without_secrets
from .kind import Kind
from .reading import FileRow, Looked, Reading, reading_for

LOOKS = "files"
_TABLES = (
    "tool", "vendor", "contract", "seat", "integration", "person", "team",
)  # fmt: skip


class Exports(Folder):
    """What lies there, of sources of exports."""

    def start(self, run: Run) -> Iterable[Request] | None:
        """One look."""
        return None if run.settings.by_hand else super().start(run)


class Layouts:
    """How each file is written; it yields no rows."""

    name, needs = LOOKS, (FOLDER,)
    wire = Looked
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(0)
    reads: tuple[str, ...] = ()

    def start(self, run: Run) -> Iterable[Request] | None:
        """A look at each file that is new or changed, and at those that went."""
        if run.settings.by_hand:
            return None
        return [files.sample(info).with_(partition=info.name) for info in unread(run, self.name)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """The first rows, without secrets.

        Raises:
            SettingsError: the file is of no kind that we know, or could mean two things.
        """
        if answer.status == files.MISSING:
            return Page(gone=[request.partition], cursor=GONE)
        found = answer.decode(Looked)
        reading_for(found, run.settings)
        version = found.file.version
        return Page(records=[without_secrets(found)], cursor=version)

    def identify(self, looked: Looked) -> tuple[str, str | None]:
        """The file's name."""
        return looked.file.name, looked.file.version

    def normalise(self, looked: Looked, run: Run) -> Iterable[Record]:
        """What a file is says nothing by itself."""
        return ()


class Rows:
    """Every record of every file of some kinds → what the kind makes of it.

    Args:
        apart: whether these are the kinds whose records mean something of a product only together.
    """

    needs = (FOLDER, LOOKS)
    wire = FileRow
    can = Can(incremental=True, deletes=True)
    lookback = timedelta(0)
    lists_whole = True

    def __init__(self, name: str, *, apart: bool) -> None:
        self.name = name
        self._apart = apart
        self.reads = ("person", "cost") if apart else (*_TABLES, "cost")

    def start(self, run: Run) -> Iterable[Request]:
        """Each file that is new or changed, from its first record; those that went, to learn that."""
        asked = []
        for info in unread(run, LOOKS):
            looked = run.seen(LOOKS, info.name)
            if looked is None:
                continue
            if self._is_mine(reading_for(looked, run.settings).kind):
                asked.append(first_batch(info, looked.layout, run))
            elif run.cursor(info.name) not in (None, GONE):
                asked.append(files.sample(info).with_(partition=info.name, state=info.version))
        return asked

    def _is_mine(self, kind: Kind | None) -> bool:
        return (kind is not None and kind.apart) is self._apart

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """A batch; of a file that is now of another kind, that nothing of it is left here."""
        name = request.partition
        if request.state is not None:
            return Page(whole=[f"{name}:"], cursor=request.state)

        def records(rows: Sequence[Raw]) -> list[Raw | bytes]:
            looked = _looked(name, run)
            reading = reading_for(looked, run.settings)
            return records_of(rows, looked, reading, starts=not request.body["from"])

        return batch_page(request, answer, records)

    def shares(self, run: Run) -> Iterable[str]:
        """A product stands in many lines of a bill, a person in two exports; a charge in one alone."""
        return [table for table in self.reads if table != "cost"]

    def identify(self, record: FileRow) -> tuple[str, str | None]:
        """Its id where it has one, else its place in the file."""
        return f"{record.file}:{record.key or record.row}", None

    def normalise(self, record: FileRow, run: Run) -> Iterable[Record]:
        """What the kind makes of a record; nothing where its file is now of a kind of the other stream."""
        reading = reading_for(_looked(record.file, run), run.settings)
        if reading.kind is None or not self._is_mine(reading.kind):
            return []
        try:
            return _unlike(_rows(record, reading, reading.kind, run))
        except RecordRejected as error:
            raise _placed(error, record) from None
        except ValidationError as error:
            raise _placed(rejected(error), record) from None


def _rows(record: FileRow, reading: Reading, kind: Kind, run: Run) -> Iterable[Record]:
    if record.problem:
        raise RecordRejected(record.problem, field="row")
    return kind.rows(reading.entry(record), run)


def _unlike(rows: Iterable[Record]) -> list[Record]:
    """Rows with each id once, the last of them: a publisher may issue the invoice too."""
    return list({row.id: row for row in rows}.values())


def _placed(error: RecordRejected, record: FileRow) -> RecordRejected:
    """The same with the place a person looks at."""
    where = f'{record.file}, row {record.row}, "{error.field}"'
    return RecordRejected(f"{where}: {error.message}", field=error.field)


def _looked(name: str, run: Run) -> Looked:
    """How a file was found to be written.

    Raises:
        RecordRejected: it was set aside itself.
    """
    found = run.seen(LOOKS, name)
    if not isinstance(found, Looked):
        raise RecordRejected(f"{name} could not be looked at", field="file")
    return found
