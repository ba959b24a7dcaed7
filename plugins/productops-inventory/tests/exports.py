"""Exports as each system writes them; synthetic, of fictional people and companies."""

from __future__ import annotations

from typing import Any

OKTA_APPS: list[dict[str, Any]] = [
    {
        "id": "0oa1", "name": "figma", "label": "Figma for design", "status": "ACTIVE", "signOnMode": "SAML_2_0",
        "created": "2025-02-03T09:00:00.000Z", "lastUpdated": "2026-01-04T09:00:00.000Z", "features": ["PUSH_NEW_USERS"],
        "settings": {"app": {"url": "https://figma.north.example", "apiKey": "k-1"}, "notes": {"admin": "hush"}},
    },
    {"id": "0oa2", "name": "bookmark", "label": "Wiki", "status": "INACTIVE", "signOnMode": "BOOKMARK", "features": []},
    {"id": "0oa3", "name": "oidc_client", "label": "Board", "status": "ACTIVE", "signOnMode": "OPENID_CONNECT"},
    {"id": "0oa4", "name": "saasure", "label": "Okta Admin Console", "status": "ACTIVE", "signOnMode": "OPENID_CONNECT"},
    {"id": "0oa5", "name": "okta_enduser", "label": "Okta Dashboard", "status": "ACTIVE", "signOnMode": "OPENID_CONNECT"},
]  # fmt: skip
OKTA_APP_USERS: list[dict[str, Any]] = [
    {
        "id": "00u1", "scope": "USER", "status": "ACTIVE", "created": "2025-03-01T10:00:00.000Z", "syncState": "DISABLED",
        "lastSync": "2026-01-01T00:00:00.000Z", "profile": {"role": "Editor"},
        "credentials": {"userName": "ida@north.example", "password": {"value": "s3cr3t"}},
        "_links": {"app": {"href": "https://north.okta.example/api/v1/apps/0oa1"}},
    },
    {
        "id": "00u2", "scope": "GROUP", "status": "DEPROVISIONED", "created": "2025-03-01T10:00:00.000Z",
        "statusChanged": "2025-09-01T10:00:00.000Z", "syncState": "DISABLED",
        "_links": {"app": {"href": "https://north.okta.example/api/v1/apps/0oa1"}, "group": {"name": "Design"}},
    },
]  # fmt: skip
OKTA_USERS: list[dict[str, Any]] = [
    {
        "id": "00u1", "status": "ACTIVE", "created": "2025-01-07T08:00:00.000Z", "lastLogin": "2026-01-10T07:00:00.000Z",
        "profile": {"firstName": "Ida", "lastName": "Berg", "email": "Ida@North.example", "login": "ida", "title": "Designer"},
    },
    {"id": "00u2", "status": "DEPROVISIONED", "lastLogin": None, "profile": {"login": "olaf@north.example"}},
    {"id": "00u3", "status": "STAGED", "profile": {"login": "eva@north.example"}},
    {"id": "00g1", "type": "OKTA_GROUP", "objectClass": ["okta:user_group"], "profile": {"name": "Design", "description": "Who draws"}},
]  # fmt: skip
ENTRA_APPS: dict[str, Any] = {"value": [
    {
        "id": "sp1", "appId": "11111111-aaaa-4bbb-8ccc-000000000001", "displayName": "Miro", "appDisplayName": "Miro app",
        "accountEnabled": True, "createdDateTime": "2025-05-01T00:00:00Z", "homepage": "https://miro.example",
        "appOwnerOrganizationId": "99999999-0000-4000-8000-000000000000", "preferredSingleSignOnMode": "saml",
        "verifiedPublisher": {"displayName": "Miro Board Ltd."}, "passwordCredentials": [{"secretText": "s3cr3t"}],
    },
    {"id": "sp2", "appId": "00000003-0000-0000-c000-000000000000", "displayName": "Graph",
     "appOwnerOrganizationId": "f8cdef31-a31e-4b4a-93e4-5f571e91255a"},
    {"id": "sp3", "appId": "11111111-aaaa-4bbb-8ccc-000000000003", "displayName": "vm-17", "servicePrincipalType": "ManagedIdentity"},
    {"id": "sp4", "@removed": {"reason": "changed"}},
]}  # fmt: skip
ENTRA_USERS: dict[str, Any] = {"value": [
    {"id": "u1", "displayName": "Ida Berg", "mail": None, "userPrincipalName": "ida@north.example", "accountEnabled": True,
     "jobTitle": "Designer", "signInActivity": {"lastSignInDateTime": "2026-01-09T08:00:00Z"}},
    {"id": "u2", "displayName": "A guest", "mail": "guest@other.example", "userPrincipalName": "guest_other#EXT#", "userType": "Guest",
     "accountEnabled": False},
]}  # fmt: skip


def token_event(person: str, what: str, when: str, client: str = "c1", app: str = "Notes to go", n: int = 0) -> dict[str, Any]:  # fmt: skip
    """An event of the Reports API."""
    said = [{"name": "client_id", "value": client}, {"name": "app_name", "value": app}]
    return {
        "kind": "admin#reports#activity", "actor": {"email": person},
        "id": {"time": when, "uniqueQualifier": f"{what}-{client}-{n}", "applicationName": "token"},
        "events": [{"type": "auth", "name": what, "parameters": said}],
    }  # fmt: skip


