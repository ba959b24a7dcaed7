# ruff: noqa: INP001 - a script, no package
"""Write the generated parts of the reference from the code: `python docs/generate.py`.

A test fails when a page is not what this would write.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from productops.cli.commands import COMMANDS
from productops.cli.parser import arguments
from productops.kit import ConnectorSettings
from productops.model import TABLES
from productops.model.base import ENVELOPE, Record
from productops.model.vocabulary import VALUES
from productops.settings.schema import SettingsFile
from productops.store.schema import OWN

HERE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py; change the code, then run it. -->\n\n"
EXIT_CODES = """\
| code | meaning |
|---|---|
| 0 | done; records that were set aside do not change it |
| 1 | some source failed, or `verify` found something missing; the rest is committed |
| 2 | the command line or the settings are wrong |
| 3 | every source that failed had its credentials rejected |
| 4 | every unfinished source stopped at a quota; run it again later |
| 5 | the store is locked or damaged, or the disk is full |
| 130 | interrupted; what was fetched is kept, run it again |

Errors go to standard error: what happened, then what to do. `--debug` adds the traceback.
"""


def pages() -> dict[str, str]:
    """File name → its text."""
    return {"commands.md": _commands(), "settings.md": _settings(), "tables.md": _tables()}


def _commands() -> str:
    parts = [
        f"# Commands\n\n{NOTE}Each takes `--settings FILE` and `--debug`. `--json` prints one JSON document."
    ]
    for name, (_, about, _add) in COMMANDS.items():
        rows = [f"| `{_cell(written)}` | {text} |" for written, text in arguments(name)]
        table = "\n".join(["", "", "| argument | |", "|---|---|", *rows]) if rows else ""
        parts.append(f"## productops {name}\n\n{about[:1].upper()}{about[1:]}.{table}")
    return "\n\n".join([*parts, f"## Exit codes\n\n{EXIT_CODES}"])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_ABOUT_SETTINGS = (
    "`productops.toml`, found in the working directory or given with `--settings`. Paths are "
    "relative to the file. Unknown keys are errors; all mistakes are told at once."
)
_ABOUT_SOURCES = (
    "Each connector adds its own: `productops connectors`. A secret is a reference: `env:NAME`, "
    "`file:PATH` or `keyring:SERVICE/USER`."
)


def _settings() -> str:
    parts = [
        f"# Settings\n\n{NOTE}{_ABOUT_SETTINGS}",
        f"## The file\n\n{_keys(SettingsFile)}",
        f"## `[sources.NAME]`: keys of every source\n\n{_keys(ConnectorSettings)}\n\n{_ABOUT_SOURCES}",
    ]
    for key in ("privacy", "teams", "routes", "schedules"):
        model = _model_in(SettingsFile.model_fields[key].annotation)
        parts += [f"## `{_heading(key)}`\n\n{_keys(model)}"] if model else []
    words = "\n".join(
        f"- `{name}`: {', '.join(f'`{v}`' for v in values)}" for name, values in VALUES.items()
    )
    parts.append(
        f"## `[vocabulary.NAME]`\n\nA word of yours, and which of ours it means.\n\n{words}"
    )
    return "\n\n".join(parts) + "\n"


def _heading(key: str) -> str:
    return {"privacy": "[privacy]", "routes": "[[routes]]"}.get(key, f"[{key}.NAME]")


def _keys(model: type[BaseModel]) -> str:
    about = _attributes(model)
    rows = [
        f"| `{name}` | {_type(field.annotation)} | {_default(field)} | {about.get(name, '')} |"
        for name, field in model.model_fields.items()
    ]
    return "\n".join(["| key | type | default | |", "|---|---|---|---|", *rows])


def _attributes(model: type[BaseModel]) -> dict[str, str]:
    """What the docstring says of each attribute."""
    text = inspect.getdoc(model) or ""
    listed = text.partition("Attributes:")[2]
    return dict(re.findall(r"^ {4}(\w+): (.*)$", listed, re.MULTILINE))


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None or value in ({}, (), []) or isinstance(value, BaseModel):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


_ABOUT_TABLES = (
    "Every table begins with the same columns, the envelope. Moments are UTC. What is deleted at its "
    "source stays as a tombstone, a row with `deleted` true: in SQL and in exported files add "
    "`WHERE NOT deleted`; `ws.feedback` and `productops show` leave tombstones out."
)


def _tables() -> str:
    envelope = "\n".join(_columns(Record, ENVELOPE))
    parts = [
        f"# Tables\n\n{NOTE}{_ABOUT_TABLES}",
        f"## The envelope\n\n{_HEAD}\n{envelope}",
    ]
    for name, record in TABLES.items():
        own = [column for column in record.columns() if column not in ENVELOPE]
        about = " ".join((inspect.getdoc(record) or "").split())
        parts.append("\n".join([f"## {name}\n\n{about}\n\n{_HEAD}", *_columns(record, own)]))
    own_tables = "\n".join(
        f"| `{name}` | {', '.join(f'`{c}`' for c in columns)} |" for name, columns in OWN.items()
    )
    parts.append(f"## The library's own\n\n| table | columns |\n|---|---|\n{own_tables}")
    return "\n\n".join(parts) + "\n"


_HEAD = "| column | type | personal data |\n|---|---|---|"


def _columns(record: type[Record], names: Any) -> Iterator[str]:
    classes = record.pii_classes()
    for name in names:
        marked = classes[name].replace("_", " ")
        kind = _type(record.model_fields[name].annotation)
        yield f"| `{name}` | {kind} | {'' if marked == 'none' else marked} |"


def _type(annotation: Any) -> str:
    """`str | None` → text; choices are listed."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(parts[0])
    if origin in (Union, UnionType):
        return " or ".join(_type(part) for part in parts if part is not NoneType)
    if origin is Literal:
        return "one of " + ", ".join(f"`{part}`" for part in parts)
    if origin in (list, tuple):
        return f"list of {_type(parts[0])}"
    if origin is dict:
        return "table"
    return _WORDS.get(getattr(annotation, "__name__", ""), "table")


_WORDS = {
    "str": "text", "SecretStr": "secret", "bool": "true or false", "int": "whole number",
    "float": "number", "AwareDatetime": "moment", "Decimal": "number", "datetime": "moment", "date": "date",
    "timedelta": "duration",
}  # fmt: skip


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for part in get_args(annotation) if (m := _model_in(part))), None)


if __name__ == "__main__":
    for file, text in pages().items():
        (HERE / file).write_text(text, encoding="utf-8")
