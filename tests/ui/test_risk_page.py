"""The risk page: words first, refusals beside what still works."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from workbench.exchange import case_file
from workbench.finance.scenarios.scenario import Changes, Scenario
from workbench.journey import cases, outlook, scenarios
from workbench.journey.desk import Desk
from workbench.ui import context

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
PAGE = "workbench/ui/pages/risk.py"
DRAWERS = {
    "risk_weighs": "Les quantités vendues",
    "risk_helps": "Durée la plus longue",
    "risk_limits": "Plus grand prélèvement",
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


def test_ranges_that_nobody_gave_are_said_to_be_guesses_with_the_way_to_them(
    desk: Desk,
) -> None:
    case_id = imported(desk)
    app = opened(case_id)
    text = said(app)
    guessed = "personne ne les a encore données"
    assert guessed in text
    assert not app.text_input
    app.button(key="to_ranges").click().run()
    assert not app.exception
    assert app.text_input(key=f"{case_id}/risk.volume_low")
    assert app.expander[0].label == "Dire ce qui peut changer"
    given = opened(imported(desk, risk__volume_low=60))
    assert guessed not in said(given)
    assert "to_ranges" not in [button.key for button in given.button]


def test_the_page_ends_with_the_next_step(desk: Desk) -> None:
    app = opened(imported(desk))
    app.button(key="to_checks").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Vérifications"]


def test_the_plan_is_drawn_among_the_lines_with_why_the_usual_is_lower(
    desk: Desk,
) -> None:
    case_id = imported(desk)
    app = opened(case_id)
    (picture,) = app.get("plotly_chart")
    lines = {line["name"]: line["y"] for line in json.loads(picture.proto.spec)["data"]}
    projected = outlook.look(desk, case_id).assessment.forecast
    assert projected is not None
    exact = [float(amount) for amount in projected.cash.closing]
    assert lines["Comme prévu"] == pytest.approx(exact, abs=0.51)
    (usual,) = (line for name, line in lines.items() if name.startswith("Habituel"))
    lower = exact[-1] - usual[-1]
    told = re.search(r"la ligne habituelle est ([\d\s]+)\sDH sous le plan", said(app))
    assert told
    assert int(re.sub(r"\s", "", told[1])) == pytest.approx(lower, abs=1.1)


def test_no_two_chances_of_one_thing_stand_on_the_page(desk: Desk) -> None:
    app = opened(imported(desk), risk_weighs=True)
    bodies = [element.proto.body for element in app.get("html")]
    (table,) = (body for body in bodies if body.startswith('<table class="wb-bars'))
    (caption,) = re.findall("<caption>(.*?)</caption>", table)
    (card,) = re.findall(r"<dd[^>]*>(\d+)\u202f%</dd>", said(app))[:1]
    assert re.findall(r"(\d+)\u202f%", caption) == [card]
    bars = [int(width) for width in re.findall(r"inline-size:(\d+)%", table)]
    points = [int(fall) for fall in re.findall(r">(\d+) points?<", table)]
    assert len(points) == len(bars) > 3
    assert bars == [round(100 * fall / max(points)) for fall in points]
    assert points[0] <= int(card)


def test_how_far_the_plan_can_go_says_no_chance_above_todays(desk: Desk) -> None:
    app = opened(imported(desk), risk_limits=True)
    assert not app.exception
    text = said(app)
    start = text.index("Jusqu&#x27;où aller") if "&#x27;où" in text else 0
    limits = text[text.index("Plus grand prélèvement") :]
    chances = [int(found) for found in re.findall(r"(\d+)\u202f%", limits)]
    assert start >= 0
    assert all(chance <= 10 for chance in chances)


def test_takings_are_named_where_they_replace_an_answer(desk: Desk) -> None:
    rows = [{"month": f"2025-{n:02}", "amount": 9000 + 300 * n} for n in range(1, 9)]
    app = opened(imported(desk, risk__takings=rows, risk__volume_low=55),
                 risk_ranges=True, risk_computed=True)  # fmt: skip
    assert not app.exception
    text = said(app)
    assert text.count("Remplacé par vos recettes passées.") == 2
    assert "carnet de recettes de 8 mois" in text.replace("\u00a0", " ")


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


def test_a_product_that_is_gone_is_named_here_and_among_the_checks(
    desk: Desk,
) -> None:
    gone = [{"product": "Vendu autrefois", "low": 50, "high": 150}]
    app = opened(imported(desk, risk__products=gone))
    assert not app.exception
    assert "Vendu autrefois" in said(app)
    checks = app.switch_page("workbench/ui/pages/checks.py").run()
    assert not checks.exception
    assert "Vendu autrefois" in said(checks)
    checks.button(key="mend-risk.product_gone:Vendu autrefois").click().run()
    assert not checks.exception
    assert "Ce qui peut changer" in [title.value for title in checks.title]


def test_what_cannot_help_says_why(desk: Desk) -> None:
    app = opened(imported(desk), risk_helps=True)
    assert "Ce qui ne peut pas aider" in said(app)
    assert "le meilleur essai" in said(app)
    assert "rien ne manque dans les prévisions" in said(app)


def test_without_a_loan_its_remedies_and_advice_say_so(desk: Desk) -> None:
    case_id = imported(desk, loan__wanted="no", startup__working_cash=0)
    app = opened(case_id, risk_helps=True)
    assert not app.exception
    for reason in (
        "le plan n'a pas de prêt à agrandir.",
        "le plan n'a pas de prêt à rembourser plus tard.",
        "Durée du prêt : le plan n'a pas de prêt",
    ):
        assert reason in said(app).replace("\u00a0", " ").replace("&#x27;", "'")


def test_a_chance_that_is_low_already_needs_no_remedy(desk: Desk) -> None:
    app = opened(imported(desk, **CERTAIN), risk_helps=True)
    assert "Le risque est déjà de" in said(app)
    assert "Ce qui ne peut pas aider" not in said(app)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_strokes_of_the_picture_are_named_above_it(
    desk: Desk, language: str
) -> None:
    app = opened(imported(desk), language=language)
    named = {"fr": ("Bas (5", "être sous zéro"), "ar": ("الأدنى (5", "تحت الصفر")}
    assert all(name in said(app) for name in named[language])
    (picture,) = app.get("plotly_chart")
    figure = json.loads(picture.proto.spec)
    assert len(figure["data"]) == 5
    assert not figure["layout"]["showlegend"]


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
