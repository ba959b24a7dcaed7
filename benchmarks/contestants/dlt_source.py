"""What both dlt contestants share: each vendor declared for its rest_api source, and how a load is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from outcome import now, tell

QUIET = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
STORE = "bench.duckdb"


def _zendesk() -> tuple[dict[str, Any], dict[str, Any]]:
    """The ticket export; it ends where a page is empty, which costs one small request more than the vendor's flag.

    dlt's paginator knows a flag that says "more", and Zendesk's says "no more".
    https://dlthub.com/docs/dlt-ecosystem/verified-sources/rest_api/basic#pagination
    """
    paginator = {
        "cursor_path": "after_cursor",
        "cursor_param": "cursor",
        "stop_after_empty_page": True,
    }
    return paginator, {
        "path": "api/v2/incremental/tickets/cursor",
        "params": {"start_time": 0, "per_page": 1000, "include": "metric_sets"},
        "data_selector": "tickets",
    }


def _jira() -> tuple[dict[str, Any], dict[str, Any]]:
    """One search for whole issues, with their comments and history in them: a hundred a page is the most Jira gives."""
    paginator = {"cursor_path": "nextPageToken", "cursor_param": "nextPageToken"}
    return paginator, {
        "path": "rest/api/3/search/jql",
        "params": {
            "jql": 'project in ("BENCH") order by updated asc', "maxResults": 100,
            "fields": "*all", "expand": "changelog",
        },
        "data_selector": "issues",
    }  # fmt: skip


_DECLARED = {"zendesk": _zendesk, "jira": _jira}


def source(vendor: str, noun: str, base_url: str, **resource: Any) -> Any:
    """The vendor's records, as dlt's rest_api source reads them."""
    from dlt.sources.helpers.rest_client.paginators import JSONResponseCursorPaginator
    from dlt.sources.rest_api import rest_api_source

    paginator, endpoint = _DECLARED[vendor]()
    return rest_api_source({
        "client": {"base_url": base_url, "paginator": JSONResponseCursorPaginator(**paginator)},
        "resources": [{"name": noun, "endpoint": endpoint, **resource}],
    })  # fmt: skip


def load(source: Any, noun: str, folder: Path, began: float, **how: Any) -> None:
    """Run a pipeline into a new DuckDB file and print the outcome."""
    import dlt
    import dlt.destinations.impl.duckdb.duck  # loaded here, not in the measured part
    import pyarrow.compute  # noqa: F401 - as above

    ready = now()
    store = folder / STORE
    destination = dlt.destinations.duckdb(str(store))
    pipeline = dlt.pipeline("bench", destination=destination, dataset_name="loaded")
    pipeline.run(source, **how).raise_on_failed_jobs()
    done = now()
    trace = pipeline.last_trace
    stages = {
        step.step: round((step.finished_at - step.started_at).total_seconds(), 3)
        for step in trace.steps
        if step.finished_at and step.step != "run"
    }
    records = trace.last_normalize_info.row_counts[noun]
    tell(store, began, ready, done, records=records, stages=stages)
