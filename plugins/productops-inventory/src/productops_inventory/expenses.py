"""Expenses: a table whose columns the mapping names; each line is a cost, each merchant a product."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from productops.kit import Run
from productops.kit.cells import Proposal, best_of, plain, text_of
from productops.kit.dates import is_date
from productops.kit.money import CURRENCIES, currency_of, style_of
from productops.kit.rows import row
from productops.model import CostRecord, Record, Tool

from .common import address, beside, known_by_address
from .entry import Entry
from .kind import Kind, Named
from .settings import EXPENSE

_MERCHANT, _AMOUNT, _DATE = (f"{EXPENSE}{name}" for name in ("merchant", "amount", "date"))
_NAMED = {
    "merchant": ("merchant", "vendor", "supplier", "payee", "description", "merchantname", "haendler", "händler",
                 "lieferant", "fournisseur", "marchand", "proveedor", "comercio"),
    "amount": ("amount", "total", "cost", "price", "value", "betrag", "summe", "montant", "importe"),
    "currency": ("currency", "ccy", "währung", "waehrung", "devise", "moneda"),
    "date": ("date", "transactiondate", "posted", "posteddate", "datum", "buchungstag", "fecha"),
    "person": ("person", "employee", "cardholder", "user", "email", "owner", "submittedby", "mitarbeiter", "employé"),
    "category": ("category", "type", "glaccount", "account", "kategorie", "catégorie", "categoría"),
    "note": ("note", "notes", "memo", "comment", "purpose", "reference", "zweck", "verwendungszweck"),
}  # fmt: skip
# Who takes the payment for somebody else; the merchant stands behind the star
_THROUGH = re.compile(
    r"^(?:paypal|pp|sq|sqc|tst|paddle(?:\.net)?|stripe|sp|2co(?:\.com)?|dri|fs|fsprg|bluesnap|xsolla|wpy|cko|in|ebanx"
    r"|lemsqzy|gumroad)\s?\*\s*(?=\S)",
    re.IGNORECASE,
)
_NOISE = (
    re.compile(r"(?<!\w)\+?\d[\d\s().-]{5,}\d(?!\w)"),  # telephone numbers, long references
    re.compile(r"(?<!\w)(?:#|no\.?\s?|nr\.?\s?|ref\s?:?)\s?\d+\b", re.IGNORECASE),
    re.compile(r"(?<!\w)(?=[A-Z]*\d)[A-Z0-9]{6,}\b"),  # T02AB4C9, INV20931
    re.compile(r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b"),
)
_PLACE = re.compile(r"(?<=\S)\s{2,}\S.*$|(?<=\S)\s+[A-Z]{2}(?:\s+(?:USA?|GB|IE|DE))?$")


def merchant(text: str) -> str:
    """A merchant's name without what card statements add to it; *text* itself where nothing else is left."""
    bare = _THROUGH.sub("", text.strip())
    short = bare
    for noise in _NOISE:
        short = noise.sub("  ", short)
    if short != bare:  # a place follows a number, and is told from a name only there
        short = _PLACE.sub("", short.rstrip())
    short = re.sub(r"\s+", " ", short.replace("*", " ")).strip(" -–#,;:./")
    return short or text.strip()


def _is_expense(entry: Entry) -> bool:
    return entry.has(_MERCHANT, _AMOUNT)


def lacking(first: Sequence[Entry]) -> list[str]:
    """Columns of an expense that no column of the file is mapped to, and that it cannot be without."""
    return [name for name in (_MERCHANT, _AMOUNT) if not any(each.has(name) for each in first)]


def _rows(entry: Entry, run: Run) -> Iterator[Record]:
    """A charge, and who is known to have paid."""
    said, amount = entry.sure(_MERCHANT), entry.amount(_AMOUNT)
    entry.sure(_AMOUNT)
    name = merchant(said)
    who = entry.text("expense.person")
    mail = address(who)
    if mail:
        yield known_by_address(run, mail)
    paid = entry.moment(_DATE)
    yield row(
        CostRecord,
        run,
        f"{entry.file}:{entry.row}",
        occurred_at=paid,
        tool_id=run.ref(Tool, _known(name)),
        billed_cost=amount,
        billing_currency=_currency(entry),
        charge_category="credit" if amount is not None and amount < 0 else "purchase",
        charge_description=said,
        charge_period_start=paid,
        custom_fields=beside(
            person=mail or who,
            category=entry.text("expense.category"),
            note=entry.text("expense.note"),
        ),
    )


def _known(name: str) -> str:
    """What a merchant is known by; apart from what other files of the source call theirs."""
    return f"merchant:{name.casefold()}"


def _products(entry: Entry) -> Iterator[Named]:
    """The product of the merchant's name; cards write it in many ways."""
    if said := entry.text(_MERCHANT):
        name = merchant(said)
        yield Named(_known(name), name, said)


def _currency(entry: Entry) -> str | None:
    """The line's own, the amount's, or the file's; a word that is none leaves the amount without."""
    told = entry.text("expense.currency")
    if told:
        code = told.upper()
        return code if code in CURRENCIES else currency_of(told)
    return currency_of(entry.text(_AMOUNT) or "") or entry.manner.currency


def proposed(first: Sequence[Entry]) -> list[Proposal]:
    """What each column may mean, from its name and its first values; no meaning twice."""
    names = list(dict.fromkeys(name for entry in first for name in entry.fields))
    return best_of(found for name in names for found in _candidates(name, first))


def _candidates(name: str, first: Sequence[Entry]) -> Iterator[Proposal]:
    bare = plain(name)
    for target, words in _NAMED.items():
        if bare in words:
            yield Proposal(name, f"{EXPENSE}{target}", 0.9, "by its name")
        elif any(len(word) > 3 and word in bare for word in words):  # noqa: PLR2004 - short words are in many
            yield Proposal(name, f"{EXPENSE}{target}", 0.6, "its name is like it")
    values = [text for entry in first if (text := text_of(entry.fields.get(name)))]
    if values and all(map(is_date, values)):
        yield Proposal(name, _DATE, 0.7, "it holds dates")
    elif values and all(map(_is_amount, values)):
        yield Proposal(name, _AMOUNT, 0.5, "it holds amounts")


def _is_amount(text: str) -> bool:
    style, doubtful = style_of([text])
    return bool(style or doubtful)


EXPENSES = Kind(
    "expenses",
    "expenses",
    _is_expense,
    _rows,
    dated=(_DATE,),
    counted=(_AMOUNT,),
    products=_products,
    found_in="expenses",
)
