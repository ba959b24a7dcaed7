"""Which issues a query means, and in which order."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

from . import fields, moments, plan
from .account import PROJECT_KEYS, Account
from .jql import MOST_SORTS, Clause, Junction, Query, Refused
from .reading import DATES, NAMED, ORDERS, TEXTS, Seen

UNBOUNDED = (
    "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
)
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
    "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
_ALIASES = {
    "type": "issuetype", "worktype": "issuetype", "issue": "key", "issuekey": "key", "id": "key", "workitem": "key",
    "createddate": "created", "updateddate": "updated", "resolutiondate": "resolved",
    "statuscategorychangeddate": "statuscategorychanged", "space": "project",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matcher:
    """Tells whether an issue is meant, as of the index's time."""

    account: Account
    epoch: bool

    def check(self, query: Query) -> None:
        """Refuse what the vendor refuses before it looks."""
        if query.where is None or not _bounded(query.where):
            raise Refused(UNBOUNDED)
        if len(query.order) > MOST_SORTS:
            raise Refused("The maximum number of fields allowed in the ORDER BY clause is 7.")
        for name, _ in query.order:
            if _ALIASES.get(name, name) not in ORDERS:
                raise Refused(f"Not able to sort using field '{name}'.")

    def test(self, where: Clause | Junction) -> Callable[[Seen], bool]:
        """A condition as a function."""
        if isinstance(where, Clause):
            return self._clause(where)
        parts = [self.test(part) for part in where.parts]
        if where.kind == "not":
            return lambda seen: not parts[0](seen)
        join = all if where.kind == "and" else any
        return lambda seen: join(part(seen) for part in parts)

    def _clause(self, clause: Clause) -> Callable[[Seen], bool]:
        name = clause.field.lower()
        name = _ALIASES.get(name, name)
        if name in DATES:
            return self._dated(name, clause)
        if name == "key":
            return self._keyed(clause)
        texts = self._texts(name, clause.field)
        self._known(name, clause)
        return _compared(clause, texts)

    def _dated(self, name: str, clause: Clause) -> Callable[[Seen], bool]:
        read = DATES[name]
        if clause.op in {"is", "is not"}:
            return lambda seen: bool(read(seen)) == (clause.op == "is not")
        if clause.op not in _COMPARE:
            raise Refused(
                f"The operator '{clause.op}' is not supported by the '{clause.field}' field."
            )
        text, quoted, account = clause.values[0], clause.quoted[0], self.account
        epoch = self.epoch and not quoted
        low = moments.of(clause.field, text, zone=account.zone, now=account.now, epoch=epoch)
        compare = _COMPARE[clause.op]
        return lambda seen: bool(read(seen)) and compare(read(seen), low)

    def _keyed(self, clause: Clause) -> Callable[[Seen], bool]:
        account = self.account
        held = [account.resolve(value) for value in clause.values]
        for value, index in zip(clause.values, held, strict=True):
            if index is None:
                raise Refused(
                    f"An issue with key '{value}' does not exist for field '{clause.field.lower()}'."
                )
        indices = [index for index in held if index is not None]
        if clause.op in {"=", "in"}:
            return lambda seen: seen.issue.index in indices
        if clause.op in {"!=", "not in"}:
            return lambda seen: seen.issue.index not in indices
        compare = _COMPARE.get(clause.op)
        if compare is None:
            raise Refused(
                f"The operator '{clause.op}' is not supported by the '{clause.field}' field."
            )
        return lambda seen: compare(seen.issue.index, indices[0])

    def _known(self, name: str, clause: Clause) -> None:
        """Refuse projects, types and statuses that are not there."""
        for value in clause.values:
            known = True
            if name == "project":
                number = PROJECT_KEYS.get(value.upper())
                named = {p.name.lower() for p in plan.PROJECTS if not p.hidden} | {
                    str(p.id) for p in plan.PROJECTS
                }
                hidden = number is not None and plan.PROJECTS[number].hidden
                known = (number is not None or value.lower() in named) and not hidden
            elif name in NAMED:
                known = value.lower() in NAMED[name]
            if not known:
                raise Refused(f"The value '{value}' does not exist for the field '{clause.field}'.")

    def _texts(self, name: str, shown: str) -> Callable[[Seen], set[str]]:
        read = TEXTS.get(name)
        if read is None and any(name in {f.name.lower(), f"cf[{f.id}]"} for f in fields.CUSTOM):
            raise Refused(f"The sandbox cannot search by the custom field '{shown}'.")
        if read is None:
            raise Refused(
                f"Field '{shown}' does not exist or you do not have permission to view it."
            )
        account = self.account
        return lambda seen: {text.lower() for text in read(account, seen) if text}


def _compared(clause: Clause, texts: Callable[[Seen], set[str]]) -> Callable[[Seen], bool]:
    wanted = {value.lower() for value in clause.values}
    found: dict[str, Callable[[Seen], bool]] = {
        "=": lambda seen: not wanted.isdisjoint(texts(seen)),
        "!=": lambda seen: bool(texts(seen)) and wanted.isdisjoint(texts(seen)),
        "is": lambda seen: not texts(seen),
        "is not": lambda seen: bool(texts(seen)),
        "~": lambda seen: any(word.strip("*") in text for word in wanted for text in texts(seen)),
        "!~": lambda seen: (
            not any(word.strip("*") in text for word in wanted for text in texts(seen))
        ),
    }
    found["in"], found["not in"] = found["="], found["!="]
    if clause.op not in found:
        raise Refused(f"The operator '{clause.op}' is not supported by the '{clause.field}' field.")
    return found[clause.op]


def _bounded(where: Clause | Junction) -> bool:
    """Whether a condition restricts at all: what is only excluded does not count."""
    if isinstance(where, Clause):
        return True
    if where.kind == "or":
        return all(_bounded(part) for part in where.parts)
    return any(_bounded(part) for part in where.parts)


def place(query: Query, seen: Seen) -> tuple[int, ...]:
    """Where an issue stands in the order asked for; by id at last, so that no two share a place."""
    key = []
    for name, descending in query.order:
        value = seen.issue.index if name == "id" else ORDERS[_ALIASES.get(name, name)](seen)
        key.append(-value if descending else value)
    return (*key, seen.issue.index)
