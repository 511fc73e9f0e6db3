import csv
import runpy
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from workbench import paths
from workbench.knowledge import catalogue, wording
from workbench.knowledge.catalogue import Choice, ReferenceUnknown

REFERENCE = paths.data() / "reference"
FILES = sorted(REFERENCE.glob("*.csv"))
ABOUT = {
    "title",
    "source",
    "date",
    "licence",
    "credit",
    "checked_on",
    "confidence",
    "changes",
}
LANGUAGES = pytest.mark.parametrize("language", wording.LANGUAGES)


def codes(choices: tuple[Choice, ...]) -> list[str]:
    return [choice.code for choice in choices]


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_list_says_where_it_comes_from(file: Path) -> None:
    about = tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))
    assert set(about) == ABOUT
    assert all(about[key] for key in ABOUT - {"credit"})
    assert isinstance(about["checked_on"], date)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_row_fills_the_columns_of_its_head(file: Path) -> None:
    found = rows(file.stem)
    assert found
    assert all(None not in row and None not in row.values() for row in found)


@LANGUAGES
@pytest.mark.parametrize("source", ["countries", "languages", "regions", "sectors"])
def test_every_pick_list_has_distinct_codes_and_a_label_each(
    source: str, language: str
) -> None:
    choices = catalogue.options(source, language)
    assert len(set(codes(choices))) == len(choices) > 10
    assert len({choice.label for choice in choices}) == len(choices)
    assert all(choice.label.strip() for choice in choices)


def test_an_unknown_pick_list_is_refused_by_name() -> None:
    with pytest.raises(ReferenceUnknown) as refused:
        catalogue.options("planets", "fr")
    assert refused.value.facts == {"kind": "options", "key": "planets"}


def test_countries_met_in_morocco_come_first_and_in_alphabetical_order() -> None:
    labels = [choice.label for choice in catalogue.countries("fr")]
    assert labels[:6] == [
        "Algérie",
        "Bénin",
        "Burkina Faso",
        "Cameroun",
        "Congo",
        "Côte d’Ivoire",
    ]
    assert labels.index("Égypte") < labels.index("Équateur") < labels.index("Fidji")


def test_countries_go_by_the_name_their_people_prefer() -> None:
    names = {choice.code: choice.label for choice in catalogue.countries("ar")}
    assert names["CI"] == "كوت ديفوار"
    assert names["CD"] == "جمهورية الكونغو الديمقراطية"


@LANGUAGES
def test_western_sahara_is_no_nationality(language: str) -> None:
    assert "EH" not in codes(catalogue.countries(language))
    assert "MA" in codes(catalogue.countries(language))


def test_languages_of_the_screens_then_of_the_country_come_first() -> None:
    assert codes(catalogue.languages("fr"))[:5] == ["fr", "ar", "en", "ary", "zgh"]
    assert catalogue.languages("fr")[0].label == "Français"


def test_there_are_twelve_regions_and_the_programmes_two_come_first() -> None:
    found = codes(catalogue.regions("fr"))
    assert found[:3] == ["04", "06", "01"]
    assert sorted(found) == [f"{number:02d}" for number in range(1, 13)]
    assert catalogue.regions("ar")[0].label == "الرباط-سلا-القنيطرة"


def test_a_programme_region_offers_its_communes_and_arrondissements() -> None:
    names = {choice.code: choice.label for choice in catalogue.places("04", "fr")}
    assert names["04.441.01.0"] == "Salé"
    assert names["04.421.01.09"] == "Yacoub El Mansour"
    assert "04.421" not in names


def test_another_region_offers_its_provinces() -> None:
    assert "Tétouan" in [choice.label for choice in catalogue.places("01", "fr")]
    assert all(len(code) == 6 for code in codes(catalogue.places("01", "fr")))


@LANGUAGES
def test_every_region_offers_places_of_its_own(language: str) -> None:
    for region in codes(catalogue.regions(language)):
        found = catalogue.places(region, language)
        assert found
        assert all(code.startswith(f"{region}.") for code in codes(found))


def test_an_unknown_region_is_refused_by_name() -> None:
    with pytest.raises(ReferenceUnknown) as refused:
        catalogue.places("13", "fr")
    assert refused.value.facts == {"kind": "region", "key": "13"}


def test_a_place_belongs_to_the_region_of_its_code() -> None:
    parents = {row["hcp_code"]: row["parent_hcp_code"] for row in rows("places")}
    for code, parent in parents.items():
        assert parent in parents or (parent == "" and len(code) == 2)
        assert code.startswith(parent[:2])


def test_a_trade_says_how_the_tax_rules_call_it() -> None:
    snack = catalogue.sector("snack")
    assert snack.ae_branch == "services"
    assert snack.cpu_group == "services"
    assert snack.cpu_coefficient == Decimal("0.1")
    assert not snack.is_cpu_inferred
    assert (snack.isic, snack.nace) == (("5610",), ("56.10",))
    assert snack.labels["en"] == "Snack bar, fast food, takeaway"


def test_a_trade_shut_out_of_the_contribution_has_no_coefficient() -> None:
    translation = catalogue.sector("translation")
    assert translation.cpu_group == "excluded"
    assert translation.cpu_coefficient is None


def test_every_trade_on_offer_can_be_looked_up() -> None:
    for code in codes(catalogue.sectors("fr")):
        trade = catalogue.sector(code)
        has_coefficient = trade.cpu_coefficient is not None
        assert has_coefficient == (trade.cpu_group not in {"excluded", "outside"})
        assert trade.ae_branch in {"goods", "services", "none"}
        assert trade.cpu_coefficient is None or 0 < trade.cpu_coefficient < 1


def test_an_unknown_trade_is_refused_by_name() -> None:
    with pytest.raises(ReferenceUnknown) as refused:
        catalogue.sector("piracy")
    assert refused.value.facts == {"kind": "sector", "key": "piracy"}


def test_a_year_knows_its_public_holidays_in_order() -> None:
    found = catalogue.holidays(2027)
    assert found[0].key == "new_year"
    assert {season.kind for season in found} == {"public_holiday"}
    assert [s.first for s in found] == sorted(s.first for s in found)
    throne = next(season for season in found if season.key == "throne_day")
    assert (throne.first, throne.tolerance_days) == (date(2027, 7, 30), 0)


def test_ramadan_comes_twice_in_2030_and_crosses_into_2031() -> None:
    ramadans = [s for s in catalogue.seasons(2030) if s.key == "ramadan"]
    assert [s.first for s in ramadans] == [date(2030, 1, 5), date(2030, 12, 26)]
    assert ramadans[1] in catalogue.seasons(2031)
    assert ramadans[0].tolerance_days == 1


def test_a_year_beyond_the_file_has_no_holidays() -> None:
    assert catalogue.holidays(2040) == ()


def test_each_term_has_a_name_and_a_definition_in_three_languages() -> None:
    terms = catalogue.terms()
    assert len({term.id for term in terms}) == len(terms)
    for term in terms:
        texts = [*term.names.values(), *term.definitions.values()]
        assert all(text.strip() for text in texts), term.id


def test_the_glossary_page_is_current() -> None:
    root = Path(__file__).resolve().parents[2]
    tool = runpy.run_path(str(root / "tools" / "glossary.py"))
    current = tool["page"](catalogue.terms())
    assert tool["PAGE"].read_text(encoding="utf-8") == current
