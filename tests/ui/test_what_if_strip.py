"""The what-if strip and the page of scenarios, in every state they can be in."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from workbench.exchange import case_file
from workbench.finance import forecast
from workbench.finance.scenarios import applying
from workbench.finance.scenarios.scenario import (
    Changes,
    ProductChanges,
    Scenario,
    Shock,
)
from workbench.journey import answers, cases, outlook, scenarios, what_if
from workbench.journey.desk import Desk
from workbench.knowledge import shocks, wording
from workbench.months import Month
from workbench.plan import answers as answering
from workbench.plan.business_plan import BusinessPlan
from workbench.ui import context, trial

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "awa_coiffure.case.json"
LOWEST = "février 2027"
CHEAPER = Scenario("", Changes(price_percent=Decimal(-10)))
BRAIDS = "Nattes collées"
DEARER_BRAIDS = Scenario(
    "", Changes(products=(ProductChanges(BRAIDS, price_percent=Decimal(5)),))
)
REWRITE = "what_if_rewrite"
SHORTER = Scenario("", Changes(loan_term_months=-6))


@pytest.fixture
def case_id(desk: Desk) -> str:
    return cases.import_file(desk, case_file.read(SAMPLE)).id


@pytest.fixture
def open_app(case_id: str) -> Callable[..., AppTest]:
    def opened(page: str = "forecast", language: str = "fr") -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
        app.session_state[context.CASE] = case_id
        app.session_state[context.LANGUAGE] = language
        app.run()
        return go(app, page)

    return opened


@pytest.fixture
def app(open_app: Callable[..., AppTest]) -> AppTest:
    """The forecast with the strip open."""
    return open_strip(open_app())


def open_strip(app: AppTest) -> AppTest:
    return app.toggle(key="what_if_open").set_value(True).run()


def go(app: AppTest, page: str) -> AppTest:
    return app.switch_page(str(Path("workbench/ui/pages") / f"{page}.py")).run()


def tap(app: AppTest, name: str, way: str = "less") -> AppTest:
    app.segmented_control(key=f"step-{name}").set_value(way).run()
    assert not app.exception
    return app


def add(app: AppTest, key: str) -> AppTest:
    app.pills(key="what_if_shock").set_value(key).run()
    assert not app.exception
    return app


def shown(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def tried(app: AppTest, case_id: str) -> Scenario:
    steps: tuple[trial.Step, ...] = app.session_state[f"trial/{case_id}"]
    return steps[-1].scenario


def name_asked(app: AppTest) -> TextInput:
    """The field for the name under which what is tried is kept; opens its form."""
    app.session_state["what_if_keep"] = True
    app.run()
    return next(t for t in app.text_input if str(t.key).startswith("what_if_keep_name"))


def choose_product(app: AppTest, name: str) -> AppTest:
    app.selectbox(key="what_if_product").set_value(name).run()
    assert not app.exception
    return app


def keep_products(desk: Desk, case_id: str, *names: str) -> None:
    """Leave in the plan as many products as names, so called."""
    seen = cases.show(desk, case_id)
    question = seen.questionnaire["products.list"]
    rows = [
        {
            c.id: answering.typed_of(c, row[c.id])
            for c in question.columns
            if c.id in row
        }
        for row in seen.answers.rows(question.id)
    ]
    left = [{**row, "name": name} for row, name in zip(rows, names, strict=False)]
    revision = seen.revision_of(question.id)
    answers.save(desk, case_id, question.id, left, expected_revision=revision)


def take_the_loan_out(desk: Desk, case_id: str) -> None:
    seen = cases.show(desk, case_id).revision_of("loan.wanted")
    answers.save(desk, case_id, "loan.wanted", "no", expected_revision=seen)


def test_a_tap_lowers_the_price_and_says_what_becomes_of_the_cash(
    app: AppTest, case_id: str
) -> None:
    tap(tap(app, "price_percent"), "price_percent")
    assert tried(app, case_id).changes == Changes(price_percent=Decimal(-10))
    assert "\u221210\u202f%" in app.segmented_control(key="step-price_percent").label
    told = shown(app)
    assert "Le mois le plus bas passe de 5\u202f739,92\u00a0DH à" in told
    assert LOWEST in told
    assert not app.error
    assert app.segmented_control(key="step-price_percent").value is None


def test_steps_are_taken_back_one_by_one_or_all_at_once(
    app: AppTest, case_id: str
) -> None:
    assert app.button(key="what_if_undo").disabled
    tap(tap(app, "price_percent"), "start_months", "more")
    app.button(key="what_if_undo").click().run()
    assert tried(app, case_id).changes == Changes(price_percent=Decimal(-5))
    app.button(key="what_if_reset").click().run()
    assert tried(app, case_id) == trial.NOTHING
    app.button(key="what_if_undo").click().run()
    assert tried(app, case_id).changes == Changes(price_percent=Decimal(-5))


def test_a_trial_says_what_becomes_of_the_year_and_of_the_cash(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    add(app, "ramadan")
    seen = outlook.look(desk, case_id, 24)
    plan, base = seen.assessment.plan, seen.assessment.forecast
    assert isinstance(plan, BusinessPlan)
    assert base is not None
    scenario = tried(app, case_id)
    changed = applying.apply(plan, scenario, shocks.kinds(), 24).plan
    found = forecast.project(changed, seen.parameters, 24)
    words = wording.words("fr")
    for after, before in (
        (sum(found.turnover[:12]), sum(base.turnover[:12])),
        (found.cash.closing[23], base.cash.closing[23]),
    ):
        assert after < before
        told = (
            f"{words.money(Decimal(after))} au lieu de {words.money(Decimal(before))}"
        )
        assert told in shown(app)


def test_each_tile_of_a_trial_has_that_of_the_plan_beside_it(app: AppTest) -> None:
    tap(app, "price_percent")
    assert shown(app).count("<dd>Plan : ") == 5
    assert "Plan : 5\u202f739,92\u00a0DH" in shown(app)
    assert "sans ces changements" in shown(app)
    app.toggle(key="what_if_open").set_value(False).run()
    assert "<dd>Plan : " not in shown(app)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("loan_amount", "18\u202f000\u00a0DH → 17\u202f500\u00a0DH"),
        ("start_months", "janv. 2027 → déc. 2026"),
        ("fixed_cost_percent", "\u22125\u202f% · 1\u202f890,50\u00a0DH"),
    ],
)
def test_a_step_shows_what_becomes_of_it(app: AppTest, name: str, told: str) -> None:
    tap(app, name)
    assert told in app.segmented_control(key=f"step-{name}").label


def test_what_an_event_cannot_do_is_said_under_it_with_its_name(
    app: AppTest,
) -> None:
    add(add(app, "ill_two_weeks"), "supplier_wants_cash")
    (warning,) = app.warning
    assert "payé comptant » ne change rien" in warning.value


def test_one_product_is_changed_alone_and_the_others_are_told(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    select = app.selectbox(key="what_if_product")
    assert select.value == ""
    assert select.options[:2] == ["Tous les produits", BRAIDS]
    tap(choose_product(app, BRAIDS), "price_percent")
    tap(app, "loan_term_months", "more")
    own = ProductChanges(BRAIDS, price_percent=Decimal(-5))
    assert tried(app, case_id).changes == Changes(products=(own,), loan_term_months=1)
    assert "\u22125" in app.segmented_control(key="step-price_percent").label
    assert f"{BRAIDS} : Prix de vente" not in shown(app)
    choose_product(app, "")
    assert "\u22125" not in app.segmented_control(key="step-price_percent").label
    assert f"{BRAIDS} : Prix de vente \u22125" in shown(app)
    name_asked(app).input("Nattes")
    app.button(key="what_if_keep_now").click().run()
    (kept,) = what_if.look(desk, case_id).scenarios
    assert kept.scenario == replace(tried(app, case_id), name="Nattes")


def test_what_changes_for_all_is_told_beside_what_changes_for_one(
    app: AppTest,
) -> None:
    tap(app, "price_percent")
    assert "Tous les produits : Prix de vente" not in shown(app)
    choose_product(app, BRAIDS)
    assert "\u22125" not in app.segmented_control(key="step-price_percent").label
    assert "Tous les produits : Prix de vente \u22125" in shown(app)


def test_a_plan_of_one_product_has_no_choice_of_one(
    desk: Desk, case_id: str, open_app: Callable[..., AppTest]
) -> None:
    keep_products(desk, case_id, BRAIDS)
    app = tap(open_strip(open_app()), "price_percent")
    assert "what_if_product" not in {select.key for select in app.selectbox}
    assert tried(app, case_id).changes == Changes(price_percent=Decimal(-5))


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_changes_of_a_product_that_left_are_told_and_can_be_put_back(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str, language: str
) -> None:
    scenarios.keep(desk, case_id, DEARER_BRAIDS, "Nattes chères")
    keep_products(desk, case_id, "Tresses")
    app = open_app("scenarios", language)
    assert app.button(key=f"mend-1-scenario.product_gone:changes.products.{BRAIDS}")
    go(app.button(key="scenario-1-try").click().run(), "forecast")
    assert not app.exception
    assert BRAIDS in app.warning[0].value
    tap(choose_product(app, BRAIDS), "price_percent")
    assert not app.warning
    assert tried(app, case_id) == trial.NOTHING
    assert "what_if_product" not in {select.key for select in app.selectbox}


def test_another_case_begins_with_all_its_products(app: AppTest, desk: Desk) -> None:
    choose_product(app, BRAIDS)
    other = case_file.read(SAMPLE.with_name("mariam_plats.case.json"))
    app.session_state[context.CASE] = cases.import_file(desk, other).id
    open_strip(go(app, "forecast"))
    assert not app.exception
    assert app.selectbox(key="what_if_product").value == ""


def test_a_step_the_plan_does_not_allow_says_why(app: AppTest, case_id: str) -> None:
    for _ in range(30):
        tap(app, "loan_grace_months")
        if "différé du plan" in shown(app):
            break
    assert "Choisissez un changement plus petit" in shown(app)
    assert "Trésorerie au bout" not in shown(app)
    assert tried(app, case_id).changes.loan_grace_months > -30


def test_a_hard_moment_is_added_dated_sized_and_removed(
    app: AppTest, case_id: str
) -> None:
    add(add(app, "ramadan"), "ill_two_weeks")
    add(app, "ill_two_weeks")
    struck = tried(app, case_id).shocks
    assert [shock.key for shock in struck] == ["ramadan", *["ill_two_weeks"] * 2]
    assert struck[0].month is None
    assert struck[1].month == Month(2027, 2)
    app.session_state["shock-1-open"] = True
    app.run()
    app.selectbox(key="shock-1-month").set_value(Month(2027, 6)).run()
    app.slider(key="shock-1-size").set_value(7.0).run()
    assert not app.exception
    assert tried(app, case_id).shocks[1] == Shock(
        "ill_two_weeks", Decimal(7), Month(2027, 6)
    )
    assert "Maladie · 7 jours · juin 2027" in " ".join(
        m.value.replace("\u00a0", " ") for m in app.markdown
    )
    app.button(key="shock-0-remove").click().run()
    assert [shock.key for shock in tried(app, case_id).shocks] == ["ill_two_weeks"] * 2


@pytest.mark.parametrize("key", list(shocks.kinds()))
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_hard_moment_can_be_looked_into(
    open_app: Callable[..., AppTest], key: str, language: str
) -> None:
    app = add(open_strip(open_app(language=language)), key)
    app.session_state["shock-0-open"] = True
    app.run()
    assert not app.exception
    assert app.slider(key="shock-0-size")


def test_without_a_loan_nothing_of_a_loan_can_be_changed(
    desk: Desk, case_id: str, open_app: Callable[..., AppTest]
) -> None:
    take_the_loan_out(desk, case_id)
    app = open_strip(open_app())
    offered = {control.key for control in app.segmented_control}
    assert "step-price_percent" in offered
    assert not any("loan" in str(key) for key in offered)
    assert "step-customer_delay_months" not in offered
    tap(app, "customer_share_points", "more")
    assert app.segmented_control(key="step-customer_delay_months")


def test_an_incomplete_plan_has_no_strip(
    desk: Desk, open_app: Callable[..., AppTest]
) -> None:
    app = open_app()
    app.session_state[context.CASE] = cases.create(desk).id
    go(app, "forecast")
    assert not app.exception
    assert not [t for t in app.toggle if t.key == "what_if_open"]


def test_what_is_tried_stays_with_its_case_and_never_enters_the_plan(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    before = cases.show(desk, case_id)
    tap(app, "price_percent")
    go(app, "checks")
    go(app, "forecast")
    assert app.toggle(key="what_if_open").value
    assert "\u22125\u202f%" in app.segmented_control(key="step-price_percent").label
    assert cases.show(desk, case_id).stored == before.stored
    app.session_state[context.CASE] = cases.import_file(desk, case_file.read(SAMPLE)).id
    go(app, "forecast")
    assert not app.toggle(key="what_if_open").value


def test_closed_the_strip_shows_the_plan_and_opened_again_what_was_tried(
    app: AppTest,
) -> None:
    tap(app, "price_percent")
    assert "passe de" in shown(app)
    app.toggle(key="what_if_open").set_value(False).run()
    assert "passe de" not in shown(app)
    assert not app.pills
    assert "passe de" in shown(open_strip(app))


def test_another_horizon_keeps_what_is_tried(app: AppTest) -> None:
    tap(app, "price_percent")
    app.segmented_control(key="horizon").set_value(36).run()
    assert not app.exception
    assert "passe de" in shown(app)


def test_what_is_tried_is_kept_under_a_name(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    tap(app, "price_percent")
    name_asked(app).input(" ")
    app.button(key="what_if_keep_now").click().run()
    assert "nom" in app.error[0].value
    before = name_asked(app).key
    name_asked(app).input("Mauvaise saison")
    app.button(key="what_if_keep_now").click().run()
    assert not app.error
    assert "Mauvaise saison" in app.success[0].value
    assert not name_asked(app).value
    assert name_asked(app).key != before
    (kept,) = what_if.look(desk, case_id).scenarios
    assert kept.scenario == Scenario(
        "Mauvaise saison", Changes(price_percent=Decimal(-5))
    )


def opened_in_the_strip(app: AppTest, position: int = 1) -> AppTest:
    go(app, "scenarios").button(key=f"scenario-{position}-try").click().run()
    go(app, "forecast")
    assert not app.exception
    return app


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_an_opened_scenario_is_kept_again_as_it_has_become(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str, language: str
) -> None:
    scenarios.keep(desk, case_id, CHEAPER, "Prix *bas*")
    app = opened_in_the_strip(open_app(language=language))
    assert app.button(key=REWRITE).disabled
    tap(app, "start_months", "more")
    assert "Prix \\*bas\\*" in app.button(key=REWRITE).label
    app.button(key=REWRITE).click().run()
    assert not app.error
    assert "Prix \\*bas\\*" in app.success[0].value
    assert app.button(key=REWRITE).disabled
    tap(app, "start_months", "more")
    app.button(key=REWRITE).click().run()
    (kept,) = what_if.look(desk, case_id).scenarios
    changes = Changes(price_percent=Decimal(-10), start_months=2)
    assert kept.scenario == Scenario("Prix *bas*", changes)


def test_what_was_opened_can_still_be_kept_as_new_and_is_then_that_one(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str
) -> None:
    scenarios.keep(desk, case_id, CHEAPER, "Prix bas")
    app = tap(opened_in_the_strip(open_app()), "start_months", "more")
    name_asked(app).input("Plus tard")
    app.button(key="what_if_keep_now").click().run()
    tap(app, "start_months", "more")
    assert "Plus tard" in app.button(key=REWRITE).label
    app.button(key=REWRITE).click().run()
    kept = [one.scenario for one in what_if.look(desk, case_id).scenarios]
    later = Changes(price_percent=Decimal(-10), start_months=2)
    assert kept == [replace(CHEAPER, name="Prix bas"), Scenario("Plus tard", later)]


def test_only_what_began_as_a_scenario_is_kept_into_it(
    app: AppTest, desk: Desk, case_id: str
) -> None:
    assert not offers_to_rewrite(app)
    scenarios.keep(desk, case_id, CHEAPER, "Prix bas")
    tap(app, "start_months", "more")
    opened_in_the_strip(app)
    assert offers_to_rewrite(app)
    app.button(key="what_if_undo").click().run()
    assert tried(app, case_id).changes == Changes(start_months=1)
    assert not offers_to_rewrite(app)
    app.button(key="what_if_reset").click().run()
    assert not offers_to_rewrite(app)
    app.button(key="what_if_undo").click().run()
    assert not offers_to_rewrite(app)


def offers_to_rewrite(app: AppTest) -> bool:
    return REWRITE in {button.key for button in app.button}


def test_two_windows_never_keep_over_each_other(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str
) -> None:
    kept = scenarios.keep(desk, case_id, CHEAPER, "Prix bas")
    app = tap(opened_in_the_strip(open_app()), "start_months", "more")
    elsewhere = scenarios.rewrite(
        desk, case_id, 1, SHORTER, expected_revision=kept.revision
    )
    app.button(key=REWRITE).click().run()
    assert "Prix bas" in app.error[0].value
    assert what_if.look(desk, case_id).scenarios == (elsewhere,)
    go(go(app, "scenarios"), "forecast")
    app.button(key=REWRITE).click().run()
    assert app.error
    opened_in_the_strip(app)
    app.button(key="what_if_undo").click().run()
    app.button(key=REWRITE).click().run()
    assert not app.error
    (now,) = what_if.look(desk, case_id).scenarios
    assert now.scenario.changes.start_months == 1


def test_a_scenario_renamed_and_chosen_in_this_window_can_be_kept_again(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str
) -> None:
    scenarios.keep(desk, case_id, CHEAPER, "Prix bas")
    app = tap(opened_in_the_strip(open_app()), "start_months", "more")
    go(app, "scenarios")
    rename = f"scenario-1-rename-{revision_in(app, 1)}"
    app.text_input(key=f"{rename}-name").input("Prix cassés")
    app.button(key=f"{rename}-now").click().run()
    app.button(key="scenario-1-choose").click().run()
    go(app, "forecast").button(key=REWRITE).click().run()
    assert not app.error
    assert "Prix cassés" in app.success[0].value
    (kept,) = what_if.look(desk, case_id).scenarios
    assert kept.is_chosen
    assert kept.scenario.changes.start_months == 1


def test_a_scenario_deleted_since_is_not_kept_again(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str
) -> None:
    kept = scenarios.keep(desk, case_id, CHEAPER, "Prix bas")
    app = tap(opened_in_the_strip(open_app()), "start_months", "more")
    scenarios.remove(desk, case_id, 1, expected_revision=kept.revision)
    app.button(key=REWRITE).click().run()
    assert app.error
    go(go(app, "scenarios"), "forecast")
    assert not offers_to_rewrite(app)
    assert tried(app, case_id).changes.start_months == 1


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_the_page_compares_the_plan_with_ten_scenarios(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str, language: str
) -> None:
    for number in range(10):
        scenarios.keep(desk, case_id, CHEAPER, f"**n°** {number} <b>")
    app = open_app("scenarios", language)
    assert not app.exception
    assert not app.error
    assert shown(app).count("<tr>") >= 11
    assert "&lt;b&gt;" in shown(app)
    assert all("**n°**" not in m.value for m in app.markdown)
    app.button(key="scenario-1-copy-" + revision_in(app, 1) + "-now").click().run()
    assert "10" in app.error[0].value
    assert app.button(key="to_checks")


def revision_in(app: AppTest, position: int) -> str:
    start = f"scenario-{position}-copy-"
    key = next(str(b.key) for b in app.button if str(b.key).startswith(start))
    return key.removeprefix(start).partition("-")[0]


def test_a_scenario_is_renamed_copied_chosen_and_deleted(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str
) -> None:
    scenarios.keep(desk, case_id, CHEAPER, "Prix bas")
    app = open_app("scenarios")
    rename = f"scenario-1-rename-{revision_in(app, 1)}"
    app.text_input(key=f"{rename}-name").input("Prix cassés")
    app.button(key=f"{rename}-now").click().run()
    app.button(key=f"scenario-1-copy-{revision_in(app, 1)}-now").click().run()
    app.button(key="scenario-2-choose").click().run()
    assert not app.exception
    assert not app.error
    kept = what_if.look(desk, case_id).scenarios
    assert [(k.scenario.name, k.is_chosen) for k in kept] == [
        ("Prix cassés", False),
        ("Prix cassés (copie)", True),
    ]
    app.button(key="scenario-1-delete-now").click().run()
    assert not app.error
    assert [k.position for k in what_if.look(desk, case_id).scenarios] == [2]


def test_a_second_window_is_told_and_loses_nothing(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str
) -> None:
    kept = scenarios.keep(desk, case_id, CHEAPER, "Prix bas")
    app = open_app("scenarios")
    scenarios.rename(desk, case_id, 1, "Ailleurs", expected_revision=kept.revision)
    app.button(key="scenario-1-delete-now").click().run()
    assert "Ailleurs" in app.error[0].value
    assert len(what_if.look(desk, case_id).scenarios) == 1


def test_a_scenario_that_no_longer_applies_says_where(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str
) -> None:
    scenarios.keep(desk, case_id, SHORTER, "Plus court")
    take_the_loan_out(desk, case_id)
    app = open_app("scenarios")
    assert not app.exception
    assert any("prêt" in m.value for m in app.markdown if "badge" in m.value)
    mend = "mend-1-scenario.no_loan:changes.loan_term_months"
    assert app.button(key=mend)


def test_a_kept_scenario_is_tried_again_in_the_forecast(
    open_app: Callable[..., AppTest], desk: Desk, case_id: str
) -> None:
    scenarios.keep(desk, case_id, CHEAPER, "Prix bas")
    app = open_app("scenarios")
    app.button(key="scenario-1-try").click().run()
    go(app, "forecast")
    assert "passe de" in shown(app)
    assert tried(app, case_id) == CHEAPER


def test_scenarios_of_an_incomplete_plan_are_listed(
    open_app: Callable[..., AppTest], desk: Desk
) -> None:
    app = open_app()
    empty = cases.create(desk).id
    app.session_state[context.CASE] = empty
    go(app, "scenarios")
    assert app.button(key="to_forecast")
    scenarios.keep(desk, empty, CHEAPER, "Un jour")
    go(app, "scenarios")
    assert not app.exception
    assert app.button(key="scenario-1-choose")
    assert app.info
