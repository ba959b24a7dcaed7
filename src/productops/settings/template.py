"""A settings file to begin with: what is known filled in, the rest there as comments."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import get_args

from pydantic import BaseModel

from ..kit.connector import Connector
from ..kit.settings import ConnectorSettings
from .schema import STORE
from .secrets import secret_keys

_EMPTY = """\
# [sources.support]                  # a name of your own
# connector = "zendesk"              # installed ones: productops connectors
# subdomain = "acme"
# client_id = "env:ZD_ID"            # secrets: env:NAME, file:PATH or keyring:SERVICE/USER
# client_secret = "env:ZD_SECRET"
"""

_SHARED = """\
# streams = ["…"]                    # only these; all by default
# since = "2025-01-01"               # nothing modified before
# lookback = "1h"                    # how far before the last record a sync starts again
# rate_share = 0.7                   # share of the source's rate limit to use
# private_comments = false           # internal notes, too
"""

_REST = """\
# [privacy]
# display = "mask"                   # what is shown: mask, keep, hash or drop
# keep_raw = true                    # keep the source's own bytes: a better mapping needs no second fetch

# [tools]
# file = "tools.yaml"                # the list of tools you keep; productops tools init writes one

# [vocabulary.status]                # words of yours that nobody maps; productops status lists them
# "Waiting on legal" = "on_hold"
"""


def whole_file(
    name: str = "", connector: Connector | None = None, values: Mapping[str, str] | None = None
) -> str:
    """The text of a settings file, with one source or with an example of one."""
    source = source_part(name, connector, values or {}) if connector else _EMPTY + _SHARED
    store = f'store = "{STORE}"'.ljust(37) + "# one file; relative to this one"
    return f"# Settings of productops. Unknown keys are errors.\n\n{store}\n\n{source}\n{_REST}"


def source_part(name: str, connector: Connector, values: Mapping[str, str]) -> str:
    """The part of a settings file that is about one source."""
    shared = (line for line in _SHARED.splitlines(keepends=True) if _key(line) not in values)
    return _source(name, connector, values) + "".join(shared)


def _key(line: str) -> str:
    return line.lstrip("# ").partition(" ")[0]


def own_keys(model: type[ConnectorSettings]) -> list[str]:
    """Keys that only this connector has; those that are required first."""
    own = [key for key in model.model_fields if key not in ConnectorSettings.model_fields]
    return sorted(own, key=lambda key: not model.model_fields[key].is_required())


def variable(source: str, key: str) -> str:
    """A name for an environment variable: `support`, `api_token` → `SUPPORT_API_TOKEN`."""
    return re.sub(r"\W", "_", f"{source}_{key}").upper()


def _source(name: str, connector: Connector, values: Mapping[str, str]) -> str:
    model, hidden = connector.settings, secret_keys(connector.settings)
    head = [f"[sources.{name}]", f"connector = {json.dumps(connector.name)}"]
    keys = [*own_keys(model), *(key for key in values if key in ConnectorSettings.model_fields)]
    return "\n".join([*head, *(_line(name, model, key, values, hidden) for key in keys)]) + "\n"


def _line(
    name: str, model: type[BaseModel], key: str, values: Mapping[str, str], hidden: set[str]
) -> str:
    if key in values:
        return f"{key} = {toml_value(model, key, values[key])}"
    plain = '["…"]' if {list, tuple} & set(_kinds(model.model_fields[key].annotation)) else '"…"'
    example = f'"env:{variable(name, key)}"' if key in hidden else plain
    if model.model_fields[key].is_required():
        return f"{key} = {example if key in hidden else chr(34) * 2}".ljust(37) + "# required"
    return f"# {key} = {example}"


def toml_value(model: type[BaseModel], key: str, text: str) -> str:
    """*text* from a command line as the TOML value that *key* wants."""
    annotation = model.model_fields[key].annotation
    kinds = set(_kinds(annotation))
    if kinds & {list, tuple} and not text.startswith("["):
        return json.dumps([part.strip() for part in text.split(",")], ensure_ascii=False)
    if str not in kinds - {list, tuple} and _is_toml(text):
        return text
    return text if kinds & {list, tuple} else json.dumps(text, ensure_ascii=False)


def _kinds(annotation: object) -> Iterator[object]:
    parts = [part for part in get_args(annotation) if part is not Ellipsis]
    origin = getattr(annotation, "__origin__", None)
    if origin in (list, tuple):
        yield origin
    elif parts:
        for part in parts:
            yield from _kinds(part)
    else:
        yield annotation


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(f"x = {text}")
    except tomllib.TOMLDecodeError:
        return False
    return "\n" not in text
