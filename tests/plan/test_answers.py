"""Answers: read, kept as typed when unclear, written to JSON and back."""

from datetime import date
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.knowledge import questions
from workbench.knowledge.questions import Column, Kind, Question, Questionnaire
from workbench.months import Month
from workbench.plan import answers as answering
from workbench.plan.answers import (
    UNKNOWN,
    Answer,
    AnswerInvalid,
    Answers,
    Cell,
    MoneyUnit,
    Row,
    Status,
    Unclear,
    Value,
)

ALL = questions.load()
TABLES = [q for q in ALL.questions if q.kind is Kind.TABLE]
SINGLE = [q for q in ALL.questions if q.kind is not Kind.TABLE]
FIELDS: list[Column] = [*SINGLE, *(c for table in TABLES for c in table.columns)]
UNITS: tuple[MoneyUnit, ...] = ("dirhams", "centimes")


def numbers(column: Column, places: int) -> st.SearchStrategy[Decimal]:
    """Amounts within the column's bounds."""
    high = 1_000_000 if column.max is None else column.max
    return st.decimals(column.min or 0, high, places=places)


def values(column: Column) -> st.SearchStrategy[Cell]:
    """What a column can hold, as the program keeps it."""
    match column.kind:
        case Kind.TEXT | Kind.LONG_TEXT:
            letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
            return st.text(letters, max_size=min(column.longest, 40))
        case Kind.CHOICE:
            return st.sampled_from(answering.codes(column))
        case Kind.MULTI_CHOICE:
            several = st.lists(st.sampled_from(answering.codes(column)), unique=True)
            return several.map(tuple)
        case Kind.YES_NO:
            return st.booleans()
        case Kind.MONTH_MARKS:
            marks = st.sampled_from(answering.MONTH_MARKS)
            return st.tuples(*[marks] * 12)
        case Kind.DATE:
            return st.dates(date(1900, 1, 1), date(2200, 12, 31))
        case Kind.MONTH:
            return st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))
        case Kind.MONEY_SERIES:
            amounts = st.decimals(0, 1_000_000, places=2)
            return st.lists(amounts, min_size=1, max_size=36).map(tuple)
        case Kind.INTEGER:
            high = 10**6 if column.max is None else column.max
            return st.integers(column.min or 0, high)
        case _:
            return numbers(column, answering.PLACES[column.kind])


@st.composite
def answered_fields(draw: st.DrawFn) -> tuple[Column, Cell]:
    column = draw(st.sampled_from(FIELDS))
    return column, draw(values(column))


@st.composite
def answered_tables(draw: st.DrawFn) -> tuple[Question, tuple[Row, ...]]:
    table = draw(st.sampled_from(TABLES))
    row = st.fixed_dictionaries(
        {}, optional={column.id: values(column) for column in table.columns}
    )
    rows = draw(st.lists(row.filter(bool), max_size=min(table.max_rows, 3)))
    return table, tuple(rows)


# Typed and read


@given(answered_fields())
def test_a_value_shown_for_editing_is_read_as_the_same_value(
    answered: tuple[Column, Cell],
) -> None:
    column, value = answered
    typed = answering.typed_of(column, value)
    assert answering.parse(column, typed) == value


@given(answered_tables())
def test_a_table_shown_for_editing_is_read_as_the_same_table(
    answered: tuple[Question, tuple[Row, ...]],
) -> None:
    table, rows = answered
    columns = {column.id: column for column in table.columns}
    typed = [
        {name: answering.typed_of(columns[name], cell) for name, cell in row.items()}
        for row in rows
    ]
    shown = [
        {k: v for k, v in row.items() if typed[i][k]} for i, row in enumerate(rows)
    ]
    assert answering.parse(table, typed) == tuple(row for row in shown if row)


@given(st.sampled_from(FIELDS), st.text(max_size=60))
def test_whatever_is_typed_is_a_value_or_kept_as_typed(
    column: Column, typed: str
) -> None:
    read = answering.parse(column, typed)
    if isinstance(read, Unclear):
        assert read.typed == typed
        assert read.reason


@given(
    st.sampled_from(TABLES),
    st.lists(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4)),
)
def test_no_rows_whatever_break_a_table(
    table: Question, typed: list[dict[str, str]]
) -> None:
    ids = [column.id for column in table.columns]
    named = [dict(zip(ids, row.values(), strict=False)) for row in typed]
    rows = cast("tuple[Row, ...]", answering.parse(table, typed + named))
    assert len(rows) <= table.max_rows
    assert all(set(row) <= set(ids) for row in rows)


