"""Decoders on several threads."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys, threading
from productops.kit.decoding import decode, learn_structs
import msgspec

kinds = []
for number in range(150):
    code = f'''
class Inner{number}(msgspec.Struct):
    a: "int | None" = None
    b: "list[str] | None" = None
class Kind{number}(msgspec.Struct):
    inner: "Inner{number} | None" = None
    more: "dict[str, Inner{number}] | None" = None
    others: "list[Kind{number}] | None" = None
'''
    exec(code, globals())
    kinds.append(globals()[f"Kind{number}"])
BODY = b'{"inner": {"a": 1, "b": ["x"]}, "more": {"k": {"a": 2}}, "others": [{"inner": {"a": 3}}]}'
sys.setswitchinterval(1e-6)
start = threading.Barrier(4)

def work():
    start.wait()
    for kind in kinds:
        assert CALL.others[0].inner.a == 3

learn = LEARN
if learn:
    learn_structs({"__main__"})
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("fine")
"""


@pytest.mark.parametrize(
    ("call", "learn"),
    [("decode(BODY, kind)", False), ("msgspec.json.decode(BODY, type=kind)", True)],
    ids=["by the kit", "by msgspec itself, once all is learnt"],
)
def test_a_type_is_learnt_by_one_thread(call: str, learn: bool) -> None:
    """Four threads that meet a type for the first time do not crash the process."""
    code = CODE.replace("CALL", call).replace("LEARN", str(learn))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "fine"), done.stderr[-500:]
