"""Compares what the clients were told, and what the read models say, with what lies in the log; says what it saw, and whether that is enough.

Imports nothing of the studio (tests/chaos holds that): rules.py says once more what the rules are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from chaos.rules import NOTHING, Outcome, Partition

Line = dict[str, Any]
SAID = {"unavailable"}
"""What a process said of itself is no lost answer, though it leaves open whether anything was done."""


@dataclass(slots=True)
class Verdict:
    """Sentences about what does not hold, by what it is; and how much was seen."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    overdrafts: list[str] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    projections: list[str] = field(default_factory=list)
    history: list[str] = field(default_factory=list)  # the log itself: chain, order, jobs that never ended
    answers: list[str] = field(default_factory=list)  # what a client read: its own writes, never backwards, the balance as of its position
    told: dict[str, int] = field(default_factory=dict)

    @property
    def wrong(self) -> dict[str, list[str]]:
        names = ("lost", "duplicated", "overdrafts", "readers", "projections", "history", "answers")
        return {name: found for name in names if (found := getattr(self, name))}


def check(partitions: Mapping[int, Partition], accounts: Mapping[str, int], history: Iterable[Line], rows: Mapping[str, Line]) -> Verdict:
    """`accounts`: account -> partition. `rows`: account -> what the read models say of it when all is quiet."""
    verdict = Verdict()
    for one in partitions.values():
        here = f"partition {one.number}: "
        verdict.history += [here + words for words in one.wrong]
        verdict.duplicated += [here + words for words in one.duplicated]
        verdict.overdrafts += [here + words for words in one.overdrafts]
        verdict.readers += [here + words for words in one.readers]
        verdict.history += [f"{here}job {id} never ended" for id, job in one.jobs.items() if job.endings == 0]
        verdict.history += [
            f"{here}reservation {id} of {account} is open by {left}"
            for account, money in one.money.items()
            for id, left in money.open.items()
            if left
        ]
    _compare_answers(verdict, partitions, accounts, list(history))
    for account, said in rows.items():
        _compare_rows(verdict, partitions[accounts[account]], account, said)
    return verdict


# --- what clients were told


def _compare_answers(verdict: Verdict, partitions: Mapping[int, Partition], accounts: Mapping[str, int], history: list[Line]) -> None:
    by_op: dict[str, list[Line]] = defaultdict(list)
    for line in history:
        if line.get("kind") == "read":
            _compare_read(verdict, partitions[accounts[line["account"]]], line)
        elif "op" in line:
            by_op[line["op"]].append(line)
    _compare_order_of_reads(verdict, history)
    for op, lines in by_op.items():
        there = partitions[accounts[lines[0]["account"]]]
        if lines[0]["client"] == "bank":
            _compare_bank(verdict, there, lines)
        else:
            _compare_op(verdict, there, op, lines)
    lost_answers = sum(line["what"] == "unknown" and line["code"] not in SAID for lines in by_op.values() for line in lines)
    verdict.told = {
        "asked": len(by_op), "acked": sum(any(line["what"] == "ok" for line in lines) for lines in by_op.values()),
        "refused": sum(any(line.get("final") for line in lines) for lines in by_op.values()), "unknown_acks": lost_answers,
        "resolved": sum(_resolved(lines) for lines in by_op.values()),
        "reads": sum(line.get("kind") == "read" and line["what"] == "ok" for line in history),
    }  # fmt: skip


def _resolved(lines: list[Line]) -> bool:
    """Was the answer lost first and told later?"""
    first = next((place for place, line in enumerate(lines) if line["what"] == "unknown"), None)
    return first is not None and any(line["what"] == "ok" or line.get("final") for line in lines[first:])


