"""Schedules of every kind of terms: what holds whatever is asked, and small cases."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import loans as plan_loans

from workbench.errors import WorkbenchError
from workbench.finance.loans import amortisation, loan_calendar, loans, schedules
from workbench.finance.loans import loan_refusals as refusals
from workbench.finance.loans.loan_course import Course
from workbench.finance.loans.loan_grid import grid
from workbench.finance.loans.schedules import Schedule
from workbench.plan.business_plan import LoanTerms

Asked = dict[str, Any]

PLAIN: Asked = {
    "disbursements": [{"date": "2026-01-31", "amount": "12000"}],
    "annual_nominal_rate_pct": "12",
    "number_of_repayments": 12,
}


def made(**changes: Any) -> Schedule:
    return schedules.build(loans.read(PLAIN | changes))


def column(schedule: Schedule, name: str) -> list[Decimal]:
    return [getattr(row, name) for row in schedule.rows]


days = st.dates(date(2020, 1, 1), date(2030, 12, 31)).map(date.isoformat)
amounts = st.integers(1, 15_000_000).map(lambda units: str(Decimal(units) / 100))
rates_pct = st.integers(0, 6000).map(lambda units: str(Decimal(units) / 100))


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    """Terms whose keys go together."""
    count = draw(st.integers(1, 40))
    unit = draw(st.sampled_from(("DAYS", "WEEKS", "MONTHS")))
    below = st.integers(0, count - 1)
    start = draw(days)
    made_of: Asked = {
        "disbursements": [{"date": start, "amount": draw(amounts)}],
        "annual_nominal_rate_pct": draw(rates_pct),
        "interest_method": draw(st.sampled_from(("FLAT", "DECLINING_BALANCE"))),
        "amortization": draw(
            st.sampled_from(
                ("EQUAL_INSTALLMENTS", "EQUAL_PRINCIPAL_PAYMENTS", "BULLET")
            )
        ),
        "interest_calculation": draw(
            st.sampled_from(("PER_PERIOD", "DAILY", "PROGRESSIVE"))
        ),
        "days_in_year": draw(st.sampled_from((None, 360, "364", "365", "ACTUAL"))),
        "days_in_month": draw(st.sampled_from((None, 30, "ACTUAL"))),
        "rounding": draw(st.sampled_from(("HALF_EVEN", "HALF_UP"))),
        "number_of_repayments": count,
        "repay_every": draw(st.integers(1, 3)),
        "repay_unit": unit,
        "grace_on_principal": draw(below),
        "grace_on_interest_payment": draw(below),
        "grace_on_interest_charged": draw(below),
        "months_without_principal": draw(st.lists(st.integers(1, 12), max_size=3)),
        "down_payment_pct": draw(st.sampled_from((0, 25, "33.3"))),
        "installment_rounded_to_multiple_of": draw(st.sampled_from((None, 1, 10))),
        "amounts_in_multiples_of": draw(st.sampled_from((None, 1, 100))),
        "rate_changes": [
            {"date": day, "annual_nominal_rate_pct": draw(rates_pct)}
            for day in sorted(draw(st.sets(days, max_size=2)))
        ],
    }
    if made_of["amortization"] != "BULLET" and draw(st.booleans()):
        weights = st.lists(st.integers(1, 5), min_size=count, max_size=count)
        made_of["installment_weights"] = draw(weights)
    return made_of


@given(asked())
@settings(deadline=None)
def test_principals_sum_to_the_loan_and_nothing_is_owed_at_the_end(
    terms: Asked,
) -> None:
    schedule = schedules.build(loans.read(terms))
    lent = Decimal(terms["disbursements"][0]["amount"])
    assert sum(column(schedule, "principal")) == lent == schedule.totals.principal
    assert schedule.rows[-1].outstanding == 0
    assert min(column(schedule, "principal")) >= 0
    assert min(column(schedule, "interest")) >= 0


@given(asked())
@settings(deadline=None)
def test_each_row_follows_from_the_one_before(terms: Asked) -> None:
    schedule = schedules.build(loans.read(terms))
    owed = Decimal(terms["disbursements"][0]["amount"])
    for number, row in enumerate(schedule.rows, 1):
        assert row.number == number
        assert row.outstanding == owed - row.principal
        owed = row.outstanding
    dates = [row.due_date for row in schedule.rows]
    assert dates == sorted(dates)


@given(asked(), st.integers(0, 40))
@settings(deadline=None)
def test_deferred_interest_is_paid_and_not_forgiven(terms: Asked, grace: int) -> None:
    count = terms["number_of_repayments"]
    at_once = terms | {"grace_on_interest_payment": 0}
    waiting = terms | {"grace_on_interest_payment": min(grace, count - 1)}
    totals = [schedules.build(loans.read(one)).totals for one in (at_once, waiting)]
    assert totals[0] == totals[1]


@given(asked())
@settings(deadline=None)
def test_the_fast_lane_gives_the_same_centimes_as_the_long_way(terms: Asked) -> None:
    simple = {
        "interest_method": "DECLINING_BALANCE",
        "interest_calculation": "PER_PERIOD",
        "months_without_principal": [],
        "rate_changes": [],
        "installment_weights": [],
        "down_payment_pct": 0,
        "amounts_in_multiples_of": None,
        "grace_on_interest_charged": 0,
        "grace_on_interest_payment": 0,
    }
    read = loans.read(terms | simple)
    periods = loan_calendar.periods(read)
    assert amortisation.amortise(read) == Course(read, grid(read), periods).run()


@given(plan_loans())
@settings(deadline=None)
def test_a_plans_loan_is_the_same_as_full_terms(loan: LoanTerms) -> None:
    full = schedules.build(loans.terms_of(loan, date(2026, 1, 31)))
    rows = [(row.principal, row.interest, row.outstanding) for row in full.rows]
    plain = loans.schedule(loan)
    assert rows == [(row.principal, row.interest, row.outstanding) for row in plain]


@given(
    amounts.filter(lambda amount: Decimal(amount) > 500),
    st.integers(600, 6000),
    st.integers(2, 40),
)
def test_a_flat_rate_costs_more_than_it_says(
    amount: str, rate: int, count: int
) -> None:
    effective = made(
        disbursements=[{"date": "2026-01-01", "amount": amount}],
        annual_nominal_rate_pct=str(Decimal(rate) / 100),
        interest_method="FLAT",
        number_of_repayments=count,
    ).effective_rate_pct
    assert effective is not None
    assert effective > rate / 100


def test_month_ends_clamp_from_the_original_day() -> None:
    found = [row.due_date.day for row in made().rows]
    assert found == [28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31]


def test_interest_of_a_payment_grace_is_due_with_the_first_instalment_after_it() -> (
    None
):
    schedule = made(
        disbursements=[{"date": "2022-11-01", "amount": 5000}],
        number_of_repayments=18,
        grace_on_principal=6,
        grace_on_interest_payment=3,
        installment_rounded_to_multiple_of=1,
    )
    dues = [int(due) for due in column(schedule, "due")[:8]]
    assert dues == [0, 0, 0, 200, 50, 50, 444, 444]


def test_an_interest_free_grace_is_forgiven() -> None:
    schedule = made(
        amortization="EQUAL_PRINCIPAL_PAYMENTS", grace_on_interest_charged=3
    )
    assert column(schedule, "interest")[:4] == [0, 0, 0, Decimal("90.00")]


def test_months_without_principal_are_paid_with_interest_only() -> None:
    schedule = made(months_without_principal=[7, 8])
    still = [row.due_date.month for row in schedule.rows if not row.principal]
    assert still == [7, 8]
    others = {row.due for row in schedule.rows[:-1] if row.principal}
    assert len(others) == 1


def test_a_last_instalment_in_a_month_without_principal_still_repays() -> None:
    schedule = made(months_without_principal=[1])
    assert schedule.rows[-1].outstanding == 0
    assert abs(schedule.rows[-1].due - schedule.rows[0].due) < 1


def test_a_bullet_loan_repays_all_with_the_last_instalment() -> None:
    schedule = made(amortization="BULLET", number_of_repayments=4)
    assert column(schedule, "due") == [120, 120, 120, 12120]
    assert schedule.effective_rate_pct == pytest.approx(12.682503, abs=1e-4)


def test_an_honour_loan_costs_nothing() -> None:
    schedule = made(annual_nominal_rate_pct=0, grace_on_principal=3)
    assert schedule.totals.interest == 0
    assert schedule.effective_rate_pct == pytest.approx(0, abs=1e-6)


def test_shares_say_how_much_is_repaid_when() -> None:
    schedule = made(number_of_repayments=4, principal_shares_pct=[0, 50, 0, 50])
    assert column(schedule, "principal") == [0, 6000, 0, 6000]
    assert column(schedule, "interest") == [120, 120, 60, 60]


def test_a_longer_first_period_costs_as_much_more() -> None:
    schedule = made(
        disbursements=[{"date": "2026-01-01", "amount": 12000}],
        first_due_date="2026-03-16",
        amortization="EQUAL_PRINCIPAL_PAYMENTS",
    )
    assert schedule.rows[0].interest == 300
    assert schedule.rows[1].due_date == date(2026, 4, 16)


def test_fees_insurance_and_savings_stand_in_the_row_they_are_paid_with() -> None:
    schedule = made(
        disbursements=[{"date": "2026-01-01", "amount": 12000}],
        fees=[
            {"when": "UP_FRONT", "pct": 1},
            {"when": "ON_DATE", "date": "2026-02-10", "amount": 50},
            {"when": "PER_INSTALLMENT", "amount": 5},
        ],
        insurance=[{"when": "PER_INSTALLMENT", "pct": "0.1", "pct_of": "OUTSTANDING"}],
        compulsory_savings={"up_front_pct": 10, "amount_per_installment": 20},
    )
    assert column(schedule, "fees")[:3] == [5, 55, 5]
    assert schedule.rows[0].insurance == 12
    assert schedule.totals.fees_up_front == 120
    assert schedule.totals.fees == 120 + 50 + 12 * 5
    assert schedule.totals.savings_returned == 1200 + 12 * 20
    plain = made().effective_rate_pct
    with_fees = schedule.effective_rate_pct
    with_savings = schedule.effective_rate_with_savings_pct
    assert plain is not None
    assert with_fees is not None
    assert with_savings is not None
    assert plain < with_fees < with_savings


def test_a_published_microcredit_costs_what_its_regulator_says() -> None:
    """Microcredit Regulatory Authority, Bangladesh: 25.07 and 31.27 percent."""
    weekly = {
        "disbursements": [{"date": "2026-01-01", "amount": 1000}],
        "annual_nominal_rate_pct": "11.8181818182",
        "interest_method": "FLAT",
        "number_of_repayments": 44,
        "repay_unit": "WEEKS",
    }
    fee = [{"when": "UP_FRONT", "pct": 2}]
    found = [
        schedules.build(loans.read(weekly | {"fees": fees})).effective_rate_pct
        for fees in ([], fee)
    ]
    assert found == [pytest.approx(25.07, abs=0.005), pytest.approx(31.27, abs=0.005)]


def test_a_tranche_is_charged_from_its_day_on() -> None:
    schedule = made(
        disbursements=[
            {"date": "2026-01-01", "amount": 6000},
            {"date": "2026-03-01", "amount": 6000},
        ],
        amortization="EQUAL_PRINCIPAL_PAYMENTS",
    )
    assert column(schedule, "principal")[:3] == [500, 500, 1100]
    assert sum(column(schedule, "principal")) == 12000


def test_a_fixed_instalment_ends_the_loan_when_it_is_repaid() -> None:
    schedule = made(installment_amount=2000, number_of_repayments=None)
    assert len(schedule.rows) == 7
    assert column(schedule, "due")[:6] == [2000] * 6


def test_a_loan_that_outlasts_the_permit_is_warned_of_at_its_field() -> None:
    warnings = made(residence_permit_until="2026-12-31").warnings
    assert [type(one) for one in warnings] == [refusals.OutlastsPermit]
    assert made(residence_permit_until="2027-01-31").warnings == ()


# What is refused


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"number_of_repayments": 0}, "TermImpossible", "number_of_repayments"),
        ({"number_of_repayments": 5000}, "TermImpossible", "number_of_repayments"),
        ({"number_of_repayments": None}, "FieldMissing", "number_of_repayments"),
        ({"grace_on_principal": 12}, "GraceTooLong", "grace_on_principal"),
        (
            {"grace_on_interest_payment": 13},
            "GraceTooLong",
            "grace_on_interest_payment",
        ),
        ({"annual_nominal_rate_pct": -1}, "RateImpossible", "annual_nominal_rate_pct"),
        ({"maximum_rate_pct": 10}, "RateAboveMaximum", "annual_nominal_rate_pct"),
        ({"schedule_start_date": "2026-02-01"},
         "DatesOutOfOrder", "schedule_start_date"),
        ({"first_due_date": "2026-01-31"}, "DatesOutOfOrder", "first_due_date"),
        ({"due_dates": ["2026-02-01"]}, "LengthDiffers", "due_dates"),
        ({"installment_weights": [1, 2]}, "LengthDiffers", "installment_weights"),
        ({"principal_shares_pct": [5] * 12}, "SharesDoNotSum", "principal_shares_pct"),
        ({"instalment": 5}, "FieldUnknown", "instalment"),
        ({"installment_amount": 100, "number_of_repayments": None},
         "InstalmentTooSmall", "installment_amount"),
        ({"fees": [{"when": "ON_DATE", "amount": 1}]}, "FieldMissing", "fees.0.date"),
        ({"repay_every": 13}, "FieldInvalid", "repay_every"),
        ({"months_without_principal": list(range(1, 13))},
         "FieldInvalid", "months_without_principal"),
    ],
)  # fmt: skip
def test_terms_nobody_can_have_are_refused_by_name_at_their_field(
    changes: Asked, refusal: str, field: str
) -> None:
    with pytest.raises(getattr(refusals, refusal)) as refused:
        made(**changes)
    assert refused.value.facts["field"] == field


@pytest.mark.parametrize("amount", [0, -5, "1e999999", 10**11])
def test_an_absurd_amount_is_refused(amount: object) -> None:
    with pytest.raises(refusals.AmountImpossible) as refused:
        made(disbursements=[{"date": "2026-01-01", "amount": amount}])
    assert refused.value.facts["field"] == "disbursements.0.amount"


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.sampled_from(("12", "MONTHS", "FLAT", "2026-01-31", "BULLET", "PROGRESSIVE"))
    | st.text(max_size=5),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.sampled_from(("date", "amount", "when", "pct")), inside, max_size=4
        )
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(sorted(loans.Terms.model_fields))


@given(st.dictionaries(KEYS, ANYTHING, max_size=6), asked())
@settings(deadline=None, max_examples=200)
def test_whatever_is_asked_is_computed_or_refused_by_name(
    odd: Asked, usual: Asked
) -> None:
    found: dict[str, object] = {}
    try:
        found["owed"] = schedules.build(loans.read(usual | odd)).rows[-1].outstanding
    except WorkbenchError as refusal:
        found["field"] = refusal.facts["field"]
    assert "field" in found or found["owed"] == 0


# The term that is sought


def test_the_amount_found_is_the_largest_that_can_be_borne() -> None:
    terms = loans.read(PLAIN)
    found = loans.amount_for(terms, Decimal(500))
    below, above = (
        made(disbursements=[{"date": "2026-01-31", "amount": found + more}])
        for more in (0, 1)
    )
    assert max(column(below, "due")) <= 500 < max(column(above, "due"))


def test_several_payouts_keep_their_proportions() -> None:
    asked_for = loans.read(
        PLAIN
        | {
            "disbursements": [
                {"date": "2026-01-31", "amount": 4000},
                {"date": "2026-03-31", "amount": 8000},
            ]
        }
    )
    found = loans.amount_for(asked_for, Decimal(400), step=Decimal(10))
    assert found % 10 == 0
    assert 0 < found < 12000


def test_the_term_found_is_the_shortest_that_can_be_borne() -> None:
    terms = loans.read(PLAIN)
    found = loans.term_for(terms, Decimal(500))
    dues = [
        max(column(made(number_of_repayments=count), "due"))
        for count in (found, found - 1)
    ]
    assert dues[0] <= 500 < dues[1]


def test_an_instalment_below_the_interest_repays_nothing() -> None:
    terms = loans.read(PLAIN)
    with pytest.raises(refusals.InstalmentTooSmall):
        loans.term_for(terms, Decimal(100))
    with pytest.raises(refusals.AmountImpossible):
        loans.amount_for(terms, Decimal("NaN"))
    with pytest.raises(refusals.InstalmentTooSmall):
        loans.amount_for(terms, Decimal("0.01"))


def test_the_grace_found_is_the_shortest_that_keeps_cash_above_zero() -> None:
    terms = loans.read(PLAIN)
    flows = [Decimal(200)] * 3 + [Decimal(1500)] * 9
    found = loans.grace_for(terms, Decimal(0), flows)
    assert found == 3
    with pytest.raises(refusals.GraceNotEnough):
        loans.grace_for(terms, Decimal(0), [Decimal(100)] * 12)


def test_a_rate_factor_splits_where_the_year_turns() -> None:
    found = loan_calendar.actual_years(date(2023, 12, 13), date(2024, 1, 13), "ACTUAL")
    assert found == Fraction(19, 365) + Fraction(12, 366)
