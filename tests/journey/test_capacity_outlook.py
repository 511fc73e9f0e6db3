"""The capacity to repay, judged with the limits of the funder that is named."""

from datetime import date
from decimal import Decimal

import pytest

from workbench import paths
from workbench.exchange import case_file
from workbench.journey import outlook
from workbench.journey.outlook import Assessment
from workbench.knowledge import funders, parameters
from workbench.knowledge.funders import Capacity, Funder
from workbench.plan.answers import Answer, Answers

MICROCREDIT = funders.get("generic_microcredit")


def assessed(funder: Funder | None = None, **more: object) -> Assessment:
    found = case_file.read(paths.data() / "samples" / "awa_coiffure.case.json")
    given = {f"capacity.{key}": Answer.of(value) for key, value in more.items()}  # type: ignore[arg-type]
    return outlook.assess(
        found.questionnaire,
        Answers({**found.answers.by_question, **given}),
        parameters.load(),
        months=24,
        today=date(2026, 11, 23),
        funder=funder,
    )


def rules(**changes: object) -> Capacity:
    return MICROCREDIT.capacity.model_copy(update=changes)


@pytest.mark.parametrize("slug", sorted(funders.load()))
def test_the_funder_named_gives_the_limits(slug: str) -> None:
    funder = funders.get(slug)
    found = assessed(funder).capacity
    assert found is not None
    assert found.rules == funder.capacity


def test_without_a_funder_the_common_limits_hold() -> None:
    found = assessed().capacity
    assert found is not None
    assert found.rules == funders.default_capacity()


def test_another_share_of_the_same_plan_bears_another_instalment() -> None:
    strict = MICROCREDIT.model_copy(update={"capacity": rules(share=Decimal("0.20"))})
    usual, less = assessed(MICROCREDIT).capacity, assessed(strict).capacity
    assert usual is not None
    assert less is not None
    assert less.bearable == usual.bearable / 2


def test_a_funders_own_largest_amount_is_a_ceiling() -> None:
    small = MICROCREDIT.model_copy(update={"max_amount": Decimal(5000)})
    found = assessed(small).capacity
    assert found is not None
    assert found.ceiling == Decimal(5000)


def test_counts_that_disagree_stand_among_the_checks() -> None:
    usual = {f.code for f in assessed().findings}
    counted = assessed(customers_per_day=Decimal(2), basket=Decimal(80))
    codes = {f.code for f in counted.findings}
    assert "capacity.estimates_differ" not in usual
    assert "capacity.estimates_differ" in codes


def test_a_plan_that_lacks_answers_has_no_capacity_yet() -> None:
    found = case_file.read(paths.data() / "samples" / "awa_coiffure.case.json")
    empty = outlook.assess(
        found.questionnaire,
        Answers(),
        parameters.load(),
        months=24,
        today=date(2026, 11, 23),
    )
    assert empty.capacity is None
