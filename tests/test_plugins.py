"""The plugin host: what works is offered, what does not is named and contained."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from productops.errors import PluginError, SettingsError
from productops.hookspecs import Suggestion, hookimpl
from productops.kit import ConnectorSettings
from productops.model import FeedbackItem, Team
from productops.plugins import OFFICIAL, Listed, Plugins, load
from productops.sync.report import SyncReport


class Point:
    """An entry point whose loading is a function, and counted."""

    def __init__(self, name: str, load_: Callable[[], object], version: str = "1.2") -> None:
        self.name = name
        self.value = f"plugin_of_{name}"
        self.dist = SimpleNamespace(name=f"productops-{name}", version=version)
        self.loaded = 0
        self._load = load_

    def load(self) -> object:
        self.loaded += 1
        return self._load()


def connector(name: str, **changes: Any) -> SimpleNamespace:
    whole = SimpleNamespace(
        name=name, settings=ConnectorSettings, hosts={}, streams=(), auth=print, open=print, opened=print
    )  # fmt: skip
    for key, value in changes.items():
        if value is None:
            delattr(whole, key)
        else:
            setattr(whole, key, value)
    return whole


def offering(*connectors: object) -> SimpleNamespace:
    @hookimpl
    def productops_connectors():
        return connectors

    return SimpleNamespace(productops_connectors=productops_connectors)


def hooking(**functions: Callable[..., Any]) -> SimpleNamespace:
    return SimpleNamespace(**{name: hookimpl(function) for name, function in functions.items()})


def host(*points: Point, **options: Any) -> Plugins:
    return load(points=lambda: points, **{"environ": {}, **options})


def raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def nothing() -> list[object]:
    return []


def report() -> SyncReport:
    return SyncReport(run_id="r", started_at=datetime(2026, 1, 1, tzinfo=UTC))


ITEM = FeedbackItem(id="feedback_a", source="s", source_instance="i", source_id="1", title="Slow")
TEAM = Team(id="team_a", source="s", source_instance="i", source_id="9")


def test_only_the_plugin_of_that_name_is_loaded() -> None:
    """One connector costs one import."""
    jira, zendesk = (
        Point(name, lambda n=name: offering(connector(n))) for name in ("jira", "zendesk")
    )
    plugins = host(jira, zendesk)

    assert (jira.loaded, zendesk.loaded) == (0, 0)
    assert plugins.connector("zendesk").name == "zendesk"
    assert plugins.connector("zendesk") is plugins.connector("zendesk")
    assert (jira.loaded, zendesk.loaded) == (0, 1)


@pytest.mark.parametrize("asked", ["google_forms", "google-forms"])
@pytest.mark.parametrize("named", ["google_forms", "google-forms"])
def test_dash_and_underscore_are_one(asked, named) -> None:
    """Distributions are written with one, modules with the other."""
    plugins = host(Point(named, lambda: offering(connector("google_forms"))))

    assert plugins.connector(asked).name == "google_forms"


def test_a_connector_of_a_plugin_with_another_name_is_found_too() -> None:
    """Then all are loaded."""
    plugins = host(Point("acme", lambda: offering(connector("crm"), connector("wiki"))))

    assert plugins.connector("wiki").name == "wiki"
    assert plugins.names() == ["crm", "wiki"]


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("zendes", 'Did you mean "zendesk"?'),
        ("jira", "pip install productops-jira"),
        ("google_forms", "pip install productops-google-forms"),
        ("xyzzy", "Installed: zendesk."),
    ],
)
def test_an_unknown_connector_says_what_to_do(asked, hint) -> None:
    """Near names, what is installed, and what could be."""
    plugins = host(Point("zendesk", lambda: offering(connector("zendesk"))))

    with pytest.raises(SettingsError) as caught:
        plugins.connector(asked)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "error",
    [
        ImportError("no module named x"),
        ValueError("boom\ntwice"),
        SystemExit(3),
        SyntaxError("bad"),
    ],
)
def test_a_plugin_that_does_not_load_is_named_and_the_others_work(error) -> None:
    """Whatever it raises, even if it tries to leave."""
    plugins = host(
        Point("bad", raising(error)), Point("zendesk", lambda: offering(connector("zendesk")))
    )

    assert list(plugins.connectors()) == ["zendesk"]
    (broken,) = plugins.broken
    assert (broken.name, broken.distribution) == ("bad", "productops-bad")
    assert type(error).__name__ in broken.error
    assert "\n" not in broken.error
    with pytest.raises(PluginError, match="does not load") as caught:
        plugins.connector("bad")
    assert "productops-bad" in caught.value.hint


def test_ctrl_c_while_loading_is_not_swallowed() -> None:
    """The user's wish to stop is no plugin's fault."""
    with pytest.raises(KeyboardInterrupt):
        host(Point("bad", raising(KeyboardInterrupt()))).connectors()


@pytest.mark.parametrize(
    ("plugin", "said"),
    [
        (hooking(productops_conectors=nothing), 'Did you mean "productops_connectors"?'),
        (hooking(productops_xyzzy=nothing), "Hooks: productops_connectors"),
        (SimpleNamespace(productops_synced=lambda report: None), "lacks the decorator"),
        (hooking(productops_enrich=lambda rows: rows), "rows"),
    ],
)
def test_a_misspelt_hook_is_named(plugin, said) -> None:
    """It would otherwise just never be called: a wrong name, no decorator, an unknown argument."""
    plugins = host(Point("acme", lambda: plugin), Point("ok", lambda: offering(connector("ok"))))

    assert plugins.names() == ["ok"]
    assert [broken.name for broken in plugins.broken] == ["acme"]
    assert said in plugins.broken[0].error


def test_the_rest_of_a_plugin_with_a_misspelt_hook_works() -> None:
    """Only what is wrong is left out."""
    plugin = offering(connector("crm"))
    plugin.productops_enrichh = hookimpl(lambda records: records)
    plugins = host(Point("acme", lambda: plugin))

    assert plugins.names() == ["crm"]
    assert "productops_enrichh is no hook" in plugins.broken[0].error


@pytest.mark.parametrize(
    ("offered", "said"),
    [
        (connector("crm", hosts=None, opened=None), "lacks hosts, opened"),
        (connector("crm", auth="token"), "auth of the connector crm is no function"),
        (connector("My CRM"), "is not lower-case"),
        (SimpleNamespace, "give an instance"),
        (None, "lacks name"),
    ],
)
def test_what_is_no_connector_says_what_it_lacks(offered, said) -> None:
    """And the plugin's other connectors are there."""
    plugins = host(Point("acme", lambda: offering(offered, connector("wiki"))))

    assert plugins.names() == ["wiki"]
    assert said in plugins.broken[0].error


