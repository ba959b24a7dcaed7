"""dlt's rest_api source as it comes: only what is needed to read the pages is said, and nothing is sent home."""

from __future__ import annotations

from time import perf_counter

BEGAN = perf_counter()

import os  # noqa: E402

from dlt_source import QUIET, load, source  # noqa: E402
from outcome import options, vendor_of  # noqa: E402


def main() -> None:
    """Load once and say what it took."""
    chosen = options(__doc__).parse_args()
    os.environ.update(QUIET | {"DLT_DATA_DIR": str(chosen.folder / "dlt")})

    noun = vendor_of(chosen).noun
    load(source(chosen.vendor, noun, chosen.base_url), noun, chosen.folder, BEGAN)


if __name__ == "__main__":
    main()
