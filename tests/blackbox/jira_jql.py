"""The part of JQL that the vendor's documentation gives for these fields, read and applied.

https://support.atlassian.com/jira-service-management-cloud/docs/jql-fields/ , -operators/ , -keywords/ . Dates are
read in the time zone of whoever asks and are exact to the minute; a list of reserved words must be quoted.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jira_model import Issue, Json

Test = Callable[[Issue, Json], bool]
TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<op>>=|<=|!=|!~|&&|\|\||[=<>~!(),])"""
    r"""|(?P<word>[^\s"'()=<>~!,&|]+))"""
)
WORDS = """
a an abort access add after alias all alter and any as asc audit avg before begin between boolean break by
byte catch cf changed char character check checkpoint collate collation column commit connect continue count
create current date decimal declare decrement default defaults define delete delimiter desc difference
distinct divide do double drop else empty encoding end equals escape exclusive exec execute exists explain
false fetch file field first float for from function go goto grant greater group having identified if
immediate in increment index initial inner inout input insert int integer intersect intersection into is
isempty isnull join last left less like limit lock long max min minus mode modify modulo more multiply next
noaudit not notin nowait null number object of on option or order outer output power previous prior privileges
public raise raw remainder rename resource return returns revoke right row rowid rownum rows select session
set share size sqrt start strict string subtract sum synonym table then to trans transaction trigger true uid
union unique update user validate values view was when whenever where while with
"""
RESERVED = frozenset(WORDS.split())
COMPARE = {"=": operator.eq, "!=": operator.ne, ">": operator.gt, ">=": operator.ge, "<": operator.lt,
           "<=": operator.le}  # fmt: skip
DATES = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")
SPAN = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000}
INVALID_DATE = (
    "Date value '{}' for field '{}' is invalid. Valid formats include: 'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm',"
    " 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'."
)


class BadJqlError(Exception):
    """A query that Jira refuses, with its message."""


@dataclass
class Scope:
    """What a query may name: the caller's projects, issues and clock."""

    zone: str
    now: int
    epoch_ms: bool
    projects: list[Json]
    issues: list[Issue]
    types: set[str]
    statuses: set[str] = field(default_factory=set)


@dataclass
class Query:
    """A query understood: the test, and the order as (field, descending)."""

    test: Test | None
    order: list[tuple[str, bool]]


def parse(text: str, scope: Scope) -> Query:
    """Read a query; raises BadJqlError with the vendor's words."""
    reader = _Reader(text, scope)
    test = None if reader.ahead("order") or reader.done() else reader.either()
    order = reader.order()
    if not reader.done():
        _kind, word, at = reader.tokens[reader.at]
        wanted = "Expecting either 'OR' or 'AND' but got"
        raise BadJqlError(f"Error in the JQL Query: {wanted} '{word}'. (line 1, character {at})")
    if len(order) > 7:
        raise BadJqlError("The maximum number of fields in the ORDER BY clause is 7.")
    return Query(test, order)