def test_a_broken_connector_of_that_name_is_an_error_of_the_plugin() -> None:
    """Not "there is none"."""
    plugins = host(Point("crm", lambda: offering(connector("crm", streams=None))))

    with pytest.raises(PluginError, match="lacks streams"):
        plugins.connector("crm")


def test_connectors_that_raise_and_names_that_are_taken() -> None:
    """The first one keeps the name, by order of plugin names."""
    plugins = host(
        Point("b", lambda: offering(connector("crm", streams=("second",)))),
        Point("a", lambda: offering(connector("crm", streams=("first",)))),
        Point("c", lambda: hooking(productops_connectors=raising(RuntimeError("boom")))),
    )

    assert plugins.connectors()["crm"].streams == ("first",)
    assert [(broken.name, broken.error) for broken in plugins.broken] == [
        ("b", "a connector crm is there already"),
        ("c", "productops_connectors raised RuntimeError: boom"),
    ]


@pytest.mark.parametrize(
    ("switch", "names", "expected"),
    [
        (None, None, ["a", "b", "google_forms"]),
        ("", None, []),
        ("a", None, ["a"]),
        ("a, google-forms", None, ["a", "google_forms"]),
        (None, ["b"], ["b"]),
        ("a", ["b"], []),
    ],
)
def test_the_switch_and_the_choice(switch, names, expected) -> None:
    """An empty variable loads nothing, a list only these; a broken plugin can be kept out."""
    points = [Point(n, lambda n=n: offering(connector(n))) for n in ("a", "b", "google_forms")]
    environ = {} if switch is None else {"PRODUCTOPS_PLUGINS": switch}

    assert host(*points, names=names, environ=environ).names() == expected


