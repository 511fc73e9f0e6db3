from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cli_terminal import AWA, DAY, Terminal, edited

from workbench.exchange import case_file
from workbench.finance.forecast import Forecast
from workbench.journey import outlook
from workbench.knowledge import parameters, questions, wording

MONTH_NAMES = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août",
               "sept.", "oct.", "nov.", "déc.")  # fmt: skip
LABELS = questions.load()["products.list"].label


def computed(months: int) -> Forecast:
    case, day = case_file.read(AWA), date.fromisoformat(DAY)
    known = parameters.load().known_on(day)
    seen = outlook.assess(
        case.questionnaire, case.answers, known, months=months, today=day
    )
    assert seen.forecast is not None
    return seen.forecast


def exact(amounts: list[str]) -> list[Decimal]:
    return list(map(Decimal, amounts))


def test_every_figure_given_is_the_one_computed(terminal: Terminal) -> None:
    told = terminal.given("forecast", AWA, "--months", 24)
    forecast = computed(24)
    assert told["months"] == list(map(str, forecast.months))
    assert exact(told["cash"]["closing"]) == list(forecast.cash.closing)
    assert exact(told["profit"]["result"]) == list(forecast.profit.result)
    assert Decimal(told["startup"]["gap"]) == forecast.startup.gap
    assert Decimal(told["lowest_cash"]) == forecast.lowest_cash
    assert told["lowest_month"] == str(forecast.lowest_month)
    needed = told["break_even"]["sales_per_month"]
    assert Decimal(needed) == forecast.break_even.sales_per_month
    assert {use["parameter"] for use in told["uses"]} == {
        use.parameter for use in forecast.uses
    }


def test_the_lines_given_add_up_to_the_totals(terminal: Terminal) -> None:
    told = terminal.given("forecast", AWA)
    cash = told["cash"]
    assert summed(cash["receipts"]) == exact(cash["total_in"])
    assert summed(cash["payments"]) == exact(cash["total_out"])
    flows = zip(cash["opening"], cash["total_in"], cash["total_out"], strict=True)
    closing = [Decimal(o) + Decimal(i) - Decimal(p) for o, i, p in flows]
    assert closing == exact(cash["closing"])
    startup = told["startup"]
    for side, total in (("needs", "total_needs"), ("sources", "total_sources")):
        amounts = exact([line["amount"] for line in startup[side]])
        assert sum(amounts) == Decimal(startup[total])


def summed(lines: list[dict[str, Any]]) -> list[Decimal]:
    columns = zip(*(exact(line["amounts"]) for line in lines), strict=True)
    return [sum(column, Decimal(0)) for column in columns]


@pytest.mark.parametrize("months", [1, 7, 12, 36, 60])
def test_a_forecast_has_the_months_asked_for(terminal: Terminal, months: int) -> None:
    told = terminal.given("forecast", AWA, "--months", months)
    assert len(told["months"]) == len(told["cash"]["closing"]) == months
    assert terminal.told("forecast", AWA, "--months", months).startswith(
        "Awa Tresses\n"
    )


@pytest.mark.parametrize("months", ["0", "61", "-3", "douze"])
def test_months_beyond_the_model_are_a_wrong_command(
    terminal: Terminal, months: str
) -> None:
    assert terminal.run("forecast", AWA, "--months", months).exit_code == 2


def test_the_table_has_six_months_a_block_and_aligned_figures(
    terminal: Terminal,
) -> None:
    lines = terminal.told("forecast", AWA, "--months", 24).splitlines()
    heads = [n for n, line in enumerate(lines) if months_named(line) > 1]
    assert [months_named(lines[n]) for n in heads if "–" not in lines[n]] == [6] * 8
    for n in heads:
        width = len(lines[n + 1])
        block = lines[n + 2 : n + 2 + lines[n + 2 :].index("")]
        figures = [line for line in block if not line.startswith("─")]
        assert {len(line) for line in figures} == {width}


def months_named(line: str) -> int:
    return sum(word in MONTH_NAMES for word in line.split())


def test_the_table_prints_the_closing_cash_to_the_centime(terminal: Terminal) -> None:
    words, forecast = wording.words("en"), computed(12)
    told = terminal.told("forecast", AWA, "--months", 12, "--language", "en")
    closing = [line for line in told.splitlines() if line.startswith("Closing cash")]
    printed = " ".join(closing)
    for amount in forecast.cash.closing:
        assert words.number(amount, 2) in printed
    lowest = words.money(forecast.lowest_cash).replace("\u00a0", " ")
    assert f"Lowest cash: {lowest}, at the end of February 2027" in told


def test_a_case_on_record_has_the_forecast_of_its_file(terminal: Terminal) -> None:
    number = terminal.given("case", "import", AWA)["number"]
    assert terminal.given("forecast", number) == terminal.given("forecast", AWA)


def test_a_file_is_computed_without_a_database(terminal: Terminal) -> None:
    terminal.told("forecast", AWA)
    assert not terminal.home.exists()


def test_a_finding_is_given_with_its_place_and_told_with_its_remedy(
    terminal: Terminal, tmp_path: Path
) -> None:
    poor = edited(AWA, tmp_path / "poor.json", startup__working_cash="90000.00")
    findings = terminal.given("forecast", poor)["findings"]
    gap = next(f for f in findings if f["code"] == "financing.gap")
    assert (gap["level"], gap["question"]) == ("blocking", "financing.sources")
    told = terminal.told("forecast", poor).replace("\u202f", " ")
    assert gap["remedy"] in told
    assert "[financing.sources]" in told


def test_a_warning_set_aside_is_told_with_its_reason(
    terminal: Terminal,
) -> None:
    mariam = AWA.with_name("mariam_plats.case.json")
    reasons = case_file.read(mariam).overrides
    findings = terminal.given("forecast", mariam)["findings"]
    given = {f["override"] for f in findings if f["override"]}
    assert given == {kept.reason for kept in reasons.values()} != set()
    assert all(reason in terminal.told("forecast", mariam) for reason in given)


def test_missing_answers_are_listed_instead_of_a_forecast(
    terminal: Terminal, tmp_path: Path
) -> None:
    gap = {"unknown": True}
    unknown = edited(AWA, tmp_path / "gap.json", products__list=gap)
    refusal = terminal.refusal("forecast", unknown)
    assert refusal["error"]["code"] == "plan.incomplete"
    assert "products.list" in refusal["missing"]
    told = terminal.run("forecast", unknown).stderr
    label = LABELS["fr"].replace("\u202f", " ").replace("\u00a0", " ")
    assert f"{label} [products.list]" in told
    assert LABELS["en"] in terminal.run("risk", unknown, "--language", "en").stderr


def test_a_loan_that_cannot_be_repaid_is_named(
    terminal: Terminal, tmp_path: Path
) -> None:
    bad = edited(AWA, tmp_path / "bad.json", loan__term_months=6, loan__grace_months=6)
    refusal = terminal.refusal("forecast", bad)
    assert refusal["error"]["code"] == "loan.impossible"
    assert "loan.impossible" in {f["code"] for f in refusal["findings"]}


def test_a_forecast_knows_what_was_known_on_the_day(terminal: Terminal) -> None:
    before_the_law = terminal.refused("forecast", AWA, on="2014-01-01")
    assert before_the_law == "parameter.none_in_force"
