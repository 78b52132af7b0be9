"""The chaos checker's own rules: they find what is wrong in a log, know nothing of the studio, and agree with it on what is right."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from chaos.checker import Verdict, check
from chaos.raw import Raw
from chaos.rules import Partition, command_hash, displaced, judge, link
from schemas import codec
from schemas.commands.account import GrantCredits
from schemas.envelope import Issued
from schemas.values import GrantSource

ACCOUNT = "acc_1"
ROOT = Path(__file__).parents[2]
NOT_OURS = {"aiokafka", "schemas", "infra", "decider", "domain", "projections", "studio", "router", "command_api", "query_api", "film"}


def a_command(offset: int) -> Raw:
    return Raw(offset, 1_000 + offset, ACCOUNT, b"{}", {"ce_id": f"id-{offset}", "ce_type": "credits.grant.v1"})


class Writer:
    """Writes events as a decider does, one at a time."""

    def __init__(self, commands: Sequence[Raw]) -> None:
        self.log: list[Raw] = []
        self.commands = commands
        self._last: Raw | None = None

    def elect(self) -> None:
        self.log.append(Raw(len(self.log), 0, "", b"{}", {"elected": f"writer {len(self.log)}"}))

    def event(self, command: int, kind: str, value: dict[str, object], *, index: int = 0, count: int = 1) -> Raw:
        seq, offset = int(self._last.headers["seq"]) + 1 if self._last else 0, len(self.log)
        headers = dict.fromkeys(("ce_specversion", "ce_source", "ce_time", "ce_subject", "content-type", "actor", "causation", "body", "ip"), "x")
        headers |= {
            "ce_type": f"{kind}.v1", "ce_id": f"0:{seq}", "command": f"{command}:{index}:{count}", "command_id": f"id-{command}", "decider": "1",
            "command_hash": command_hash(self.commands[command]), "issuer": "command_api", "correlation": f"op-{command}", "link": "1",
            "seq": str(seq), "prev": link(self._last) if self._last else "0" * 64, "at": str(offset),
        }  # fmt: skip
        record = Raw(offset, 1_000 + command, ACCOUNT, json.dumps(value).encode(), headers)
        self.log.append(record)
        self._last = record
        return record


def granted(amount: int, left: int, grant: str) -> dict[str, object]:
    return {"grant_id": grant, "amount": amount, "balance_after": left}


def reserved(amount: int, left: int, job: str) -> dict[str, object]:
    return {"reservation_id": job, "job_id": job, "amount": amount, "balance_after": left}


@pytest.fixture
def writer() -> Writer:
    """Ten credits granted, four of them reserved for a film and spent."""
    writer = Writer([a_command(offset) for offset in range(3)])
    writer.elect()
    writer.event(0, "credits.granted", granted(10, 10, "g"))
    writer.event(1, "credits.reserved", reserved(4, 6, "j"), index=0, count=2)
    writer.event(1, "job.requested", {"job_id": "j", "project_id": "p"}, index=1, count=2)
    writer.event(2, "credits.debited", reserved(4, 6, "j"), index=0, count=2)
    writer.event(2, "job.completed", {"job_id": "j", "charged": 4}, index=1, count=2)
    return writer


def judged(writer: Writer) -> Partition:
    return judge(0, writer.log, writer.commands, starts=range(len(writer.log)))


def faults(found: Partition) -> list[str]:
    return [*found.wrong, *found.duplicated, *found.overdrafts, *found.readers]


def test_a_good_log_has_no_fault(writer: Writer) -> None:
    found = judged(writer)
    assert (faults(found), found.commands, found.events) == ([], 3, 5)
    assert found.money[ACCOUNT].values == {"available": 6, "reserved": 0, "granted": 10, "spent": 4}


def test_a_batch_that_lies_elsewhere_is_passed_over_and_counted(writer: Writer) -> None:
    writer.elect()
    late = [replace(one, offset=len(writer.log) + place) for place, one in enumerate(writer.log[4:6])]
    writer.log += late
    found = displaced(writer.log)
    assert (found.batches, found.records, found.takeovers) == (1, 2, {6})
    assert faults(judged(writer)) == []


def test_two_batches_of_the_same_reign_are_two(writer: Writer) -> None:
    writer.log += [replace(writer.log[1], offset=6), replace(writer.log[5], offset=7)]
    assert displaced(writer.log).batches == 2


@pytest.mark.parametrize("changed", [{"value": b'{"amount": 11, "balance_after": 11, "grant_id": "g"}'}, {"time": 5}, {"key": "acc_2"}])
def test_what_was_changed_is_found(writer: Writer, changed: dict[str, object]) -> None:
    writer.log[1] = replace(writer.log[1], **changed)  # type: ignore[arg-type]
    assert faults(judged(writer))


def test_a_record_that_was_cut_out_is_found(writer: Writer) -> None:
    writer.log[2] = replace(writer.log[2], headers={**writer.log[2].headers, "at": "99"})
    assert faults(judged(writer))


def test_a_command_that_nobody_decided_is_found(writer: Writer) -> None:
    writer.commands = [*writer.commands, a_command(3)]
    assert judged(writer).wrong == ["4 commands were asked, and decided are those before 3"]


def test_a_command_that_was_decided_twice_is_found(writer: Writer) -> None:
    writer.event(2, "job.completed", {"job_id": "j", "charged": 4})
    found = judged(writer)
    assert any("where event 0 of command 3 belongs" in words for words in found.wrong)
    assert any("accepted twice" in words for words in found.duplicated)
    assert any("job j ended twice" in words for words in found.duplicated)


def test_an_overdraft_is_found(writer: Writer) -> None:
    writer.commands = [*writer.commands, a_command(3)]
    writer.event(3, "credits.reserved", reserved(7, -1, "k"))
    assert len(judged(writer).overdrafts) == 1


def verdict(writer: Writer, *lines: dict[str, object], rows: Mapping[str, object] | None = None) -> Verdict:
    said: Mapping[str, object] = rows or {
        "credits": {"available": 6, "reserved": 0, "granted": 10, "spent": 4}, "jobs": {"j": {"status": "completed", "charged": 4}}, "projects": {},
    }  # fmt: skip
    whole = [{"client": 1, "account": ACCOUNT, "kind": "film", "about": ""} | line for line in lines]
    return check({0: judged(writer)}, {ACCOUNT: 0}, whole, {ACCOUNT: dict(said)})


def test_an_answer_that_the_log_bears_out_is_good(writer: Writer) -> None:
    assert verdict(writer, {"what": "ok", "op": "op-1", "position": "0:2", "id": "j"}).wrong == {}


@pytest.mark.parametrize(("op", "position", "id"), [("op-9", "0:2", "j"), ("op-1", "0:7", "j"), ("op-1", "0:4", "j"), ("op-1", "0:2", "k")])
def test_what_was_acknowledged_and_does_not_lie_there_is_lost(writer: Writer, op: str, position: str, id: str) -> None:
    assert len(verdict(writer, {"what": "ok", "op": op, "position": position, "id": id}).lost) == 1


def test_what_was_refused_and_done_all_the_same_is_found(writer: Writer) -> None:
    assert len(verdict(writer, {"what": "fail", "op": "op-1", "code": "not_allowed", "final": True}).lost) == 1


def test_a_balance_that_was_never_there_is_found(writer: Writer) -> None:
    read = {"what": "ok", "kind": "read", "asked": "0:0", "position": "0:0", "known": None}
    good, bad = ({"available": left, "reserved": 0, "granted": 10, "spent": 0} for left in (10, 9))
    assert verdict(writer, read | {"values": good}).wrong == {}
    assert len(verdict(writer, read | {"values": bad}).answers) == 1


def test_a_client_that_sees_less_than_before_is_found(writer: Writer) -> None:
    read = {"what": "ok", "kind": "read", "asked": "0:0", "about": "p", "known": 1, "values": {"version": 1}}
    assert len(verdict(writer, read | {"position": "0:3"}, read | {"position": "0:2"}).answers) == 1


def test_a_read_model_that_says_something_else_is_found(writer: Writer) -> None:
    rows = {"credits": {"available": 7, "reserved": 0, "granted": 10, "spent": 4}, "jobs": {}, "projects": {}}
    assert len(verdict(writer, rows=rows).projections) == 2


def test_its_hash_of_a_command_is_the_studios() -> None:
    issued = Issued(
        command_id="c", account_id=ACCOUNT, actor="a", issuer="operator", command=GrantCredits(grant_id="g", source=GrantSource.BONUS, amount=1)
    )
    headers, value = codec.command_headers(issued), codec.encode(issued.command)
    assert command_hash(Raw(0, 0, ACCOUNT, value, headers)) == codec.command_hash(ACCOUNT, value, headers)


def test_its_link_is_the_studios(writer: Writer) -> None:
    record = writer.log[1]
    assert link(record) == codec.link_hash(record.headers, record.key, record.time, record.value)


def test_it_imports_nothing_of_the_studio() -> None:
    """Else it would share the mistakes that it looks for; not even the client of Kafka is needed to judge."""
    said = "import sys, chaos.checker; print(*{name.partition('.')[0] for name in sys.modules})"
    names = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not NOT_OURS & set(names)
