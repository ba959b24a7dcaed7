"""`tools.yaml`: every mistake at once, at its line, with what to write instead."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from toolsfiles import FULL, rows

from productops.errors import SettingsError
from productops.kit import toolsfile
from productops.kit.toolsfile import shape
from productops.model import TABLES


def mistakes(text: str, folder: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        toolsfile.read(rows(text, folder), "tools.yaml")
    error = caught.value
    assert error.exit_code == 2
    return list(error.problems)


def of_tool(keys: str, folder: Path) -> list[str]:
    """Mistakes in the keys of one tool, the first of which stands in line 3."""
    lines = "".join(f"    {line}\n" for line in keys.splitlines())
    return mistakes(f"tools:\n  - name: Figma\n{lines}", folder)


def test_a_full_file_has_none(tmp_path: Path) -> None:
    """Every key there is; a key without a value is as good as left out."""
    found = toolsfile.read(rows(FULL, tmp_path), "tools.yaml")
    figma, jira = found.tools
    assert (figma.owner, figma.review_by) == ("ana@acme.example", date(2026, 12, 31))
    assert (figma.contracts[0].sku, figma.contracts[0].unit_price) == ("4711", 45.1)
    assert found.vendors[0].country == "NO"
    assert (jira.owner, jira.aliases) == (None, ("Jira Software",))


def test_the_full_file_has_every_key(tmp_path: Path) -> None:
    """So that no key goes untested."""
    found = toolsfile.read(rows(FULL, tmp_path), "tools.yaml")
    figma, contract = found.tools[0], found.tools[0].contracts[0]
    entries = [
        (found, set()), (found.vendors[0], set()), (figma, set()), (contract, {"annual_cost"}),
        (figma.seats[0], set()), (figma.training[0], set()), (figma.training[0].completed[0], set()),
        (figma.integrations[0], set()), (figma.risks[0], set()), (figma.process_docs[0], set()),
    ]  # fmt: skip
    for entry, left_out in entries:
        assert entry.model_fields_set == set(type(entry).model_fields) - left_out


@pytest.mark.parametrize(
    ("keys", "mistake"),
    [
        ("onwer: ana@acme.example", '3: onwer: unknown key. Did you mean "owner"?'),
        ("zzz: 1", "3: zzz: unknown key. Known here: aliases, backup_owner, best_practices,"),
        ("status: activ", '3: status: must be one of "candidate", "pilot", "active",'),
        ("status: activ", 'Did you mean "active"?'),
        ("sso: yes", "3: sso: must be true or false."),
        ("capabilities: design", "3: capabilities: must be a list, like [design, prototyping]"),
        ("capabilities: [a, 12]", "3: capabilities[1]: must be text"),
        ("vendor: 365", "3: vendor: must be text; a number or a word like true goes in quotes."),
        ("vendor: ' '", "3: vendor: must not be empty."),
        ("owner: ana", "3: owner: must be the address of a person. Write it like ana@acme.example."),
        ("url: figma.com", "3: url: must be a web address. It begins with https:// or http://."),
        ("identifiers: [figma.com]", '3: identifiers[0]: must say what it is. Write it like "domain:figma.com"'),
        ("review_by: 2026-02-30", "3: review_by: there is no day 2026-02-30."),
        ("review_by: 4/1/26",
         '3: review_by: "4/1/26" could be 4 January or 1 April. Write 2026-01-04 or 2026-04-01.'),
        ("review_by: 13/1/26", "3: review_by: must be a date, like 2026-01-31. Write 2026-01-13."),
        ("review_by: 2026-01-05 10:00:00", "3: review_by: must be a date, like 2026-01-31. Write 2026-01-05."),
        ("review_by: soon", "3: review_by: must be a date, like 2026-01-31."),
        ("review_by: 2026", "3: review_by: must be a date, like 2026-01-31."),
        ("contracts: {seats: 1}", "3: contracts: must be a list"),
        ("contracts: [a]", "3: contracts[0]: must be keys with values, like name: Figma."),
        ("contracts: [{seats: -1}]", "3: seats: must be at least 0."),
        ("contracts: [{seats: 1.5}]", "3: seats: must be a whole number."),
        ("contracts: [{notice_days: two}]", "3: notice_days: must be a whole number."),
        ("contracts: [{notice_days: 20260101}]", "3: notice_days: must be at most 3650."),
        ("contracts: [{term_months: 20260101}]", "3: term_months: must be at most 1200."),
        ("contracts:\n- seats: 2\n  minimum_seats: 3", "5: minimum_seats: is 3, more than the 2 seats bought."),
        ("contracts:\n- start: 2026-05-01\n  end: 2026-01-01", "5: end: is 2026-01-01, before the start (2026-05-01)."),
        ("contracts:\n- start: 2026-05-01\n  renewal: 2026-01-01", "5: renewal: is 2026-01-01, before the start"),
        ("contracts: [{unit_price: 4}]", "3: unit_price: has no currency. Add a line like: currency: EUR"),
        ("contracts: [{annual_cost: 4}]", "3: annual_cost: has no currency."),
        ("contracts: [{annual_cost: -4, currency: EUR}]", "3: annual_cost: must be at least 0."),
                ("contracts:\n- annual_cost: USD 50,000.00\n  currency: USD",
         "4: annual_cost: must be a number, like 50000.00. Write 50000.00, and beside it: currency: USD."),
        ("contracts:\n- annual_cost: 50,000\n  currency: USD",
         '4: annual_cost: "50,000" could be 50000 or 50.000. Write 50000 or 50.000.'),
        ("contracts: [{annual_cost: 1, currency: euro}]",
         '3: currency: must be the three letters of a currency, like EUR. Did you mean "EUR"?'),
        ("contracts: [{annual_cost: 1, currency: eur}]", "like EUR. Write EUR."),
        ("contracts:\n- number: 2\n- seats: 1", '5: number: there is a contract "2" above already.'),
        ("seats: [{role: a}]", "3: person: is missing."),
        ("seats:\n- person: a@b.example\n- person: A@b.example", '5: person: there is a person "A@b.example" above'),
        ("training:\n- title: a\n- title: A", '5: title: there is a training "A" above already.'),
        ("training: [{title: a, completed: [{person: a@b.example}]}]", "3: on: is missing."),
        ("integrations:\n- to: Jira\n- to: jira", '5: to: there is an integration "jira" above already.'),
        ("risks: [{title: a, likelihood: 9}]", "3: likelihood: must be at most 5."),
        ("risks: [{title: a, impact: 0}]", "3: impact: must be at least 1."),
        ("owner: a@b.example\nowner: c@d.example", '4: the key "owner" stands twice; it stands in line 3 already.'),
    ],
)  # fmt: skip
def test_each_mistake_has_its_line_and_what_to_do(keys: str, mistake: str, tmp_path: Path) -> None:
    found = of_tool(keys, tmp_path)
    assert any(mistake in one for one in found), found
    assert all(one.startswith("tools.yaml:") for one in found)


MANY = """\
version: 2
vendors: {name: Figma}
tools:
  - name: Figma
    onwer: ana@acme.example
    review_by: 2026-02-30
    contracts:
      - seats: 2
        minimum_seats: 3
        annual_cost: 5
      - start: 4/1/26
        end: 2026-01-01
  - aliases: [x]
  - name: figma
  - Jira
