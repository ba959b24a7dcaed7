"""What the invented company exports of its tools: single sign-on, grants, bills, licences, a catalogue, a card statement.

The same colleagues as in every other stand-in. Nothing is served: the files are written into a folder, and
written again when time has passed. All of it is fictional.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from productops.kit import toolsfile
from productops.sandbox import DEFAULT_NOW, Company, save
from productops.sandbox.dice import Dice

from .sandbox_kept import kept_by_hand

FOLDER = "inventory"
LEFT = 901
"""Who has left; in single sign-on nothing is left of it but the name."""
MAPPING = {
    "Merchant Name": "expense.merchant",
    "Billed": "expense.amount",
    "Posted": "expense.date",
    "Employee": "expense.person",
    "Purpose": "expense.note",
}
"""What the columns of the card statement mean."""
APPS: tuple[tuple[str, str, str, str, list[str]], ...] = (
    ("0oa1boards", "Jira Cloud", "atlassian", "SAML_2_0", ["PUSH_NEW_USERS"]),
    ("0oa2desk", "Zendesk", "zendesk", "SAML_2_0", []),
    ("0oa3draw", "Figma", "figma", "SAML_2_0", ["SCIM_PROVISIONING"]),
    ("0oa4chat", "Slack", "slack", "SAML_2_0", ["PUSH_NEW_USERS"]),
    ("0oa5wiki", "Team wiki", "bookmark", "BOOKMARK", []),
    ("0oa0own", "Okta Admin Console", "saasure", "OPENID_CONNECT", []),
)
"""Id, label, catalogue key, how people sign in, features."""
_GRANTED = (("1001.apps.example", "Notes to go"), ("1002.apps.example", "Calendar helper"))
_SERVICES = (("Hosting", "Compute", "0.0425"), ("Object storage", "Storage", "0.0231"))
_MERCHANTS = ("NOTION LABS 415-555-0134 CA", "PAYPAL *MIRO 4029357733", "LOOM SUBSCRIPTION #0042")
_CATALOGUE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: request-board, title: Request board, links: [{url: "https://board.north.example", title: Board}]}
spec: {type: service, lifecycle: production, owner: group:ops, dependsOn: ["resource:board-db"], consumesApis: [tickets]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: board-db, title: Board database}
spec: {type: database, owner: ops}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: ops, title: Operations}
spec: {type: team, children: []}
"""


