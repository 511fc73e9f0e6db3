"""Shocks on plans: by hand, on the shipped cases, and where they cannot strike."""

from dataclasses import replace
from decimal import Decimal

import pytest
from plans import PLAIN, project, summed

from workbench import paths
from workbench.exchange import case_file
from workbench.finance.accounts import annual
from workbench.finance.scenarios import applying, scenario_words
from workbench.finance.scenarios.applying import Applied
from workbench.finance.scenarios.scenario import Scenario, Shock, shock
from workbench.knowledge import shocks
from workbench.knowledge.shocks import EffectKind
from workbench.knowledge.wording import LANGUAGES, words
from workbench.money import ZERO
from workbench.months import Month
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan
from workbench.plan.conditions import Disturbance

KNOWN = shocks.kinds()
SAMPLES = sorted((paths.data() / "samples").glob("*.case.json"))
GOOD = {"eid_peak"}


def sample(name: str) -> tuple[BusinessPlan, str]:
    """The plan of a shipped case, and its trade."""
    case = case_file.read(paths.data() / "samples" / name)
    plan = building.build(case.questionnaire, case.answers)
    assert isinstance(plan, BusinessPlan)
    return plan, case.answers.text("idea.sector")


def struck(plan: BusinessPlan, *given: Shock, months: int = 24) -> Applied:
    return applying.apply(plan, Scenario("Coup dur", shocks=given), KNOWN, months)


def codes(applied: Applied) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in applied.findings]


@pytest.mark.parametrize("after", [0, 5, 11])
@pytest.mark.parametrize("key", KNOWN)
@pytest.mark.parametrize("name", [path.name for path in SAMPLES])
def test_every_shock_strikes_every_shipped_case(
    name: str, key: str, after: int
) -> None:
    plan, sector = sample(name)
    one = shock(KNOWN[key], sector, plan.start.plus(after))
    applied = struck(plan, one)
    found, before = project(applied.plan), project(plan)
    annual.annual_statements(applied.plan, found)
    change = found.lowest_cash - before.lowest_cash
    sells_more = key == "ramadan" and one.size > 0
    if key in GOOD or sells_more:
        assert change >= 0
    else:
        assert change <= 0
        assert sum(found.cash.closing) < sum(before.cash.closing) or (
            codes(applied) == [("shock.without_effect", "shocks.0.size")]
        )


def test_fourteen_days_of_illness_by_hand() -> None:
    """January has 31 days: 3 900 x 17/31 of sales, and of goods 1 170 x 17/31."""
    applied = struck(PLAIN, Shock("ill_two_weeks", Decimal(14), Month(2027, 1)))
    found = project(applied.plan, 2)
    assert found.profit.income[0].amounts == (Decimal("2138.71"), 3900)
    assert found.profit.direct_costs[0].amounts == (Decimal("641.61"), 1170)


def test_illness_runs_into_the_next_month() -> None:
    applied = struck(PLAIN, Shock("ill_two_weeks", Decimal(45), Month(2027, 1)))
    found = project(applied.plan, 3)
    assert found.profit.income[0].amounts == (0, 1950, 3900)


def test_ramadan_over_two_months_weighs_by_its_days() -> None:
    """8 February to 8 March 2027: 21 days of 28, then 8 days of 31, less a fifth."""
    applied = struck(PLAIN, Shock("ramadan", Decimal(-20)), months=12)
    assert applied.plan.disturbances == (
        Disturbance(2, sales=1 - Decimal("0.2") * 21 / 28),
        Disturbance(3, sales=1 - Decimal("0.2") * 8 / 31),
    )
    found = project(applied.plan, 3)
    assert found.profit.income[0].amounts == (3900, 3315, Decimal("3698.71"))


def test_ramadan_comes_back_every_year_or_once() -> None:
    every = struck(PLAIN, Shock("ramadan", Decimal(-20)))
    once = struck(PLAIN, Shock("ramadan", Decimal(-20), Month(2028, 2)))
    assert [one.month for one in every.plan.disturbances] == [2, 3, 13, 14]
    assert [one.month for one in once.plan.disturbances] == [13, 14]


def test_the_week_before_each_eid_sells_more() -> None:
    """2 to 8 March and 9 to 15 May 2027: 7 days of 31 each."""
    applied = struck(PLAIN, Shock("eid_peak", Decimal(100)), months=12)
    more = 1 + Decimal(7) / 31
    assert applied.plan.disturbances == (
        Disturbance(3, sales=more),
        Disturbance(5, sales=more),
    )


