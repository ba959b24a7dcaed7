"""Reports as people read them: tables of what happened, then what to know and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import singledispatch
from typing import Any

from ..render import Section, html_page, text_page
from .report import (
    CENSUS_STREAM,
    SOURCE_STREAM,
    Problem,
    RenormaliseReport,
    SourceCheck,
    SourceReport,
    StreamReport,
    SyncReport,
    VerifyReport,
)

MOST_NAMED = 20
"""Missing records that are named in a summary; the report itself holds all."""
_STOPPED = {4, 130}
"""Exit codes of what stopped cleanly and goes on with the next run."""
_PSEUDO = {SOURCE_STREAM: "(connecting)", CENSUS_STREAM: "(counting again)"}
_COUNTS = ("fetched", "created", "updated", "unchanged", "deleted", "set_aside")
_COSTS = ("requests", "retries")


def text(report: Any, width: int = 80, *, failures: bool = True) -> str:
    """*report* for a terminal; without *failures* where those are told elsewhere."""
    return text_page(_page(report, failures=failures), width)


def html(report: Any) -> str:
    """*report* for a notebook."""
    return html_page(_page(report, failures=True))


def _page(report: Any, *, failures: bool) -> list[Section]:
    lines = [line for problem in problems(report) for line in _lines(problem)] if failures else []
    return [*sections(report), *([Section(notes=lines)] if lines else [])]


@singledispatch
def sections(report: Any) -> list[Section]:
    """The tables and notes of a report, without its failures."""
    raise TypeError(f"no summary of {type(report).__name__}")


def problems(report: Any) -> list[Problem]:
    """What failed, in the order of the report; each names its source."""
    if isinstance(report, SyncReport):
        own = [report.problem] if report.problem else []
        return [*own, *(_of(n, p) for n, source in report.sources.items() for p in source.problems)]
    if isinstance(report, Mapping):
        return [_of(name, check.problem) for name, check in report.items() if check.problem]
    return [_of(name, problem) for name, problem in report.problems.items()]


def _of(source: str, problem: Problem) -> Problem:
    if problem.where.split("/")[0] == source:
        return problem
    return replace(problem, where=", ".join(part for part in (source, problem.where) if part))


@sections.register
def _sync(report: SyncReport) -> list[Section]:
    tables = [_source(name, source) for name, source in report.sources.items()]
    return [*tables, Section(notes=[_sum(report), *_sync_notes(report)])]


def _source(name: str, source: SourceReport) -> Section:
    streams = [(label, s) for label, s in source.streams.items() if _moved(s)]
    columns = ["stream", *_used([s for _, s in streams])]
    rows = [
        [_PSEUDO.get(label, label), *(_figure(s, c) for c in columns[1:])] for label, s in streams
    ]
    words = [column.replace("_", " ") for column in columns]
    return Section(
        _title(name, source.connector, source.instance), words, rows, list(_source_notes(source))
    )


def _title(name: str, connector: str, instance: str) -> str:
    return f"{name} ({', '.join(part for part in (connector, instance) if part)})"


def _moved(stream: StreamReport) -> bool:
    return bool(stream.requests or stream.fetched or stream.problem or stream.renormalised)


def _used(streams: Sequence[StreamReport]) -> list[str]:
    """Columns that say something; what was fetched and what is new is always said."""
    always = {"fetched", "created", "unchanged", "requests"}
    some = [c for c in (*_COUNTS, *_COSTS) if c in always or any(getattr(s, c) for s in streams)]
    return [*some, *(["waited_s"] if any(s.waited_s >= 1 for s in streams) else []), "seconds"]


def _figure(stream: StreamReport, column: str) -> Any:
    value = getattr(stream, column)
    return round(value, 1) if isinstance(value, float) else value


def _source_notes(source: SourceReport) -> Iterator[str]:
    yield from (f"Note: {warning}" for warning in source.warnings)
    for name, stream in source.streams.items():
        told = (
            warning for warning in stream.warnings if f"{name} is {warning}" not in source.warnings
        )
        yield from (f"Note, {name}: {warning}" for warning in told)
        if stream.gone:
            yield f"No longer at the source, {name}: {_list(stream.gone)}."
        if stream.renormalised:
            yield f"Mapped again without fetching, {name}: {stream.renormalised}."


def _lines(problem: Problem) -> Iterator[str]:
    word = "Stopped" if problem.exit_code in _STOPPED else "Failed"
    yield f"{word}: {problem.where + ': ' if problem.where else ''}{problem.message}"
    if problem.hint:
        yield problem.hint


def _sum(report: SyncReport) -> str:
    took = (report.finished_at - report.started_at).total_seconds() if report.finished_at else 0
    words = {"created": "new", "updated": "changed", "unchanged": "unchanged", "deleted": "deleted"}
    counts = ", ".join(f"{n:,} {word}" for key, word in words.items() if (n := report.total(key)))
    state = "Done" if report.ok else "Not complete"
    return (
        f"{state}: {report.total('fetched'):,} records ({counts or 'nothing new'}) in {took:.1f} s."
    )


def _sync_notes(report: SyncReport) -> Iterator[str]:
    if aside := report.total("set_aside"):
        word = "record that does not fit was" if aside == 1 else "records that do not fit were"
        yield f"{aside:,} {word} set aside: productops show _set_aside"
    yield from unmapped_notes(_unmapped(report))
    yield from (f"Plugin: {hook}" for hook in report.broken_hooks)
    if report.exit_code == 130:  # noqa: PLR2004 - the exit code of an interruption
        yield "Stopped. Everything fetched is kept; run the same command again to go on."


def _unmapped(report: SyncReport) -> dict[str, int]:
    words: dict[str, int] = {}
    for source in report.sources.values():
        for stream in source.streams.values():
            for word, times in stream.unmapped.items():
                words[word] = words.get(word, 0) + times
    return words


def unmapped_notes(words: Mapping[str, int]) -> Iterator[str]:
    """What nobody mapped, as the line to write: `status "Legal" (12 times): …`."""
    for word, times in sorted(words.items(), key=lambda item: (-item[1], item[0])):
        vocabulary, _, name = word.partition("/")
        yield f'Not mapped: {vocabulary} "{name}" ({times:,} times). Map it under [vocabulary.{vocabulary}].'


def _list(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {word.replace('_', ' ')}" for word, n in sorted(counts.items()))


@sections.register
def _verify(report: VerifyReport) -> list[Section]:
    rows = [
        (source, stream, check.held, check.present, check.counted, len(check.missing), check.note)
        for source, checks in report.sources.items()
        for stream, check in checks.items()
    ]
    columns = ("source", "stream", "held here", "at the source", "it counts", "missing", "note")
    return [Section("", columns, rows), _missing(report)]


def _missing(report: VerifyReport) -> Section:
    missing = report.missing
    if not missing:
        return Section(notes=[_nothing_missing(report), *_not_compared(report)])
    rows = [
        (m.source, m.stream, m.source_id, m.reason.replace("_", " "), m.row_id)
        for m in missing[:MOST_NAMED]
    ]
    more = len(missing) - len(rows)
    notes = [f"and {more:,} more: productops verify --json"] if more else []
    if any(m.reason == "not_held" for m in missing):
        notes.append("What is not held comes with: productops sync --full")
    notes += _not_compared(report)
    return Section(
        f"{len(missing):,} missing", ("source", "stream", "its id", "reason", "our id"), rows, notes
    )


def _nothing_missing(report: VerifyReport) -> str:
    if not report.problems:
        return "Nothing is missing."
    if not report.sources:
        return "Nothing could be compared."
    return "Not everything could be compared; nothing is missing in the rest."


def _not_compared(report: VerifyReport) -> Iterator[str]:
    """Streams of which the source tells no ids, so that silence about them proves nothing."""
    for source, streams in report.not_compared.items():
        if streams:
            yield f"Not compared, since {source} lists no ids of them: {', '.join(streams)}."


@sections.register
def _renormalise(report: RenormaliseReport) -> list[Section]:
    tables = sorted({*report.changed, *report.added, *report.removed})
    rows = [
        (table, report.changed.get(table, 0), report.added.get(table, 0), report.removed.get(table, 0),
         _list(report.columns.get(table, {})))
        for table in tables
    ]  # fmt: skip
    would = "would change" if report.dry_run else "changed"
    notes = [
        f"{report.records:,} records mapped again; {'these rows' if rows else 'no row'} {would}."
    ]
    notes += [f"{report.set_aside:,} records do not fit."] if report.set_aside else []
    return [Section("", ("table", "changed", "added", "removed", "columns"), rows, notes)]


@sections.register(dict)
def _checks(report: Mapping[str, SourceCheck]) -> list[Section]:
    return [_check(name, check) for name, check in report.items()]


def _check(name: str, check: SourceCheck) -> Section:
    rows = [(stream, state, check.counts.get(stream)) for stream, state in check.streams.items()]
    who = ", ".join(part for part in (check.account, check.plan, check.timezone) if part)
    as_user = f"as {check.user}" if check.user else ""
    answer = " ".join(part for part in ("It answers", as_user, f"({who})" if who else "") if part)
    notes = [f"{answer}."] if check.ok else []
    notes += [f"Note: {warning}" for warning in check.warnings]
    return Section(
        _title(name, check.connector, check.instance), ("stream", "state", "it counts"), rows, notes
    )
