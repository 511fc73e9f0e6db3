import string
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import money, paths
from workbench.errors import WorkbenchError
from workbench.findings import Finding, Level
from workbench.knowledge import wording
from workbench.knowledge.wording import LanguageUnknown, Sentence, words
from workbench.months import Month

FR, AR, EN = words("fr"), words("ar"), words("en")
FORMS = {"", "money", "number", "percent", "long", "days", "months", "years"}
amounts = st.decimals(0, 10**9, places=2)


class PaymentRefused(WorkbenchError):
    code = "payment.refused"


def visible(text: str) -> str:
    """Return the text without isolates, ordinary spaces in place of the others."""
    bare = text.translate(dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")))
    return bare.replace("\u202f", " ").replace("\u00a0", " ")


def finding(code: str = "cash.negative", **facts: object) -> Finding:
    return Finding(code, Level.BLOCKING, "financing.sources", facts=facts)


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch) -> "SayAs":
    return SayAs(monkeypatch)


class SayAs:
    """Puts one sentence under `cash.negative` and `payment.refused`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(
        self, text: Mapping[str, str], remedy: Mapping[str, str] | None = None
    ) -> None:
        sentence = Sentence(text, remedy or {})
        found = {"cash.negative": sentence, "payment.refused": sentence}
        self._monkeypatch.setattr(wording, "sentences", lambda _kind: found)


def test_dirhams_are_written_as_moroccan_papers_write_them() -> None:
    assert FR.money(Decimal("1250.5")) == "1\u202f250,50\u00a0DH"
    assert AR.money(Decimal("1250.5")) == "\u20681\u202f250,50\u00a0درهم\u2069"
    assert EN.money(Decimal("1250.5")) == "MAD\u00a01,250.50"


def test_a_whole_amount_shows_no_centimes() -> None:
    shown = [visible(w.money(Decimal("2500.00"))) for w in (FR, AR, EN)]
    assert shown == ["2 500 DH", "2 500 درهم", "MAD 2,500"]


def test_an_amount_is_rounded_half_up_to_the_centime_before_it_is_written() -> None:
    assert visible(FR.money(Decimal("0.005"))) == "0,01 DH"
    assert visible(FR.money(Decimal("0.995"))) == "1 DH"
    assert visible(FR.money(Decimal("-0.001"))) == "0 DH"


def test_a_negative_amount_keeps_its_minus_beside_the_digits() -> None:
    assert FR.money(Decimal(-1250)) == "\u22121\u202f250\u00a0DH"
    assert EN.money(Decimal(-1250)) == "\u2212MAD\u00a01,250"
    assert "\u2066\u22121\u202f250\u2069" in AR.money(Decimal(-1250))


def test_a_column_of_dirhams_goes_without_the_unit() -> None:
    assert FR.amount(Decimal("1250.50")) == "1\u202f250,50"
    assert FR.amount(Decimal(-1250)) == "\u22121\u202f250"


@given(amount=amounts)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_written_amount_is_read_back_as_it_was(
    language: str, amount: Decimal
) -> None:
    written = words(language).money(amount)
    assert money.parse(written) == money.Understood(money.dirhams(amount))


@given(amount=st.decimals(-(10**9), 10**9, places=2))
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_no_amount_can_break_over_two_lines_or_use_eastern_digits(
    language: str, amount: Decimal
) -> None:
    written = words(language).money(amount)
    assert " " not in written
    assert all(c in string.digits for c in written if c.isdigit())


def test_a_number_keeps_the_decimals_it_has_unless_told_how_many() -> None:
    assert FR.number(Decimal("1234567.50")) == "1\u202f234\u202f567,5"
    assert FR.number(Decimal("12.345"), 2) == "12,35"
    assert FR.number(Decimal("1E+3")) == "1\u202f000"
    assert EN.number(Decimal("1234.5"), 2) == "1,234.50"
    assert AR.number(Decimal("-1.5")) == "\u2066\u22121,5\u2069"


def test_a_fraction_is_written_as_a_percentage_with_two_decimals_at_most() -> None:
    assert FR.percent(Decimal("0.125")) == "12,5\u202f%"
    assert FR.percent(Decimal("0.2109")) == "21,09\u202f%"
    assert FR.percent(Decimal(10)) == "1\u202f000\u202f%"
    assert FR.percent(Decimal("-0.03")) == "\u22123\u202f%"
    assert FR.percent(Decimal(1) / 3) == "33,33\u202f%"
    assert EN.percent(Decimal("0.125")) == "12.5%"
    assert AR.percent(Decimal("0.125")) == "\u206612,5\u202f%\u2069"


def test_a_day_is_written_day_month_year_with_plain_slashes() -> None:
    day = date(2026, 11, 3)
    assert [FR.date(day), EN.date(day)] == ["03/11/2026", "03/11/2026"]
    assert AR.date(day) == "\u206603/11/2026\u2069"


def test_a_long_date_uses_moroccan_month_names_and_a_word_for_the_first() -> None:
    assert FR.date_long(date(2026, 11, 23)) == "23 novembre 2026"
    assert FR.date_long(date(2026, 12, 1)) == "1er décembre 2026"
    assert AR.date_long(date(2026, 11, 23)) == "23 نونبر 2026"
    assert AR.date_long(date(2026, 12, 1)) == "فاتح دجنبر 2026"
    assert EN.date_long(date(2026, 12, 1)) == "1 December 2026"


def test_months_have_a_short_and_a_long_form() -> None:
    assert [FR.month(Month(2027, 1)), FR.month_long(Month(2027, 8))] == [
        "janv. 2027",
        "août 2027",
    ]
    assert [AR.month(Month(2027, 7)), AR.month_long(Month(2027, 5))] == [
        "يوليوز 2027",
        "ماي 2027",
    ]
    assert [EN.month(Month(2027, 9)), EN.month_name(9)] == ["Sep 2027", "September"]


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, "0 يوم"),
        (1, "يوم واحد"),
        (2, "يومان"),
        (3, "3 أيام"),
        (10, "10 أيام"),
        (11, "11 يوما"),
        (99, "99 يوما"),
        (100, "100 يوم"),
        (102, "102 يوم"),
        (103, "103 أيام"),
        (111, "111 يوما"),
    ],
)
def test_an_arabic_noun_agrees_with_its_number(n: int, shown: str) -> None:
    assert visible(AR.days(n)) == shown


def test_a_french_noun_is_plural_from_two_on() -> None:
    assert [visible(FR.days(n)) for n in (0, 1, 2)] == ["0 jour", "1 jour", "2 jours"]
    assert [visible(FR.years(n)) for n in (1, 2)] == ["1 an", "2 ans"]
    assert visible(FR.months(24)) == "24 mois"
    assert [EN.months(n) for n in (0, 1, 2)] == ["0 months", "1 month", "2 months"]


def test_a_label_table_without_the_language_is_read_in_french() -> None:
    assert EN.localised({"fr": "Loyer", "en": "Rent"}) == "Rent"
    assert AR.localised({"fr": "Loyer", "ar": ""}) == "Loyer"
    assert AR.localised({}) == ""


def test_an_unknown_message_is_said_in_its_own_words() -> None:
    assert FR.text("A message that no catalogue has") == (
        "A message that no catalogue has"
    )


def test_what_arabic_lacks_is_said_in_french(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    french = wording._translations("fr")
    folder = tmp_path / "locale" / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    half = 'msgid "yes"\nmsgstr "نعم"\n\nmsgid "no"\nmsgstr ""\n'
    (folder / "workbench.po").write_text(half, encoding="utf-8")
    monkeypatch.setattr(paths, "data", lambda: tmp_path)
    arabic = wording._translations.__wrapped__("ar")
    assert [arabic.gettext("yes"), arabic.gettext("no")] == ["نعم", "non"]
    assert french.gettext("no") == "non"


def test_facts_fill_a_message_and_a_lacking_one_shows_as_an_ellipsis() -> None:
    assert EN.text("{a} and {b}", a="rent") == "rent and …"
    assert EN.count("{n} of {all}", "{n} of {all}", 2, all="9") == "2 of 9"


def test_a_message_without_facts_may_hold_braces() -> None:
    assert EN.text("{not a fact") == "{not a fact"


def test_every_language_has_a_direction() -> None:
    shown = [words(language).direction for language in wording.LANGUAGES]
    assert shown == ["ltr", "rtl", "ltr"]


def test_another_language_is_refused_by_name() -> None:
    with pytest.raises(LanguageUnknown) as refused:
        words("de")
    assert refused.value.facts == {"language": "de"}


def test_user_text_is_isolated_where_its_direction_could_differ() -> None:
    assert AR.isolate("Awa") == "\u2068Awa\u2069"
    assert FR.isolate("أمينة") == "\u2068أمينة\u2069"
    assert FR.isolate("Awa & Fils") == "Awa & Fils"
    assert AR.isolate("") == ""


def test_a_finding_is_said_with_its_facts_written_by_type(say: SayAs) -> None:
    say({"fr": "{cash} le {day}, {month}, {n}, {name}, {ok}, {names}, {none}"})
    problem = finding(
        cash=Decimal(-1250),
        day=date(2027, 1, 2),
        month=Month(2027, 1),
        n=1200,
        name="Awa",
        ok=True,
        names=("riz", "huile"),
        none=None,
    )
    assert visible(FR.finding(problem)) == (
        "−1 250 DH le 02/01/2027, janvier 2027, 1 200, Awa, oui, riz, huile, …"
    )


def test_a_template_may_name_the_form_of_a_fact(say: SayAs) -> None:
    say({"fr": "{share:percent} {late:days} {term:months} {since:long} {many:number}"})
    problem = finding(
        share=Decimal("0.4"),
        late=1,
        term=Decimal(2),
        since=date(2026, 12, 1),
        many=Decimal("1.5"),
    )
    assert visible(FR.finding(problem)) == "40 % 1 jour 2 mois 1er décembre 2026 1,5"


def test_a_table_of_labels_is_said_in_the_language(say: SayAs) -> None:
    say({"fr": "{what}", "ar": "{what}"})
    problem = finding(what={"fr": "Pluie", "ar": "مطر", "en": "Rain"})
    assert (FR.finding(problem), words("ar").finding(problem)) == ("Pluie", "مطر")


def test_braces_in_a_persons_text_stay_as_typed(say: SayAs) -> None:
    say({"fr": "Produit : {name}"})
    assert FR.finding(finding(name="{cash} {0.__class__}")) == (
        "Produit : {cash} {0.__class__}"
    )


def test_a_fact_that_is_lacking_does_not_stop_the_sentence(say: SayAs) -> None:
    say({"fr": "Il manque {cash:money}."})
    assert FR.finding(finding()) == "Il manque …."


def test_a_finding_tells_what_to_do_when_that_is_written(say: SayAs) -> None:
    say({"fr": "Il manque {cash}."}, {"fr": "Ajoutez {cash} d'apport."})
    assert visible(FR.remedy(finding(cash=Decimal(5)))) == "Ajoutez 5 DH d'apport."


def test_a_finding_without_remedy_says_nothing_more(say: SayAs) -> None:
    say({"fr": "Il manque {cash}."})
    assert FR.remedy(finding(cash=Decimal(5))) == ""
    assert FR.remedy(finding("no.such.code")) == ""


def test_an_error_is_said_in_the_readers_language(say: SayAs) -> None:
    say({"fr": "Refusé : {name}", "ar": "غير ممكن: {name}"})
    assert AR.error(PaymentRefused(name="AB12")) == "غير ممكن: \u2068AB12\u2069"


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_a_code_without_words_gets_a_general_sentence(language: str) -> None:
    said = words(language)
    assert "no.such.code" in said.finding(finding("no.such.code"))
    assert "error" in said.error(WorkbenchError())


def test_files_of_sentences_are_read_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "wording"
    folder.mkdir()
    (folder / "errors.toml").write_text('["a.b"]\nfr = "un"\n', encoding="utf-8")
    second = '["c.d"]\nfr = "deux"\n["c.d".remedy]\nfr = "Faites."\n'
    (folder / "errors_store.toml").write_text(second, encoding="utf-8")
    monkeypatch.setattr(paths, "data", lambda: tmp_path)
    assert wording.sentences.__wrapped__("errors") == {
        "a.b": Sentence({"fr": "un"}, {}),
        "c.d": Sentence({"fr": "deux"}, {"fr": "Faites."}),
    }


def sentence_files() -> list[Path]:
    files = (paths.data() / "wording").glob("*.toml")
    return sorted(file for file in files if file.stem != "consent")


def test_each_code_is_worded_in_one_file_only() -> None:
    files = sentence_files()
    assert files
    for kind in ("findings", "errors"):
        codes: Counter[str] = Counter()
        for file in files:
            if file.name.startswith(kind):
                codes.update(list(tomllib.loads(file.read_text(encoding="utf-8"))))
        assert [code for code, times in codes.items() if times > 1] == []


@pytest.mark.parametrize("file", sentence_files(), ids=lambda file: file.name)
def test_each_sentence_is_whole_in_three_languages(file: Path) -> None:
    for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
        tables = [entry, entry["remedy"]] if "remedy" in entry else [entry]
        for table in tables:
            texts = {name: text for name, text in table.items() if name != "remedy"}
            assert set(texts) == set(wording.LANGUAGES), code
            assert all(text.strip() for text in texts.values()), code
            facts = {language: fields(text) for language, text in texts.items()}
            assert facts["fr"] == facts["ar"] == facts["en"], code


def fields(template: str) -> set[str]:
    parsed = list(string.Formatter().parse(template))
    assert all((form or "") in FORMS for _, _, form, _ in parsed), template
    names = {name for _, name, _, _ in parsed if name is not None}
    assert all(name.isidentifier() for name in names), template
    return names
