"""dlt's rest_api source at its best settings: flattened, Parquet load files, DuckDB, nothing shown, nothing sent home.

What is set here was the fastest; `run.py --explore` tries the others.
"""

from __future__ import annotations

from time import perf_counter

BEGAN = perf_counter()

import os  # noqa: E402

from dlt_source import QUIET, load, source  # noqa: E402
from outcome import options, vendor_of  # noqa: E402


def settings(folder: str, workers: int) -> dict[str, str]:
    """dlt's configuration, as environment variables."""
    found = {
        **QUIET,
        "DLT_DATA_DIR": folder,
        "DATA_WRITER__DISABLE_COMPRESSION": "true",
        "DATA_WRITER__BUFFER_MAX_ITEMS": "20000",
        "NORMALIZE__WORKERS": str(workers),
        "LOAD__DELETE_COMPLETED_JOBS": "true",
    }
    # Workers share the files of an extraction, so there must be several of them.
    return found | ({"EXTRACT__DATA_WRITER__FILE_MAX_ITEMS": "5000"} if workers > 1 else {})


def main() -> None:
    """Load once and say what it took."""
    parser = options(__doc__)
    parser.add_argument("--disposition", choices=("append", "replace", "merge"), default="append")
    parser.add_argument(
        "--nesting", type=int, default=0, help="levels that are flattened; -1 for all"
    )
    parser.add_argument("--workers", type=int, default=1, help="processes that normalise")
    chosen = parser.parse_args()
    os.environ.update(settings(str(chosen.folder / "dlt"), chosen.workers))

    import pyarrow.parquet  # noqa: F401 - loaded here, not in the measured part

    noun = vendor_of(chosen).noun
    how = {"primary_key": "id", "write_disposition": chosen.disposition}
    records = source(chosen.vendor, noun, chosen.base_url, **how)
    records.max_table_nesting = None if chosen.nesting < 0 else chosen.nesting
    load(records, noun, chosen.folder, BEGAN, loader_file_format="parquet")


if __name__ == "__main__":
    main()
