"""The figures of a run by their names, as build/chaos.json keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from chaos.faults import Kind
from chaos.run import Ran, answered, displaced, takeovers, zombies


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. `goal` None: told, not promised."""

    name: str
    value: float
    unit: str = ""
    goal: float | None = None
    more_is_better: bool = False

    @property
    def ok(self) -> bool:
        return self.goal is None or (self.value >= self.goal if self.more_is_better else self.value <= self.goal)


def figures(ran: Ran) -> list[Figure]:
    size, verdict, every, done = ran.size, ran.verdict, ran.partitions.values(), ran.saboteur.done

    def least(name: str, value: float, goal: float) -> Figure:
        return Figure(name, value, "", goal, more_is_better=True)

    def none(name: str, found: list[str]) -> Figure:
        return Figure(name, len(found), "", 0)

    kills, hours = ran.saboteur.kills, ran.used_s / 3_600
    return [
        Figure("seed", ran.seed), Figure("load", round(ran.load, 2)), Figure("wall_s", round(ran.wall_s, 1), "s"),
        Figure("used_s", round(ran.used_s, 1), "s"), Figure("commands_per_hour", round(answered(ran) / hours)),
        Figure("kills_per_hour", round(kills / hours)), Figure("quiet_s", round(ran.quiet_s, 1), "s"),
        least("commands", answered(ran), size.commands), Figure("acked", verdict.told["acked"]), Figure("refused", verdict.told["refused"]),
        Figure("commands_in_log", sum(one.commands for one in every)), Figure("events_in_log", sum(one.events for one in every)),
        Figure("films_asked_for", sum(len(one.jobs) for one in every)),
        Figure("films_completed", sum(job.status == "completed" for one in every for job in one.jobs.values())),
        least("kills_process", kills, size.kills), Figure("kills_while_writing", done[Kind.KILL_WRITING]),
        least("pauses", ran.saboteur.pauses, size.pauses),
        Figure("pauses_while_writing", done[Kind.FREEZE_WRITING]), least("kills_broker", done[Kind.BROKER], size.brokers),
        least("kills_database", done[Kind.DATABASE], size.databases), least("network_cells", done[Kind.NETWORK], size.cells),
        Figure("elections", sum(one.elections for one in every)),
        least("displaced_batches", displaced(ran), size.displaced), least("zombie_records", zombies(ran), size.zombies),
        Figure("zombie_records_in_sequence", sum(one.displaced.fools for one in every)), least("takeovers_in_flight", takeovers(ran), size.takeovers),
        least("unknown_acks", verdict.told["unknown_acks"], size.unknown), Figure("unknown_acks_told_later", verdict.told["resolved"]),
        Figure("reads", verdict.told["reads"]), none("lost", verdict.lost), none("duplicated", verdict.duplicated),
        none("overdrafts", verdict.overdrafts),
        none("reader_differences", verdict.readers), none("projection_differences", verdict.projections), none("history_faults", verdict.history),
        none("answer_faults", verdict.answers), none("verify_violations", ran.second_opinion),
        Figure("ended_by_themselves", sum(map(len, ran.ends.values()))),
        Figure("failure_rate_bound", 3 / kills if kills else 1.0, "1/kill"),
    ]  # fmt: skip


def pace(ran: Ran) -> str:
    """How long all that a run of this size needs takes at the pace of this one."""
    needed, done = ran.size, ran.saboteur.done
    parts = [
        (needed.commands, answered(ran)), (needed.kills, ran.saboteur.kills), (needed.pauses, ran.saboteur.pauses),
        (needed.brokers, done[Kind.BROKER]), (needed.databases, done[Kind.DATABASE]), (needed.cells, done[Kind.NETWORK]),
    ]  # fmt: skip
    parts = [(wanted, had) for wanted, had in parts if wanted]
    if not all(had for _, had in parts):
        return "How long all that this size needs takes cannot be said: of something that it needs nothing was seen."
    whole_s = max(ran.used_s * wanted / had for wanted, had in parts)
    return f"At this pace all that this size needs is done in {whole_s / 3_600:.2g} hours."
