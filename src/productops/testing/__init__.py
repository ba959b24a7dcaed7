"""What a connector author's tests inherit: the contract suite, and a rig to call a stream by hand.

    class TestAcme(ConnectorContract):
        @pytest.fixture(scope="class")
        def sandbox(self):
            return AcmeSandbox()

        connector = Acme()

`pytest` and `hypothesis` must be installed.
"""

from .blocked import blocked
from .contract import ConnectorContract
from .rig import stream_run
from .rows import ask, contents, of, plain, rows_of
from .walk import Step, source_on, walk

__all__ = [
    "ConnectorContract",
    "Step",
    "ask",
    "blocked",
    "contents",
    "of",
    "plain",
    "rows_of",
    "source_on",
    "stream_run",
    "walk",
]
