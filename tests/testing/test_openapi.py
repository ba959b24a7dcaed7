"""Values against an OpenAPI document; the document is ours and synthetic."""

from __future__ import annotations

import pytest

from productops.testing.openapi import Document

SPEC = {
    "components": {
        "schemas": {
            "Ticket": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "integer"},
                    "made": {"type": "string", "format": "date-time"},
                    "kind": {"type": "string", "enum": ["bug", "idea"]},
                    "size": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
                    "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Ticket"}},
                },
                "additionalProperties": {"type": "number"},
            }
        }
    }
}
TICKET = {"$ref": "#/components/schemas/Ticket"}


def problems(value, **options):
    return list(Document(SPEC, **options).problems(TICKET, value))


def test_what_fits_has_no_problems():
    """Null fits everywhere; either choice does."""
    made = "2026-01-02T03:04:05+00:00"
    whole = {
        "id": 1,
        "made": made,
        "kind": "bug",
        "size": "L",
        "parts": [{"id": 2, "size": 3}],
        "cost": 1.5,
    }
    assert problems(whole) == []
    assert problems({"id": 1, "kind": None}) == []


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ({}, "Ticket: id is missing"),
        ({"id": True}, "Ticket.id: true is no integer"),
        ({"id": 1, "kind": "praise"}, "Ticket.kind: 'praise' is none of ['bug', 'idea']"),
        ({"id": 1, "parts": [{}]}, "Ticket: id is missing"),
        ({"id": 1, "cost": "high"}, 'Ticket[]: "high" is no number'),
        ({"id": 1, "size": []}, "Ticket.size: [] is no integer"),
        ([], "Ticket: [] is no object"),
    ],
)
def test_what_does_not_fit_is_named(value, found):
    """With its place, its value and what the document says."""
    assert problems(value) == [found]


def test_known_differences_are_left_out():
    """Where the vendor is known to answer otherwise."""
    assert problems({"id": "one"}, different={"Ticket.id"}) == []


def test_the_schema_of_an_operation():
    """What it answers with when all is well."""
    answer = {"200": {"content": {"application/json": {"schema": TICKET}}}}
    spec = SPEC | {"paths": {"/ticket": {"get": {"responses": answer}}}}
    assert Document(spec).answered("/ticket") == TICKET