# Written and read again


@given(answered_fields(), st.sampled_from(UNITS))
def test_a_value_written_to_json_is_read_back_the_same(
    answered: tuple[Column, Cell], unit: MoneyUnit
) -> None:
    column, value = answered
    written = answering.to_json(column, value, unit)
    assert answering.from_json(column, written, unit) == value


@given(answered_tables(), st.sampled_from(UNITS))
def test_a_table_written_to_json_is_read_back_the_same(
    answered: tuple[Question, tuple[Row, ...]], unit: MoneyUnit
) -> None:
    table, rows = answered
    written = answering.to_json(table, rows, unit)
    assert answering.from_json(table, written, unit) == rows


@given(st.sampled_from(TABLES), st.text(min_size=1, max_size=20), st.data())
def test_an_unclear_cell_survives_json_as_it_was_typed(
    table: Question, typed: str, data: st.DataObject
) -> None:
    column = data.draw(st.sampled_from(table.columns))
    cell = answering.parse(column, typed)
    if not isinstance(cell, Unclear):
        return
    rows: Value = ({column.id: cell},)
    for unit in UNITS:
        written = answering.to_json(table, rows, unit)
        assert answering.from_json(table, written, unit) == rows


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6) | st.just("typed"), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(ALL.questions), JSON, st.sampled_from(UNITS))
def test_foreign_json_is_a_value_or_refused_by_name(
    question: Question, raw: object, unit: MoneyUnit
) -> None:
    try:
        value = answering.from_json(question, raw, unit)
    except AnswerInvalid:
        return
    written = answering.to_json(question, value, unit)
    assert answering.from_json(question, written, unit) == value


# Particular readings


def field(question_id: str, column_id: str = "") -> Column:
    question = ALL[question_id]
    if not column_id:
        return question
    return next(c for c in question.columns if c.id == column_id)


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [
        (field("loan.amount"), "18 000 DH", Decimal("18000.00")),
        (field("loan.rate_per_year"), "18,5 %", Decimal("18.500")),
        (field("loan.term_months"), "18", 18),
        (field("products.list", "per_good_day"), "0,25", Decimal("0.250")),
        (field("actions.start_month"), "01/2027", Month(2027, 1)),
        (field("actions.start_month"), "2027-01", Month(2027, 1)),
        (field("residence.expires_on"), "30/06/2029", date(2029, 6, 30)),
        (field("residence.expires_on"), "2029-06-30", date(2029, 6, 30)),
        (field("residence.expires_on"), "٣٠/٠٦/٢٠٢٩", date(2029, 6, 30)),
        (field("loan.wanted"), "yes", True),
        (field("market.evidence"), "counted,guess", ("counted", "guess")),
        (
            field("monthly.list", "amounts"),
            "1 000\t2 000,50\n3000",
            (Decimal("1000.00"), Decimal("2000.50"), Decimal("3000.00")),
        ),
    ],
)
def test_what_people_type_is_understood(
    column: Column, typed: str, value: Value
) -> None:
    assert answering.parse(column, typed) == value


@pytest.mark.parametrize(
    ("column", "typed", "reason"),
    [
        (field("loan.amount"), "1.250", "ambiguous"),
        (field("loan.amount"), "beaucoup", "not_a_number"),
        (field("loan.amount"), "-100", "negative"),
        (field("loan.amount"), "", "empty"),
        (field("loan.term_months"), "85", "out_of_range"),
        (field("loan.term_months"), "12,5", "too_many_decimals"),
        (field("person.birth_year"), "1910", "out_of_range"),
        (field("loan.method"), "magic", "not_an_option"),
        (field("market.evidence"), "counted,hearsay", "not_an_option"),
        (field("rhythm.months"), "good,normal", "not_an_option"),
        (field("loan.wanted"), "peut-être", "not_an_option"),
        (field("actions.start_month"), "13/2027", "not_a_month"),
        (field("actions.start_month"), "fin mars", "not_a_month"),
        (field("actions.start_month"), "15 mars 2027", "day_too_many"),
        (field("residence.expires_on"), "31/02/2027", "not_a_date"),
        (field("residence.expires_on"), "mai 2027", "day_missing"),
        (field("person.birth_year"), "vers 1988", "one_value"),
        (field("person.birth_year"), "12-11-1988", "not_a_number"),
        (field("holder.hours_per_week"), "50-60", "one_value"),
        (field("person.given_name"), "x" * 81, "too_long"),
        (field("monthly.list", "amounts"), "1000;mille", "not_a_number"),
        (field("monthly.list", "amounts"), "1000;1.250", "ambiguous"),
        (field("monthly.list", "amounts"), " ; ", "empty"),
    ],
)
def test_what_cannot_be_understood_is_kept_with_the_reason(
    column: Column, typed: str, reason: str
) -> None:
    read = answering.parse(column, typed)
    assert isinstance(read, Unclear)
    assert (read.typed, read.reason) == (typed, reason)


