import shutil
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from workbench import paths
from workbench.knowledge import catalogue, funders, questions
from workbench.knowledge.funders import (
    Funder,
    FunderUnknown,
    NoTemplateInLanguage,
    RiskRules,
)
from workbench.knowledge.questions import KnowledgeFileInvalid
from workbench.plan import answers as answering

SHIPPED = sorted(funders.load())
QUESTIONNAIRE = questions.load()


@pytest.fixture(params=SHIPPED)
def funder(request: pytest.FixtureRequest) -> Funder:
    return funders.get(request.param)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with one funder that a test may spoil."""
    source = paths.templates() / "generic_microcredit"
    shutil.copytree(source, tmp_path / "generic_microcredit")
    return tmp_path


def spoil(folder: Path, old: str, new: str) -> None:
    file = folder / "generic_microcredit" / "template.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_loan_and_a_grant_are_shipped() -> None:
    assert {funders.get(slug).kind for slug in SHIPPED} == {"loan", "grant_in_kind"}


def test_every_funder_has_a_word_template_in_each_of_its_languages(
    funder: Funder,
) -> None:
    for language in funder.languages:
        assert funders.template(funder, language).is_file()


def test_a_language_the_funder_does_not_take_is_refused_by_name(
    funder: Funder,
) -> None:
    with pytest.raises(NoTemplateInLanguage) as refused:
        funders.template(funder, "tlh")
    assert refused.value.facts == {"funder": funder.id, "language": "tlh"}


def test_an_unknown_funder_is_refused_by_name() -> None:
    with pytest.raises(FunderUnknown) as refused:
        funders.get("nobody")
    assert refused.value.facts == {"funder": "nobody"}


def test_every_question_a_funder_names_exists(funder: Funder) -> None:
    named = [*funder.requires, *(d.when.question for d in funder.documents if d.when)]
    assert [name for name in named if name not in QUESTIONNAIRE] == []


def test_every_answer_a_document_depends_on_can_be_given(funder: Funder) -> None:
    for document in funder.documents:
        if document.when is None:
            continue
        question = QUESTIONNAIRE[document.when.question]
        is_yes_no = question.kind is questions.Kind.YES_NO
        known = {"yes", "no"} if is_yes_no else set(answering.codes(question))
        assert set(document.when.is_) <= known, document.label["en"]


def test_every_residence_code_a_funder_names_is_one_of_the_form(
    funder: Funder,
) -> None:
    statuses = set(answering.codes(QUESTIONNAIRE["residence.status"]))
    mentions = set(answering.codes(QUESTIONNAIRE["residence.mention"]))
    assert set(funder.accepted_residence) <= statuses
    assert set(funder.refused_mentions) <= mentions


def test_every_label_is_there_in_three_languages(funder: Funder) -> None:
    for label in (funder.label, *(document.label for document in funder.documents)):
        assert set(label) == {"fr", "en", "ar"}, label


def test_visits_follow_one_another(funder: Funder) -> None:
    def day(visit: funders.VisitRule) -> int:
        return visit.days if visit.days is not None else 30 * (visit.months or 0)

    assert all(day(first) < day(second) for first, second in pairwise(funder.visits))
    assert len({visit.code for visit in funder.visits}) == len(funder.visits)


def test_alert_shares_are_fractions(funder: Funder) -> None:
    alerts = funder.alerts
    shares = (alerts.sales_share, alerts.stock_share, alerts.customer_credit_share)
    assert all(0 < share < 1 for share in shares)


def test_capacity_is_judged_within_the_range_of_practice(funder: Funder) -> None:
    for rules in (funder.capacity, funders.default_capacity()):
        assert Decimal("0.20") <= rules.share <= Decimal("0.70")
        assert rules.minimum_dscr >= 1
        assert 0 < rules.gap < 1


def test_every_trade_with_a_mark_up_cap_is_one_of_the_list(funder: Funder) -> None:
    trades = {choice.code for choice in catalogue.sectors("fr")}
    for rules in (funder.capacity, funders.default_capacity()):
        for group in rules.markup_caps:
            assert set(group.sectors) <= trades
            assert set(group.label) == {"fr", "en", "ar"}
            assert rules.cap(group.sectors[0]) == group
    assert funder.capacity.cap("translation") is None


def test_the_limits_without_a_funder_are_checked_like_the_others(
    tmp_path: Path,
) -> None:
    with pytest.raises(KnowledgeFileInvalid) as refused:
        funders.default_capacity(tmp_path)
    assert refused.value.facts["file"] == "common/capacity.toml"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "loan"', 'kind = "lottery"', "kind"),
        ('id = "generic_microcredit"', 'id = "other"', "id must be"),
        ("days = 7", "days = 7\nmonths = 1", "either days or months"),
        ('fr = "Microcr', 'fr = ""\nold = "Microcr', "French label"),
        ("horizon_months = 24", "horizon_months = 24\nhorison = 1", "horison"),
        ("[alerts]", "[alerts", "template.toml"),
        ("share = 0.40", "share = 40", "capacity.share"),
        ("minimum_dscr = 1.25", "minimum_dscr = 0.8", "capacity.minimum_dscr"),
        ('sectors = ["grocery"]', 'sectors = ["snack"]', "two mark-up caps for snack"),
        ('label = {fr = "Épicerie", ', "label = {", "needs a French label"),
    ],
)
def test_a_file_that_breaks_its_rules_is_named_with_the_place(
    copied: Path, old: str, new: str, told: str
) -> None:
    spoil(copied, old, new)
    with pytest.raises(KnowledgeFileInvalid) as refused:
        funders.load(copied)
    assert refused.value.facts["file"] == "generic_microcredit/template.toml"
    assert told in str(refused.value)


def test_a_folder_without_rules_is_no_funder(copied: Path) -> None:
    (copied / "drafts").mkdir()
    assert set(funders.load(copied)) == {"generic_microcredit"}


def test_a_level_of_risk_that_cannot_be_is_refused_with_the_file(copied: Path) -> None:
    spoil(copied, "most_shortfall_chance = 0.10", "most_shortfall_chance = 1.5")
    with pytest.raises(KnowledgeFileInvalid):
        funders.load(copied)


def test_without_a_word_the_level_of_risk_is_one_plan_in_ten(copied: Path) -> None:
    spoil(copied, "[risk]\nmost_shortfall_chance = 0.10\n", "")
    assert funders.load(copied)["generic_microcredit"].risk == RiskRules()
    assert RiskRules().most_shortfall_chance == Decimal("0.10")