"""


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    """Whatever kind they are of: of a key, of its value, between two keys, between two tools."""
    assert [one.split(". ")[0] for one in mistakes(MANY, tmp_path)] == [
        "tools.yaml:1: version: must be 1",
        "tools.yaml:2: vendors: must be a list, like [design, prototyping], or a line each that begins with -.",
        "tools.yaml:5: onwer: unknown key",
        "tools.yaml:6: review_by: there is no day 2026-02-30",
        "tools.yaml:9: minimum_seats: is 3, more than the 2 seats bought",
        "tools.yaml:10: annual_cost: has no currency",
        'tools.yaml:11: start: "4/1/26" could be 4 January or 1 April',
        "tools.yaml:13: name: is missing.",
        'tools.yaml:14: name: there is a tool "figma" above already',
        "tools.yaml:15: tools[3]: must be keys with values, like name: Figma.",
    ]


def test_a_key_that_stands_twice_hides_no_other_mistake(tmp_path: Path) -> None:
    text = "tools:\n  - name: a\n    url: b\n    sso: true\n    sso: maybe\n"
    assert [one.split(": ")[1] for one in mistakes(text, tmp_path)] == [
        "url",
        "sso",
        'the key "sso" stands twice; it stands in line 4 already.',
    ]


@pytest.mark.parametrize(
    ("text", "where", "what", "hint"),
    [
        ("", "tools.yaml:1", "holds nothing", "Draft one: productops tools init."),
        ("tools:\n", "tools.yaml:1", "tools: is missing", "Correct tools.yaml."),
        ("- name: Figma\n", "tools.yaml:1", "is no mapping of keys", "Correct tools.yaml."),
        ("tools: []\n---\ntools: []\n", "tools.yaml:3", "a second document begins here", "Correct tools.yaml."),
        ("tools:\n- name: [\n", "tools.yaml:3", "is no YAML: while parsing", "Correct tools.yaml."),
    ],
)  # fmt: skip
def test_a_single_mistake_is_an_error_of_its_own(text: str, where: str, what: str, hint: str, tmp_path: Path) -> None:  # fmt: skip
    with pytest.raises(SettingsError) as caught:
        toolsfile.read(rows(text, tmp_path), "tools.yaml")
    assert (caught.value.where, caught.value.hint) == (where, hint)
    assert caught.value.message.startswith(what)


def test_a_file_without_tools_is_right(tmp_path: Path) -> None:
    assert toolsfile.read(rows("tools: []\n", tmp_path), "tools.yaml").tools == ()


@pytest.mark.parametrize("second", ["name: Figma Pro", "name: Other\n    aliases: [' figma pro ']"])
def test_a_name_means_one_tool(second: str, tmp_path: Path) -> None:
    """An alias that is another tool's name would leave open which one is meant."""
    text = f"tools:\n  - name: Figma\n    aliases: [Figma Pro]\n  - {second}\n"
    (mistake,) = mistakes(text, tmp_path)
    assert "there is a tool" in mistake


