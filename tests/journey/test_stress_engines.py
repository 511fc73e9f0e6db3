"""Chunks on every engine: the same sums; one that fails falls alone."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest

from workbench.finance.simulation import portfolio
from workbench.finance.simulation.portfolio import (
    Exposure,
    Sky,
    Sums,
)
from workbench.finance.simulation.spreads import ProductSpread, Range, Spreads
from workbench.finance.simulation.stress import CommonShock, Stress
from workbench.journey import demo, stress_engines
from workbench.journey.stress_engines import (
    Chunk,
    Cluster,
    Engine,
    Failure,
    Processes,
    SchedulerOpen,
    SchedulerUnreachable,
    Serial,
)
from workbench.knowledge import parameters
from workbench.months import Month
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan

ASKED = Stress(Month(2027, 6), 4, (CommonShock("rainy_month"),), 50, seed=3)
VARIED = Spreads((ProductSpread(Range(0.6, 1.2)),), bad_chance=0.2, bad_left=0.3)
POISON = "poison"


def exposures() -> tuple[Exposure, ...]:
    return tuple(_exposures())


def _exposures() -> Iterator[Exposure]:
    for place, sample in enumerate(demo.samples()):
        plan = building.build(sample.case.questionnaire, sample.case.answers)
        if isinstance(plan, BusinessPlan) and plan.loan:
            loan = replace(plan.loan, amount=plan.loan.amount + 100 * place)
            yield Exposure(f"case-{place}", "s", "r", replace(plan, loan=loan), VARIED)


def chunks_of(many: Sequence[Exposure]) -> list[Chunk]:
    return [Chunk(place, (one,)) for place, one in enumerate(many)]


def total(engine: Engine) -> Sums:
    many = exposures()
    sky = portfolio.sky_over(ASKED, many)
    known = parameters.load().known_on(date(2027, 6, 1))
    work = partial(portfolio.count, ASKED, sky, known)
    found = dict(engine.run(work, chunks_of(many)))
    assert len(found) == len(many) > 1
    parts = [part for part in found.values() if isinstance(part, Sums)]
    assert len(parts) == len(found), found
    return sum(parts[1:], start=parts[0])


def assert_same(one: Sums, other: Sums) -> None:
    assert one.of.keys() == other.of.keys()
    assert all(np.array_equal(one.of[group], other.of[group]) for group in one.of)


def test_processes_give_the_sums_of_one_process_bit_for_bit() -> None:
    assert_same(total(Processes(2)), total(Serial()))


def test_a_cluster_gives_the_sums_of_one_process_bit_for_bit() -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        assert_same(total(Cluster(cluster.scheduler_address)), total(Serial()))


def test_a_scheduler_that_does_not_answer_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(stress_engines, "PATIENCE", 1)
    with pytest.raises(SchedulerUnreachable) as refusal:
        list(Cluster("tcp://127.0.0.1:9").run(_nothing, []))
    assert refusal.value.facts == {"address": "tcp://127.0.0.1:9"}


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.4:8786", "tcp://127.0.0.1.example.net:8786", "ws://host:1", "x"],
)
def test_plans_go_to_no_scheduler_that_others_could_listen_to(address: str) -> None:
    with pytest.raises(SchedulerOpen):
        list(Cluster(address).run(_nothing, []))


def _nothing(_exposures: Sequence[Exposure]) -> Sums:
    return Sums({}, {}, ())


def fragile(found: Sequence[Exposure]) -> Sums:
    """Die without a word where a case is poison, raise where it is bad."""
    keys = {one.key for one in found}
    if POISON in keys:
        os._exit(3)
    if "bad" in keys:
        raise ZeroDivisionError("Fatou")
    return _nothing(found)


def named(*keys: str) -> list[Chunk]:
    (one, *_) = exposures()
    return chunks_of([replace(one, key=key) for key in keys])


@pytest.mark.parametrize("engine", [Serial(), Processes(1)])
def test_a_failure_says_what_and_where_and_quotes_nothing(engine: Engine) -> None:
    found = {
        chunk.cases[0]: made for chunk, made in engine.run(fragile, named("bad", "a"))
    }
    assert found["a"] == _nothing([])
    assert isinstance(found["bad"], Failure)
    assert "ZeroDivisionError" in found["bad"].trace
    assert "fragile" in found["bad"].trace
    assert "Fatou" not in found["bad"].trace


def test_a_process_that_dies_takes_no_other_chunk_with_it_when_alone() -> None:
    engine = stress_engines.alone(Processes(2))
    found = {
        c.cases[0]: made for c, made in engine.run(fragile, named("a", POISON, "b"))
    }
    assert isinstance(found.pop(POISON), Failure)
    assert found == {"a": _nothing([]), "b": _nothing([])}


def test_a_process_that_dies_is_a_failure_and_no_exception() -> None:
    found = dict(Processes(1).run(fragile, named(POISON, "a")))
    assert len(found) == 2
    assert any(isinstance(made, Failure) for made in found.values())


def test_the_sky_spans_the_portfolio_to_the_end_of_its_last_year() -> None:
    many = exposures()
    sky = portfolio.sky_over(ASKED, many)
    assert sky.since == min(Month(2027, 6), *(one.plan.start for one in many))
    assert sky.since.plus(sky.months - 1) == Month(2027, 12)
    assert sky.products == 1 + max(len(one.plan.products) for one in many)
    assert portfolio.sky_over(ASKED, []) == Sky(Month(2027, 6), 7, 1)