def test_a_plugin_of_this_process_is_registered_at_once() -> None:
    """For scripts and tests, no packaging needed; the switch does not touch it."""
    plugins = host(extra=[offering(connector("mine"))], environ={"PRODUCTOPS_PLUGINS": ""})
    plugins.register(offering(connector("other")), "other")

    assert plugins.names() == ["mine", "other"]


@pytest.mark.parametrize(
    "plugin", [hooking(productops_conectors=nothing), hooking(productops_redact=lambda x: x)]
)
def test_registering_a_wrong_plugin_raises(plugin) -> None:
    """Who registers it is there to read it."""
    with pytest.raises(PluginError):
        Plugins().register(plugin, "mine")


def test_sandboxes_are_found_by_connector() -> None:
    """As classes, each by the connector it stands in for; one that raises is passed over."""
    box = type("Box", (), {"connector": "crm"})
    plugins = host(
        Point("bad", lambda: hooking(productops_sandboxes=raising(OSError("no")))),
        Point("crm", lambda: hooking(productops_sandboxes=lambda: [box])),
    )

    assert plugins.sandboxes() == {"crm": box}


def test_enrichers_take_turns_in_order_of_their_names() -> None:
    """Each sees what the one before it made; rows may be added, empty fields filled."""
    plugins = Plugins()
    plugins.register(hooking(productops_enrich=lambda records: [*records, TEAM]), "b")
    plugins.register(
        hooking(productops_enrich=lambda records: [r.model_copy(update={"language": "en"}) for r in records]),
        "a",
    )  # fmt: skip

    assert plugins.enriches
    assert plugins.enrich([ITEM]) == [ITEM.model_copy(update={"language": "en"}), TEAM]


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (raising(KeyError("x")), "raised KeyError (3 times, first: 'x')"),
        (raising(KeyError), "raised KeyError (3 times)"),
        (lambda records: [], "lost a row (3 times, first: feedback 1)"),
        (lambda records: None, "raised TypeError"),
        (
            lambda records: [ITEM.model_copy(update={"title": "Fast"})],
            "changed title, which was filled (3 times, first: feedback 1)",
        ),
    ],
)  # fmt: skip
def test_an_enricher_that_does_harm_changes_nothing_and_is_named(turn, said) -> None:
    """Its turn is undone; the report counts how often."""
    plugins, told = Plugins(), report()
    plugins.register(hooking(productops_enrich=turn), "acme")
    for _ in range(3):
        assert plugins.enrich([ITEM]) == [ITEM]
    plugins.synced(told)

    (line,) = told.broken_hooks
    assert line.startswith("acme: productops_enrich")
    assert said in line


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (lambda records: [], "acme: productops_enrich lost a row (72 times, first: feedback 0)"),
        (
            lambda records: {}[records[0].source_id],
            "acme: productops_enrich raised KeyError (72 times, first: '0')",
        ),
    ],
)
def test_what_goes_wrong_with_every_record_is_one_line(turn, said) -> None:
    """By kind, with the first as an example; a single one is named without a count."""
    plugins, many, one = Plugins(), report(), report()
    plugins.register(hooking(productops_enrich=turn), "acme")
    for number in range(72):
        plugins.enrich([ITEM.model_copy(update={"id": f"f{number}", "source_id": str(number)})])
    plugins.synced(many)
    plugins.enrich([ITEM])
    plugins.synced(one)

    assert many.broken_hooks == [said]
    assert "times" not in one.broken_hooks[0]
    assert one.broken_hooks[0].strip("'").endswith("1")


