"""Which product a mention means, by which rule, and when none is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from productops.catalogue.matching import Decided, match
from productops.catalogue.mention import Mention
from productops.catalogue.names import key_of, registrable
from productops.catalogue.products import Product, Table, Vendor, bundled
from productops.catalogue.recognise import recognise

TABLE = Table(
    "2026-01-01",
    (
        Product("Sprintly", "Northpine", aliases=("Northpine Sprintly", "sprintly_cloud")),
        Product("Sprintly Desk", "Northpine", aliases=("SDK Desk",)),
        Product("Draftable", "Draftable", domains=("draftable.example",)),
        Product("Atlas", "Cartograf"),
        Product("Lumen", "Lumen", aliases=("Old Lantern",)),
    ),
    (Vendor("Northpine", ("Northpine Pty Ltd",), ("northpine.example",)),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("mention", "product", "rule"),
    [
        (Mention("SPRINTLY (Premium)"), "Sprintly", "name"),
        (Mention("Sprint ly - annual"), "Sprintly", "name"),
        (Mention("Northpine Sprintly Desk Enterprise"), "Sprintly Desk", "name"),
        (Mention("Sprintly Desk"), "Sprintly Desk", "name"),
        (Mention("SPRINTLY 55012 AUSTIN TX"), "Sprintly", "name"),
        (Mention("Draftable, Inc. Reykjavik"), "Draftable", "name"),
        (Mention("PAYWALL* DRAFTABLE PRO"), "Draftable", "name"),
        (Mention("NORTHPINE *SPRINTLY8812"), "Sprintly", "name"),
        (Mention("Lumen (formerly Old Lantern)"), "Lumen", "name"),
        (Mention("Board by Northpine"), None, ""),
        (Mention("Sprintly by Northpine"), "Sprintly", "name"),
        (Mention("Whatever it says", "app.draftable.example"), "Draftable", "domain"),
        (Mention("x", keys=("okta:sprintly_cloud",)), "Sprintly", "catalogue_key"),
        (Mention("Draftabel Pro"), "Draftable", "misspelt"),
        (Mention("Draftable Board", publisher="Draftable Ltd"), "Draftable", "maker"),
        (Mention("Draftable Board"), None, ""),
        (Mention("Sprintly Board", publisher="Northpine"), None, ""),
    ],
)
def test_each_rule_tells_its_product(mention: Mention, product: str | None, rule: str) -> None:
    found = recognise(mention, TABLE)
    assert (found and found.product.name, found.rule if found else "") == (product, rule)


@pytest.mark.parametrize(
    "mention",
    [
        Mention("Northpine Pty Ltd Sydney"),
        Mention("Software subscription"),
        Mention("Atlas", "atlas-hr.example"),
        Mention("Draftabel", "draftabel.example"),
        Mention("Draftabel", publisher="Northpine"),
        Mention("Lumens"),
        Mention("Sprintly Quarters"),
        Mention(""),
    ],
)
def test_what_contradicts_or_does_not_suffice_names_no_product(mention: Mention) -> None:
    assert recognise(mention, TABLE) is None


def test_a_name_at_the_domain_of_its_vendor_or_with_an_affix_is_not_contradicted() -> None:
    assert recognise(Mention("Sprintly", "eu.northpine.example"), TABLE)
    assert recognise(Mention("Atlas", "getatlas.example"), TABLE)


def test_rows_that_no_table_knows_are_one_product_by_identifier_domain_or_unshared_name() -> None:
    found = match(
        {
            "a": Mention("Fjord", "fjord.example"),
            "b": Mention("FJORD Pro"),
            "c": Mention("Fjord planner", "plan.fjord.example"),
            "d": Mention("Beacon", "beacon-one.example"),
            "e": Mention("Beacon", "beacon-two.example"),
            "f": Mention("Beacon"),
            "g": Mention("Sync helper", keys=("oauth:77",)),
            "h": Mention("Other name", keys=("oauth:77",)),
            "i": Mention("Northpine"),
            "j": Mention("Northpine"),
        },
        TABLE,
    )
    assert found["a"].group == found["b"].group == found["c"].group
    assert found["g"].group == found["h"].group
    assert [found[row].rule for row in "abcg"] == [
        "same_domain", "same_name", "same_domain", "identifier",
    ]  # fmt: skip
    lone = [found[row].group for row in "defij"]
    assert len(set(lone)) == len(lone)
    assert found["f"].because == "2 products are called so"
    assert all(one.because for one in found.values())


def test_a_part_of_a_platform_is_the_platform_where_its_vendor_bills_it() -> None:
    """Alone, the name of a part says too little: some are products of their own."""
    found = recognise(Mention("Azure Kubernetes Service", publisher="Microsoft"), bundled())
    assert found is not None
    assert (found.product.name, found.rule) == ("Microsoft Azure", "platform")
    assert recognise(Mention("Azure Kubernetes Service"), bundled()) is None
    assert recognise(Mention("Azure DevOps", publisher="Microsoft"), bundled()) != found


def test_a_name_that_somebody_keeps_is_one_even_if_its_words_say_nothing() -> None:
    rows = {
        "a": Mention("Team wiki", kept=True),
        "b": Mention("TEAM WIKI"),
        "c": Mention("Software subscription"),
    }
    found = match({**rows, "d": Mention("Software subscription")}, TABLE)
    assert found["a"].group == found["b"].group
    assert len({one.group for one in found.values()}) == 3


ROWS = {
    "a": Mention("Sprintly"), "b": Mention("SPRINTLY 99123"), "c": Mention("Draftable"), "d": Mention("Fjord"),
}  # fmt: skip


@given(
    st.lists(
        st.tuples(st.sampled_from("abcdx"), st.one_of(st.none(), st.sampled_from("abcdx"))),
        max_size=4,
    ),
    st.data(),
)
def test_an_undone_decision_leaves_no_trace(
    pairs: list[tuple[str, str | None]], data: st.DataObject
) -> None:
    decided = [Decided(f"d{at}", row, other) for at, (row, other) in enumerate(pairs)]
    before = match(ROWS, TABLE, decided)
    at = data.draw(st.integers(0, len(decided)))
    added = [
        *decided[:at],
        Decided("new", "a", data.draw(st.sampled_from(["c", "d", None]))),
        *decided[at:],
    ]
    assert match(ROWS, TABLE, added)["a"] is not None
    assert match(ROWS, TABLE, [one for one in added if one.decision_id != "new"]) == before


def test_a_decision_outweighs_every_rule_and_waits_for_rows_that_are_not_there() -> None:
    found = match(
        ROWS, TABLE, [Decided("1", "d", "c"), Decided("2", "b"), Decided("3", "gone", "a")]
    )
    assert found["d"].group == found["c"].group
    assert found["b"].group != found["a"].group
    assert [found[row].rule for row in "bd"] == ["decision", "decision"]
    assert set(found) == set(ROWS)


def test_no_name_and_no_domain_of_the_bundled_table_is_two_products() -> None:
    keys: dict[str, str] = {}
    domains: dict[str, str] = {}
    for product in bundled().products:
        for key in {key_of(name) for name in (product.name, *product.aliases)}:
            assert keys.setdefault(key, product.name) == product.name, key
        for domain in product.domains:
            assert domains.setdefault(domain, product.name) == product.name, domain


def test_the_bundled_table_knows_itself() -> None:
    table = bundled()
    for product in table.products:
        for name in (product.name, *product.aliases):
            found = recognise(Mention(name), table)
            assert found is not None, name
            assert found.product is product, (name, found)


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_any_text_is_a_mention(name: str, domain: str, publisher: str) -> None:
    mention = Mention(name, domain, publisher, (f"okta:{name}",))
    assert match({"row": mention}, bundled())["row"].group


def test_domains_are_cut_to_what_is_registered() -> None:
    assert registrable("https://app.figma.example/x") == "figma.example"
    assert registrable("shop.acme.co.uk") == "acme.co.uk"
