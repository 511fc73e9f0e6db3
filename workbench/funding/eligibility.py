"""Whether a funder can take the case: yes, no with reasons, or not yet known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from workbench.finance.forecast import Forecast
from workbench.findings import Finding, Level
from workbench.knowledge.funders import Funder
from workbench.knowledge.questions import Questionnaire
from workbench.plan import answers as answering
from workbench.plan.answers import Answers

WITHOUT_DOCUMENT = "moroccan_national"


class Standing(StrEnum):
    """The three answers there are."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    NOT_YET_KNOWN = "not_yet_known"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The standing, why not, and which answers are still missing to say."""

    standing: Standing
    reasons: tuple[Finding, ...] = ()
    missing: tuple[str, ...] = ()


def judge(
    questionnaire: Questionnaire, answers: Answers, funder: Funder, today: date
) -> Verdict:
    """Return whether the funder's conditions on the person and the request are met.

    Reasons against come first: a missing answer cannot mend a condition not met.
    """
    reasons = tuple(_reasons(answers, funder, today))
    if reasons:
        return Verdict(Standing.NOT_ELIGIBLE, reasons)
    missing = tuple(_missing(questionnaire, answers, funder))
    if missing:
        return Verdict(Standing.NOT_YET_KNOWN, missing=missing)
    return Verdict(Standing.ELIGIBLE)


def refusals(
    questionnaire: Questionnaire,
    answers: Answers,
    known: Iterable[Funder],
    today: date,
) -> tuple[tuple[Funder, Finding], ...]:
    """Return which funders cannot take the case as it stands, with each reason."""
    return tuple(
        (funder, reason)
        for funder in known
        for reason in judge(questionnaire, answers, funder, today).reasons
    )


def _reasons(answers: Answers, funder: Funder, today: date) -> Iterator[Finding]:
    status = answers.text("residence.status")
    if status and status not in funder.accepted_residence:
        yield _against("funder.residence_not_accepted", "residence.status")
    if answers.text("residence.mention") in funder.refused_mentions:
        yield _against("funder.mention_refused", "residence.mention")
    amount = amount_asked(answers, funder)
    if funder.max_amount is not None and amount > funder.max_amount:
        yield _against("funder.amount_too_large", _asked_in(funder), funder.max_amount)
    if funder.min_amount is not None and 0 < amount < funder.min_amount:
        yield _against("funder.amount_too_small", _asked_in(funder), funder.min_amount)
    expiry = answers.get("residence.expires_on")
    if isinstance(expiry, date) and expiry < today and status != WITHOUT_DOCUMENT:
        yield _against("funder.permit_expired", "residence.expires_on", expiry)


def _against(code: str, question: str, limit: date | Decimal | None = None) -> Finding:
    facts = {"limit": limit} if limit else {}
    return Finding(code, Level.BLOCKING, question, facts=facts)


def _missing(
    questionnaire: Questionnaire, answers: Answers, funder: Funder
) -> Iterator[str]:
    if not answers.text("residence.status"):
        yield "residence.status"
    for question_id in funder.requires:
        question = questionnaire[question_id]
        if not answering.is_complete(question, answers):
            yield question_id
    if amount_asked(answers, funder) == 0:
        yield _asked_in(funder)


def _asked_in(funder: Funder) -> str:
    """The question in which the sum is asked for."""
    return "loan.amount" if funder.kind == "loan" else "financing.sources"


def amount_asked(answers: Answers, funder: Funder) -> Decimal:
    """Return what is asked of the funder: the loan, or the grants of the plan."""
    if funder.kind == "loan":
        wanted = answers.is_yes("loan.wanted")
        return answers.number("loan.amount") if wanted else Decimal(0)
    grants = (
        row["amount"]
        for row in answers.rows("financing.sources")
        if row.get("kind") == "grant"
    )
    return sum((g for g in grants if isinstance(g, Decimal)), Decimal(0))


def of_forecast(forecast: Forecast, funder: Funder) -> list[Finding]:
    """Return what the funder's own limits say of the forecast."""
    cover = forecast.debt_service_cover
    if funder.kind != "loan" or cover is None or funder.minimum_cover is None:
        return []
    if cover >= funder.minimum_cover:
        return []
    return [
        Finding(
            "funder.cover_low",
            Level.BLOCKING if cover < 1 else Level.WARNING,
            "loan.amount",
            facts={"cover": cover, "minimum": funder.minimum_cover},
        )
    ]
