"""A synthetic tool inventory: products, people, and three years of who used what, written by SQL into a store.

Each person uses ten products, of which a quarter is known to two sources, as a quarter of the people is. Everything
follows from numbers, so that two runs hold the same rows.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb

import productops as po
from productops.store import open_store

PRODUCTS, PEOPLE, MONTHS, EACH = 200, 20_000, 36, 10
START = "TIMESTAMP '2023-01-01'"
TABLES = (
    "tool", "person", "usage", "seat", "contract", "cost", "team", "vendor", "integration", "training",
    "training_record", "risk", "process_doc", "feedback", "account",
)  # fmt: skip


def _id(table: str, key: str) -> str:
    return f"'{table}_' || substr(md5('{table}' || {key}), 1, 26)"


# The second row of a known-twice product or person is used in every other month
_TOOL = _id("tool", "CASE WHEN t < {twice_t} AND m % 2 = 1 THEN 1000 + t ELSE t END")
_WHO = _id("person", "CASE WHEN i < {twice_p} AND m % 2 = 1 THEN 1000000 + i ELSE i END")
# Who stopped has rows without activity; one in fifty sources tells no moment
_STOPPED = "m > (i * 13 + t * 7) % 60"
_SEEN = f"CASE WHEN {_STOPPED} OR t % 50 = 3 THEN NULL ELSE {START} + to_months(m) + to_days((i * 11 + t * 3 + m) % 28) END"
_PAIRS = (
    "SELECT i, j, (i * 7 + j * [1, 3, 7, 9, 11, 13, 17, 19, 21, 23][i % 10 + 1]) % {products} AS t"
    " FROM range({people}) a(i), range({each}) b(j)"
)
STEPS: tuple[tuple[str, str, str], ...] = (
    ("vendor", "range(60) r(i)", "'Vendor ' || i AS name"),
    ("team", "range(20) r(i)", "'Team ' || i AS name"),
    ("tool", "range({products}) r(i)",
     (f"'Tool ' || i AS name, {_id('vendor', 'i % 60')} AS vendor_id, {_id('team', 'i % 20')} AS owner_team_id,"
     " 'hand_kept' AS discovered_in, 'active' AS status, 'medium' AS criticality,"
     " ['area ' || i % 40, 'area ' || i * 7 % 40, 'comments'] AS capabilities")),
    ("tool", "(SELECT 1000 + i AS i FROM range({twice_t}) r(i))",
     "'Tool ' || (i - 1000) || ' (SSO)' AS name, 'sso' AS discovered_in"),
    ("person", "range({people}) r(i)",
     "'person.' || i || '@acme.example' AS email, i % 100 <> 7 AS active, 'internal' AS person_type"),
    ("person", "(SELECT 1000000 + i AS i FROM range({twice_p}) r(i))",
     "'Person.' || (i - 1000000) || '@ACME.example' AS email, true AS active, 'internal' AS person_type"),
    ("contract", "range({products}) r(i)",
     (f"{_id('tool', 'i')} AS tool_id, 'C-' || i AS contract_number, 'full' AS sku, 'per_seat' AS pricing_model,"
     " DATE '2025-02-01' + (i % 300)::INTEGER AS start_date, 12 AS term_months, true AS auto_renew,"
     " 30 + i % 3 * 30 AS notice_period_days, 900 + i % 7 * 50 AS seats_purchased, 100 AS minimum_seats,"
     " 5 + i % 40 AS unit_price, 'EUR' AS unit_price_currency, 'monthly' AS billing_frequency")),
    ("contract", "(SELECT 1000 + i AS i FROM range(20) r(i))",
     (f"{_id('tool', 'i - 1000')} AS tool_id, 'V-' || i AS contract_number, 'view' AS sku,"
     " DATE '2025-03-01' AS start_date, DATE '2026-03-01' AS end_date, 200 AS seats_purchased")),
    ("cost", "(SELECT t * 100 + m AS i, t, m FROM range({products}) a(t), range({months}) b(m))",
     (f"{_id('tool', 't')} AS tool_id, 1000 + t AS billed_cost, 1000 + t + 0.25 AS effective_cost,"
     " ['EUR', 'USD'][t % 2 + 1] AS billing_currency, 'usage' AS charge_category, 'CC-' || t % 12 AS cost_center,"
     f" {START} + to_months(m) AS charge_period_start, {START} + to_months(m + 12) AS charge_period_end")),
    ("seat", "(SELECT i * 100 + j AS i, i AS p, t, 0 AS m FROM ({pairs}))",
     (f"{_id('tool', 't')} AS tool_id, {_id('person', 'p')} AS person_id, 'user' AS role,"
     " CASE WHEN p % 40 = 0 THEN false END AS paid, TIMESTAMP '2023-01-01' AS assigned_at,"
     " CASE WHEN p % 30 = 1 THEN TIMESTAMP '2025-06-01' END AS revoked_at")),
    ("usage", "(SELECT i AS k, i, j, t, m FROM range({months}) mm(m), ({pairs}) ORDER BY m)",
     (f"{_TOOL} AS tool_id, {_WHO} AS person_id, {START} + to_months(m) AS period_start,"
     f" {START} + to_months(m + 1) AS period_end, CASE WHEN {_STOPPED} THEN 0 ELSE 1 + (i + m) % 20 END AS active_days,"
     f" {_SEEN} AS last_active_at, 'sso' AS measured_by")),
    ("integration", "range(400) r(i)",
     (f"{_id('tool', 'i % {products}')} AS from_tool_id, {_id('tool', '(i * 17 + 3) % {products}')} AS to_tool_id,"
     " ['api', 'native', 'manual_copy'][i % 3 + 1] AS kind, ['working', 'broken'][(i % 29 = 0)::INTEGER + 1] AS status")),
    ("training", "range({products}) r(i)",
     f"{_id('tool', 'i')} AS tool_id, 'Course ' || i AS title, i % 2 = 0 AS required, 365 AS valid_for_days"),
    ("training_record", "range({people} * 5) r(i)",
     (f"{_id('training', 'i % {products}')} AS training_id, {_id('person', 'i // 5')} AS person_id,"
     f" 'completed' AS status, {START} + to_days((i % 1000)::INTEGER) AS completed_at")),
    ("risk", "range(300) r(i)",
     (f"{_id('tool', 'i % {products}')} AS subject_id, 'Risk ' || i AS title, 'cost' AS category,"
     " 1 + i % 5 AS likelihood, 1 + i // 5 % 5 AS impact")),
    ("process_doc", "range(400) r(i)",
     f"{_id('tool', 'i % {products}')} AS tool_id, 'Doc ' || i AS title, 180 AS review_every_days"),
    ("feedback", "range({people} * 5) r(i)",
     (f"'Tool ' || i % 1000 || ' does not open' AS title, 'support_request' AS kind, {_id('person', 'i // 5')} AS author_id,"
     " TIMESTAMP '2025-01-01' + to_days((i % 365)::INTEGER) AS source_created_at")),
)  # fmt: skip
_ENVELOPE = (
    "'synthetic' AS source, 'bench' AS source_instance, i::VARCHAR AS source_id, false AS deleted,"
    " '1.0' AS schema_version, '{{}}' AS custom_fields"
)


def _insert(table: str, rows: str, columns: str) -> str:
    key = "i || '-' || j || '-' || m" if table == "usage" else "i"
    return f"INSERT INTO base.{table} BY NAME SELECT {_id(table, key)} AS id, {_ENVELOPE}, {columns} FROM {rows}"


# The product of each row of `tool`: the second row of one is that of the first
_ONE = _id("tool", "source_id::INTEGER % 1000")
MATCH = f"id AS row_id, {_ONE} AS tool_id, split_part(name, ' (', 1) AS tool_name"
PRODUCT = (
    "id, name, vendor_id AS vendor, category, capabilities, status, criticality, owner_id, NULL::VARCHAR AS backup_owner,"
    " docs_url, onboarding_url, best_practices, sso, scim, holds_pii, data_classes, sanctioned, review_by, hosting, url,"
    " [discovered_in] AS discovered_in, [id] AS row_ids"
)


def build(path: Path, people: int = PEOPLE, products: int = PRODUCTS, months: int = MONTHS) -> int:
    """A store at *path*; how many rows of usage it has."""
    store = open_store(path)
    len(store.table("tool"))
    store.close()
    sizes = {
        "people": people, "products": products, "months": months, "each": EACH,
        "twice_t": products // 4, "twice_p": people // 4,
    }  # fmt: skip
    sizes["pairs"] = _PAIRS.format(**sizes)
    with duckdb.connect(path) as con:
        con.execute("SET memory_limit = '512MB'")
        for table, rows, columns in STEPS:
            con.execute(_insert(table, rows, columns).format(**sizes))
        found = con.execute("SELECT count(*) FROM base.usage").fetchall()
    return int(found[0][0])


def with_products(frames: dict[str, Any]) -> dict[str, Any]:
    """*frames* of DuckDB with the products that rows of `tool` are."""
    tools = frames["tool"]
    alone = tools.filter("discovered_in = 'hand_kept'")
    return {**frames, "match": tools.project(MATCH), "product": alone.project(PRODUCT)}


def as_parquet(path: Path) -> None:
    """Every table as a file beside the store."""
    with po.open(path) as ws, ws.reading() as reading:
        for name, relation in with_products(reading.frames(*TABLES)).items():
            relation.write_parquet(str(path.with_name(f"{name}.parquet")), row_group_size=100_000)


def main() -> None:
    """Build a store for so many people, in a process of its own, so that no other one's memory is that of the building."""
    path, people = Path(sys.argv[1]), int(sys.argv[2])
    rows = build(path, people)
    as_parquet(path)
    print(rows)


if __name__ == "__main__":
    main()
