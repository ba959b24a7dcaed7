"""Opening, sharing, losing and filling the file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from filled import SCOPE, page, raw, ticket_page

from productops.errors import SettingsError, StoreDamaged, StoreError, StoreLocked
from productops.store import DuckStore, open_store
from productops.store.connection import Connection

HERE = str(Path(__file__).parent)


@contextmanager
def another_process(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Python running *code*; it is killed at the end."""
    text = f"import sys; sys.path.insert(0, {HERE!r})\n{code}"
    command = [sys.executable, "-c", text, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as one:
        try:
            yield one
        finally:
            one.kill()


HOLD = """
from filled import ticket_page
from productops.store import open_store
store = open_store(sys.argv[1])
store.commit([ticket_page(range(5))])
print("held", flush=True)
sys.stdin.readline()
store.rest()
print("let go", flush=True)
sys.stdin.readline()
"""


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_opening_makes_no_file_until_something_is_done(path: Path) -> None:
    """And a table of a new store is empty, not an error."""
    store = open_store(path)
    assert not path.exists()
    assert len(store.table("feedback")) == 0
    assert path.exists()


def test_a_store_goes_on_after_a_rest(store: DuckStore, path: Path) -> None:
    """Resting lets go of the file; the next call opens it again."""
    store.commit([ticket_page([1])])
    store.rest()
    store.rest()
    with duckdb.connect(str(path)) as con:
        assert con.execute("SELECT count(*) FROM feedback").fetchall() == [(1,)]
    store.commit([ticket_page([2])])
    assert len(store.table("feedback")) == 2


def test_a_reader_lets_go_of_the_file(store: DuckStore, path: Path) -> None:
    """Whoever holds a table, or asked for one, does not keep others from writing."""
    store.commit([ticket_page([1])])
    store.rest()
    table = store.table("feedback")
    store.sources()
    store.last_run()
    other = open_store(path, lock_wait=0)
    other.commit([ticket_page([2])])
    other.close()
    assert len(table) == 1


def test_a_rest_waits_for_those_at_work(store: DuckStore) -> None:
    """A reader in the middle of its rows is not cut off."""
    store.commit([ticket_page(range(3000))])
    rows = store.raw_versions(SCOPE, "tickets")
    next(rows)
    store.rest()
    assert len(list(rows)) == 2999


def test_lookups_see_what_is_committed_while_others_commit(store: DuckStore) -> None:
    """Threads share the store; each sees whole pages."""
    store.commit([ticket_page([0])])
    problems: list[object] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            held = store.lookup(SCOPE, "tickets", [str(n) for n in range(1, 61)])
            if len(held) % 6:
                problems.append(len(held))

    reader = threading.Thread(target=look)
    reader.start()
    for start in range(1, 61, 6):
        store.commit([ticket_page(range(start, start + 6))])
    done.set()
    reader.join()
    assert problems == []


def test_a_held_store_names_its_holder(path: Path) -> None:
    """For readers and for writers, after `lock_wait`."""
    with another_process(HOLD, path) as holder:
        assert line_of(holder) == "held"
        store = open_store(path, lock_wait=0.2)
        for attempt in (lambda: store.table("feedback"), lambda: store.commit([ticket_page([9])])):
            with pytest.raises(StoreLocked) as caught:
                attempt()
            assert caught.value.pid == holder.pid
            assert caught.value.exit_code == 5


def test_a_reader_gets_in_while_a_writer_rests(path: Path) -> None:
    """It waits until the file is free."""
    with another_process(HOLD, path) as holder:
        assert line_of(holder) == "held"
        tell(holder)
        assert len(open_store(path, lock_wait=30).table("feedback")) == 5
        assert line_of(holder) == "let go"


def test_reading_the_file_itself_keeps_writers_out(store: DuckStore) -> None:
    """They are told so, in this process too; afterwards the table says that it has no file."""
    store.commit([ticket_page([1])])
    store.rest()
    store.connection.lock_wait = 0.1
    with store.reading() as reading:
        table = reading.table("feedback")
        assert len(table) == 1
        with pytest.raises(StoreLocked):
            store.commit([ticket_page([2])])
    store.commit([ticket_page([2])])
    with pytest.raises(StoreError, match="closed"):
        len(table)


def test_an_error_of_the_reader_stays_what_it_is(store: DuckStore) -> None:
    """Inside `reading()` only DuckDB's errors are the store's."""
    with pytest.raises(FileNotFoundError), store.reading():
        Path("there is no such file").read_bytes()


@pytest.mark.parametrize("content", [b"this is no database" * 1000, b"\0" * 50_000, os.urandom(20_000)])  # fmt: skip
def test_a_file_that_is_no_store_is_damaged(path: Path, content: bytes) -> None:
    """It is named and left as it is."""
    path.write_bytes(content)
    with pytest.raises(StoreDamaged) as caught:
        open_store(path).commit([ticket_page([1])])
    assert str(path) in str(caught.value)
    assert caught.value.hint
    assert path.read_bytes() == content


def test_a_store_cut_short_is_damaged(store: DuckStore, path: Path) -> None:
    """A truncated file does not read as fewer rows."""
    store.commit([ticket_page(range(5000))])
    store.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(StoreDamaged):
        open_store(path).table("feedback")


def test_another_database_is_refused(path: Path) -> None:
    """A DuckDB file of somebody else is not filled with our tables."""
    with duckdb.connect(str(path)) as con:
        con.execute("CREATE TABLE theirs AS SELECT 1 AS a")
    with pytest.raises(StoreError, match="not a productops store"):
        open_store(path).commit([ticket_page([1])])
    with duckdb.connect(str(path)) as con:
        assert con.execute("SHOW TABLES").fetchall() == [("theirs",)]


def test_a_store_of_a_newer_version_is_refused(store: DuckStore, path: Path) -> None:
    """With what to do, for reading and for writing."""
    store.commit([ticket_page([1])])
    store.close()
    with duckdb.connect(str(path)) as con:
        con.execute("INSERT INTO _migration VALUES ('m999_future', now()::TIMESTAMP)")
    for attempt in (lambda: store.table("feedback"), lambda: store.commit([ticket_page([2])])):
        with pytest.raises(StoreError, match="newer version") as caught:
            attempt()
        assert "pip install" in caught.value.hint


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    """With the folder's name."""
    with pytest.raises(StoreError, match="folder") as caught:
        open_store(tmp_path / "nowhere" / "x.duckdb").is_empty(SCOPE, "tickets")
    assert "nowhere" in str(caught.value)


def test_unknown_tables_are_told(store: DuckStore) -> None:
    """With the nearest name."""
    with pytest.raises(SettingsError, match="feedback"):
        store.table("feedbak")


FILL = """
import resource, signal
from filled import page, raw, ticket_page
from productops.errors import StoreFull
from productops.store import open_store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = open_store(sys.argv[1])
store.commit([ticket_page(range(100))])
size = 12_000_000
resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
number = 0
try:
    while number < 60:
        import os
        rows = [raw(f"{number}-{n}", os.urandom(20_000).hex().encode()) for n in range(50)]
        store.commit([page("noise", raws=rows)])
        number += 1
    print("never full", flush=True)
except StoreFull as full:
    print("full", number, full.exit_code, flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    store.close()
"""


def test_a_full_disk_keeps_whole_pages_only(path: Path) -> None:
    """A file that may not grow stands in for a full disk: a clean error, and every page before it is there."""
    with another_process(FILL, path) as filler:
        word, *told = line_of(filler).split()
        assert word == "full"
        filler.wait(60)
    assert told[1] == "5"
    store = open_store(path)
    held = store.live_ids(SCOPE, "noise")
    assert len(held) == 50 * int(told[0])
    assert len(store.table("feedback")) == 100
    store.commit([page("noise", raws=[raw("after")])])
    store.close()


COMMIT = """
from filled import ticket_page
from productops.store import open_store
store = open_store(sys.argv[1])
first = int(sys.argv[2])
for number in range(first, first + 400):
    store.commit([ticket_page(range(number * 25, number * 25 + 25), title="x" * 20_000)])
    print(number, flush=True)
"""


def test_a_kill_leaves_whole_pages(path: Path) -> None:
    """Killed in the midst of commits, the store holds the rows, payloads and checkpoint of the same pages."""
    first = 0
    for pages in (1, 2, 5, 11):
        with another_process(COMMIT, path, first) as writer:
            for _ in range(pages):
                line_of(writer)
            writer.send_signal(signal.SIGKILL)
            writer.wait(60)
        store = open_store(path)
        (point,) = store.checkpoints(SCOPE)
        last = int(point.cursor["last"])
        found = sorted(int(row["source_id"]) for row in store.table("feedback").rows())
        assert found == list(range(last + 1))
        assert store.live_ids(SCOPE, "tickets") == {str(n) for n in found}
        assert (last + 1) // 25 >= first + pages
        store.close()
        first = (last + 1) // 25
    assert [left.name for left in path.parent.iterdir()] == [path.name]


def test_a_file_that_has_grown_is_opened_anew_and_goes_on(path: Path) -> None:
    """Between two commits; what was written is neither lost nor doubled, whichever came first."""
    store = DuckStore(path)
    store.connection = Connection(path, row_groups=((0, 2048), (1, 4096)))
    for start in range(0, 30, 10):
        store.commit([ticket_page(range(start, start + 10))])
    store.commit([ticket_page(range(5), "another title")])
    assert store.connection.opened == 2
    assert not store.connection.has_outgrown()
    rows = list(store.table("feedback").rows())
    assert sorted(int(row["source_id"]) for row in rows) == list(range(30))
    assert sum(row["title"].startswith("another title") for row in rows) == 5
    store.close()