@pytest.mark.parametrize(
    ("column", "typed", "meant"),
    [
        (field("holder.hours_per_week"), "50-60", [50, 55, 60]),
        (field("holder.hours_per_week"), "5 à 6", [5, 6]),
        (field("holder.hours_per_week"), "entre 50 et 60", [50, 55, 60]),
        (field("holder.hours_per_week"), "من 50 إلى 60", [50, 55, 60]),
        (field("holder.hours_per_week"), "حوالي 50", [50]),
        (field("rhythm.good_month_percent"), "90-120", [105, 120]),
        (field("holder.hours_per_week"), "de 50 à 60", [50, 55, 60]),
        (field("person.birth_year"), "1988 environ", [1988]),
        (field("loan.amount"), "1 000 - 1 500,50 DH", [1000, "1250.25", "1500.50"]),
        (field("rhythm.good_month_percent"), "120-130 %", [120, 125, 130]),
        (
            field("residence.expires_on"),
            "02/2028",
            [date(2028, 2, 1), date(2028, 2, 29)],
        ),
        (field("actions.start_month"), "15/03/2027", [Month(2027, 3)]),
    ],
)
def test_what_may_be_meant_is_offered(
    column: Column, typed: str, meant: list[object]
) -> None:
    read = answering.parse(column, typed)
    assert isinstance(read, Unclear)
    wanted = [Decimal(m) if isinstance(m, int | str) else m for m in meant]
    assert list(read.candidates) == wanted
    for candidate in read.candidates:
        again = answering.parse(column, answering.typed_of(column, candidate))
        assert again == candidate


def test_an_ambiguous_amount_offers_its_readings() -> None:
    read = answering.parse(ALL["loan.amount"], "1.250")
    assert isinstance(read, Unclear)
    assert read.candidates == (Decimal("1250.00"), Decimal("1.25"))


def test_control_characters_never_enter_a_text() -> None:
    read = answering.parse(ALL["idea.product"], "riz\x00\x1b gras\nà midi\u202e")
    assert read == "riz gras\nà midi"


def test_a_table_needs_rows_and_not_a_text() -> None:
    with pytest.raises(AnswerInvalid):
        answering.parse(ALL["products.list"], "coiffure")


def test_rows_beyond_the_limit_and_empty_rows_are_left_out() -> None:
    table = ALL["actions.steps"]
    rows = [{"action": f"étape {n}"} for n in range(table.max_rows + 5)]
    kept = answering.parse(table, [{"action": "  "}, *rows])
    assert len(cast("tuple[Row, ...]", kept)) == table.max_rows - 1


@pytest.mark.parametrize(
    ("question", "raw"),
    [
        ("loan.amount", "1 250"),
        ("loan.amount", "12.345"),
        ("loan.amount", "-1"),
        ("loan.amount", "NaN"),
        ("loan.amount", "1E3"),
        ("loan.amount", "1_000"),
        ("loan.amount", "\u0661\u0662"),
        ("loan.amount", "9" * 60),
        ("loan.amount", True),
        ("household.adults", 10**40),
        ("idea.product", True),
        ("loan.amount", "Infinity"),
        ("loan.amount", "99999999999"),
        ("loan.amount", 12.5),
        ("loan.amount", None),
        ("loan.amount", ["1"]),
        ("loan.rate_per_year", "101"),
        ("loan.term_months", "x"),
        ("loan.method", "magic"),
        ("products.list", "coiffure"),
        ("products.list", [["coiffure"]]),
        ("products.list", [{"nom": "coiffure"}]),
        ("actions.steps", [{"action": "x"}] * 13),
        ("monthly.list", [{"amounts": ["1", "x"]}]),
        ("monthly.list", [{"amounts": [None]}]),
    ],
)
def test_a_stored_value_its_question_cannot_have_is_refused(
    question: str, raw: object
) -> None:
    with pytest.raises(AnswerInvalid) as refused:
        answering.from_json(ALL[question], raw, "dirhams")
    assert refused.value.code == "answer.invalid"


