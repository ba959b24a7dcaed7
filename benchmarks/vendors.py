"""What is measured of each vendor: sizes, the stream and table that are compared, and what is promised."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Vendor:
    """A vendor.

    Attributes:
        noun: what its records are called; also dlt's table, and the name of our stream.
        table: our table of them.
        streams: what we read; the streams these need come with them.
        account: our settings, but for the server's address.
        small, large: how many records.
        faster, most_mb: against dlt at its best, for the small and the large size.
        bare: how many times as fast as dlt as it comes; 0 leaves that out.
        over: how much longer a run may take than the larger of work and waiting.
        one_by_one: only the main stream's pages wait for one another; otherwise every request counts.
        short_page: a page size at which the main stream's waiting outlasts all work; 0 leaves that out.
        large_repeat: runs of the large size.
        beside: dlt with further settings, of which nothing is promised, by what is said of them.
    """

    noun: str
    table: str
    streams: tuple[str, ...]
    account: dict[str, Any] = field(default_factory=dict)
    small: int
    large: int
    faster: tuple[float, float]
    most_mb: tuple[float, float]
    bare: float = 0
    over: float
    one_by_one: bool = False
    short_page: int = 0
    large_repeat: int = 1
    beside: dict[str, tuple[str, ...]] = field(default_factory=dict)


VENDORS = {
    "zendesk": Vendor(
        noun="tickets", table="feedback", streams=("tickets",),
        account={"subdomain": "bench", "access_token": "none"},
        small=20_000, large=200_000, faster=(4, 2.5), most_mb=(450, 700), bare=20, over=1.2,
    ),
    "jira": Vendor(
        noun="issues", table="work_item", streams=("issues", "changelogs", "comments"),
        account={"site": "https://bench.atlassian.net", "access_token": "none"},
        small=5_000, large=20_000, faster=(3, 3), most_mb=(450, 450), over=1.3, one_by_one=True, short_page=100, large_repeat=3,
        beside={
            "dlt, fields as columns": ("--nesting", "1"),
            "dlt, comments and history as rows": ("--nesting", "-1"),
        },
    ),
}  # fmt: skip
