"""A part of JQL: read, or refused with the vendor's words and the place.

https://support.atlassian.com/jira-software-cloud/docs/jql-operators/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

_TOKENS = re.compile(
    r"""(?P<space>\s+)|(?P<quoted>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<op>!=|!~|>=|<=|[=<>~])"""
    r"""|(?P<mark>[(),])|(?P<word>(?:cf\[\d+\])|[^\s"'=<>!~(),\[\]{}]+(?:\[[^\]]*\])?)"""
)
RESERVED = {
    "a", "an", "abort", "access", "add", "after", "alias", "all", "alter", "and", "any", "are", "as", "asc", "at",
    "audit", "avg", "be", "before", "begin", "between", "boolean", "break", "but", "by", "changed", "check", "date",
    "delete", "desc", "distinct", "do", "double", "drop", "else", "empty", "end", "equals", "exists", "explain",
    "fetch", "file", "field", "first", "for", "from", "function", "go", "goto", "grant", "group", "having", "if",
    "in", "index", "input", "insert", "into", "is", "isempty", "isnull", "it", "join", "last", "left", "like",
    "limit", "lock", "max", "min", "mode", "modify", "next", "no", "not", "null", "number", "object", "of", "on",
    "option", "or", "order", "outer", "output", "power", "previous", "prior", "public", "raise", "raw", "remainder",
    "rename", "return", "returns", "right", "row", "select", "session", "set", "share", "size", "start", "strict",
    "sum", "table", "then", "to", "trans", "transaction", "trigger", "union", "unique", "update", "user", "values",
    "view", "was", "when", "where", "while", "with",
}  # fmt: skip
"""https://support.atlassian.com/jira-software-cloud/docs/jql-reserved-words/, the words of letters."""
MOST_SORTS = 7


class Refused(Exception):
    """JQL that is not understood; its text is the vendor's message."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: *kind* is `quoted`, `op`, `mark`, `word` or `end`; *at* counts from 1."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A comparison. *values*: one, or those of a list; functions end in `()`. *quoted*: how they were written."""

    field: str
    op: str
    values: tuple[str, ...]
    quoted: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Junction:
    """Conditions that are combined: `and`, `or`, `not`."""

    kind: str
    parts: tuple[Clause | Junction, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query: the condition, if any, and the order: (field, descending)."""

    where: Clause | Junction | None
    order: tuple[tuple[str, bool], ...]


def tokens(text: str) -> list[Token]:
    """A query's pieces, with an end."""
    found, at = [], 0
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None:
            raise Refused(
                f"Error in the JQL Query: The character '{text[at]}' is a reserved JQL character. You must enclose it "
                f"in a string or use the escape '\\u{ord(text[at]):04x}' instead. (line 1, character {at + 1})"
            )
        kind = match.lastgroup or "word"
        if kind != "space":
            found.append(Token(kind, match.group(), at + 1))
        at = match.end()
    return [*found, Token("end", "", len(text) + 1)]


def parse(text: str) -> Query:
    """A query.

    Raises:
        Refused: it does not parse.
    """
    return _Parser(tokens(text)).query()


class _Parser:
    """Recursive descent over the pieces."""

    def __init__(self, pieces: list[Token]) -> None:
        self._pieces = pieces
        self._at = 0

    @property
    def _here(self) -> Token:
        return self._pieces[self._at]

    def _next(self) -> Token:
        piece = self._here
        self._at += piece.kind != "end"
        return piece

    def _word(self, *words: str) -> bool:
        """Whether one of *words* comes next; it is taken."""
        if self._here.kind in {"word", "mark"} and self._here.text.lower() in words:
            self._at += 1
            return True
        return False

    def query(self) -> Query:
        starts = self._here.text.lower() == "order"
        where = None if self._here.kind == "end" or starts else self._any()
        order = self._order() if self._word("order") else ()
        if self._here.kind != "end":
            self._fail("Expecting either 'OR' or 'AND' but got {got}.")
        return Query(where, order)

    def _order(self) -> tuple[tuple[str, bool], ...]:
        if not self._word("by"):
            self._fail("Expecting 'BY' but got {got}.")
        found = []
        while True:
            name = self._operand()[0]
            descending = self._here.text.lower() == "desc"
            self._word("asc", "desc")
            found.append((name.lower(), descending))
            if not self._word(","):
                return tuple(found)

    def _any(self) -> Clause | Junction:
        parts = [self._every()]
        while self._word("or"):
            parts.append(self._every())
        return parts[0] if len(parts) == 1 else Junction("or", tuple(parts))

    def _every(self) -> Clause | Junction:
        parts = [self._one()]
        while self._word("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Junction("and", tuple(parts))

    def _one(self) -> Clause | Junction:
        if self._word("not"):
            return Junction("not", (self._one(),))
        if self._word("("):
            inner = self._any()
            if not self._word(")"):
                self._fail("Expecting ')' but got {got}.")
            return inner
        return self._clause()

    def _clause(self) -> Clause:
        name, _ = self._operand()
        if self._here.kind == "op":
            op = self._next().text
            value, quoted = self._operand()
            return Clause(name, op, (value,), (quoted,))
        if self._word("is"):
            op = "is not" if self._word("not") else "is"
            if not self._word("empty", "null"):
                self._fail("Expecting 'EMPTY' or 'NULL' but got {got}.")
            return Clause(name, op, (), ())
        op = "not in" if self._word("not") else "in"
        if not self._word("in"):
            self._fail("Expecting operator but got {got}. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.")  # fmt: skip
        return self._list(name, op)

    def _list(self, name: str, op: str) -> Clause:
        if not self._word("("):
            self._fail("Expecting '(' but got {got}.")
        found = [self._operand()]
        while self._word(","):
            found.append(self._operand())
        if not self._word(")"):
            self._fail("Expecting ')' but got {got}.")
        return Clause(
            name, op, tuple(value for value, _ in found), tuple(quoted for _, quoted in found)
        )

    def _operand(self) -> tuple[str, bool]:
        piece = self._here
        if piece.kind == "quoted":
            self._at += 1
            return re.sub(r"\\(.)", r"\1", piece.text[1:-1]), True
        if piece.kind != "word":
            self._fail("Expecting either a value, list or function but got {got}. You must surround it in quotation marks to use it as a value.")  # fmt: skip
        if piece.text.lower() in RESERVED:
            raise Refused(
                f"Error in the JQL Query: '{piece.text}' is a reserved JQL word. You must surround it in quotation "
                f"marks to use it in a query. (line 1, character {piece.at})"
            )
        self._at += 1
        return self._function(piece.text), False

    def _function(self, name: str) -> str:
        if not self._word("("):
            return name
        given = [] if self._here.text == ")" else [self._operand()[0]]
        if not self._word(")"):
            self._fail("Expecting ')' but got {got}.")
        return f"{name}({','.join(given)})"

    def _fail(self, message: str) -> NoReturn:
        piece = self._here
        got = f"'{piece.text}'" if piece.text else "the end of the query"
        raise Refused(
            f"Error in the JQL Query: {message.format(got=got)} (line 1, character {piece.at})"
        )
