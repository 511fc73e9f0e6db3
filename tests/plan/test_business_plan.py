"""From answers to a plan in numbers, or to what still lacks."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from plan_answers import answers

from workbench.knowledge import questions
from workbench.months import Month
from workbench.plan import answers as answering
from workbench.plan import building
from workbench.plan.answers import Typed
from workbench.plan.business_plan import (
    Branch,
    BusinessPlan,
    Equipment,
    FixedCost,
    HouseholdLine,
    Incomplete,
    LaterLoan,
    LoanMethod,
    LoanTerms,
    MonthlyLine,
    Position,
    Source,
    StartupCost,
)
from workbench.plan.conditions import Closure, Grant, VatBasis, VatFiling, VatTerms

ALL = questions.load()


def built(changes: Mapping[str, Typed | None] | None = None) -> BusinessPlan:
    plan = building.build(ALL, answers(changes))
    assert isinstance(plan, BusinessPlan)
    return plan


def lacking(changes: Mapping[str, Typed | None]) -> tuple[str, ...]:
    plan = building.build(ALL, answers(changes))
    assert isinstance(plan, Incomplete)
    return plan.questions


def test_a_few_answers_make_a_plan_that_can_be_looked_at() -> None:
    plan = built()
    assert plan.start == Month(2027, 3)
    assert plan.branch is Branch.SERVICES
    assert plan.loan is None
    assert plan.fixed_costs == ()
    assert plan.working_cash == 0
    assert plan.household_contingency == Decimal("0.10")
    assert plan.is_registered_form


def test_an_informal_plan_is_no_registered_form() -> None:
    assert not built({"legal.form": "informal"}).is_registered_form


@pytest.mark.parametrize(
    "question",
    [
        "actions.start_month",
        "legal.form",
        "legal.branch",
        "products.list",
        "rhythm.good_days",
        "rhythm.months",
    ],
)
@pytest.mark.parametrize("given", [None, "?"])
def test_each_answer_a_forecast_needs_is_named_when_it_lacks(
    question: str, given: str | None
) -> None:
    assert lacking({question: given}) == (question,)


def test_no_days_of_a_kind_is_an_answer() -> None:
    assert built({"rhythm.slow_days": "0"}).rhythm.slow_days == 0


def test_what_lacks_is_named_in_the_order_of_the_pages() -> None:
    found = lacking(
        {"rhythm.months": None, "legal.form": None, "actions.start_month": None}
    )
    order = [q.id for q in ALL.questions]
    assert list(found) == sorted(found, key=order.index)
    assert set(found) == {"legal.form", "actions.start_month", "rhythm.months"}


def test_an_unclear_cell_of_a_table_keeps_the_forecast_back() -> None:
    rows = [{"label": "Loyer", "amount": "1.250", "frequency": "month"}]
    assert lacking({"fixed_costs.list": rows}) == ("fixed_costs.list",)


def test_a_wanted_loan_needs_its_terms() -> None:
    assert lacking({"loan.wanted": "yes"}) == (
        "loan.amount",
        "loan.rate_per_year",
        "loan.method",
        "loan.term_months",
    )
    assert built({"loan.wanted": "no", "loan.amount": "5000"}).loan is None


def test_a_plan_known_month_by_month_needs_no_products() -> None:
    monthly = [
        {"label": "Ventes", "flow": "in", "in_profit": "yes", "amounts": "100;200"}
    ]
    plan = built(
        {
            "products.list": None,
            "rhythm.good_days": None,
            "rhythm.months": None,
            "monthly.list": monthly,
        }
    )
    line = MonthlyLine(
        "Ventes",
        is_receipt=True,
        in_profit=True,
        amounts=(Decimal("100.00"), Decimal("200.00")),
    )
    assert plan.monthly_lines == (line,)
    assert plan.products == ()


def test_products_beside_months_still_need_their_rhythm() -> None:
    monthly = [{"label": "Aide", "flow": "in", "in_profit": "no", "amounts": "100"}]
    found = lacking({"monthly.list": monthly, "rhythm.good_days": None})
    assert found == ("rhythm.good_days",)


def test_percentages_become_fractions() -> None:
    plan = built(
        {
            "rhythm.good_month_percent": "150",
            "rhythm.slow_month_percent": "60",
            "marketing.sells_on_credit": "yes",
            "rhythm.credit_share": "25",
            "rhythm.credit_months": "2",
            "budget.contingency_percent": "15",
            "loan.wanted": "yes",
            "loan.amount": "12 000",
            "loan.rate_per_year": "18,5",
            "loan.method": "flat",
            "loan.term_months": "12",
            "loan.grace_months": "2",
            "loan.fees": "100",
        }
    )
    assert plan.rhythm.good_month == Decimal("1.5")
    assert plan.rhythm.slow_month == Decimal("0.6")
    assert plan.rhythm.credit_share == Decimal("0.25")
    assert plan.rhythm.credit_months == 2
    assert plan.household_contingency == Decimal("0.15")
    assert plan.loan == LoanTerms(
        Decimal(12000), Decimal("0.185"), LoanMethod.FLAT, 12, 2, Decimal(100)
    )


@pytest.mark.parametrize("typed", [None, "?", "beaucoup"])
def test_what_is_usual_counts_until_it_is_known(typed: str | None) -> None:
    names = ("good_month_percent", "slow_month_percent")
    rhythm = built({f"rhythm.{name}": typed for name in names}).rhythm
    assert (rhythm.good_month, rhythm.slow_month) == (Decimal("1.3"), Decimal("0.7"))
    assert [ALL[f"rhythm.{name}"].usual for name in names] == [130, 70]


def test_no_contingency_is_an_answer_too() -> None:
    assert built({"budget.contingency_percent": "0"}).household_contingency == 0


def test_credit_terms_count_only_when_credit_is_given() -> None:
    plan = built(
        {"marketing.sells_on_credit": "no", "rhythm.credit_share": "25"},
    )
    assert plan.rhythm.credit_share == 0


def test_a_months_weight_is_its_mark_in_the_calendar() -> None:
    rhythm = built().rhythm
    assert rhythm.weight(Month(2027, 10)) == 1
    assert rhythm.weight(Month(2027, 11)) == Decimal("0.7")
    assert rhythm.weight(Month(2028, 12)) == Decimal("1.3")
    closed = built({"rhythm.months": ",".join(["closed"] * 12)}).rhythm
    assert closed.weight(Month(2027, 1)) == 0


def test_a_product_without_branch_has_the_plans() -> None:
    assert built().products[0].branch is Branch.SERVICES
    assert built({"legal.branch": "goods"}).products[0].branch is Branch.GOODS


def test_every_table_becomes_its_lines() -> None:
    plan = built(
        {
            "purchases.delay_months": "1",
            "fixed_costs.list": [
                {"label": "Loyer", "amount": "900", "frequency": "month"},
                {"label": "Taxe", "amount": "300", "frequency": "quarter"},
                {"label": "Assurance", "amount": "600", "frequency": "year"},
            ],
            "staff.has_staff": "yes",
            "staff.list": [
                {
                    "role": "Aide",
                    "headcount": "2",
                    "gross_per_month": "3422,72",
                    "declared": "yes",
                    "from_month": "4",
                }
            ],
            "equipment.list": [
                {
                    "item": "Fauteuil",
                    "quantity": "2",
                    "unit_price": "1450",
                    "life_years": "6",
                    "month": "0",
                    "owned": "no",
                },
                {
                    "item": "Kit",
                    "quantity": "1",
                    "unit_price": "850",
                    "life_years": "2",
                    "month": "3",
                    "owned": "yes",
                },
            ],
            "startup.list": [{"label": "Stock", "amount": "4800", "nature": "stock"}],
            "startup.working_cash": "5040",
            "financing.sources": [
                {"kind": "own", "label": "Épargne", "amount": "2000"},
                {"kind": "family", "amount": "1000", "repay_months": "10"},
            ],
            "legal.largest_client_per_year": "90000",
        }
    )
    assert plan.supplier_delay_months == 1
    assert plan.fixed_costs == (
        FixedCost("Loyer", Decimal(900), 1),
        FixedCost("Taxe", Decimal(300), 3),
        FixedCost("Assurance", Decimal(600), 12),
    )
    assert plan.staff == (
        Position("Aide", 2, Decimal("3422.72"), is_declared=True, from_month=4),
    )
    assert plan.equipment == (
        Equipment("Fauteuil", 2, Decimal(1450), 6, 0),
        Equipment("Kit", 1, Decimal(850), 2, 3, is_owned=True),
    )
    assert plan.equipment[0].value == 2900
    assert plan.startup_costs == (StartupCost("Stock", Decimal(4800), "stock"),)
    assert plan.working_cash == 5040
    assert plan.sources == (
        Source("own", "Épargne", Decimal(2000)),
        Source("family", "", Decimal(1000), 10),
    )
    assert plan.largest_client_per_year == 90000


def test_staff_listed_before_saying_no_is_not_counted() -> None:
    row = {
        "role": "Aide",
        "headcount": "1",
        "gross_per_month": "3000",
        "declared": "no",
        "from_month": "1",
    }
    assert built({"staff.has_staff": "no", "staff.list": [row]}).staff == ()


@pytest.mark.parametrize(
    ("frequency", "per_month"),
    [
        ("day", Decimal(365) * 120 / 12),
        ("week", Decimal(52) * 120 / 12),
        ("month", Decimal(120)),
        ("quarter", Decimal(40)),
        ("year", Decimal(10)),
    ],
)
def test_a_household_line_is_brought_to_a_month(
    frequency: str, per_month: Decimal
) -> None:
    rows = [{"label": "Ligne", "amount": "120", "frequency": frequency}]
    plan = built({"budget.expenses": rows, "budget.income": rows})
    (line,) = plan.household_expenses
    assert line == plan.household_income[0]
    assert isinstance(line, HouseholdLine)
    assert abs(line.per_month - per_month) < Decimal("1e-20")


def test_further_details_left_open_change_nothing() -> None:
    plan = built()
    assert plan.products[0].ramp_up == ()
    assert plan.stock_days is None
    assert plan.shrinkage == 0
    assert plan.grants == ()


def test_further_details_become_the_plans() -> None:
    plan = built(
        {
            "details.ramp_up_month_1": "40",
            "details.ramp_up_month_3": "90",
            "details.stock_days": "0",
            "details.shrinkage_percent": "5",
        }
    )
    assert plan.products[0].ramp_up == (Decimal("0.4"), 1, Decimal("0.9"))
    assert plan.stock_days == 0
    assert plan.shrinkage == Decimal("0.05")


def test_a_grant_that_comes_late_is_no_source_at_the_start() -> None:
    rows = [
        {"kind": "grant", "label": "INDH", "amount": "9000", "repay_months": "0"},
        {"kind": "own", "label": "Épargne", "amount": "2000", "repay_months": "0"},
    ]
    plan = built({"financing.sources": rows, "details.grant_delay_months": "4"})
    assert [source.kind for source in plan.sources] == ["own"]
    (grant,) = plan.grants
    assert (grant.label, grant.amount, grant.paid_in) == ("INDH", 9000, 5)


TRANCHE = {"label": "Deuxième tranche", "amount": "6000", "month": "3"}


def test_tranches_of_a_grant_come_in_their_months_and_wait() -> None:
    rows = [
        {**TRANCHE, "delay_months": "2", "use": "equipment"},
        {**TRANCHE, "month": "6", "use": "running"},
    ]
    assert built({"details.grant_tranches": rows}).grants == (
        Grant("Deuxième tranche", Decimal(6000), month=3, delay_months=2),
        Grant("Deuxième tranche", Decimal(6000), month=6, is_running=True),
    )


def test_a_late_grant_and_tranches_stand_beside_each_other() -> None:
    source = {"kind": "grant", "label": "INDH", "amount": "9000", "repay_months": "0"}
    plan = built(
        {
            "financing.sources": [source],
            "details.grant_delay_months": "4",
            "details.grant_tranches": [{**TRANCHE, "use": "running"}],
        }
    )
    assert [grant.paid_in for grant in plan.grants] == [5, 3]


def test_closures_are_months_with_the_share_that_is_shut() -> None:
    rows = [{"month": "08/2027", "share": "50"}, {"month": "01/2028", "share": "100"}]
    rhythm = built({"details.closures": rows}).rhythm
    assert rhythm.closures == (
        Closure(Month(2027, 8), Decimal("0.5")),
        Closure(Month(2028, 1), Decimal(1)),
    )
    assert rhythm.weight(Month(2027, 8)) == Decimal("0.5")
    assert rhythm.weight(Month(2028, 8)) == 1


FURTHER = {
    "label": "Prêt d'honneur",
    "amount": "15000",
    "rate_per_year": "6",
    "method": "flat",
    "term_months": "24",
    "month": "6",
}


def test_a_further_loan_has_its_own_terms_and_month_and_one_of_nothing_is_none() -> (
    None
):
    full = {**FURTHER, "grace_months": "3", "fee": "150", "month": "0"}
    nothing = {**FURTHER, "amount": "0"}
    loans = built({"further_loans.list": [FURTHER, nothing, full]}).other_loans
    terms = LoanTerms(Decimal(15000), Decimal("0.06"), LoanMethod.FLAT, 24)
    with_grace = LoanTerms(
        Decimal(15000), Decimal("0.06"), LoanMethod.FLAT, 24, 3, Decimal(150)
    )
    assert loans == (
        LaterLoan("Prêt d'honneur", terms, 6),
        LaterLoan("Prêt d'honneur", with_grace, 0),
    )


@pytest.mark.parametrize(
    ("table", "row", "needed"),
    [
        ("further_loans.list", FURTHER, "month"),
        ("further_loans.list", FURTHER, "method"),
        ("details.grant_tranches", {**TRANCHE, "use": "running"}, "month"),
        ("details.closures", {"month": "08/2027", "share": "50"}, "share"),
    ],
)
def test_a_row_without_what_it_needs_makes_no_plan(
    table: str, row: Mapping[str, str], needed: str
) -> None:
    assert lacking({table: [{k: v for k, v in row.items() if k != needed}]}) == (table,)
    built({table: [row]})


def test_equipment_may_be_renewed_and_a_deposit_given_back() -> None:
    machine = {
        "item": "Machine",
        "quantity": "1",
        "unit_price": "4200",
        "life_years": "3",
        "month": "0",
        "owned": "no",
    }
    deposit = {"label": "Dépôt", "amount": "3000", "nature": "deposit"}
    plan = built(
        {
            "equipment.list": [{**machine, "renewed": "yes"}, machine],
            "startup.list": [{**deposit, "returned_month": "24"}, deposit],
        }
    )
    assert [asset.is_renewed for asset in plan.equipment] == [True, False]
    assert [cost.returned_month for cost in plan.startup_costs] == [24, 0]


TAXED: Mapping[str, Typed] = {
    "legal.form": "sarl",
    "fixed_costs.list": [{"label": "Loyer", "amount": "1500", "frequency": "month"}],
    "equipment.list": [
        {
            "item": "Machine",
            "quantity": "1",
            "unit_price": "4200",
            "life_years": "3",
            "month": "0",
            "owned": "no",
        }
    ],
    "startup.list": [
        {"label": "Papiers", "amount": "350", "nature": "expense"},
        {"label": "Tissu", "amount": "1800", "nature": "stock"},
        {"label": "Dépôt", "amount": "3000", "nature": "deposit"},
    ],
    "vat.charged": "yes",
    "vat.sales_rate": "20",
    "vat.goods_rate": "10",
    "vat.costs_rate": "8",
    "vat.equipment_rate": "14",
}


def rates(plan: BusinessPlan) -> dict[str, Decimal]:
    (product,), (cost,), (asset,) = plan.products, plan.fixed_costs, plan.equipment
    return {
        "sales": product.vat_rate,
        "goods": product.cost_vat_rate,
        "costs": cost.vat_rate,
        "equipment": asset.vat_rate,
        **{start.nature: start.vat_rate for start in plan.startup_costs},
    }


def test_value_added_tax_is_inside_what_is_sold_and_bought() -> None:
    plan = built(TAXED)
    assert plan.vat == VatTerms(VatFiling.QUARTERLY, VatBasis.RECEIPTS)
    assert rates(plan) == {
        "sales": Decimal("0.20"),
        "goods": Decimal("0.10"),
        "costs": Decimal("0.08"),
        "equipment": Decimal("0.14"),
        "expense": Decimal("0.08"),
        "stock": Decimal("0.10"),
        "deposit": 0,
    }


def test_value_added_tax_may_be_declared_each_month_and_due_at_the_invoice() -> None:
    plan = built({**TAXED, "vat.filing": "monthly", "vat.basis": "invoices"})
    assert plan.vat == VatTerms(VatFiling.MONTHLY, VatBasis.INVOICES)


@pytest.mark.parametrize("charged", ["no", None, "?"])
def test_rates_left_from_before_count_for_nothing_without_the_tax(
    charged: str | None,
) -> None:
    plan = built({**TAXED, "vat.charged": charged})
    assert plan.vat is None
    assert set(rates(plan).values()) == {0}


def test_the_rates_are_needed_as_soon_as_the_tax_is_charged() -> None:
    def missing(charged: str) -> list[str]:
        given = answers({"vat.charged": charged})
        found = answering.missing(ALL, given)
        return [question.id for question in found if question.section == "vat"]

    assert missing("no") == []
    assert missing("yes") == [
        "vat.sales_rate",
        "vat.goods_rate",
        "vat.costs_rate",
        "vat.equipment_rate",
    ]
