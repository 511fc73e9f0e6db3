"""Days and months read as people write them, and what is no date left alone."""

from datetime import date

import pytest

from workbench.knowledge import wording, written_dates
from workbench.months import Month

FRENCH = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre"
MOROCCAN = "يناير فبراير مارس أبريل ماي يونيو يوليوز غشت شتنبر أكتوبر نونبر دجنبر"
STANDARD = "يناير فبراير مارس ابريل مايو يونيو يوليو أغسطس سبتمبر اكتوبر نوفمبر ديسمبر"
ENGLISH = "January February March April May June July August September October"


@pytest.mark.parametrize("names", [FRENCH, MOROCCAN, STANDARD, ENGLISH])
def test_every_month_is_read_by_its_name(names: str) -> None:
    for number, name in enumerate(names.split(), 1):
        assert written_dates.read(f"{name} 2027") == Month(2027, number)
        assert written_dates.read(f"15 {name} 2027") == date(2027, number, 15)


@pytest.mark.parametrize("language", wording.LANGUAGES)
@pytest.mark.parametrize("number", range(1, 13))
def test_what_the_workbench_writes_itself_is_read(language: str, number: int) -> None:
    words, month = wording.words(language), Month(2027, number)
    assert written_dates.read(words.month(month)) == month
    assert written_dates.read(words.month_long(month)) == month
    for day in (date(2027, number, 1), date(2027, number, 28)):
        assert written_dates.read(words.date(day)) == day
        assert written_dates.read(words.date_long(day)) == day


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Décembre 2026", Month(2026, 12)),
        ("déc. 2026", Month(2026, 12)),
        ("  AOÛT   2026 ", Month(2026, 8)),
        ("le 31 mars 2027", date(2027, 3, 31)),
        ("31-déc-2026", date(2026, 12, 31)),
        ("1er mai 2026", date(2026, 5, 1)),
        ("فاتح ماي ٢٠٢٦", date(2026, 5, 1)),
        ("شهر غشت 2026", Month(2026, 8)),
        ("31st of December 2026", date(2026, 12, 31)),
        ("3/12/2026", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
        ("٠٣/٢٠٢٧", Month(2027, 3)),
    ],
)
def test_usual_ways_of_writing_are_read(text: str, meant: date | Month) -> None:
    assert written_dates.read(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("", "mai", "fin mars", "mars", "mai 26", "26 mai 26", "2026", "12"),
        *("31 février 2026", "0 mai 2026", "mai 2026 2027", "13/2026", "31/02/2026"),
        *("1 2 2026", "mai juin 2026", "décembre2026", "vers mai 2026", "3/12/26"),
    ],
)
def test_what_may_mean_two_days_or_none_is_no_date(text: str) -> None:
    assert written_dates.read(text) is None
