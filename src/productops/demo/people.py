"""Who is known, and who is known to more than one source.

An address that is the same in two sources is counted here; nobody is merged by it.
"""

from __future__ import annotations

from ..render import Section
from .asking import Ask, plural

_BY_SOURCE = """
    WITH everywhere AS (
        SELECT lower(email) AS address FROM person WHERE NOT deleted AND email IS NOT NULL
        GROUP BY 1 HAVING count(DISTINCT source || source_instance) > 1
    )
    SELECT p.source, count(*) AS n, count(p.email) AS addressed, count(e.address) AS elsewhere,
        count(*) FILTER (e.address IS NOT NULL AND p.person_type = 'customer') AS customers
    FROM person p LEFT JOIN everywhere e ON e.address = lower(p.email)
    WHERE NOT p.deleted AND p.person_type IS DISTINCT FROM 'bot'
    GROUP BY p.source ORDER BY p.source"""
_BOTH = """
    WITH wrote AS (
        SELECT lower(p.email) AS address, count(DISTINCT f.source || f.source_instance) AS places
        FROM feedback f JOIN person p ON p.id = f.author_id
        WHERE NOT (f.deleted OR p.deleted) AND p.email IS NOT NULL
        GROUP BY 1
    )
    SELECT count(*) AS n FROM wrote WHERE places > 1"""


def people(ask: Ask) -> list[Section]:
    """Who is in several sources; none where only one has people."""
    rows = ask(_BY_SOURCE)
    if len(rows) < 2:  # noqa: PLR2004 - one source has no overlap
        return []
    ((wrote,),) = ask(_BOTH)
    columns = ("from", "people", "with an address", "same address elsewhere", "customers")
    note = f"{plural(wrote, 'person', 'people')} asked for something in more than one source."
    return [Section("The same people", columns, rows, [note])]