class _Reader:
    """Reads tokens one after the other."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.scope, self.at, self.text = scope, 0, text
        self.tokens: list[tuple[str, str, int]] = []
        position, text = 0, text.rstrip()
        while position < len(text):
            found = TOKEN.match(text, position)
            if not found:
                raise self.wrong(f"The character '{text[position:].lstrip()[:1]}'", position + 1)
            kind = str(found.lastgroup)
            self.tokens.append((kind, found[kind], found.start(kind) + 1))
            position = found.end()

    def wrong(self, what: str, at: int | None = None) -> BadJqlError:
        place = at or (
            self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text) + 1
        )
        return BadJqlError(
            f"Error in the JQL Query: {what} is not understood here. (line 1, character {place})"
        )

    def done(self) -> bool:
        return self.at >= len(self.tokens)

    def ahead(self, *words: str) -> bool:
        """Whether the next token is one of these keywords or signs."""
        return (
            not self.done()
            and self.tokens[self.at][0] != "text"
            and self.tokens[self.at][1].lower() in words
        )

    def take(self, *words: str) -> str:
        """The next token, which has to be one of these if any are given."""
        if self.done() or (words and not self.ahead(*words)):
            raise self.wrong(f"{self.tokens[self.at][1]!r}" if not self.done() else "The end")
        self.at += 1
        return self.tokens[self.at - 1][1].lower()

    def either(self) -> Test:
        tests = [self.both()]
        while self.ahead("or", "||"):
            self.take()
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda i, f: any(test(i, f) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.ahead("and", "&&"):
            self.take()
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda i, f: all(test(i, f) for test in tests)

    def one(self) -> Test:
        if self.ahead("not", "!"):
            self.take()
            inner = self.one()
            return lambda i, f: not inner(i, f)
        if self.ahead("("):
            self.take()
            inner = self.either()
            self.take(")")
            return inner
        return self.clause()

    def clause(self) -> Test:
        name = self.value(what="field").lower()
        if self.ahead("in") or self.ahead("not"):
            without = self.take() == "not"
            if without:
                self.take("in")
            values = self.values()
            return _member(name, values, self.scope, without=without)
        if self.ahead("is"):
            self.take()
            without = self.ahead("not") and bool(self.take())
            self.take("empty", "null")
            return lambda _i, f: (f.get(name) in (None, [])) != without
        sign = self.take(*COMPARE)
        quoted = not self.done() and self.tokens[self.at][0] == "text"
        value = self.value()
        if name in ("updated", "created", "updateddate", "createddate"):
            edge, compare = _date(name, value, self.scope, quoted=quoted), COMPARE[sign]
            name = name.removesuffix("date")
            return lambda _i, f: bool(compare(int(f[name]), edge))
        if sign not in ("=", "!="):
            if name in ("id", "issue", "key", "issuekey"):
                return _later(value, COMPARE[sign])
            raise self.wrong(f"The operator '{sign}' with the field '{name}'")
        return _member(name, [value], self.scope, without=sign == "!=")

    def values(self) -> list[str]:
        self.take("(")
        found = [self.value()]
        while self.ahead(","):
            self.take()
            found.append(self.value())
        self.take(")")
        return found

    def value(self, what: str = "value") -> str:
        if self.done():
            raise self.wrong("The end")
        kind, word, at = self.tokens[self.at]
        if kind == "op":
            raise self.wrong(f"'{word}'")
        self.at += 1
        if kind == "text":
            return re.sub(r"\\(.)", r"\1", word[1:-1])
        if word.lower() in RESERVED:
            told = f"'{word}' is a reserved JQL word. You must surround it in quotation marks to use it in a query."
            raise BadJqlError(f"Error in the JQL Query: {told} (line 1, character {at})")
        return word

    def order(self) -> list[tuple[str, bool]]:
        if not self.ahead("order"):
            return []
        self.take("order")
        self.take("by")
        found: list[tuple[str, bool]] = []
        while not found or self.ahead(","):
            if found:
                self.take(",")
            name = self.value(what="field").lower()
            found.append((name, self.ahead("asc", "desc") and self.take() == "desc"))
        return found


def _date(name: str, value: str, scope: Scope, *, quoted: bool) -> int:
    """A date of a query in milliseconds."""
    if scope.epoch_ms and not quoted and re.fullmatch(r"\d{9,}", value):
        return int(value)
    if re.fullmatch(r"-?(\d+[wdhm]\s*)+", value):
        span = sum(int(n) * SPAN[unit] for n, unit in re.findall(r"(\d+)([wdhm])", value))
        return scope.now - span if value.startswith("-") else scope.now + span
    for form in DATES:
        try:
            local = datetime.strptime(value, form)  # noqa: DTZ007 - the zone is the profile's
        except ValueError:
            continue
        return int(local.replace(tzinfo=ZoneInfo(scope.zone)).timestamp() * 1000)
    raise BadJqlError(INVALID_DATE.format(value, name))


def _later(value: str, compare: Callable[[Any, Any], Any]) -> Test:
    """`id > 10001`, `key > APP-7`: by number, within the project where there is one."""
    project, _, number = value.rpartition("-")
    if not number.isdigit():
        raise BadJqlError(f"The issue key '{value}' for field 'key' is invalid.")

    def test(issue: Issue, _fields: Json) -> bool:
        if not project:
            return bool(compare(issue.id, int(number)))
        mine, _, own = issue.key.rpartition("-")
        return mine == project and bool(compare(int(own), int(number)))

    return test


def _member(name: str, values: list[str], scope: Scope, *, without: bool) -> Test:
    """A field that has one of some values, all of which the caller must be able to see."""
    known = _known(name, values, scope)
    lowered = {value.lower() for value in values}
    if known is not None:
        return lambda i, _f: (i.id in known) != without
    if name == "labels":
        return lambda _i, f: (
            bool(lowered & {label.lower() for label in f.get("labels") or []}) != without
        )
    name = {"type": "issuetype", "worktype": "issuetype"}.get(name, name)
    if name not in ("issuetype", "status"):
        raise BadJqlError(
            f"Field '{name}' does not exist or you do not have permission to view it."
        )
    possible = scope.types if name == "issuetype" else scope.statuses
    for value in values:
        if value.lower() not in possible:
            raise BadJqlError(f"The value '{value}' does not exist for the field '{name}'.")
    return lambda _i, f: bool(lowered & {f[name]["name"].lower(), f[name]["id"]}) != without


def _known(name: str, values: list[str], scope: Scope) -> set[int] | None:
    """Ids of the issues that a project or an issue clause means, or None for other fields."""
    if name == "project":
        named: set[int] = set()
        for value in values:
            found = {int(p["id"]) for p in scope.projects
                     if value.lower() in (p["key"].lower(), p["name"].lower(), p["id"])}  # fmt: skip
            if not found:
                raise BadJqlError(f"The value '{value}' does not exist for the field 'project'.")
            named |= found
        return {issue.id for issue in scope.issues if issue.project in named}
    if name in ("id", "issue", "key", "issuekey"):
        by = {str(i.id): i.id for i in scope.issues} | {i.key.lower(): i.id for i in scope.issues}
        by |= {old.lower(): i.id for i in scope.issues for old in i.old_keys}
        missing = [value for value in values if value.lower() not in by]
        if missing:
            raise BadJqlError(
                f"An issue with key '{missing[0]}' does not exist for field '{name}'."
            )
        return {by[value.lower()] for value in values}
    return None
