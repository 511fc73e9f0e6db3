"""What a funder reads above an answer, where the person was asked a question."""

from typing import Final

from workbench.finance.accounts import lines
from workbench.knowledge.questions import Question, Section
from workbench.knowledge.wording import Words, mark

QUESTIONS: Final = {
    "idea.business_name": mark("Business name"),
    "idea.sector": mark("Trade"),
    "idea.kind": mark("Kind of activity"),
    "idea.product": mark("Products and services"),
    "idea.origin": mark("Origin of the idea"),
    "idea.special": mark("What makes it different"),
    "holder.experience": mark("Experience in the trade"),
    "holder.skills": mark("Skills, and what is still to be learnt"),
    "holder.motivation": mark("Motivation"),
    "holder.hours_per_week": mark("Working hours a week"),
    "holder.already_started": mark("Already selling"),
    "holder.since": mark("Selling since"),
    "market.customers": mark("Customers"),
    "market.customers_per_week": mark("Customers in an ordinary week"),
    "market.need": mark("Customers' need"),
    "market.how_often": mark("How often they buy"),
    "market.competitors": mark("Competitors"),
    "market.advantage": mark("Advantage over competitors"),
    "market.evidence": mark("How these figures are known"),
    "market.evidence_detail": mark("What was noted, where and when"),
    "marketing.price_reason": mark("How prices were set"),
    "marketing.sells_on_credit": mark("Sales on credit"),
    "marketing.place": mark("Place of sale"),
    "marketing.channels": mark("Ways of selling"),
    "marketing.promotion": mark("Promotion and its cost"),
    "marketing.welcome": mark("Receiving and keeping customers"),
    "operations.premises": mark("Premises"),
    "operations.lease": mark("Agreement for the premises"),
    "operations.suppliers": mark("Suppliers"),
    "operations.process": mark("A working day"),
    "operations.permits": mark("Permits"),
    "operations.permits_detail": mark("State of the permits"),
    "operations.insurance": mark("Insurance"),
    "legal.form": mark("Legal form"),
    "legal.form_reason": mark("Reason for this form"),
    "legal.registered": mark("Already registered"),
    "legal.branch": mark("Main kind of sales"),
    "legal.activity_code": mark("Activity code"),
    "legal.largest_client_per_year": mark(
        "Purchases of the largest customer in a year"
    ),
    "risks.main": mark("Main risks"),
    "risks.answer": mark("What is done about them"),
    "risks.repayment_backup": mark("If sales fall"),
    "risks.support_wanted": mark("Support wanted in the first year"),
    "actions.start_month": mark("First month of the plan"),
    "actions.steps": mark("Steps before opening"),
    "rhythm.good_days": mark("Good days a week"),
    "rhythm.normal_days": mark("Normal days a week"),
    "rhythm.slow_days": mark("Slow days a week"),
    "rhythm.months": mark("Months of the year"),
    "rhythm.good_month_percent": mark("Sales of a good month, against a normal one"),
    "rhythm.slow_month_percent": mark("Sales of a slow month, against a normal one"),
    "rhythm.credit_share": mark("Share of sales on credit"),
    "rhythm.credit_months": mark("Months until customers pay"),
    "purchases.delay_months": mark("Months until suppliers are paid"),
    "fixed_costs.list": mark("Fixed costs"),
    "staff.has_staff": mark("Paid staff"),
    "staff.list": mark("Staff"),
    "equipment.list": mark("Equipment"),
    "loan.use": mark("Use of the loan"),
    "loan.guarantee": mark("Security offered"),
}

SECTIONS: Final = {
    "idea": mark("The idea"),
    "holder": mark("The person and the trade"),
    "market": mark("Customers and competitors"),
    "marketing": mark("Selling"),
    "operations": mark("Premises, suppliers and work"),
    "legal": mark("Legal form"),
    "risks": mark("Risks"),
    "actions": mark("Action plan"),
    "rhythm": mark("Rhythm of sales"),
    "purchases": mark("Purchases"),
    "fixed_costs": mark("Fixed costs"),
    "staff": mark("Staff"),
    "equipment": mark("Equipment"),
}


def of_question(question: Question, words: Words) -> str:
    """Return the heading of an answer, or the question itself when it has none."""
    msgid = QUESTIONS.get(question.id)
    return words.text(msgid) if msgid else words.localised(question.label)


def of_section(section: Section, words: Words) -> str:
    """Return the heading of a section, or its own label."""
    msgid = SECTIONS.get(section.id)
    return words.text(msgid) if msgid else words.localised(section.label)


def of_line(key: str, label: str, words: Words) -> str:
    """Return how a line of a statement is called: its kind, then its own label.

    Lines that the person named (a fixed cost, a piece of equipment) go by that
    name alone.
    """
    named = words.text(lines.LABELS.get(key, key))
    if not label or key in lines.NAMED_BY_THE_PERSON:
        return label or named
    return words.text("{kind}: {name}", kind=named, name=label)