def test_a_tool_may_be_its_own_alias(tmp_path: Path) -> None:
    text = "tools:\n  - name: Figma\n    aliases: [figma]\n"
    assert len(toolsfile.read(rows(text, tmp_path), "tools.yaml").tools) == 1


def test_two_ways_to_one_tool_are_one_integration(tmp_path: Path) -> None:
    """By name and by alias, unless each has a name of its own."""
    held = "tools:\n  - {name: Jira, aliases: [Jira Software]}\n  - name: Figma\n    integrations: [{to: Jira}, {to: Jira Software%s}]\n"
    (mistake,) = mistakes(held % "", tmp_path)
    assert "integration" in mistake
    assert toolsfile.read(rows(held % ", name: Designs", tmp_path), "tools.yaml")


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("tool", "status", shape.FileStatus), ("tool", "criticality", shape.Criticality),
        ("tool", "hosting", shape.Hosting), ("contract", "pricing_model", shape.Pricing),
        ("contract", "billing_frequency", shape.Billing), ("integration", "kind", shape.Flow),
        ("integration", "status", shape.FlowStatus), ("risk", "category", shape.RiskCategory),
        ("risk", "treatment", shape.Treatment),
    ],
)  # fmt: skip
def test_the_words_of_the_file_are_those_of_the_model(table: str, column: str, words: object) -> None:  # fmt: skip
    """What a person may write, a column can hold; and nothing is missing."""
    annotation = TABLES[table].model_fields[column].annotation
    (known,) = [part for part in get_args(annotation) if get_args(part)]
    assert get_args(words) == get_args(known)