def _compare_op(verdict: Verdict, there: Partition, op: str, lines: list[Line]) -> None:
    """What was acknowledged lies where it was told, once; what was refused was not done; what nobody knows was done once or not at all."""
    outcomes = there.outcomes.get(op, [])
    accepted = [one for one in outcomes if one.kind not in NOTHING]
    if len(accepted) > 1:
        verdict.duplicated.append(f"{op} was done {len(accepted)} times")
    for line in lines:
        if line["what"] == "ok":
            _compare_ok(verdict, there, op, line, accepted)
        elif line.get("final") and accepted and not any(other["what"] == "ok" for other in lines):
            verdict.lost.append(f"{op} was refused ({line['code']}), and lies in the log as done")


def _compare_ok(verdict: Verdict, there: Partition, op: str, line: Line, accepted: list[Outcome]) -> None:
    partition, _, seq = line["position"].partition(":")
    if int(partition) != there.number or there.seqs.get(int(seq)) != op or not any(one.last == int(seq) for one in accepted):
        verdict.lost.append(f"{op} was acknowledged at {line['position']}, where {there.seqs.get(int(seq), 'nothing of that kind')} lies")
        return
    [one] = [one for one in accepted if one.last == int(seq)][:1]
    told = one.ids.get("project_id") if line["kind"] in ("create", "rename", "script") else one.ids.get("job_id")
    if told is not None and line["id"] != told:
        verdict.lost.append(f"{op} was told the id {line['id']}, and it is {told}")


def _compare_bank(verdict: Verdict, there: Partition, lines: list[Line]) -> None:
    """A grant that was acknowledged by the log is in the account, for good."""
    line = lines[0]
    acked = any(other["what"] == "ok" for other in lines)
    if acked and line["op"] not in there.outcomes:
        verdict.lost.append(f"the operator's command {line['op']} was acknowledged, and nothing came of it")
    if acked and line["kind"] == "grant" and line["about"] not in there.money[line["account"]].grants:
        verdict.lost.append(f"the grant {line['about']} of {line['account']} was acknowledged, and is not there")


def _compare_read(verdict: Verdict, there: Partition, line: Line) -> None:
    """The balance as of a position is the sum of what had happened until then; a project is as new at least as what this client had changed."""
    if line["what"] != "ok":
        return
    asked, seen = (int(line[name].partition(":")[2]) for name in ("asked", "position"))
    if seen < asked:
        verdict.answers.append(f"client {line['client']} asked for what is seen at {line['asked']}, and was shown {line['position']}")
    if line["about"]:
        if line["known"] is not None and line["values"]["version"] < line["known"]:
            verdict.answers.append(f"client {line['client']} had changed {line['about']} to version {line['known']}, and saw {line['values']}")
    elif line["values"] != (folded := there.balance(line["account"], seen)):
        verdict.answers.append(f"{line['account']} at {line['position']}: told {line['values']}, and it is {folded}")


def _compare_order_of_reads(verdict: Verdict, history: list[Line]) -> None:
    """No client sees less than it saw before."""
    last: dict[int, int] = {}
    for line in history:
        if line.get("kind") == "read" and line["what"] == "ok":
            seq = int(line["position"].partition(":")[2])
            if seq < last.get(line["client"], -1):
                verdict.answers.append(f"client {line['client']} was shown {line['position']} after {last[line['client']]}")
            last[line["client"]] = seq


# --- what the read models say


def _compare_rows(verdict: Verdict, there: Partition, account: str, said: Line) -> None:
    money = there.money[account].values
    if said["credits"] != money:
        verdict.projections.append(f"{account}: the read model says {said['credits']}, the log {money}")
    mine = {id: job for id, job in there.jobs.items() if job.account == account}
    jobs = {id: {"status": job.status, "charged": job.charged} for id, job in mine.items()}
    _compare_sets(verdict, f"{account}, jobs", said["jobs"], jobs)
    _compare_sets(verdict, f"{account}, projects", said["projects"], {id: one for id, one in there.projects.items() if there.owners[id] == account})


def _compare_sets(verdict: Verdict, what: str, said: Line, folded: Line) -> None:
    for id in sorted(said.keys() | folded.keys()):
        if said.get(id) != folded.get(id):
            verdict.projections.append(f"{what}: the read model says of {id} {said.get(id)}, the log {folded.get(id)}")