@pytest.mark.parametrize(
    ("question", "raw"),
    [
        ("loan.amount", -1),
        ("loan.amount", 10**12),
        ("loan.amount", 10**40),
        ("loan.amount", "100"),
        ("loan.amount", ["x"]),
        ("loan.amount", [100]),
        ("loan.amount", True),
        ("monthly.list", [{"amounts": [None]}]),
        ("monthly.list", [{"amounts": ["x"]}]),
        ("monthly.list", [{"amounts": [-1]}]),
    ],
)
def test_stored_centimes_that_are_none_are_refused(question: str, raw: object) -> None:
    with pytest.raises(AnswerInvalid):
        answering.from_json(ALL[question], raw, "centimes")


# What the answers say of a case


def of(**typed: Value) -> Answers:
    given = {name.replace("__", "."): Answer.of(value) for name, value in typed.items()}
    return Answers(given)


def test_answers_give_neutral_values_for_what_is_not_there() -> None:
    nothing = Answers({"loan.amount": UNKNOWN})
    assert nothing.get("loan.amount") is None
    assert nothing.text("idea.product") == ""
    assert nothing.number("loan.amount") == 0
    assert nothing.number("budget.contingency_percent", 10) == 10
    assert nothing.rows("products.list") == ()
    assert nothing.choices("market.evidence") == ()
    assert not nothing.is_yes("loan.wanted")
    assert list(nothing) == ["loan.amount"]


def test_a_yes_is_no_number() -> None:
    assert of(loan__wanted=True).number("loan.wanted", 7) == 7


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        (of(loan__wanted=True), True),
        (of(loan__wanted=False), False),
        (Answers(), False),
        (Answers({"loan.wanted": UNKNOWN}), False),
    ],
)
def test_a_question_is_asked_when_its_condition_holds(
    answers: Answers, *, asked: bool
) -> None:
    assert answering.is_asked(ALL["loan.amount"], answers) is asked
    assert answering.is_asked(ALL["loan.wanted"], answers)


def test_a_required_cell_left_empty_or_unclear_leaves_a_table_incomplete() -> None:
    table = ALL["fixed_costs.list"]
    whole: Row = {"label": "Loyer", "amount": Decimal(900), "frequency": "month"}
    assert answering.incomplete_cells(table, [whole]) == []
    no_amount = {k: v for k, v in whole.items() if k != "amount"}
    unclear: Row = {**whole, "amount": Unclear("1.250", "ambiguous")}
    assert answering.incomplete_cells(table, [whole, no_amount]) == [(1, "amount")]
    assert answering.incomplete_cells(table, [unclear]) == [(0, "amount")]
    partly = Answers({table.id: Answer.of((unclear,))})
    assert not answering.is_complete(table, partly)


@pytest.mark.parametrize(
    ("question", "value"),
    [("idea.product", ""), ("market.evidence", ()), ("person.given_name", "")],
)
def test_nothing_typed_does_not_answer_a_required_question(
    question: str, value: Value
) -> None:
    answers = Answers({question: Answer.of(value)})
    assert not answering.is_complete(ALL[question], answers)


def test_a_table_without_rows_says_none() -> None:
    table = ALL["fixed_costs.list"]
    assert answering.is_complete(table, Answers({table.id: Answer.of(())}))


def is_missing(questionnaire: Questionnaire, answers: Answers, name: str) -> bool:
    return name in {q.id for q in answering.missing(questionnaire, answers)}


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        (None, True),
        (UNKNOWN, True),
        (Answer(Status.UNCLEAR, unclear=Unclear("1.250", "ambiguous")), True),
        (Answer.of(Decimal(12000)), False),
    ],
)
def test_a_required_answer_is_missing_until_it_is_clear(
    answer: Answer | None, *, missing: bool
) -> None:
    given = {"loan.wanted": Answer.of(value=True)}
    if answer:
        given["loan.amount"] = answer
    assert is_missing(ALL, Answers(given), "loan.amount") is missing


def test_what_is_not_asked_is_never_missing() -> None:
    assert not is_missing(ALL, of(loan__wanted=False), "loan.amount")
