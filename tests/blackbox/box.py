"""What the black-box tests share: a folder with settings, the command, and the store read from outside.

Nothing here knows how the library is made: it runs the `productops` command, imports the documented Python
names, and computes ids from the contract's formula.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jira_server as jira
from jira_model import HOST
from jira_server import JiraServer
from zendesk_model import SUBDOMAIN, Desk
from zendesk_server import API_TOKEN, CLIENT_ID, CLIENT_SECRET, EMAIL, STATIC_TOKEN, ZendeskServer

ENVELOPE = [
    "id", "source", "source_instance", "source_id", "source_key", "source_url", "occurred_at",
    "source_created_at", "source_updated_at", "fetched_at", "schema_version", "content_hash", "deleted",
    "deleted_at", "custom_fields",
]  # fmt: skip
TABLES = [
    "feedback", "comment", "rating", "survey", "question", "response", "answer", "person", "account", "team",
    "product", "work_item", "worklog", "transition", "link", "attachment", "article", "topic", "mention", "vote",
    "schedule", "sla_event", "field",
]  # fmt: skip
"""The tables these two sources can fill; the inventory and research families come with others."""
ENVIRONMENT = {
    "JIRA_TOKEN": jira.API_TOKEN,
    "JIRA_SCOPED": jira.SCOPED_TOKEN,
    "JIRA_ID": jira.CLIENT_ID,
    "JIRA_SECRET": jira.CLIENT_SECRET,
    "JIRA_ACCESS": jira.STATIC_TOKEN,
    "ZD_ID": CLIENT_ID,
    "ZD_SECRET": CLIENT_SECRET,
    "ZD_API_TOKEN": API_TOKEN,
    "ZD_ACCESS": STATIC_TOKEN,
}
OAUTH = {"client_id": "env:ZD_ID", "client_secret": "env:ZD_SECRET"}
BASIC = {"email": EMAIL, "api_token": "env:ZD_API_TOKEN"}
BEARER = {"access_token": "env:ZD_ACCESS"}
JIRA_BASIC = {"email": jira.EMAIL, "api_token": "env:JIRA_TOKEN"}
JIRA_SCOPED = {"email": jira.EMAIL, "api_token": "env:JIRA_SCOPED"}
JIRA_OAUTH = {"client_id": "env:JIRA_ID", "client_secret": "env:JIRA_SECRET"}
JIRA_BEARER = {"access_token": "env:JIRA_ACCESS"}
LOGINS = {"zendesk": OAUTH, "jira": JIRA_BASIC}
INSTANCES = {"zendesk": f"{SUBDOMAIN}.zendesk.com", "jira": HOST}
NASTY = {7_000_001: "=HYPERLINK(1)", 7_000_002: "+1", 7_000_003: "-2", 7_000_004: "@sum",
         7_000_005: "<script>alert(1)</script>"}  # fmt: skip
"""Subjects that a spreadsheet or a browser would run."""
INTERNAL = {
    "_raw": "source, source_instance, stream, source_id, version, payload, bytes, rows",
    "_set_aside": "source, stream, source_id, reason, field, message, payload",
    "_queue": "*",
}
"""The library's own tables with the columns the contract names."""
NUMBERS = ("fetched", "created", "updated", "unchanged", "deleted", "set_aside", "requests", "retries",
           "waited_s", "complete", "warnings")  # fmt: skip
"""What a report says of a stream."""
COMMAND = shutil.which("productops", path=str(Path(sys.executable).parent)) or "productops"


def row_id(table: str, source_id: object, instance: str = "", *, connector: str = "zendesk") -> str:
    """The id the contract gives a row: table, and 26 characters of a base32 SHA-256."""
    parts = (connector, instance or INSTANCES[connector], table, str(source_id))
    digest = base64.b32encode(hashlib.sha256("\x1f".join(parts).encode()).digest()).decode().lower()
    return f"{table}_{digest[:26]}"


def source(server: ZendeskServer | JiraServer, **keys: Any) -> dict[str, Any]:
    """The keys of one source in the settings: its vendor's usual login unless said otherwise."""
    base = server.connection()
    login = (
        {} if {"api_token", "access_token", "client_id"} & set(keys) else LOGINS[base["connector"]]
    )
    return base | login | keys


