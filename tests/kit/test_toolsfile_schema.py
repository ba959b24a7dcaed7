"""The JSON Schema of `tools.yaml`: what an editor completes and checks is what the reader reads and refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from toolsfiles import FULL, rows

from productops.errors import SettingsError
from productops.kit import toolsfile
from productops.kit.toolsfile import shape

VALIDATOR = Draft202012Validator(toolsfile.schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)  # fmt: skip


def fields(text: str, folder: Path) -> dict[str, Any]:
    return rows(text, folder)[0].fields or {}


def test_it_is_a_schema_of_the_draft_it_names() -> None:
    found = toolsfile.schema()
    Draft202012Validator.check_schema(found)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_full_file_fits(tmp_path: Path) -> None:
    """The last line of it is a key without a value, which an editor may mark as such."""
    held = fields(FULL.removesuffix("    owner:\n"), tmp_path)
    assert [error.message for error in VALIDATOR.iter_errors(held)] == []


@pytest.mark.parametrize(
    "keys",
    [
        "onwer: ana@acme.example", "status: activ", "sso: yes", "capabilities: design", "vendor: 365", "vendor: ''",
        "owner: ana", "url: figma.com", "identifiers: [figma.com]", "review_by: 2026-02-30", "review_by: 4/1/26",
        "contracts: {seats: 1}", "contracts: [a]", "contracts: [{seats: -1}]", "contracts: [{seats: 1.5}]",
        "contracts: [{unit_price: 4}]", "contracts: [{annual_cost: 4}]", "contracts: [{term_months: -1}]",
        "contracts: [{annual_cost: -4, currency: EUR}]", "contracts: [{annual_cost: '50,000', currency: EUR}]",
        "contracts: [{currency: eur}]", "contracts: [{billing: weekly}]", "contracts: [{number: [1]}]",
        "seats: [{role: a}]", "training: [{title: a, completed: [{person: a@b.example}]}]",
        "training: [{url: https://a.example}]", "integrations: [{kind: api}]", "risks: [{title: a, likelihood: 9}]",
        "process_docs: [{title: a, review_every_days: 0}]", "name: ''",
    ],
)  # fmt: skip
def test_what_the_reader_refuses_the_schema_refuses(keys: str, tmp_path: Path) -> None:
    """Every class of mistake that a schema can know."""
    name = "" if keys.startswith("name") else "name: Figma\n    "
    text = f"tools:\n  - {name}{keys}\n"
    assert not VALIDATOR.is_valid(fields(text, tmp_path))
    with pytest.raises(SettingsError):
        toolsfile.read(rows(text, tmp_path), "tools.yaml")


@pytest.mark.parametrize("text", ["version: 2\ntools: []", "tool: []", "tools: []\nvendors: [{website: https://a.example}]"])  # fmt: skip
def test_so_it_is_with_the_file_as_a_whole(text: str, tmp_path: Path) -> None:
    assert not VALIDATOR.is_valid(fields(text, tmp_path))
    with pytest.raises(SettingsError):
        toolsfile.read(rows(text, tmp_path), "tools.yaml")


def test_every_key_says_what_it_is() -> None:
    """An editor shows it; and no entry takes a key that the reader does not know."""
    found = toolsfile.schema()
    for entry in [found, *found["$defs"].values()]:
        assert entry["additionalProperties"] is False
        for key, said in entry["properties"].items():
            assert said.get("description"), key
            assert said.get("title"), key


def test_words_to_choose_from_are_offered() -> None:
    statuses = toolsfile.schema()["$defs"]["ToolEntry"]["properties"]["status"]["enum"]
    assert tuple(statuses) == shape.FileStatus.__args__
