"""The contract every connector keeps, as tests to inherit.

Each check says what the engine relies on. Together they were chosen by breaking a connector on purpose: one that
stops early, never stops, ignores its cursor, consumes the body, uses naive times, wrong ids or a wrong
source, or puts a secret into a checkpoint fails here; wrong fields are for whole-record goldens.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from ..errors import RecordRejected
from ..kit.connector import Connector
from ..kit.wire import Request
from ..model import TABLES, record_id
from ..sandbox import Sandbox, transport
from ..sync.payload import to_payload
from .blocked import blocked
from .walk import Step, source_on, walk

_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
_SAMPLES = 12
_REFUSALS = (RecordRejected, ValidationError, msgspec.MsgspecError)


class ConnectorContract:
    """Inherit, set `connector`, and give a `sandbox` fixture (scope "class").

    Attributes:
        connector: what is tested.
        extra_settings: further settings that let the sandbox show every stream.
        empty_streams: streams that the sandbox holds nothing of, with the reason.
    """

    connector: ClassVar[Connector]
    extra_settings: ClassVar[dict[str, Any]] = {}
    empty_streams: ClassVar[dict[str, str]] = {}

    @pytest.fixture(scope="class")
    @classmethod
    def steps(cls, sandbox: Sandbox) -> list[Step]:
        """Every page of every stream, over the sandbox."""
        source = source_on(
            cls.connector,
            {**sandbox.credentials(), **cls.extra_settings},
            transport(sandbox, sleep=lambda _: None),
        )
        return list(walk(source, now=sandbox.company.clock.now))

    def test_every_stream_gives_records(self, steps: list[Step]) -> None:
        """Each stream reads something from the sandbox, or says why it cannot."""
        counts = Counter[str]()
        for step in steps:
            counts[step.plan.name] += len(step.page.records)
        silent = {s.name for s in self.connector.streams if not counts[s.name]}

        assert silent == set(self.empty_streams)

    def test_requests_are_checkpoints(self, steps: list[Step]) -> None:
        """Every request survives JSON and holds no secret."""
        secrets = self._secrets(steps)
        for step in steps:
            asked = [step.request, *step.page.children, *step.page.also]
            for request in [*asked, step.page.next] if step.page.next else asked:
                data = msgspec.json.encode(request)
                assert request == msgspec.json.decode(data, type=Request)
                assert not [secret for secret in secrets if secret in data.decode()]

    def test_reading_is_pure_and_resumes_at_any_page(self, steps: list[Step]) -> None:
        """A page read again from its stored request, without sockets, files or clock, is the same page."""
        for step in steps:
            request = msgspec.json.decode(msgspec.json.encode(step.request), type=Request)
            if step.page.also or step.answer.also:
                continue
            with blocked():
                again = step.plan.stream.read(request, step.answer, step.run)

            assert step.payloads() == [to_payload(record) for record in again.records]
            assert (step.page.next, step.page.cursor) == (again.next, again.cursor)
            assert list(step.page.children) == list(again.children)

    def test_rows_are_whole_and_owned_once(self, steps: list[Step]) -> None:
        """Rows have computed ids, the right source, aware times; each belongs to one raw record, unless it is shared."""
        owner: dict[str, tuple[str, str]] = {}
        for step, source_id, record in self._normalised(steps):
            assert record.table in TABLES
            expected = record_id(
                record.source, record.source_instance, record.table, record.source_id
            )
            assert expected == record.id
            assert record.source == self.connector.name
            shares = getattr(step.plan.stream, "shares", lambda _: ())
            mine = (step.plan.name, "" if record.table in shares(step.run) else source_id)
            assert mine == owner.setdefault(record.id, mine), (
                f"{record.id} is yielded by two raw records"
            )
            reads = getattr(step.plan.stream, "reads", ())
            assert not reads or record.table in reads

    def test_identities_are_text(self, steps: list[Step]) -> None:
        """Source ids are non-empty text, and stable from one decoding to the next."""
        for step in steps:
            for payload in step.payloads()[:_SAMPLES]:
                source_id, _ = step.plan.stream.identify(step.plan.decoder.decode(payload))
                assert isinstance(source_id, str)
                assert source_id

    def test_normalise_is_pure(self, steps: list[Step]) -> None:
        """The same record yields the same rows, without sockets, files or clock."""
        for step in steps:
            for payload in step.payloads()[:_SAMPLES]:
                decoded = step.plan.decoder.decode(payload)
                with blocked():
                    first = list(step.plan.stream.normalise(decoded, step.run))
                    second = list(step.plan.stream.normalise(decoded, step.run))
                assert [r.canonical_json() for r in first] == [r.canonical_json() for r in second]

    def test_any_part_may_be_missing_or_null(self, steps: list[Step]) -> None:
        """A record without a key, or with null there, gives rows or a reason, never another error."""
        for step in self._samples(steps):
            for payload in step.payloads()[:3]:
                whole = msgspec.json.decode(payload)
                for key in whole if isinstance(whole, dict) else ():
                    self._try(step, {k: v for k, v in whole.items() if k != key})
                    self._try(step, {**whole, key: None})

    def test_any_json_gives_rows_or_a_reason(self, steps: list[Step]) -> None:
        """Whatever stands in a record's fields: rows, or a reason to set it aside."""
        samples = [step for step in self._samples(steps) if step.page.records]

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(data=st.data())
        def holds(data: st.DataObject) -> None:
            step = data.draw(st.sampled_from(samples))
            whole = msgspec.json.decode(step.payloads()[0])
            if isinstance(whole, dict) and whole:
                keys = data.draw(st.sets(st.sampled_from(sorted(whole)), max_size=3))
                self._try(step, {**whole, **{key: data.draw(_JSON) for key in sorted(keys)}})

        holds()

    def _try(self, step: Step, data: Any) -> None:
        try:
            record = step.plan.decoder.decode(msgspec.json.encode(data))
            step.plan.stream.identify(record)
            list(step.plan.stream.normalise(record, step.run))
        except _REFUSALS:
            return

    def _normalised(self, steps: list[Step]) -> Iterator[tuple[Step, str, Any]]:
        newest: dict[tuple[str, str], tuple[Step, bytes]] = {}
        for step in steps:
            for payload in step.payloads():
                source_id, _ = step.plan.stream.identify(step.plan.decoder.decode(payload))
                newest[step.plan.name, source_id] = (step, payload)
        for (_, source_id), (step, payload) in newest.items():
            for record in step.plan.stream.normalise(step.plan.decoder.decode(payload), step.run):
                yield step, source_id, record

    def _samples(self, steps: list[Step]) -> list[Step]:
        """The first page with records of each stream."""
        found: dict[str, Step] = {}
        for step in steps:
            if step.page.records:
                found.setdefault(step.plan.name, step)
        return list(found.values())

    def _secrets(self, steps: list[Step]) -> list[str]:
        values = steps[0].run.settings
        return [
            value.get_secret_value()
            for name in type(values).model_fields
            if isinstance(value := getattr(values, name), SecretStr)
        ]
