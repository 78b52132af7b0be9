"""When a lease runs out, and when a router must not believe that it has."""

from __future__ import annotations

from router.leases import Lease, Leases


def leases(count: int, *, begun: bool = True) -> Leases:
    made = Leases()
    for n in range(count):
        made.given(Lease(lease=f"L{n}", account_id="a", job_id="j", task_id=f"t{n}", worker="w", given_at=0, heard_at=0 if begun else None))
    return made


def stand(made: Leases, start: int, end: int, *, somebody: bool = True) -> None:
    """A second is a step: the router stands at the end, and hears a worker that holds none of these leases."""
    for now in range(start, end + 1, 1_000):
        made.looked(now, at_end=True)
        if somebody:
            made.heard_somebody(now)


def expired(made: Leases, now: int) -> list[str]:
    return [lease.lease for lease in made.expire(now)[0]]


def test_a_lease_that_was_heard_and_fell_silent_runs_out_after_15_s() -> None:
    made = leases(1)
    stand(made, 0, 14_000)
    assert expired(made, 14_900) == []
    stand(made, 15_000, 15_000)
    assert expired(made, 15_000) == ["L0"]


def test_a_lease_that_never_began_runs_out_after_20_s() -> None:
    made = leases(1, begun=False)
    stand(made, 0, 19_000)
    assert expired(made, 19_900) == []
    stand(made, 20_000, 20_000)
    assert expired(made, 20_000) == ["L0"]


def test_a_heartbeat_keeps_a_lease() -> None:
    made = leases(1)
    stand(made, 0, 14_000)
    assert made.heard("L0", 14_000)
    stand(made, 15_000, 28_000)
    assert expired(made, 28_900) == []
    stand(made, 29_000, 29_000)
    assert expired(made, 29_000) == ["L0"]


def test_nobody_runs_out_while_the_router_is_behind() -> None:
    made = leases(1)
    for now in range(0, 60_000, 1_000):
        made.heard_somebody(now)
        made.looked(now, at_end=now % 10_000 != 0)  # never 15 s at the end
        assert expired(made, now) == []


def test_a_router_that_stood_still_must_listen_for_15_s_first() -> None:
    made = leases(1)
    stand(made, 0, 10_000)
    assert expired(made, 60_000) == []  # it wakes up, and has not looked yet
    stand(made, 60_000, 74_000)
    assert expired(made, 74_900) == []
    stand(made, 75_000, 75_000)
    assert expired(made, 75_000) == ["L0"]


def test_all_who_are_silent_run_out_at_once_beside_one_who_is_heard() -> None:
    """A crew that was killed is not waited for, however small the fleet."""
    made = leases(100)
    stand(made, 0, 15_000)
    chosen, held_back = made.expire(15_000)
    assert (len(chosen), held_back) == (100, 0)


def test_nobody_runs_out_while_everybody_is_silent() -> None:
    """The router reads what the broker has, and workers cannot write to it; or all are gone, and nobody could be given their tasks."""
    made = leases(100)
    stand(made, 0, 3_600_000, somebody=False)
    assert made.expire(3_600_000) == ([], 100)


def test_after_an_outage_whoever_comes_back_within_15_s_of_the_first_keeps_its_lease() -> None:
    made = leases(3)
    stand(made, 0, 60_000, somebody=False)
    stand(made, 61_000, 75_000)  # the first announces itself
    assert made.heard("L0", 61_000)
    assert made.heard("L1", 74_000)
    assert expired(made, 75_900) == []
    assert made.heard("L0", 76_000)
    stand(made, 76_000, 76_000)
    assert expired(made, 76_000) == ["L2"]


def test_a_voice_now_and_then_is_nobody_who_is_heard() -> None:
    made = leases(1)
    for now in range(0, 120_000, 1_000):
        made.looked(now, at_end=True)
        if now % 6_000 == 0:
            made.heard_somebody(now)
        assert expired(made, now) == []


def test_an_expiry_that_nothing_came_of_is_asked_for_again() -> None:
    made = leases(1)
    stand(made, 0, 20_000)
    assert expired(made, 20_000) == ["L0"]
    stand(made, 21_000, 34_000)
    assert expired(made, 34_000) == []
    stand(made, 35_000, 35_000)
    assert expired(made, 35_000) == ["L0"]


def test_a_lease_of_an_earlier_run_ends_at_once_whoever_stands_where() -> None:
    made = Leases()
    for n in range(7):
        made.given(Lease(lease=f"L{n}", account_id="a", job_id="j", task_id="t", worker="w", given_at=0, earlier_run=True))
    assert len(expired(made, 0)) == 7


def test_a_lease_that_has_ended_is_not_known() -> None:
    made = leases(1)
    made.ended("L0")
    assert not made.heard("L0", 1)
    stand(made, 0, 60_000)
    assert expired(made, 60_000) == []
