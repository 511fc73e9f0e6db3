"""What the forecast page shows of a plan: its figures, its tables, its months."""

from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from workbench.exchange import case_file
from workbench.finance.forecast import Forecast
from workbench.finance.scenarios import stepping
from workbench.funding import scenario_tables
from workbench.journey import cases, outlook
from workbench.journey.desk import Desk
from workbench.knowledge import wording
from workbench.money import ZERO
from workbench.months import Month, span
from workbench.plan.business_plan import BusinessPlan
from workbench.ui import context, figures, tables, what_if

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "awa_coiffure.case.json"
FR, AR = wording.words("fr"), wording.words("ar")


@pytest.fixture
def case_id(desk: Desk) -> str:
    return cases.import_file(desk, case_file.read(SAMPLE)).id


@pytest.fixture
def app(case_id: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[context.CASE] = case_id
    app.run()
    return app.switch_page(str(Path("workbench/ui/pages") / "forecast.py")).run()


@pytest.fixture
def plan(desk: Desk, case_id: str) -> BusinessPlan:
    found = outlook.look(desk, case_id, 24).assessment.plan
    assert isinstance(found, BusinessPlan)
    return found


def shown(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_the_fixed_costs_say_what_they_are_made_of(app: AppTest) -> None:
    parts = {
        "notées dans le plan": "1 990 DH",
        "Amortissement du matériel": "165,72 DH",
        "Intérêts du prêt": "202,56 DH",
        "Assurance maladie obligatoire (AMO)": "190 DH",
    }
    amounts = (text.removesuffix(" DH").replace(",", ".") for text in parts.values())
    whole = sum((Decimal(text.replace(" ", "")) for text in amounts), ZERO)
    text = shown(app).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Charges fixes par mois</th><td" in text
    assert "2 548,29" in text
    assert abs(whole - Decimal("2548.29")) <= Decimal("0.02")
    for name, amount in parts.items():
        assert f"{name} {amount}" in text


def test_the_cash_of_the_first_day_stands_beside_the_lowest_month(
    app: AppTest,
) -> None:
    text = shown(app).replace("\u202f", " ").replace("\u00a0", " ")
    assert "Trésorerie la plus basse, fin févr. 2027" in text
    spent = 1450 + 2600 + 1100 + 850 + 600 + 360 + 900 + 850
    spent += 350 + 4800 + 1200 + 500 + 250
    assert f"{2000 + 850 + 18000 - spent:,}".replace(",", " ") == "5 040"
    assert "<dd>5 040 DH au départ</dd>" in text


def test_a_phone_reads_whole_dirhams_rounded_half_up(app: AppTest) -> None:
    text = shown(app)
    assert "<span>5\u202f739,92</span><span>5\u202f740</span>" in text
    assert ">70,23</td>" in text


@pytest.mark.parametrize(
    ("amount", "exact", "rounded"),
    [("3360.50", "3 360,50", "3 361"), ("-100.50", "−100,50", "−101")],
)
def test_half_a_dirham_is_rounded_away_from_zero(
    amount: str, exact: str, rounded: str
) -> None:
    cell = tables._cell(FR, Decimal(amount)).replace("\u202f", " ")
    assert f"<span>{exact}</span><span>{rounded}</span>" in cell


@pytest.mark.parametrize("amount", ["70.23", "2500"])
def test_small_and_whole_amounts_are_written_once(amount: str) -> None:
    assert "<span>" not in tables._cell(FR, Decimal(amount))


def test_every_month_below_zero_is_counted_and_the_ends_named() -> None:
    months = span(Month(2027, 11), 9)

    def said(words: wording.Words, *places: int) -> str:
        red = tuple(months[place] for place in places)
        return what_if.below_zero(SimpleNamespace(red_months=red), words)  # type: ignore[arg-type]

    assert said(FR) == ""
    assert said(FR, 0) == "La trésorerie passe sous zéro en novembre 2027."
    assert said(FR, *range(9)) == (
        "La trésorerie passe sous zéro pendant 9 mois, le premier en novembre 2027, "
        "le dernier en juillet 2028."
    )
    assert said(AR, 0, 8).endswith("شهرين: نونبر 2027 ويوليوز 2028.")
    assert "9\u2069 أشهر" in said(AR, *range(9))


def test_a_month_axis_names_the_quarters_and_leaves_no_room_beside() -> None:
    axis = figures._quarters(span(Month(2027, 2), 24), FR)
    assert axis["tickvals"][:4] == (
        ["avr. 2027", "juil. 2027", "oct. 2027", "janv. 2028"]
    )
    assert axis["ticktext"][:4] == ["avr. 2027", "juillet", "octobre", "janv. 2028"]
    assert axis["range"] == (-0.6, 23.6)
    assert figures._quarters(span(Month(2027, 2), 2), FR)["tickvals"] == []


def test_a_number_stands_in_the_isolate_of_its_scenario(
    desk: Desk, case_id: str
) -> None:
    base = outlook.look(desk, case_id, 24).assessment.forecast
    assert isinstance(base, Forecast)
    (_, (arabic, _)) = scenario_tables.numbered(base, [("رمضان ومرض", base)], AR)
    assert arabic == wording.isolate("1. رمضان ومرض")
    (_, (latin, _)) = scenario_tables.numbered(base, [("Pluie", base)], FR)
    assert latin == "1. Pluie"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fixed_cost_percent", Decimal(1990)),
        ("start_months", Month(2027, 1)),
        ("customer_share_points", ZERO),
        ("loan_amount", Decimal(18000)),
        ("loan_term_months", 18),
        ("loan_grace_months", 1),
        ("draw_per_month", Decimal("2831.71")),
        ("opening_cash", Decimal(2000)),
        ("price_percent", None),
        ("quantity_percent", None),
    ],
)
def test_what_a_change_changes_is_read_in_the_plan(
    plan: BusinessPlan, name: str, value: object
) -> None:
    assert stepping.standing(plan, name) == value


def test_the_price_of_one_product_is_its_own(plan: BusinessPlan) -> None:
    product = plan.products[0]
    assert stepping.standing(plan, "price_percent", product.name) == product.price
    assert stepping.standing(plan, "cost_percent", product.name) == product.unit_cost
