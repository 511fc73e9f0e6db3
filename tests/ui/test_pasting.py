"""Lines copied from a spreadsheet, read into the cells of a table."""

from workbench.knowledge import questions, wording
from workbench.plan import answers as answering
from workbench.plan.answers import Unclear
from workbench.ui import pasting

WORDS = wording.words("fr")
ASKED = questions.load()


def test_columns_are_read_in_the_order_of_the_question() -> None:
    pasted = "Loyer\t1 250,50\tPar mois\nEau\t٣٠٠\tPar mois\n"
    lines = pasting.read(ASKED["fixed_costs.list"], pasted, WORDS)
    assert [line["label"] for line in lines] == ["Loyer", "Eau"]
    read = answering.parse(ASKED["fixed_costs.list"], lines)
    assert isinstance(read, tuple)
    amounts = [str(row["amount"]) for row in read if isinstance(row, dict)]
    assert amounts == ["1250.50", "300.00"]


def test_a_choice_is_found_by_its_words_whatever_the_accents() -> None:
    question = ASKED["equipment.list"]
    lines = pasting.read(question, "Fauteuil;1;1450;6;0;OUI;devis", WORDS)
    assert lines[0]["owned"] == "yes"


def test_what_is_no_choice_stays_as_typed_and_is_asked_about() -> None:
    question = ASKED["fixed_costs.list"]
    lines = pasting.read(question, "Loyer;1200;souvent", WORDS)
    assert lines[0]["frequency"] == "souvent"
    read = answering.parse(question, lines)
    assert isinstance(read, tuple)
    row = read[0]
    assert isinstance(row, dict)
    assert isinstance(row["frequency"], Unclear)