class InventorySandbox:
    """The company's folder of exports."""

    connector: ClassVar[str] = "inventory"

    def __init__(
        self,
        company: Company | None = None,
        *,
        seed: int = 7,
        size: int = 400,
        now: datetime | None = None,
    ) -> None:
        self.company = company or Company(seed, size, now=now or DEFAULT_NOW)

    def write(self, folder: Path) -> dict[str, Any]:
        """The files of this moment; one that did not change is left alone. Gives the settings that read them.

        Beside the folder of exports lies the list that somebody keeps, which `[tools]` of the settings names.
        """
        kept = kept_by_hand(self.company, self._day(0).date())
        exports = {folder / FOLDER / name: text for name, text in self.texts().items()}
        save({**exports, folder / toolsfile.FILE: kept})
        return {"path": FOLDER, "mapping": MAPPING, "dates": "mdy", "currency": "EUR"}

    def texts(self) -> dict[str, str]:
        """Every file by its name."""
        return {
            "okta apps.json": _json([self._app(*app) for app in APPS]),
            "okta users.json": _json([self._user(n) for n in (*self._colleagues, LEFT)]),
            "okta app users.json": _json(self._assigned()),
            "google token events.json": _json({"items": self._events()}),
            "cloud costs.csv": self._costs(),
            "licences.json": _json({"total": 1, "rows": [self._licence()]}),
            "catalog-info.yaml": _CATALOGUE,
            "card statement.csv": self._statement(),
        }

    @property
    def _colleagues(self) -> range:
        return range(self.company.colleagues)

    def _day(self, before: int) -> datetime:
        """Noon, some days before now; the day, so that a file changes at most once a day."""
        now = self.company.clock.now.astimezone(UTC)
        return now.replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=before)

    def _stamp(self, before: int) -> str:
        return f"{self._day(before):%Y-%m-%dT%H:%M:%S.000Z}"

    def _app(self, key: str, label: str, name: str, mode: str, features: list[str]) -> Any:
        fixed = "2025-02-03T09:00:00.000Z"
        return {
            "id": key, "name": name, "label": label, "status": "ACTIVE", "created": fixed, "lastUpdated": fixed,
            "features": features, "signOnMode": mode,
        }  # fmt: skip

    def _user(self, index: int) -> Any:
        colleague = self.company.colleague(index)
        first, _, last = colleague.name.partition(" ")
        left = index == LEFT
        return {
            "id": f"00u{index:05}", "status": "DEPROVISIONED" if left else "ACTIVE",
            "created": "2025-01-07T08:00:00.000Z", "lastLogin": self._stamp(60 if left else 1 + index % 9),
            "profile": {"firstName": first, "lastName": last, "email": colleague.email, "login": colleague.email},
        }  # fmt: skip

    def _assigned(self) -> list[Any]:
        found = []
        for index in self._colleagues:
            dice = Dice(self.company.seed, "assigned", index)
            found += [
                self._seat(key, index) for key, *_ in APPS if key != "0oa0own" and dice.chance(0.6)
            ]
        return found

    def _seat(self, app: str, index: int) -> Any:
        return {
            "id": f"00u{index:05}", "status": "ACTIVE", "scope": "USER", "syncState": "DISABLED",
            "created": "2025-03-01T10:00:00.000Z",
            "_links": {"app": {"href": f"https://north.okta.example/api/v1/apps/{app}"}},
        }  # fmt: skip

    def _events(self) -> list[Any]:
        """Two colleagues let two apps in; one app was used since, the other taken back."""
        found = []
        for number, (client, name) in enumerate(_GRANTED):
            for index in list(self._colleagues)[:2]:
                events = [("authorize", 90), ("activity", 3 + index)]
                events += [("revoke", 2)] if number == 1 and index == 1 else []
                found += [self._event(client, name, index, *each) for each in events]
        return found

    def _event(self, client: str, name: str, index: int, what: str, before: int) -> Any:
        said = [{"name": "client_id", "value": client}, {"name": "app_name", "value": name}]
        return {
            "kind": "admin#reports#activity", "actor": {"email": self.company.colleague(index).email},
            "id": {"time": self._stamp(before), "uniqueQualifier": f"{client}-{index}-{what}", "applicationName": "token"},
            "events": [{"name": what, "parameters": said}],
        }  # fmt: skip

    def _costs(self) -> str:
        header = [
            "BillingPeriodStart", "BillingPeriodEnd", "ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory",
            "BilledCost", "EffectiveCost", "BillingCurrency", "ServiceName", "ServiceCategory", "ProviderName",
            "PublisherName", "InvoiceIssuerName", "Tags",
        ]  # fmt: skip
        rows = []
        for before in range(30, 0, -1):
            day, after = f"{self._day(before):%Y-%m-%d}", f"{self._day(before - 1):%Y-%m-%d}"
            rows += [
                [day, after, day, after, "Usage", cost, cost, "USD", name, kind, "Cirrus", "Cirrus Inc.",
                 "Cirrus Europe Ltd.", '{"team": "ops"}']
                for name, kind, cost in _SERVICES
            ]  # fmt: skip
        return _table([header, *rows])

    def _licence(self) -> Any:
        return {
            "id": 1, "name": "Drawing suite", "manufacturer": {"id": 1, "name": "Pencil & Co"},
            "product_key": "AAAA-BBBB-CCCC", "order_number": "PO-77", "purchase_order": "2025-114", "seats": 5,
            "free_seats_count": 1, "purchase_cost": "1,250.00", "purchase_date": {"date": "2025-04-01"},
            "expiration_date": {"date": f"{self._day(-120):%Y-%m-%d}"}, "category": {"id": 2, "name": "Design"},
        }  # fmt: skip

    def _statement(self) -> str:
        payer = self.company.colleague(0).email
        rows = [
            [f"{self._day(10 + 5 * n):%m/%d/%y}", name, f"${20 + 9 * n}.00", payer, "trial"]
            for n, name in enumerate(_MERCHANTS)
        ]
        return _table([["Posted", "Merchant Name", "Billed", "Employee", "Purpose"], *rows])


def _json(value: Any) -> str:
    return json.dumps(value, indent=1) + "\n"


def _table(rows: Sequence[Sequence[str]]) -> str:
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue()
