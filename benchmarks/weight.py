"""How heavy the package is: its import in fresh processes, and a core installation in an empty environment.

python benchmarks/weight.py [--no-install]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent
RUNS = 5
MB = 1024 * 1024
HEAVY = (
    "duckdb", "httpx", "rich", "narwhals", "pandas", "polars", "pyarrow", "numpy", "pydantic", "msgspec", "asyncio",
    "IPython",
)  # fmt: skip
PROBE = """
import resource, sys, time
began = time.perf_counter()
{statement}
took = time.perf_counter() - began
import json
heavy = [name for name in {heavy!r} if name in sys.modules]
print(json.dumps([took * 1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, len(sys.modules), heavy]))
"""


def imported(statement: str) -> dict[str, Any]:
    """What *statement* costs in a fresh interpreter: the median of five, after one that is not counted."""
    code = PROBE.format(statement=statement, heavy=HEAVY)
    command = [sys.executable, "-c", code]
    runs = [json.loads(subprocess.check_output(command, text=True)) for _ in range(RUNS + 1)]
    ms, mb, modules, heavy = zip(*runs[1:], strict=True)
    return {"ms": median(ms), "mb": median(mb), "modules": modules[0], "heavy": heavy[0]}


def installed(root: Path = ROOT) -> dict[str, float]:
    """Distribution → MB, of the core alone in an environment of its own; `total` is all of site-packages."""
    uv = shutil.which("uv") or "uv"
    with tempfile.TemporaryDirectory(prefix="productops-bench-") as where:
        environment = Path(where) / "env"
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, environment], check=True)
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--link-mode", "copy", "--python", environment, root],
            check=True, cwd=where,
        )  # fmt: skip
        packages = next(environment.glob("lib/python*/site-packages"))
        found = {dist.name: _size(dist) for dist in distributions(path=[str(packages)])}
        total = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file())
    return {"total": total / MB, **dict(sorted(found.items(), key=lambda item: -item[1]))}


def _size(dist: Any) -> float:
    paths = (Path(dist.locate_file(file)) for file in dist.files or ())
    return sum(path.stat().st_size for path in paths if path.is_file()) / MB


def weigh(*, install: bool = True) -> dict[str, Any]:
    """All of it."""
    return {
        "bare": imported("pass"),
        "import": imported("import productops"),
        "open": imported("import productops; productops.open"),
        "install": installed() if install else {},
    }


def main() -> None:
    """Print it as a list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--no-install", action="store_true")
    found = weigh(install=not parser.parse_args().no_install)
    for name in ("bare", "import", "open"):
        each = found[name]
        heavy = ", ".join(each["heavy"]) or "none"
        print(f"{name:8} {each['ms']:7.1f} ms {each['mb']:6.1f} MB", end=" ")
        print(f"{each['modules']:5} modules; heavy: {heavy}")
    for name, size in list(found["install"].items())[:12]:
        print(f"install  {size:7.1f} MB {name}")


if __name__ == "__main__":
    main()