def test_a_lost_stall_costs_a_move_once() -> None:
    """Fixed costs are 1 000 a month; sales fall by 70 % for two months."""
    lost = Shock("stall_removed", Decimal(-70), Month(2027, 2), 2)
    found = project(struck(PLAIN, lost).plan, 4)
    assert found.profit.income[0].amounts == (3900, 1170, 1170, 3900)
    moved = summed(found.cash.payments, "disturbance_paid", 4)
    assert moved == (0, 1000, 0, 0)


def test_a_broken_machine_costs_its_repair_and_five_days() -> None:
    """15 % of an armchair of 2 400; February 2027 has 28 days."""
    broken = Shock("machine_breaks", Decimal(15), Month(2027, 2))
    found = project(struck(PLAIN, broken).plan, 3)
    assert summed(found.cash.payments, "disturbance_paid", 3) == (0, 360, 0)
    assert found.profit.income[0].amounts == (3900, Decimal("3203.57"), 3900)


def test_a_late_opening_strikes_the_first_months_whatever_month_is_named() -> None:
    late = shock(KNOWN["start_two_months_late"], "", Month(2027, 9))
    found = project(struck(PLAIN, late).plan, 3)
    assert late.month is None
    assert found.profit.income[0].amounts == (0, 0, 3900)
    assert found.instalments == project(PLAIN, 3).instalments


def test_money_sent_for_three_months() -> None:
    sent = Shock("money_home", Decimal(500), Month(2027, 2), 3)
    found = project(struck(PLAIN, sent).plan, 5)
    assert summed(found.cash.payments, "disturbance_sent", 5) == (0, 500, 500, 500, 0)


def test_a_supplier_who_already_gets_cash_changes_nothing() -> None:
    asked = shock(KNOWN["supplier_wants_cash"], "", Month(2027, 2))
    assert codes(struck(PLAIN, asked)) == [("shock.without_effect", "shocks.0.size")]
    patient = replace(PLAIN, supplier_delay_months=1)
    found = project(struck(patient, asked).plan, 3)
    assert summed(found.cash.payments, "purchases", 3) == (0, 2340, 1170)


def test_shocks_of_one_month_combine() -> None:
    rain = Shock("rainy_month", Decimal(-20), Month(2027, 2), 1)
    found = project(struck(PLAIN, rain, rain).plan, 3)
    assert found.profit.income[0].amounts == (3900, 2496, 3900)


NO_EQUIPMENT = replace(PLAIN, equipment=(), products=())


@pytest.mark.parametrize(
    ("plan", "given", "code", "field"),
    [
        (PLAIN, Shock("gone", Decimal(1)), "shock.gone", "key"),
        (PLAIN, Shock("ramadan", Decimal(-101)), "shock.size_beyond", "size"),
        (
            PLAIN,
            Shock("rainy_month", Decimal(-20), Month(2027, 2), 0),
            "shock.length_beyond",
            "months",
        ),
        (PLAIN, Shock("rainy_month", Decimal(-20)), "shock.month_missing", "month"),
        (
            PLAIN,
            Shock("rainy_month", Decimal(-20), Month(2026, 12)),
            "shock.month_outside",
            "month",
        ),
        (
            PLAIN,
            Shock("rainy_month", Decimal(-20), Month(2029, 1)),
            "shock.month_outside",
            "month",
        ),
        (
            PLAIN,
            Shock("ramadan", Decimal(-20), Month(2027, 6)),
            "shock.not_in_calendar",
            "month",
        ),
        (
            NO_EQUIPMENT,
            Shock("machine_breaks", Decimal(15), Month(2027, 2)),
            "shock.without_effect",
            "size",
        ),
        (PLAIN, Shock("ramadan", ZERO), "shock.without_effect", "size"),
    ],
)
def test_a_shock_that_cannot_strike_is_left_out_and_named(
    plan: BusinessPlan, given: Shock, code: str, field: str
) -> None:
    applied = struck(plan, given)
    assert codes(applied) == [(code, f"shocks.0.{field}")]
    assert applied.plan == plan
    if kind := KNOWN.get(given.key):
        (finding,) = applied.findings
        for language in LANGUAGES:
            assert kind.label[language] in words(language).finding(finding)


def test_months_beyond_the_calendar_are_pointed_out() -> None:
    late = replace(PLAIN, start=Month(2031, 6))
    applied = struck(late, Shock("ramadan", Decimal(-20)))
    assert codes(applied) == [("shock.calendar_ends", "shocks.0.month")]
    assert [one.month for one in applied.plan.disturbances] == [7, 8]


def marked(**months: str) -> BusinessPlan:
    """The plain plan with some months of the year marked: `m2="slow"`."""
    marks = tuple(months.get(f"m{n}", "normal") for n in range(1, 13))
    return replace(PLAIN, rhythm=replace(PLAIN.rhythm, marks=marks))


