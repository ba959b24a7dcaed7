"""Jira's products: what was bought, how many count against it, and what the licence says.

Three answers speak of seats, and none replaces another:

- `applicationrole` counts now: `numberOfSeats` was bought, `userCount` counts against it;
- `license/approximateLicenseCount` counts accounts, up to a week ago: kept beside, as a custom field;
- `instance/license` names the plan: `FREE` or `PAID`.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-application-roles/
https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-license-metrics/
"""

# ruff: noqa: ARG002 - the kit fixes the signatures

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from msgspec import Struct

from productops.errors import RecordRejected
from productops.kit import Answer, Can, Page, Request, Run
from productops.kit.rows import Int, row
from productops.model import Contract, CustomValue, Record, Tool, Vendor

from .common import glance
from .paging import records_of
from .withheld import OR_A_PAGE, WITHHELD, is_withheld, withheld

ROLES = "/rest/api/3/applicationrole"
PLANS = "/rest/api/3/instance/license"
COUNT = "/rest/api/3/license/approximateLicenseCount/product/"
COUNTED = ("jira-core", "jira-product-discovery", "jira-servicedesk", "jira-software")
"""Products that the licence is counted of; the organisation calls them so too."""
ATLASSIAN = "atlassian"
_PRICED = {"FREE": "free", "UNLICENSED": None}
ASK = (
    'Give the account the global permission "Administer Jira" (Settings → System → Global permissions), and a '
    "token with scopes manage:jira-configuration."
)


class Role(Struct, gc=False, rename="camel"):
    """An application role: a product, and who may use it."""

    key: str | None = None
    name: str | None = None
    number_of_seats: Int | None = None
    user_count: Int | None = None
    has_unlimited_seats: bool | None = None


class RoleRecord(Struct, gc=False):
    """A record of this stream: the role beside what the licence says of its product."""

    role: Role
    plan: str | None = None
    approximate: str | None = None


class _Licensed(Struct):
    id: str
    plan: str | None = None


class _Licence(Struct):
    applications: list[_Licensed]


class _Metric(Struct):
    value: str | None = None


class ApplicationRoles:
    """Products of the site → `tool`, `contract`, and Atlassian as their `vendor`."""

    name = "application_roles"
    needs: tuple[str, ...] = ()
    wire = RoleRecord
    can = Can(deletes=True)
    lookback = timedelta(0)
    optional = True
    reads = ("tool", "contract", "vendor")

    def shares(self, run: Run) -> Iterable[str]:
        """All products are of one vendor."""
        return ("vendor",)

    def start(self, run: Run) -> Iterable[Request] | None:
        """The list, if we are an administrator; opening the source has told so if we are not."""
        if run.instance.detail.get("administrator") is False:
            return None
        return [Request(path=ROLES, expect=OR_A_PAGE)]

    def read(self, request: Request, answer: Answer, run: Run) -> Page:
        """All products, when the licence has been asked about them.

        Raises:
            PermissionMissing: they are not shown to this account.
        """
        if kept := withheld(request, answer, "the products and seats of the site are", ASK):
            return kept
        roles = [(raw, glance(raw, Role) or Role()) for raw in records_of(answer)]
        counted = [key for key in COUNTED if key in {role.key for _, role in roles}]
        if roles and not answer.also:
            paths = [PLANS, *(COUNT + key for key in counted)]
            return Page(also=[Request(path=path, expect=WITHHELD) for path in paths])
        plans = _plans(answer.also[0]) if answer.also else {}
        counts = dict(zip(counted, map(_count, answer.also[1:]), strict=False))
        return Page(
            records=[
                {
                    "role": raw,
                    "plan": plans.get(role.key),
                    "approximate": counts.get(role.key or ""),
                }
                for raw, role in roles
            ]
        )

    def identify(self, record: RoleRecord) -> tuple[str, str | None]:
        """The product's key, which is the same everywhere at Atlassian."""
        if not record.role.key:
            raise RecordRejected("a product without key", field="key")
        return record.role.key, None

    def normalise(self, record: RoleRecord, run: Run) -> Iterable[Record]:
        """The product and what was agreed."""
        return _rows(record, record.role.key, run) if record.role.key else ()


def _plans(answer: Answer) -> dict[str | None, str | None]:
    licence = None if is_withheld(answer) else glance(answer.body, _Licence)
    return {each.id: each.plan for each in licence.applications} if licence else {}


def _count(answer: Answer) -> str | None:
    metric = None if is_withheld(answer) else glance(answer.body, _Metric)
    return metric.value if metric else None


def product_row(key: str, name: str | None, run: Run, url: str | None = None) -> Tool:
    """A product of Atlassian's."""
    return row(
        Tool,
        run,
        key,
        name=name or None,
        vendor_id=run.ref(Vendor, ATLASSIAN),
        identifiers=[f"atlassian_app:{key}"],
        discovered_in="vendor_api",
        url=url,
    )


def _rows(record: RoleRecord, key: str, run: Run) -> Iterator[Record]:
    role = record.role
    yield row(Vendor, run, ATLASSIAN, name="Atlassian", website="https://www.atlassian.com")
    yield product_row(key, role.name, run, run.settings.site)
    yield row(
        Contract,
        run,
        key,
        tool_id=run.ref(Tool, key),
        vendor_id=run.ref(Vendor, ATLASSIAN),
        sku=key,
        pricing_model=_PRICED.get(record.plan or "", "per_seat"),
        seats_purchased=_bought(role),
        seats_assigned=role.user_count,
        custom_fields=_beside(record),
    )


def _bought(role: Role) -> int | None:
    """What is unlimited is written as -1."""
    seats = role.number_of_seats
    return None if role.has_unlimited_seats or seats is None or seats < 0 else seats


def _beside(record: RoleRecord) -> dict[str, CustomValue]:
    """What the licence says, which may differ from what the site counts now."""
    said: dict[str, CustomValue] = {}
    if record.plan:
        said["plan"] = CustomValue(name="Plan", type="text", value=record.plan)
    if record.approximate and record.approximate.isdecimal() and record.approximate.isascii():
        count = int(record.approximate[:18])
        said["approximate_licence_count"] = CustomValue(
            name="Approximate licence count (up to 7 days old)", type="number", value=count
        )
    return said