TOKENS: dict[str, Any] = {"kind": "admin#reports#activities", "items": [
    token_event("Ida@north.example", "authorize", "2025-11-01T08:00:00.000Z"),
    token_event("ida@north.example", "activity", "2025-12-01T08:00:00.000Z"),
    token_event("ida@north.example", "activity", "2025-12-01T20:00:00.000Z", n=1),
    token_event("ida@north.example", "activity", "2026-01-03T09:30:00.000Z"),
    token_event("olaf@north.example", "authorize", "2025-11-02T08:00:00.000Z"),
    token_event("olaf@north.example", "revoke", "2025-11-09T08:00:00.000Z"),
    token_event("eva@north.example", "authorize", "2025-11-02T08:00:00.000Z"),
]}  # fmt: skip
STANDING: dict[str, Any] = {"kind": "admin#directory#tokenList", "items": [
    {"kind": "admin#directory#token", "clientId": "c9", "displayText": "Calendar helper", "userKey": "ida@north.example", "scopes": []},
]}  # fmt: skip
LICENCES: dict[str, Any] = {"items": [
    {"kind": "licensing#licenseAssignment", "userId": "Ida@north.example", "productId": "Google-Apps", "productName": "Google Workspace",
     "skuId": "1010020028", "skuName": "Business Standard"},
]}  # fmt: skip
SCIM: dict[str, Any] = {
    "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 3, "Resources": [
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
         "id": "s1", "userName": "ida", "active": True, "name": {"givenName": "Ida", "familyName": "Berg"}, "password": "s3cr3t",
         "emails": [{"value": "home@other.example"}, {"value": "ida@north.example", "primary": True}],
         "roles": [{"value": "editor"}], "groups": [{"value": "g1"}], "meta": {"created": "2025-04-01T00:00:00Z"},
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "77", "department": "Design"}},
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "s2", "userName": "olaf@north.example", "active": False},
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": "g1", "displayName": "Design"},
    ],
}  # fmt: skip
FOCUS_HEADER = [
    "BilledCost", "EffectiveCost", "ListCost", "ContractedCost", "BillingCurrency", "ChargeCategory", "ChargeFrequency",
    "ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd", "ProviderName", "PublisherName",
    "InvoiceIssuerName", "ServiceName", "ServiceCategory", "CommitmentDiscountId", "SkuId", "PricingQuantity", "PricingUnit",
    "ChargeDescription", "Tags",
]  # fmt: skip
FOCUS = [
    FOCUS_HEADER,
    ["$50,000.00 ", "$50,000.00 ", "", "50000", "USD", "Purchase", "One-Time", "4/1/25", "4/1/26", "4/1/25", "5/1/25", "Cirrus",
     "Cirrus Inc.", "Reseller GmbH", "Cirrus Desk", "Business Applications", "", "CD-1", "500", "Count", "Up front", ""],
    ["0.00000080000", "(1.50)", "NULL", "", "USD", "Usage", "Usage-Based", "4/1/25", "4/2/25", "4/1/25", "5/1/25", "Cirrus",
     "Cirrus Inc.", "Reseller GmbH", "Cirrus Desk", "Business Applications", "cd-9", "CD-2", "2.5", "GB", "", '{"team": "ops"}'],
    ["120", "120", "", "", "Token", "Usage", "Usage-Based", "4/1/25", "4/2/25", "4/1/25", "5/1/25", "Cirrus", "", "", "", "", "", "",
     "", "", "", ""],
]  # fmt: skip
SNIPE: dict[str, Any] = {"total": 1, "rows": [{
    "id": 4, "name": "Drawing suite", "manufacturer": {"id": 1, "name": "Pencil & Co"}, "supplier": {"id": 3, "name": "Reseller GmbH"},
    "product_key": "AAAA-BBBB", "order_number": "PO-77", "purchase_order": "2025-114", "seats": 5, "free_seats_count": 2,
    "purchase_cost": "1,250.00", "purchase_date": {"date": "2025-04-01", "formatted": "01.04.2025"},
    "expiration_date": {"date": "2026-03-31"}, "termination_date": None, "category": {"id": 2, "name": "Design"},
    "created_at": {"datetime": "2025-04-01 09:00:00"},
}]}  # fmt: skip
SNIPE_SEATS: dict[str, Any] = {"total": 2, "rows": [
    {"id": 31, "license_id": 4, "name": "Seat 1", "assigned_user": {"id": 8, "name": "Ida Berg", "email": "ida@north.example"}},
    {"id": 32, "license_id": 4, "name": "Seat 2", "assigned_user": None, "assigned_asset": None},
]}  # fmt: skip
SNIPE_TABLE = [
    ["ID", "License Name", "Product Key", "Expiration Date", "Total", "Avail", "Purchase Cost", "Purchase Date", "Manufacturer"],
    ["4", "Drawing suite", "AAAA-BBBB", "2026-03-31", "5", "2", "1,250.50", "2025-04-01", "Pencil & Co"],
]  # fmt: skip
CATALOGUE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: board
  title: Request board
  links: [{url: "https://wiki.north.example/board", title: Docs}, {url: "https://board.north.example", title: Board}]
spec: {type: service, lifecycle: production, owner: ops, dependsOn: ["resource:db"], consumesApis: [tickets], providesApis: [sales/wishes]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: db}
spec: {type: database, owner: user:ida}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: feedback}
spec: {owner: ops}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: ops}
spec: {type: team, profile: {displayName: Operations}, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ida}
spec: {profile: {displayName: Ida Berg, email: ida@north.example}, memberOf: [ops]}
"""
EXPENSE_MAPPING = {
    "Merchant Name": "expense.merchant", "Billed": "expense.amount", "Posted": "expense.date", "Employee": "expense.person",
    "Purpose": "expense.note",
}  # fmt: skip
EXPENSES = [
    ["Posted", "Merchant Name", "Billed", "Employee", "Purpose"],
    ["01/13/2026", "PAYPAL *FIGMA 4029357733", "€45.00", "ida@north.example", "design"],
    ["01/14/2026", "FIGMA", "-45.00", "Olaf", ""],
]
