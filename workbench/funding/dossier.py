"""The funder's dossier as content: every text and figure, no layout.

Personal facts (privacy class C3) stay out, with three exceptions: the person's
name, the last day of the residence document for a loan, and the totals of the
family budget.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from workbench.finance.model.series import Line
from workbench.funding import (
    annexes,
    answered,
    headings,
    loan_told,
    loan_under_way,
    pictures,
    points,
    rhythm_told,
    statements,
    tables,
)
from workbench.funding.content import (
    Block,
    DossierContent,
    Loan,
    Pair,
    Section,
)
from workbench.funding.figures import Figures
from workbench.funding.labels import labels
from workbench.funding.material import Material
from workbench.funding.summary import Page
from workbench.knowledge.funders import Document
from workbench.knowledge.wording import Words
from workbench.money import whole

__all__ = ["DossierContent", "Material", "compose", "line_label"]

ASSUMPTIONS: Final = (
    *("rhythm", "purchases", "fixed_costs", "staff", "equipment"),
    *("further_loans", "details", "vat"),
)
CHAPTERS: Final = (
    *("summary", "plan", "numbers", "startup", "loan", "results"),
    *("checks", "documents", "signature"),
)
RHYTHM: Final = "rhythm"
EXPIRY: Final = "residence.expires_on"
DOTS: Final = "…………………………"


def compose(
    material: Material, words: Words, in_words: Callable[[Decimal], str]
) -> DossierContent:
    """Return the dossier's content in the language of `words`.

    `in_words` writes an amount of dirhams in letters, in the same language.
    """
    return _Composition(material, words, in_words).content()


class _Composition:
    """The parts of one dossier, each made by one method."""

    def __init__(
        self, material: Material, words: Words, in_words: Callable[[Decimal], str]
    ) -> None:
        self.material = material
        self.words = words
        self.in_words = in_words
        self.page = Page(material, words)
        self.figures: Figures = self.page.figures

    def content(self) -> DossierContent:
        """Put the parts together."""
        material, words = self.material, self.words
        left_open = points.left_open(material, words)
        accepted = points.accepted(material, words)
        titles = annexes.titles(material, words)
        named = labels(words, titles)
        return DossierContent(
            language=words.language,
            direction=words.direction,
            made_on=material.made_on.isoformat(),
            labels=named,
            cover=self._cover(),
            summary=self.page.summary(left_open, accepted),
            sections=(
                *loan_under_way.sections(material.loan_under_way, words),
                *self._sections(),
            ),
            assumptions=self._assumptions(),
            products=tables.products(material.plan, words),
            startup=tables.startup(material.forecast, words),
            household=self._household(),
            loan=self._loan(),
            break_even=self._break_even(),
            statements=statements.by_period(material.forecast, words),
            monthly=(
                statements.by_month(material.forecast, words)
                if material.holds("monthly")
                else ()
            ),
            charts=pictures.of(material, words),
            points=left_open,
            overridden=accepted,
            rules=tables.rules(material.uses, words),
            documents=self._documents(),
            signature=self._signature(),
            accepted=self.page.accepted(left_open, accepted),
            annexes=annexes.of(material, words),
            contents=self._contents(named, titles),
        )

    def _contents(
        self, named: Mapping[str, str], titles: Mapping[str, str]
    ) -> tuple[Pair, ...]:
        """What stands where: headings with the marks of their pages."""
        has_loan = self.material.plan.loan is not None
        chapters = (name for name in CHAPTERS if has_loan or name != "loan")
        return (
            *(Pair(named[name], name) for name in chapters),
            *(Pair(title, f"annex_{name}") for name, title in titles.items()),
        )

    # Cover and end

    def _cover(self) -> Mapping[str, str]:
        material, words = self.material, self.words
        asked = self.figures.asked
        kind = (
            words.text("Application for a loan")
            if material.funder.is_loan
            else words.text("Application for a grant in kind")
        )
        return {
            "organisation": material.organisation,
            "kind": kind,
            "title": material.answers.text("idea.business_name"),
            "person": material.person,
            "sector": self._said("idea.sector"),
            "place": self._place(),
            "funder": words.localised(material.funder.label),
            "case_number": words.isolate(material.case_number),
            "version": words.number(Decimal(material.version)),
            "date": words.date_long(material.made_on),
            "amount": words.money(asked),
            "amount_in_words": self.in_words(asked),
            "counsellor": material.counsellor,
            "confidentiality": words.text(
                "Confidential. This dossier holds personal data (law 09-08). It is "
                "meant for {funder} alone and may not be passed on without the "
                "agreement of {person}.",
                funder=words.localised(material.funder.label),
                person=words.isolate(material.person),
            ),
        }

    def _place(self) -> str:
        """City and region, without the street or the district."""
        parts = [self._said("person.city"), self._said("person.region")]
        return ", ".join(part for part in parts if part)

    def _said(self, question_id: str) -> str:
        question = self.material.questionnaire[question_id]
        return answered.answer(question, self.material.answers, self.words)

    def _signature(self) -> Mapping[str, str]:
        material, words = self.material, self.words
        return {
            "declaration": words.text(
                "I certify that the information in this dossier is true and complete "
                "to my knowledge, and I agree that it be passed on to {funder}.",
                funder=words.localised(material.funder.label),
            ),
            "made_at": words.text("Done at {place}, on {day}", place=DOTS, day=DOTS),
            "person": material.person,
            "counsellor": material.counsellor,
            "organisation": material.organisation,
        }

    def _documents(self) -> tuple[str, ...]:
        return tuple(
            self.words.localised(document.label)
            for document in self.material.funder.documents
            if self._is_needed(document)
        )

    def _is_needed(self, document: Document) -> bool:
        if document.when is None:
            return True
        given = self.material.answers.get(document.when.question)
        if isinstance(given, bool):
            given = "yes" if given else "no"
        return given in document.when.is_

    # The plan

    def _sections(self) -> tuple[Section, ...]:
        """The written plan; a loan's reader also sees how long the permit holds."""
        material = self.material
        written = tuple(
            answered.section(
                material.questionnaire, section.id, material.answers, self.words
            )
            for section in material.questionnaire.of_step("plan")
        )
        expiry = material.answers.get(EXPIRY)
        if not material.funder.is_loan or not isinstance(expiry, date):
            return written
        words = self.words
        valid = words.text("valid until {day}", day=words.date(expiry))
        pair = Pair(words.text("Residence document"), valid)
        holder = headings.of_section(material.questionnaire.section("holder"), words)
        return tuple(_led_by(pair, s) if s.title == holder else s for s in written)

    def _assumptions(self) -> tuple[Section, ...]:
        """What the figures rest on, the optional pages only where answered."""
        read = (s.id for s in self.material.questionnaire.of_step("numbers"))
        written = (self._assumed(name) for name in read if name in ASSUMPTIONS)
        return tuple(section for section in written if section.blocks)

    def _assumed(self, section_id: str) -> Section:
        """One page of answers, and what the rhythm of sales does not follow."""
        material, words = self.material, self.words
        section = answered.section(
            material.questionnaire, section_id, material.answers, words
        )
        if section_id != RHYTHM or not section.blocks:
            return section
        told = rhythm_told.pairs(material.plan, material.of_years.months, words)
        *before, last = section.blocks
        return Section(section.title, (*before, Block((*last.pairs, *told))))

    # The figures

    def _household(self) -> tuple[Pair, ...]:
        """Totals only: what the family spends it on is nobody else's business."""
        words, figures = self.words, self.figures
        return (
            Pair(
                words.text("Household's need a month, contingencies included"),
                words.money(figures.household_need),
            ),
            Pair(
                words.text("Other income of the household a month"),
                words.money(figures.household_income),
            ),
            Pair(
                words.text("Draw from the business a month"),
                words.money(self.material.forecast.draw_per_month),
            ),
        )

    def _loan(self) -> Loan:
        material, words = self.material, self.words
        if material.plan.loan is None:
            return Loan((), ())
        terms = material.plan.loan
        pairs = [
            Pair(words.text("Amount asked"), words.money(terms.amount)),
            *self.page.terms(),
            Pair(words.text("Term"), words.months(terms.term_months)),
            Pair(
                words.text("Effective cost a year, fees included"),
                loan_told.effective_rate(terms, words),
            ),
            Pair(
                words.text("Total cost: interest and fee"),
                words.money(loan_told.total_cost(terms)),
            ),
        ]
        for question_id in ("loan.use", "loan.guarantee"):
            said = self._said(question_id)
            if said:
                question = material.questionnaire[question_id]
                pairs.append(Pair(headings.of_question(question, words), said))
        pairs.append(Pair(words.text("Cover of instalments"), self.page.cover()))
        if material.holds("loan"):
            return Loan(tuple(pairs), ())
        schedule = loan_told.schedule(terms, material.plan.start, words)
        return Loan(tuple(pairs), (schedule,))

    def _break_even(self) -> tuple[Pair, ...]:
        words, point = self.words, self.material.forecast.break_even
        pairs = [
            Pair(
                words.text("Fixed costs of an average month"),
                words.money(whole(point.fixed_per_month)),
            ),
            Pair(
                words.text("Margin on sales, after purchases and tax on sales"),
                words.percent(point.margin_rate.quantize(Decimal("0.001"))),
            ),
            Pair(
                self.page.without_vat(words.text("Sales that cover the costs")),
                self.page.break_even(),
            ),
        ]
        return (*pairs, *self.page.with_repayments())


def _led_by(pair: Pair, section: Section) -> Section:
    """Put a pair at the head of a section."""
    first, rest = section.blocks[:1], section.blocks[1:]
    if first and first[0].pairs:
        return Section(section.title, (Block((pair, *first[0].pairs)), *rest))
    return Section(section.title, (Block((pair,)), *section.blocks))


def line_label(line: Line, words: Words) -> str:
    """Return how a line of the forecast is called, on paper and on screen."""
    return headings.of_line(line.key, line.label, words)
