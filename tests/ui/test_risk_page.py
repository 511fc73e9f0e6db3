"""The risk page: words first, refusals beside what still works."""

import json
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from workbench.exchange import case_file
from workbench.finance.scenarios.scenario import Changes, Scenario
from workbench.journey import cases, scenarios
from workbench.journey.desk import Desk
from workbench.ui import context

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
PAGE = "workbench/ui/pages/risk.py"
DRAWERS = {
    "risk_weighs": "Les quantités vendues",
    "risk_helps": "Durée la plus courte",
    "risk_by_month": "févr. 2027",
    "risk_computed": "graine",
}
CERTAIN = {
    **{f"risk__{name}_{end}": 100 for name in ("volume", "price", "cost")
       for end in ("low", "high")},
    "risk__late_most": 0,
    "risk__bad_months_per_year": 0,
}  # fmt: skip


def imported(desk: Desk, name: str = "awa_coiffure", **changed: Any) -> str:
    read = json.loads((SAMPLES / f"{name}.case.json").read_text(encoding="utf-8"))
    for question, value in changed.items():
        key = question.replace("__", ".")
        read["answers"].pop(key, None)
        if value is not None:
            read["answers"][key] = value
    return cases.import_file(desk, case_file.parse(json.dumps(read))).id


def opened(case_id: str, **state: Any) -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60)
    app.session_state[context.CASE] = case_id
    app.run()
    for key, value in state.items():
        app.session_state[key] = value
    return app.switch_page(PAGE).run()


def said(app: AppTest) -> str:
    texts = [str(element.value) for element in (*app.markdown, *app.caption)]
    return " ".join(texts + [element.proto.body for element in app.get("html")])


@pytest.mark.parametrize("name", ["awa_coiffure", "mariam_plats", "thiam_couture"])
def test_the_risk_is_said_in_words_before_any_figure(desk: Desk, name: str) -> None:
    app = opened(imported(desk, name))
    assert not app.exception
    assert not app.error
    text = said(app)
    assert "projets comme celui-ci" in text
    assert text.index("projets comme celui-ci") < text.index('wb-figures"')


@pytest.mark.parametrize("form", ["auto_entrepreneur", "sarl", "cooperative"])
def test_the_page_opens_for_every_way_of_being_taxed(desk: Desk, form: str) -> None:
    app = opened(imported(desk, legal__form=form))
    assert not app.exception
    assert not app.error


def test_each_drawer_holds_its_part_only_while_it_is_open(desk: Desk) -> None:
    case_id = imported(desk)
    closed = said(opened(case_id))
    for key, text in DRAWERS.items():
        app = opened(case_id, **{key: True})
        assert not app.exception
        assert text in said(app)
        assert text not in closed


def test_a_plan_without_a_forecast_says_what_lacks(desk: Desk) -> None:
    app = opened(imported(desk, rhythm__months=None))
    assert not app.exception
    assert "prévisions" in app.info[0].value
    assert not app.get("plotly_chart")


def test_a_loan_that_nobody_can_repay_is_told_and_the_ranges_stay(desk: Desk) -> None:
    case_id = imported(desk, loan__term_months=6, loan__grace_months=6)
    app = opened(case_id, risk_ranges=True)
    assert not app.exception
    assert app.error
    assert any("mois habituel" in field.label for field in app.text_input)


def test_a_product_that_is_gone_is_named(desk: Desk) -> None:
    gone = [{"product": "Vendu autrefois", "low": 50, "high": 150}]
    app = opened(imported(desk, risk__products=gone))
    assert not app.exception
    assert "Vendu autrefois" in app.warning[0].value


def test_ranges_that_leave_nothing_open_are_said_to(desk: Desk) -> None:
    app = opened(imported(desk, **CERTAIN), risk_weighs=True, risk_helps=True)
    assert not app.exception
    assert "Rien ne varie" in said(app)


def test_a_range_that_cannot_be_is_asked_again_and_the_page_goes_on(
    desk: Desk,
) -> None:
    case_id = imported(desk)
    app = opened(case_id, risk_ranges=True)
    app.text_input(key=f"{case_id}/risk.volume_low").set_value("0").run()
    assert not app.exception
    assert any("100" in warning.value for warning in app.warning)
    assert "projets comme celui-ci" in said(app)


def test_a_range_that_is_said_changes_the_answer(desk: Desk) -> None:
    case_id = imported(desk)
    app = opened(case_id, risk_ranges=True)
    before = said(app)
    app.text_input(key=f"{case_id}/risk.volume_low").set_value("30").run()
    assert not app.exception
    assert said(app) != before
    assert cases.show(desk, case_id).answers.number("risk.volume_low") == 30


def test_products_are_chosen_among_those_of_the_plan(desk: Desk) -> None:
    case_id = imported(desk)
    app = opened(case_id, risk_ranges=True)
    key = f"{case_id}/risk.products/0/product"
    app.selectbox(key=key).select("Nattes collées").run()
    assert not app.exception
    assert not any("une ligne" in warning.value for warning in app.warning)
    (row,) = cases.show(desk, case_id).answers.rows("risk.products")
    assert row["product"] == "Nattes collées"


@pytest.mark.parametrize("runs", [2_000, 50_000])
def test_more_runs_are_surer(desk: Desk, runs: int) -> None:
    app = opened(imported(desk), risk_runs=runs, risk_computed=True)
    assert not app.exception
    assert f"{runs // 1000}\u202f000 tirages" in said(app)


def test_a_scenario_of_the_case_can_be_run_instead(desk: Desk) -> None:
    case_id = imported(desk)
    worse = Scenario("", Changes(price_percent=-30))  # type: ignore[arg-type]
    kept = scenarios.keep(desk, case_id, worse, "Prix bas")
    plain = said(opened(case_id))
    app = opened(case_id, risk_plan=kept.position)
    assert not app.exception
    assert said(app) != plain


def test_a_scenario_that_is_gone_gives_way_to_the_plan(desk: Desk) -> None:
    app = opened(imported(desk), risk_plan=9)
    assert not app.exception
    assert app.error
    assert "projets comme celui-ci" in said(app.run())


def test_a_notebook_is_shown_before_it_is_taken(desk: Desk) -> None:
    case_id = imported(desk)
    app = opened(case_id, risk_ranges=True)
    lines = "\n".join(f"2025-{n:02};{8000 + 100 * n}" for n in range(1, 13))
    uploader = app.get("file_uploader")[0]
    uploader.upload("carnet.csv", lines.encode(), "text/csv").run()  # type: ignore[attr-defined]
    assert not app.exception
    assert "de janvier 2025 à décembre 2025" in said(app)
    assert not cases.show(desk, case_id).answers.rows("risk.takings")
    app.button(key="risk_takings_accept").click().run()
    assert len(cases.show(desk, case_id).answers.rows("risk.takings")) == 12
    assert not app.exception
    assert not app.get("file_uploader")[0].value  # type: ignore[attr-defined]


def test_a_notebook_that_says_nothing_is_refused_by_its_line(desk: Desk) -> None:
    app = opened(imported(desk), risk_ranges=True)
    uploader = app.get("file_uploader")[0]
    uploader.upload("carnet.csv", b"2025-01;100\n2025-02;beaucoup").run()  # type: ignore[attr-defined]
    assert not app.exception
    assert "Ligne 2" in app.error[0].value
    assert "projets comme celui-ci" in said(app)