def remark(plan: BusinessPlan, given: Shock, months: int = 24) -> tuple[str, object]:
    """The code and the months of the one finding, ("", ()) without any."""
    found = struck(plan, given, months=months).findings
    assert len(found) <= 1
    return next(((f.code, f.facts.get("months")) for f in found), ("", ()))


def test_a_loss_in_a_month_already_slow_counts_twice_and_is_pointed_out() -> None:
    """Slow is 70 %; Ramadan takes 20 % of 21/28 of February off what is left."""
    slow, ramadan = marked(m2="slow"), Shock("ramadan", Decimal(-20))
    assert remark(slow, ramadan) == (
        "shock.already_slow",
        (Month(2027, 2), Month(2028, 2)),
    )
    found = project(struck(slow, ramadan).plan, 2)
    assert found.profit.income[0].amounts[1] == 3900 * Decimal("0.7") * Decimal("0.85")


@pytest.mark.parametrize(
    ("plan", "given", "expected"),
    [
        (marked(m2="good"), Shock("ramadan", Decimal(-20)), ("", ())),
        (marked(m2="closed"), Shock("ramadan", Decimal(-20)), ("", ())),
        (marked(m5="slow"), Shock("ramadan", Decimal(-20)), ("", ())),
        (
            marked(m1="slow", m2="slow", m3="slow"),
            Shock("ramadan", Decimal(-20), Month(2028, 2)),
            ("shock.already_slow", (Month(2028, 1), Month(2028, 2))),
        ),
        (
            marked(m5="good"),
            Shock("eid_peak", Decimal(30)),
            ("shock.already_good", (Month(2027, 5), Month(2028, 5))),
        ),
        (marked(m5="slow"), Shock("eid_peak", Decimal(30)), ("", ())),
        (
            marked(m2="slow"),
            Shock("rainy_month", Decimal(-20), Month(2027, 2), 2),
            ("shock.already_slow", (Month(2027, 2),)),
        ),
        (
            marked(m2="slow"),
            Shock("ill_two_weeks", Decimal(14), Month(2027, 2)),
            ("", ()),
        ),
        (
            marked(m2="slow"),
            Shock("stall_removed", Decimal(-70), Month(2027, 2), 1),
            ("", ()),
        ),
    ],
)
def test_only_what_comes_every_year_may_be_in_the_rhythm_already(
    plan: BusinessPlan, given: Shock, expected: tuple[str, object]
) -> None:
    assert remark(plan, given) == expected


@pytest.mark.parametrize(
    ("key", "size", "expected"),
    [
        ("ramadan", 100, "shock.sells_more"),
        ("ramadan", -20, ""),
        ("eid_peak", 150, ""),
        ("input_price_up", 20, ""),
    ],
)
def test_a_hard_moment_that_helps_is_pointed_out(
    key: str, size: int, expected: str
) -> None:
    month = None if KNOWN[key].recurs else Month(2027, 2)
    assert remark(PLAIN, Shock(key, Decimal(size), month))[0] == expected


def test_for_a_tailor_ramadan_sells_more_and_says_so_with_its_sign() -> None:
    plan, sector = sample("thiam_couture.case.json")
    usual = shock(KNOWN["ramadan"], sector)
    fr, en = words("fr"), words("en")
    (found,) = struck(plan, usual).findings
    assert found.code == "shock.sells_more"
    assert "augmente ici les ventes de 100\u202f%" in fr.finding(found)
    told = [scenario_words.shock(usual, KNOWN, said) for said in (fr, en)]
    assert told == ["Ramadan · +100\u202f% de ventes", "Ramadan · +100% of sales"]
    nothing = replace(usual, size=ZERO)
    assert scenario_words.shock(nothing, KNOWN, en) == "Ramadan · 0%"
    dearer = Shock("input_price_up", Decimal(20), Month(2027, 2), 6)
    assert "sales" not in scenario_words.shock(dearer, KNOWN, en)


def test_the_months_of_awa_already_count_ramadan_and_the_eids() -> None:
    """Her February is slow, her March and May are good."""
    plan, sector = sample("awa_coiffure.case.json")
    given = (shock(KNOWN["ramadan"], sector), shock(KNOWN["eid_peak"], sector))
    applied = struck(plan, *given)
    assert codes(applied) == [
        ("shock.already_slow", "shocks.0.size"),
        ("shock.already_good", "shocks.1.size"),
    ]
    for language in ("fr", "ar", "en"):
        said = words(language).finding(applied.findings[0])
        assert words(language).localised(KNOWN["ramadan"].label) in said
        assert words(language).month_long(Month(2028, 2)) in said


def test_every_kind_of_effect_is_used_by_some_shock() -> None:
    used = {effect.kind for kind in KNOWN.values() for effect in kind.effect}
    assert used == set(EffectKind)
