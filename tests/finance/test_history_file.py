"""Sales notebooks as people keep them, and every other file refused by name."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.finance.simulation import history_file
from workbench.finance.simulation.history import History, HistoryRefused, MonthTwice
from workbench.finance.simulation.history_file import (
    AmountAmbiguous,
    AmountUnreadable,
    DateBeyond,
    DateUnreadable,
    DaysAndMonths,
    HistoryEmpty,
    HistoryNotText,
    HistoryTooLarge,
)
from workbench.knowledge import wording
from workbench.months import Month

TODAY = date(2026, 11, 25)


def read(text: str) -> History:
    return history_file.read(text.encode(), TODAY)


def totals(found: History) -> dict[str, Decimal]:
    return {str(one.month): one.amount for one in found.takings}


@pytest.mark.parametrize(
    "text",
    [
        "date;montant\n2026-03;4500\n2026-04;5 000,50",
        "Mois\tRecettes\tNote\n03/2026\t4 500 DH\tcalme\n04/2026\t5000,50\t",
        "2026-03,4500\n2026-04,5000.50\n",
        "2026-03,4500\n2026-04,5000,50\n",
        '"2026-03";"4500,00"\r\n\r\n"2026-04";"5\u202f000,50"\r\n',
        "الشهر;المداخيل\n٢٠٢٦-٠٣;٤٥٠٠\n٢٠٢٦-٠٤;٥٠٠٠٫٥٠",
        "3/2026;4500\n2026/4;5.000,50\n2026-05;",
        "\ufeff\n\n2026-04;5000,5\n2026-03;4500",
        "Mois;Recettes\nmars 2026;4500\navril 2026;5000,50",
        "الشهر;المداخيل\nمارس 2026;4500\nأبريل 2026;5000,50",
    ],
)
def test_a_monthly_notebook_is_read_however_it_is_written(text: str) -> None:
    expected = {"2026-03": Decimal(4500), "2026-04": Decimal("5000.50")}
    assert totals(read(text)) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_as_spreadsheets_write_it(encoding: str) -> None:
    content = "Période;Encaissé\n2026-03;4500".encode(encoding)
    assert totals(history_file.read(content, TODAY)) == {"2026-03": Decimal(4500)}


@pytest.mark.parametrize(
    "day", ["05/03/2026", "5-3-2026", "05.03.2026", "2026-03-05", "5 mars 2026"]
)
def test_several_lines_of_a_day_add_up_to_its_month(day: str) -> None:
    assert totals(read(f"{day};100\n{day};50,5\n10/03/2026;1")) == {
        "2026-03": Decimal("151.50")
    }


def daily(first: date, days: int) -> str:
    lines = (first + timedelta(days=n) for n in range(days))
    return "\n".join(f"{day};10" for day in lines)


def test_months_that_a_daily_notebook_begins_or_ends_within_are_not_whole() -> None:
    cut = read(daily(date(2026, 1, 4), 100))
    assert [str(one.month) for one in cut.whole] == ["2026-02", "2026-03"]
    full = read(daily(date(2026, 1, 3), 87))
    assert [str(one.month) for one in full.whole] == ["2026-01", "2026-02", "2026-03"]


def test_the_month_that_is_not_over_is_not_whole() -> None:
    found = read("2026-10;100\n2026-11;50")
    assert [one.month for one in found.whole] == [Month(2026, 10)]


def test_gaps_of_months_and_silences_of_days_are_told() -> None:
    assert read("2026-01;1\n2026-04;1").gaps == (Month(2026, 2), Month(2026, 3))
    found = read(f"{daily(date(2026, 1, 1), 10)}\n{daily(date(2026, 1, 19), 13)}")
    assert found.silences == ((date(2026, 1, 11), date(2026, 1, 18)),)
    week = read(f"{daily(date(2026, 1, 1), 10)}\n{daily(date(2026, 1, 18), 14)}")
    assert week.silences == ()


REFUSED: list[tuple[str, type[HistoryRefused], int]] = [
    ("2026-01;100\n2026-02;abc", AmountUnreadable, 2),
    ("2026-01;-5", AmountUnreadable, 1),
    ("2026-01;100\n\n2026-02;1.250", AmountAmbiguous, 3),
    ("2026-01;100\nmars;100", DateUnreadable, 2),
    ("31/02/2026;100", DateUnreadable, 1),
    ("03/25/2026;100", DateUnreadable, 1),
    ("2026-13;100", DateUnreadable, 1),
    ("2026-01;100\nTotal;100", DateUnreadable, 2),
    ("26/11/2026;100", DateBeyond, 1),
    ("2026-12;100", DateBeyond, 1),
    ("0206-01;100", DateBeyond, 1),
    ("2026-01;100\n2026-01;100", MonthTwice, 2),
    ("2026-01;100\n15/02/2026;100", DaysAndMonths, 2),
]


@pytest.mark.parametrize(("text", "refusal", "line"), REFUSED)
def test_a_line_that_is_not_understood_is_refused_with_its_number(
    text: str, refusal: type[HistoryRefused], line: int
) -> None:
    with pytest.raises(HistoryRefused) as refused:
        read(text)
    assert type(refused.value) is refusal
    assert refused.value.facts["field"] == "risk.takings"
    assert refused.value.facts["line"] == line
    for language in wording.LANGUAGES:
        assert str(line) in wording.words(language).error(refused.value)


@pytest.mark.parametrize("text", ["", "\n \n", "date;montant", "2026-03;\n2026-04;"])
def test_a_file_without_amounts_is_refused(text: str) -> None:
    with pytest.raises(HistoryEmpty):
        read(text)


def test_a_file_of_any_size_is_refused_without_being_read() -> None:
    with pytest.raises(HistoryTooLarge):
        history_file.read(b"2026-01-01;1\n" * 100_000, TODAY)
    with pytest.raises(HistoryTooLarge):
        history_file.read(b"\n" * (history_file.MOST_LINES + 1), TODAY)


def test_a_spreadsheet_is_refused_with_what_to_do() -> None:
    with pytest.raises(HistoryNotText):
        history_file.read(b"PK\x03\x04\x14\x00\x06\x00", TODAY)


lines = st.tuples(
    st.one_of(st.text(max_size=12), st.dates().map(str), st.just("2026-03")),
    st.sampled_from([";", "\t", ",", ""]),
    st.one_of(st.text(max_size=12), st.decimals(0, 10**6, places=2).map(str)),
)


@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
@example(b"\xff\xfe\x00")
@example("२०२६-०३;५".encode())
@example("²026-03;5".encode())
def test_no_file_is_met_by_anything_but_a_history_or_a_refusal(content: bytes) -> None:
    with suppress(HistoryRefused):
        assert history_file.read(content, TODAY).takings


@given(st.lists(lines, max_size=12))
def test_no_line_is_met_by_anything_but_a_history_or_a_refusal(
    rows: list[tuple[str, str, str]],
) -> None:
    with suppress(HistoryRefused):
        found = read("\n".join("".join(row) for row in rows))
        months = [one.month for one in found.takings]
        assert months == sorted(set(months))
