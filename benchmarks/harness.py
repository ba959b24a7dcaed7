"""Starts the server and the contestants, each in a fresh process, and watches the memory of all they start."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

HERE = Path(__file__).parent
SAMPLE_S = 0.05
MB = 1024 * 1024
ERROR_LINES = 15


@contextmanager
def server(vendor: str, records: int, latency_ms: float = 0.0) -> Iterator[str]:
    """A stand-in for a vendor with so many records; gives its base URL."""
    options = ["--vendor", vendor, "--records", str(records), "--latency-ms", str(latency_ms)]
    pipe = subprocess.PIPE
    command = [sys.executable, str(HERE / "server.py"), *options]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.stdin.close()
            process.wait()


@contextmanager
def folder(within: Path | None) -> Iterator[Path]:
    """A new folder, gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="productops-bench-", dir=within))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


class Watched:
    """Samples the resident memory of a process and all its descendants; ends them when it passes a limit.

    Pages that a forked worker shares with its parent count twice, so this is an upper bound.
    """

    def __init__(self, process: subprocess.Popen[str], limit_mb: float) -> None:
        self.peak_mb = 0.0
        self.stopped = False
        self._root = psutil.Process(process.pid)
        self._limit = limit_mb
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop sampling."""
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._done.wait(SAMPLE_S):
            family = self._family()
            self.peak_mb = max(self.peak_mb, sum(map(_resident, family)) / MB)
            if self.peak_mb > self._limit:
                self.stopped = True
                _end(family)
                return

    def _family(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _end(family: Sequence[psutil.Process]) -> None:
    for process in family:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def contest(
    script: str, base_url: str, where: Path, *options: str, limit_mb: float
) -> dict[str, Any]:
    """Run a contestant in *where* and give what it printed, with `tree_mb` and `process_s` from outside.

    A contestant that passes *limit_mb* is ended; its outcome then is `stopped`, with the seconds it had.

    Raises:
        RuntimeError: it failed; with the end of what it wrote.
    """
    command = [sys.executable, str(HERE / "contestants" / f"{script}.py"), *options]
    command += ["--base-url", base_url, "--folder", str(where)]
    pipe = subprocess.PIPE
    began = perf_counter()
    process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)
    watched = Watched(process, limit_mb)
    out, err = process.communicate()
    took = round(perf_counter() - began, 3)
    watched.close()
    outside = {"tree_mb": round(watched.peak_mb, 1), "process_s": took}
    if watched.stopped:
        return {"stopped": True, "seconds": took, **outside}
    if process.returncode:
        last = "\n".join(err.splitlines()[-ERROR_LINES:])
        raise RuntimeError(f"{script} failed ({process.returncode}):\n{last}")
    return {**json.loads(out.splitlines()[-1]), **outside}