@dataclass(frozen=True)
class Done:
    """What a command left: its exit code and its text."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)

    @property
    def text(self) -> str:
        """Both outputs."""
        return self.out + self.err


class Box:
    """A working directory with a settings file, in which the command runs."""

    def __init__(self, path: Path) -> None:
        self.path, self.store = path, path / "acme.duckdb"
        path.mkdir(parents=True, exist_ok=True)
        home = path / "home"
        home.mkdir(exist_ok=True)
        self.env = (
            os.environ
            | ENVIRONMENT
            | {"HOME": str(home), "NO_COLOR": "1", "COLUMNS": "200", "TERM": "dumb"}
        )

    def settings(self, more: str = "", **sources: dict[str, Any]) -> Path:
        """Write `productops.toml` with these sources and what follows them."""
        lines = ['store = "acme.duckdb"', ""]
        for name, keys in sources.items():
            lines += [
                f"[sources.{name}]",
                *(f"{key} = {json.dumps(value)}" for key, value in keys.items()),
                "",
            ]
        file = self.path / "productops.toml"
        file.write_text("\n".join(lines) + more, encoding="utf-8")
        return file

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """The command, running."""
        return subprocess.Popen(
            [COMMAND, *arguments], cwd=self.path, env=self.env, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def run(self, *arguments: str, timeout: float = 90) -> Done:
        """The command, ended; killed and failed if it takes too long."""
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            message = f"productops {' '.join(arguments)} ran longer than {timeout} s\n{out}\n{err}"
            raise AssertionError(message) from None
        return Done(process.returncode, out, err)

    def sync(
        self, *arguments: str, code: int = 0, timeout: float = 90
    ) -> dict[str, dict[str, dict[str, Any]]]:
        """`sync --json`, which must end with a code; gives source → stream → numbers."""
        done = self.run("sync", "--json", *arguments, timeout=timeout)
        assert done.code == code, f"exit {done.code}, expected {code}\n{done.err}"
        return streams(done.json)

    def open(self) -> Any:
        """The workspace of this folder's settings, through the Python interface."""
        import productops as po

        return po.open(self.store)

    def pull(self, **keys: Any) -> dict[str, dict[str, dict[str, Any]]]:
        """`ws.sync()` through the Python interface, in this process; it must not fail. As `sync` gives it."""
        import productops as po

        with po.open(self.path / "productops.toml") as ws:
            report = ws.sync(**keys)
        report.raise_for_failure()
        return {
            name: {stream: {key: getattr(one, key) for key in NUMBERS} for stream, one in of.streams.items()}
            for name, of in report.sources.items()
        }  # fmt: skip

    def rows(self, table: str, *, deleted: bool = True) -> list[dict[str, Any]]:
        """Every row of a table, as dictionaries."""
        with self.open() as ws:
            return list(ws.table(table, deleted=deleted).to_polars(pii="keep").to_dicts())

    def sql(self, query: str) -> list[dict[str, Any]]:
        """A query over the store."""
        with self.open() as ws:
            return as_dicts(ws.sql(query))

    def dump(self) -> dict[str, list[str]]:
        """The whole store as the contract compares it: no `fetched_at`, no `run_id`, no `_run`."""
        with self.open() as ws, ws.reading():
            tables = {
                name: canonical(ws.table(name, deleted=True).to_polars(pii="keep").to_dicts())
                for name in TABLES
            }
            for name, columns in INTERNAL.items():
                tables[name] = canonical(as_dicts(ws.sql(f"SELECT {columns} FROM {name}")))
        return tables


def as_dicts(table: Any) -> list[dict[str, Any]]:
    """Whatever a query gives, as dictionaries: a table offers `__arrow_c_stream__`."""
    import polars as pl

    return pl.DataFrame(table).to_dicts()


def canonical(rows: list[dict[str, Any]]) -> list[str]:
    """Rows in one order, without what may differ between two equal stores."""
    drop = {"fetched_at", "run_id"}
    return sorted(
        json.dumps({k: v for k, v in r.items() if k not in drop}, default=str, sort_keys=True)
        for r in rows
    )


def same(one: dict[str, list[str]], other: dict[str, list[str]]) -> None:
    """Fail with the first rows that differ between two dumps."""
    for table, rows in one.items():
        mine, theirs = set(rows), set(other[table])
        assert len(rows) == len(other[table]), (
            f"{table}: {len(rows)} rows, then {len(other[table])}"
        )
        assert mine == theirs, (
            f"{table}: {sorted(mine - theirs)[:2]} but {sorted(theirs - mine)[:2]}"
        )


def streams(report: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Source → stream → numbers, from a report's JSON."""
    return {name: one["streams"] for name, one in report["sources"].items()}


def balanced(report: dict[str, dict[str, dict[str, Any]]]) -> None:
    """The contract's equation holds in every stream."""
    for name, of_source in report.items():
        for stream, n in of_source.items():
            total = n["created"] + n["updated"] + n["unchanged"] + n["deleted"] + n["set_aside"]
            assert n["fetched"] == total, (
                f"{name}.{stream}: fetched {n['fetched']}, accounted for {total}: {n}"
            )


def total(report: dict[str, dict[str, dict[str, Any]]], number: str, *, own: bool = True) -> Any:
    """A number summed over all streams, those beginning with an underscore only if `own`."""
    return sum(
        n[number]
        for of_source in report.values()
        for name, n in of_source.items()
        if own or not name.startswith("_")
    )


def eventually(condition: Callable[[], object], seconds: float = 15) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def interrupt(
    process: subprocess.Popen[str], sign: int = signal.SIGINT, seconds: float = 20
) -> Done:
    """Send a signal and give what the command left."""
    process.send_signal(sign)
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"signal {sign} did not end it in {seconds} s\n{out}\n{err}") from None
    return Done(process.returncode, out, err)


def written(box: Box) -> bytes:
    """Every byte in the folder, settings apart, and every row of every table of the store."""
    import duckdb

    files = [f for f in box.path.rglob("*") if f.is_file() and f.name != "productops.toml"]
    found = b"\n".join(f.read_bytes() for f in files)
    if box.store.exists():
        with duckdb.connect(str(box.store), read_only=True) as store:
            tables = store.sql("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
            for schema, table in tables:
                found += repr(store.sql(f'SELECT * FROM "{schema}"."{table}"').fetchall()).encode()
    return found


def comments_of(desk: Desk, *, private: bool = False) -> set[str]:
    """The ids of the comments a desk holds: public ones of tickets, and those of posts."""
    of_tickets = {
        str(child["id"])
        for event in desk.events.values() for child in event["child_events"]
        if child["event_type"] == "Comment" and (private or child["public"])
    }  # fmt: skip
    return of_tickets | {str(one) for one in desk.post_comments}