def test_an_enricher_cannot_spoil_the_list_it_is_given() -> None:
    """It gets its own."""

    def spoil(records):
        records.clear()
        return []

    plugins, rows = Plugins(), [ITEM]
    plugins.register(hooking(productops_enrich=spoil), "acme")

    assert plugins.enrich(rows) == [ITEM]
    assert rows == [ITEM]


def test_redactors_take_turns() -> None:
    """One that raises or gives no text changes nothing."""
    plugins, told = Plugins(), report()
    plugins.register(hooking(productops_redact=lambda text: text.replace("Jo", "[name]")), "a")
    plugins.register(hooking(productops_redact=lambda text: None), "b")
    plugins.register(hooking(productops_redact=raising(ValueError("x"))), "c")

    assert plugins.redact("Jo wrote") == "[name] wrote"

    plugins.synced(told)

    assert [line.split(" ")[0] for line in told.broken_hooks] == ["b:", "c:"]


def test_routes_are_collected() -> None:
    """From every plugin that has one; a hook may leave out its arguments."""
    plugins = Plugins()
    plugins.register(hooking(productops_route=lambda feedback: None), "a")
    plugins.register(hooking(productops_route=lambda: Suggestion("core", "always")), "b")

    assert plugins.route(ITEM) == [("b", Suggestion("core", "always"))]


def test_everybody_is_told_of_a_sync_and_the_report_names_what_broke() -> None:
    """Hooks and plugins; the next report starts anew."""
    told, seen = report(), []

    def listen(report):
        seen.append(report)

    plugins = host(
        Point("bad", raising(ImportError("x"))),
        Point("late", lambda: hooking(productops_synced=listen)),
        Point("loud", lambda: hooking(productops_synced=raising(RuntimeError("x")))),
    )  # fmt: skip
    plugins.synced(told)

    assert seen == [told]
    assert told.broken_hooks == [
        "bad: does not load: ImportError: x",
        "loud: productops_synced raised RuntimeError: x",
    ]


def test_the_listing_names_plugins_hooks_and_faults() -> None:
    """What `productops plugins` prints."""
    plugins = host(
        Point("bad", raising(ImportError("x"))),
        Point("crm", lambda: offering(connector("crm")), version="2.0"),
    )
    plugins.register(hooking(productops_redact=lambda text: text), "mine")

    assert plugins.listing() == [
        Listed("bad", "productops-bad", "1.2", (), "does not load: ImportError: x"),
        Listed("crm", "productops-crm", "2.0", ("productops_connectors",), ""),
        Listed("mine", "", "", ("productops_redact",), ""),
    ]


def test_installed_plugins_are_found_by_their_entry_points(tmp_path, monkeypatch) -> None:
    """A plugin is a module and five lines of metadata."""
    (tmp_path / "acme_plugin.py").write_text(
        "from productops.hookspecs import hookimpl\n"
        "@hookimpl\ndef productops_redact(text):\n    return text.upper()\n"
    )
    meta = tmp_path / "acme_plugin-0.3.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-plugin\nVersion: 0.3\n")
    (meta / "entry_points.txt").write_text("[productops]\nacme = acme_plugin\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins = load(["acme"], environ={})

    assert "acme_plugin" not in sys.modules
    assert plugins.redact("quiet") == "QUIET"
    assert plugins.listing() == [Listed("acme", "acme-plugin", "0.3", ("productops_redact",), "")]


def test_official_connectors_are_named_as_contracted() -> None:
    """These names are in settings files."""
    assert OFFICIAL == (
        "zendesk", "jira", "hubspot", "typeform", "google_forms", "surveymonkey", "tally", "files",
        "inventory",
    )  # fmt: skip
