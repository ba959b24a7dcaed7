"""What `demo --keep DIR` leaves: settings, the stand-ins' secrets, and a script to go on with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import SettingsError
from ..kit import toolsfile
from ..settings.secrets import secret_keys

if TYPE_CHECKING:
    from ..sandbox import Exports

SETTINGS, SCRIPT, STORE = "productops.toml", "explore.py", "demo.duckdb"

_HEAD = """\
# Settings of the demo. The stand-ins it talked to are gone; the store is whole and stays readable.
# For your own account: take base_url out, put your own address in, and keep your secret where you
# like (env:NAME, file:PATH, keyring:SERVICE/USER). Then: productops check, productops sync
"""

_TOOLS = f"""\
# the list of tools that somebody there keeps
[tools]
file = "{toolsfile.FILE}"
"""

_SCRIPT = '''\
"""What to try with the demo's store. Run it: python explore.py"""

from pathlib import Path

import productops as po

with po.open(Path(__file__).parent / "demo.duckdb") as ws:
    print(ws.status())

    # every table is an attribute; in a notebook it renders, with personal data masked
    print(ws.feedback)

    # any question in SQL
    print(ws.sql("""
        SELECT date_trunc('month', occurred_at) AS month, source, kind, count(*) AS n
        FROM feedback WHERE NOT deleted GROUP BY ALL ORDER BY month DESC, n DESC LIMIT 12
    """))

    # across sources: open work, and how many customers asked for it
    print(ws.sql("""
        SELECT w.source_key, w.status, count(DISTINCT f.account_id) AS accounts,
               count(*) AS requests
        FROM link l JOIN feedback f ON f.id = l.from_id JOIN work_item w ON w.id = l.to_id
        WHERE l.link_type = 'delivered_by' AND w.resolved_at IS NULL
          AND NOT (l.deleted OR f.deleted OR w.deleted)
        GROUP BY ALL ORDER BY accounts DESC, requests DESC, source_key LIMIT 10
    """))

    # what people scored, on scales that are known
    print(ws.sql("""
        SELECT source, rating_type, worst_rating::DOUBLE AS worst, best_rating::DOUBLE AS best,
               count(*) AS n, round(avg(normalized), 2) AS of_1
        FROM rating WHERE scale_known AND NOT deleted GROUP BY ALL ORDER BY ALL
    """))

    # the tools they work with, and what to do about them
    print(ws.inventory().answer("renewals"))

    # one request of each source, as that source sent it
    for held in ws.sql("""
        SELECT r.source, r.stream, max(r.source_id) AS source_id
        FROM _raw r JOIN feedback f ON f.source = r.source AND f.source_id = r.source_id
        WHERE r.stream IN ('tickets', 'issues') GROUP BY ALL ORDER BY ALL
    """).rows():
        print(f"{held['source']} {held['stream']}:", *ws.raw(**held))
'''


@dataclass(frozen=True, slots=True)
class Served:
    """A stand-in that answers at *url*, and what lets one in; one that is a folder of files has no *url*."""

    connector: str
    url: str
    credentials: Mapping[str, Any]


def prepare(
    folder: Path, served: Sequence[Served], exports: Sequence[Exports] = ()
) -> list[Served]:
    """Write the files of *exports*, the settings and the script into *folder*; gives every source.

    Raises:
        SettingsError: the folder holds something already, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            hint = "Name a new folder."
            raise SettingsError("is not empty; nothing was changed", where=str(folder), hint=hint)
        files = [Served(each.connector, "", each.write(folder)) for each in exports]
        every = sorted([*served, *files], key=lambda each: each.connector)
        sources = [_source(folder, each) for each in every]
        (folder / SCRIPT).write_text(_SCRIPT, encoding="utf-8")
        kept = [_TOOLS] if (folder / toolsfile.FILE).exists() else []
        text = "\n".join([_HEAD, f'store = "{STORE}"\n', *kept, *sources])
        (folder / SETTINGS).write_text(text, encoding="utf-8")
    except OSError as error:
        hint = "Choose another folder."
        raise SettingsError(
            f"cannot be written ({error.strerror})", where=str(folder), hint=hint
        ) from None
    return every


def _source(folder: Path, served: Served) -> str:
    """Settings of one source; what is secret goes to files of its own."""
    from .. import plugins

    hidden = secret_keys(plugins.load().connector(served.connector).settings)
    lines = [f"[sources.{served.connector}]", f"connector = {json.dumps(served.connector)}"]
    lines += [f"base_url = {json.dumps(served.url)}"] if served.url else []
    for key, value in sorted(
        served.credentials.items(), key=lambda item: isinstance(item[1], dict)
    ):
        shown = value
        if key in hidden:
            shown = f"file:{served.connector}_{key}.txt"
            path = folder / shown.removeprefix("file:")
            path.write_text(f"{value}\n", encoding="utf-8")
        lines += _written(f"sources.{served.connector}", key, shown)
    return "\n".join([*lines, ""])


def _written(place: str, key: str, value: Any) -> list[str]:
    """A key as TOML; a mapping is a table of its own."""
    if not isinstance(value, dict):
        return [f"{key} = {json.dumps(value)}"]
    return [f"[{place}.{key}]", *(f"{json.dumps(k)} = {json.dumps(v)}" for k, v in value.items())]
