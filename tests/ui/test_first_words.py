"""What a page says first: the language, whose case it is, what is not filled in."""

from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from workbench.exchange import case_file
from workbench.journey import answers, cases, consents
from workbench.journey.desk import Desk
from workbench.knowledge import wording
from workbench.people.consent import Purpose
from workbench.ui import context

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "awa_coiffure.case.json"


def opened(case_id: str, page: str, language: str = "fr") -> AppTest:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[context.LANGUAGE] = language
    app.session_state[context.CASE] = case_id
    app.run()
    return app.switch_page(f"workbench/ui/pages/{page}.py").run()


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("locale", "title"),
    [
        ("ar-MA", "الملفات"),
        ("en", "Cases"),
        ("fr-FR", "Dossiers"),
        ("es-ES", "Dossiers"),
        (None, "Dossiers"),
    ],
)
def test_a_first_visit_speaks_the_browsers_language_until_one_is_chosen(
    monkeypatch: pytest.MonkeyPatch, locale: str | None, title: str
) -> None:
    monkeypatch.setattr(ContextProxy, "locale", property(lambda _: locale))
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    assert app.run().title[0].value == title
    app.selectbox(key="language_choice").set_value("en").run()
    assert app.title[0].value == "Cases"


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_new_case_is_to_be_filled_in_and_not_blocked(
    desk: Desk, language: str
) -> None:
    words = wording.words(language)
    app = opened(cases.create(desk).id, "checks", language)
    assert not app.exception
    count = sum(button.label == words.text("Fill in") for button in app.button)
    told = words.count("{n} part to fill in", "{n} parts to fill in", count)
    assert count
    assert told in [heading.value for heading in app.subheader]
    texts = " ".join(text.value for text in app.markdown)
    assert words.text("Blocking") not in texts
    assert words.text("Mend") not in [button.label for button in app.button]


def test_what_is_wrong_stays_blocking_beside_what_is_not_filled_in(
    desk: Desk,
) -> None:
    case_id = cases.create(desk).id
    consents.give(desk, case_id, Purpose.COACHING, language="fr", read_aloud=True)
    answers.save(desk, case_id, "loan.fees", "peut-être", expected_revision=0)
    app = opened(case_id, "checks")
    assert not app.exception
    headings = [heading.value for heading in app.subheader]
    assert headings[0] == "1\u00a0point à corriger"
    assert headings[1].endswith("parties à compléter")
    badges = [text.value for text in app.markdown if "-badge[" in text.value]
    assert badges[0].startswith(":red-badge[Bloquant]")
    assert badges[1].startswith(":blue-badge[À compléter]")


def test_the_page_of_the_agreements_says_whose_they_are(desk: Desk) -> None:
    row = cases.import_file(desk, case_file.read(SAMPLE))
    captions = [caption.value for caption in opened(row.id, "consent").caption]
    assert any(row.number in caption and "Awa" in caption for caption in captions)


def test_each_field_of_a_table_has_its_name_its_help_and_its_example(
    desk: Desk,
) -> None:
    row = cases.import_file(desk, case_file.read(SAMPLE))
    grid, cards = "fixed_costs", "products"
    for section in (grid, cards):
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
        app.session_state[context.CASE] = row.id
        app.session_state[context.SECTION] = section
        app.run()
        app.switch_page("workbench/ui/pages/questions.py").run()
        assert not app.exception
        base = f"{row.id}/{section}.list"
        cells = [f for f in (*app.text_input, *app.selectbox) if f"{base}/" in f.key]
        assert cells
        assert not any(cell.proto.label_visibility.value for cell in cells)
        assert app.button(key=f"{base}#remove0").label == "Supprimer"
    price = app.text_input(key=f"{base}/0/price")
    assert price.placeholder == "ex. : 330"
    hints = [element.proto.body for element in app.get("html")]
    assert any("Sans votre travail ni le loyer." in hint for hint in hints)
