"""What both dlt contestants share: the ticket export declared for its rest_api source, and how a load is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from outcome import now, tell

EXPORT = "api/v2/incremental/tickets/cursor"
QUIET = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
STORE = "bench.duckdb"


def ticket_source(base_url: str, **resource: Any) -> Any:
    """The ticket export; it ends where a page is empty, which costs one small request more than the vendor's flag.

    dlt's paginator knows a flag that says "more", and Zendesk's says "no more".
    https://dlthub.com/docs/dlt-ecosystem/verified-sources/rest_api/basic#pagination
    """
    from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator
    from dlt.sources.rest_api import rest_api_source

    paginator = JSONResponseCursorPaginator(
        cursor_path="after_cursor", cursor_param="cursor", stop_after_empty_page=True
    )
    endpoint = {
        "path": EXPORT,
        "params": {"start_time": 0, "per_page": 1000, "include": "metric_sets"},
        "data_selector": "tickets",
    }
    return rest_api_source({
        "client": {"base_url": base_url, "paginator": paginator},
        "resources": [{"name": "tickets", "endpoint": endpoint, **resource}],
    })  # fmt: skip


def load(source: Any, folder: Path, began: float, **how: Any) -> None:
    """Run a pipeline into a new DuckDB file and print the outcome."""
    import dlt
    import dlt.destinations.impl.duckdb.duck  # loaded here, not in the measured part
    import pyarrow.compute  # noqa: F401 - as above

    ready = now()
    store = folder / STORE
    destination = dlt.destinations.duckdb(str(store))
    pipeline = dlt.pipeline("bench", destination=destination, dataset_name="zendesk")
    pipeline.run(source, **how).raise_on_failed_jobs()
    done = now()
    trace = pipeline.last_trace
    stages = {
        step.step: round((step.finished_at - step.started_at).total_seconds(), 3)
        for step in trace.steps
        if step.finished_at and step.step != "run"
    }
    tickets = trace.last_normalize_info.row_counts["tickets"]
    tell(store, began, ready, done, tickets=tickets, stages=stages)
