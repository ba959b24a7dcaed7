"""productops: the vendor's records and what they need, raw payloads and every table kept."""

from __future__ import annotations

from time import perf_counter

BEGAN = perf_counter()

from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402
from pkgutil import iter_modules  # noqa: E402
from typing import Any  # noqa: E402

from outcome import now, options, tell, vendor_of  # noqa: E402

import productops as po  # noqa: E402

# What the package loads when it is first needed; here it belongs to the imports.
PARTS = ("settings", "plugins", "transport", "store", "sync")
FOR_LATER = ("productops.workspace", "duckdb", "httpx", "httpcore")
COUNTS = (
    "fetched", "created", "updated", "unchanged", "deleted", "set_aside", "requests", "seconds",
)  # fmt: skip


def load_all(vendor: str) -> None:
    """Import whatever a sync will need."""
    for name in (*FOR_LATER, f"productops_{vendor}"):
        import_module(name)
    for part in PARTS:
        package = import_module(f"productops.{part}")
        for module in iter_modules(package.__path__, f"productops.{part}."):
            import_module(module.name)


class Watch:
    """When each page of the *stream* was ready for the writer, and how long the ends of the run took."""

    def __init__(self, stream: str) -> None:
        self._stream = stream
        self.began = self._last = now()
        self._opened = 0.0
        self.pages: list[tuple[int, float]] = []
        self._read = self._counted = 0.0

    def __call__(self, step: Any) -> None:
        """Take a step of the run."""
        self._last = now()
        at = round(self._last - self.began, 4)
        self._opened = self._opened or (at if step.event == "stream" else 0.0)
        if step.stream != self._stream:
            return
        if step.event == "page":
            self.pages.append((step.done, at))
        elif step.event == "stream_done":
            self._read = self._counted = at
        elif step.event == "census":
            self._counted = at

    def ends(self, done: float) -> dict[str, float]:
        """Seconds until the first stream starts, and from the last step to the closed store."""
        return {"opening": self._opened, "closing": round(done - self._last, 3)}

    @property
    def census_s(self) -> float:
        """Seconds from the stream's end to the last page of its census."""
        return round(self._counted - self._read, 3)


def sync(settings: dict[str, Any], store: Path, watch: Watch, *, full: bool) -> Any:
    """Open a store, sync it, close it; the report."""
    with po.open(store) as workspace:
        workspace.connect("bench", **settings)
        report = workspace.sync(full=full, progress=watch)
    report.raise_for_failure()
    return report


def stages(source: Any) -> dict[str, float]:
    """Seconds by stage, over all streams; the writer's clock is one for all of them."""
    found: dict[str, float] = {}
    for stream in source.streams.values():
        for stage, seconds in stream.stages.items():
            before = found.get(stage, 0.0)
            found[stage] = max(before, seconds) if stage == "commit" else before + seconds
    return {stage: round(seconds, 3) for stage, seconds in found.items()}


def counts(stream: Any) -> dict[str, float]:
    """A stream's part of the report."""
    return {key: getattr(stream, key) for key in COUNTS}


def main() -> None:
    """Sync once and say what it took."""
    parser = options(__doc__)
    parser.add_argument("--full", action="store_true", help="into the store that is there")
    parser.add_argument("--page-size", type=int, help="records a page, where not the most")
    chosen = parser.parse_args()
    vendor = vendor_of(chosen)
    load_all(chosen.vendor)
    ready = now()
    store = chosen.folder / "bench.duckdb"
    watch = Watch(vendor.noun)
    settings = {
        "connector": chosen.vendor,
        "streams": list(vendor.streams),
        "base_url": chosen.base_url,
    }
    size = {"page_size": chosen.page_size} if chosen.page_size else {}
    report = sync({**settings, **vendor.account, **size}, store, watch, full=chosen.full)
    done = now()
    source = report.sources["bench"]
    tell(
        store, BEGAN, ready, done,
        records=source.streams[vendor.noun].fetched,
        streams={name: counts(stream) for name, stream in source.streams.items()},
        stages={**stages(source), **watch.ends(done)},
        pages=watch.pages,
        census_s=watch.census_s,
    )  # fmt: skip


if __name__ == "__main__":
    main()
