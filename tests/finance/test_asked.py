"""Spreads from answers: what was said, what takings say, what is usual otherwise."""

from decimal import Decimal

import pytest
from plans import PLAIN

from workbench.finance.simulation import asked, history_file
from workbench.finance.simulation.history import HistoryTooShort, MonthTwice
from workbench.finance.simulation.spreads import Range, SpreadImpossible, Spreads
from workbench.knowledge import questions
from workbench.knowledge.risk import usual
from workbench.months import Month, span
from workbench.plan.answers import Answer, Answers, Row, Unclear, Value

NAME = PLAIN.products[0].name


def answered(**given: Value) -> Answers:
    return Answers({f"risk.{name}": Answer.of(value) for name, value in given.items()})


def spreads(answers: Answers, products: int = 1) -> Spreads:
    return asked.spreads_of(answers, PLAIN, usual(), products)


def takings(*amounts: int) -> tuple[Row, ...]:
    months = span(Month(2025, 1), len(amounts))
    pairs = zip(months, amounts, strict=True)
    return tuple({"month": m, "amount": Decimal(a)} for m, a in pairs)


def test_without_answers_everything_is_usual() -> None:
    found = spreads(Answers(), 2)
    assert {one.volume for one in found.products} == {Range(0.7, 1.25)}
    assert found.bad_chance == pytest.approx(1 / 12)
    assert not asked.is_asked(Answers())


def test_inputs_of_a_trade_get_as_dear_as_was_seen_there() -> None:
    food = Answers({"idea.sector": Answer.of("snack")})
    assert spreads(food).cost == Range(0.95, 1.2)
    assert spreads(Answers()).cost == Range(0.95, 1.1)
    said = Answers({**food.by_question, "risk.cost_high": Answer.of(Decimal(150))})
    assert spreads(said).cost == Range(0.95, 1.5)


def test_a_product_has_the_range_of_its_row() -> None:
    row = {"product": f" {NAME} ", "low": Decimal(50), "high": Decimal(160)}
    found = spreads(answered(products=(row,)), 2)
    assert [one.volume for one in found.products] == [Range(0.5, 1.6), Range(0.7, 1.25)]


@pytest.mark.parametrize(
    "row",
    [
        {"product": NAME},
        {"low": Decimal(50), "high": Decimal(160)},
        {"product": NAME, "low": Decimal(50)},
        {"product": NAME, "low": Unclear("x", "not_a_number"), "high": Decimal(160)},
    ],
)
def test_a_row_that_is_not_complete_changes_nothing(row: Row) -> None:
    answers = answered(products=(row,))
    assert spreads(answers, 2) == spreads(Answers(), 2)


def test_a_product_that_is_no_longer_in_the_plan_changes_nothing() -> None:
    row = {"product": "Tresses", "low": Decimal(50), "high": Decimal(160)}
    assert spreads(answered(products=(row,)), 2) == spreads(Answers(), 2)


@pytest.mark.parametrize(("low", "high"), [(0, 120), (130, 150), (80, 90), (50, 2000)])
def test_a_range_that_nothing_can_have_is_refused_by_its_field(
    low: int, high: int
) -> None:
    with pytest.raises(SpreadImpossible) as refused:
        spreads(answered(volume_low=Decimal(low), volume_high=Decimal(high)))
    assert str(refused.value.facts["field"]).startswith("risk.volume_")


def test_takings_take_the_place_of_what_was_guessed() -> None:
    year = (100, 100, 80, 120, 100, 100, 40, 100, 100, 100, 100, 100, 100)
    found = spreads(answered(takings=takings(*year), volume_low=Decimal(20)), 2)
    volume = found.products[0].volume
    assert 0.8 <= volume.low < 1 < volume.high <= 1.2
    assert (found.bad_chance, found.bad_left) == (pytest.approx(1 / 13), 0.4)
    assert found.together == 1
    assert asked.is_asked(answered(takings=takings(*year)))


def test_takings_without_a_bad_month_leave_what_was_said_about_them() -> None:
    said = answered(takings=takings(*[100] * 12), bad_months_per_year=3)
    assert spreads(said).bad_chance == pytest.approx(0.25)


def test_a_product_with_its_own_row_keeps_it_beside_takings() -> None:
    row = {"product": NAME, "low": Decimal(50), "high": Decimal(160)}
    said = answered(takings=takings(*[100] * 12), products=(row,))
    found = [one.volume for one in spreads(said, 2).products]
    assert found == [Range(0.5, 1.6), Range(1.0, 1.0)]


def test_takings_that_say_nothing_sure_are_refused_as_a_range() -> None:
    with pytest.raises(HistoryTooShort):
        spreads(answered(takings=takings(100, 90)))
    twice = (*takings(*[100] * 6), *takings(100))
    with pytest.raises(MonthTwice) as refused:
        spreads(answered(takings=twice))
    assert refused.value.facts["line"] == 7
    assert isinstance(refused.value, SpreadImpossible)


def test_a_file_becomes_rows_that_the_question_understands() -> None:
    text = "\n".join(f"2026-{month:02};{month}00,5" for month in range(1, 12))
    noted = history_file.read(text.encode(), Month(2026, 11).first_day)
    rows = asked.rows_of(noted, 8)
    assert rows[0] == {"month": "2026-03", "amount": "300.50"}
    question = questions.load("short")["risk.takings"]
    assert {column.id for column in question.columns} == set(rows[0])
    assert len(rows) == 8
