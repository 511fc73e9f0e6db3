"""The files of shocks: complete, in three languages, with sizes that hold together."""

from decimal import Decimal
from pathlib import Path

import pytest

from workbench import paths
from workbench.knowledge import catalogue, shocks
from workbench.knowledge.catalogue import ReferenceUnknown
from workbench.knowledge.questions import KnowledgeFileInvalid
from workbench.knowledge.shocks import ShockKind, ShockUnknown
from workbench.knowledge.trades import SUGGESTION

KINDS = shocks.kinds()
EXPECTED = {
    "ill_two_weeks",
    "stall_removed",
    "ramadan",
    "eid_peak",
    "rainy_month",
    "supplier_wants_cash",
    "main_customer_late",
    "main_customer_never_pays",
    "input_price_up",
    "stock_theft",
    "start_two_months_late",
    "permit_renewal_month",
    "money_home",
    "birth",
    "school_start",
    "machine_breaks",
}
LONGEST_LABEL = 40
TWICE = '{sectors = ["care", "care"], size = -5, source = "suggestion"}'
GOOD = """
key = "hail"
label = {fr = "Grêle", en = "Hail", ar = "برد"}
explanation = {fr = "Il grêle.", en = "It hails.", ar = "ينزل البرد."}
unit = "percent"
size = -10
lowest = -100
highest = 0
step = 5
source = "suggestion"
window = {months = 1}
effect = [{kind = "sales"}]
"""


def test_the_shocks_are_those_that_people_ask_for() -> None:
    assert set(KINDS) == EXPECTED


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_words_fit_a_button_and_are_sentences(kind: ShockKind) -> None:
    for language in ("fr", "en", "ar"):
        assert 0 < len(kind.label[language]) <= LONGEST_LABEL
        assert kind.explanation[language].endswith(".")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_size_has_a_source_or_says_that_it_is_a_suggestion(
    kind: ShockKind,
) -> None:
    for source in (kind.source, *(size.source for size in kind.sizes)):
        if source == SUGGESTION:
            continue
        texts = dict(source)
        assert set(texts) == {"fr", "en", "ar"}
        addresses = {text.partition("https://")[2] for text in texts.values()}
        assert len(addresses) == 1
        assert any(addresses) or texts["en"].startswith("Suggestion")


def test_a_trade_has_its_own_size_and_source() -> None:
    kind = KINDS["ramadan"]
    assert kind.size_in("snack") == -70
    assert "100 to 30" in dict(kind.source_in("snack"))["en"]
    assert kind.size_in("hair_beauty") == kind.size_in("") == -20
    assert kind.source_in("") == SUGGESTION
    assert KINDS["input_price_up"].size_in("transport_delivery") == Decimal("11.5")


def test_what_a_person_has_to_say_of_each_shock() -> None:
    assert KINDS["ramadan"].recurs
    assert not KINDS["ramadan"].needs_month
    assert KINDS["birth"].needs_month
    assert KINDS["birth"].has_duration
    assert not KINDS["start_two_months_late"].needs_month
    assert not KINDS["ill_two_weeks"].has_duration


def test_an_unknown_shock_is_refused_by_its_key() -> None:
    assert shocks.kind_of("birth") is KINDS["birth"]
    with pytest.raises(ShockUnknown) as refused:
        shocks.kind_of("war")
    assert refused.value.facts == {"key": "war"}


def read(folder: Path, text: str, name: str = "01_hail.toml") -> ShockKind:
    (folder / "shocks").mkdir()
    (folder / "shocks" / name).write_text(text, encoding="utf-8")
    (kind,) = shocks.kinds.__wrapped__().values()
    return kind


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of data of its own, with the calendar and trades already read."""
    catalogue.occurrences("ramadan")
    catalogue.sector("grocery")
    monkeypatch.setattr(paths, "data", lambda: tmp_path)
    return tmp_path


def test_a_file_that_holds_together_is_read(folder: Path) -> None:
    assert read(folder, GOOD).size == -10


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (', ar = "برد"', "", "fr, en and ar"),
        ("size = -10", "size = 10", "out of its bounds"),
        ("window = {months = 1}", "", "one of them"),
        ("months = 1", "months = 1, days = 3", "one of them"),
        ("months = 1", "months = 1, days_before = 3", "days before no season"),
        ("months = 1", 'seasons = ["carnival"]', "carnival"),
        ('unit = "percent"', 'unit = "dirhams"', "an amount is in dirhams"),
        ('{kind = "sales"}', '{kind = "paid"}', "an amount is in dirhams"),
        ('{kind = "sales"}', '{kind = "late", of = "fixed_costs"}', "only an amount"),
        ('{kind = "sales"}', '{kind = "war"}', "kind"),
        ('"suggestion"', '""', "source"),
        ("step = 5", "step = 0", "step"),
        ("step = 5", "step = 5\ncolour = 1", "colour"),
        ('key = "hail"', 'key = "snow"', "snow"),
        (
            "step = 5",
            'step = 5\nsizes = [{sectors = ["war"], size = -5, source = "suggestion"}]',
            "war",
        ),
        (
            "step = 5",
            f"step = 5\nsizes = [{TWICE}]",
            "two sizes",
        ),
        ("size = -10", "size = ", "Invalid value"),
    ],
)
def test_a_file_that_breaks_its_rules_is_refused_by_name(
    folder: Path, old: str, new: str, problem: str
) -> None:
    assert old in GOOD
    with pytest.raises(KnowledgeFileInvalid) as refused:
        read(folder, GOOD.replace(old, new, 1))
    assert refused.value.facts["file"] == "01_hail.toml"
    assert problem in str(refused.value.facts["problem"])


def test_a_length_needs_effects_of_fixed_size(folder: Path) -> None:
    text = GOOD.replace("window = {months = 1}", "").replace(
        'unit = "percent"\nsize = -10', 'unit = "days"\nsize = -10'
    )
    with pytest.raises(KnowledgeFileInvalid) as refused:
        read(folder, text)
    assert "needs fixed effects" in str(refused.value.facts["problem"])


def test_every_occurrence_of_a_season_is_found_in_order() -> None:
    found = catalogue.occurrences("ramadan")
    assert [season.first.year for season in found] == [
        2026,
        2027,
        2028,
        2029,
        2030,
        2030,
        2031,
    ]
    with pytest.raises(ReferenceUnknown):
        catalogue.occurrences("carnival")
