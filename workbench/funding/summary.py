"""The one page everybody reads: what is asked, for what, and whether it holds.

Long texts are cut to a few lines here; the plan that follows has them whole.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Final

from workbench.funding import answered, headings, loan_told, safety
from workbench.funding.content import Pair, Summary
from workbench.funding.figured import NOT_KNOWN
from workbench.funding.figures import Figures
from workbench.funding.material import Material
from workbench.knowledge.wording import Words, mark
from workbench.money import ZERO, whole

TWO_LINES: Final = 140
POINT: Final = 160
ONE_LINE: Final = 110
LINE: Final = 105
"""How many letters of a point stand on a line, at least."""
MOST_LINES: Final = 6
"""How many lines of points the page has room for."""
SPACES: Final = re.compile(r"[ \t\r\n]+")
"""Those a line may break at; hard ones hold an amount together."""


def shortened(text: str, longest: int) -> str:
    """Return `text` on one line, cut at a sentence or a word when too long."""
    flat = SPACES.sub(" ", text).strip()
    if len(flat) <= longest:
        return flat
    cut = flat[:longest]
    sentence = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "؟ "))
    if sentence >= longest // 2:
        return cut[: sentence + 1]
    return cut.rsplit(" ", 1)[0].rstrip(" ,;:،") + "…"


def _lines(point: str | Pair) -> int:
    text = point if isinstance(point, str) else f"{point.label} {point.text}"
    return -(-len(text) // LINE)


class Page:
    """Composes the summary of one plan for one funder, in one language."""

    def __init__(self, material: Material, words: Words) -> None:
        """Keep what the page is drawn from."""
        self.material = material
        self.questionnaire = material.questionnaire
        self.answers = material.answers
        self.plan = material.plan
        self.forecast = material.forecast
        self.funder = material.funder
        self.words = words
        self.figures = Figures.of(self.plan, self.forecast, self.funder)

    def summary(self, left_open: Sequence[str], accepted: Sequence[Pair]) -> Summary:
        """Return the page; more points than fit are counted, not printed."""
        is_loan = self.funder.is_loan
        kept = self._fitting((*left_open, *accepted))
        points = [point for point in kept if isinstance(point, str)]
        more = len(left_open) + len(accepted) - len(kept)
        if not points and not more:
            points.append(self.words.text("No point is left open by the checks."))
        if more:
            n = self.words.number(Decimal(more))
            told = self.words.text("And {n} more, listed under “Points checked”.", n=n)
            points.append(told)
        return Summary(
            key_figures=self._loan_figures() if is_loan else self._grant_figures(),
            request=(
                (*self.terms(), *self._security()) if is_loan else self._purchases()
            ),
            project=self._project(),
            figures=(*self._needs(), *self._year(), *self._safety()),
            points=tuple(points),
        )

    def accepted(
        self, left_open: Sequence[str], accepted: Sequence[Pair]
    ) -> tuple[Pair, ...]:
        """Return the accepted points that fit after those left open, shortened."""
        kept = self._fitting((*left_open, *accepted))
        return tuple(point for point in kept if isinstance(point, Pair))

    def _fitting(self, points: Sequence[str | Pair]) -> list[str | Pair]:
        """The first points, each shortened, that the page has room for."""
        short = [
            shortened(point, POINT)
            if isinstance(point, str)
            else Pair(shortened(point.label, POINT), self._reason(point))
            for point in points
        ]
        used = accumulate(map(_lines, short))
        return [p for p, lines in zip(short, used, strict=True) if lines <= MOST_LINES]

    def _reason(self, pair: Pair) -> str:
        reason = shortened(pair.text, TWO_LINES)
        return self.words.text("Accepted: {reason}", reason=reason)

    # What is asked

    def _loan_figures(self) -> tuple[Pair, ...]:
        words, loan = self.words, self.plan.loan
        instalments = [row.due for row in self.forecast.instalments]
        largest = max(instalments, default=ZERO)
        months = words.months(loan.term_months) if loan else NOT_KNOWN
        return (
            Pair(words.text("Amount asked"), words.money(self.figures.asked)),
            Pair(words.text("Highest instalment"), words.money(largest)),
            Pair(words.text("Term"), months),
            Pair(
                words.text("Effective cost a year, fees included"),
                loan_told.effective_rate(loan, words) if loan else NOT_KNOWN,
            ),
        )

    def terms(self) -> tuple[Pair, ...]:
        """Return the terms of the loan in one line."""
        loan = self.plan.loan
        if loan is None:
            return ()
        words = self.words
        method = answered.answer(self.questionnaire["loan.method"], self.answers, words)
        parts = [
            words.text("{rate} a year", rate=words.percent(loan.rate_per_year)),
            method,
            words.text("grace: {months}", months=words.months(loan.grace_months))
            if loan.grace_months
            else words.text("no grace period"),
            words.text("fee: {amount}", amount=words.money(loan.fee)),
        ]
        return (Pair(words.text("Terms"), " · ".join(parts)),)

    def _security(self) -> tuple[Pair, ...]:
        said = self._said("loan.guarantee", ONE_LINE)
        label = headings.of_question(self.questionnaire["loan.guarantee"], self.words)
        return (Pair(label, said),) if said else ()

    def _grant_figures(self) -> tuple[Pair, ...]:
        words, figures = self.words, self.figures
        return (
            Pair(words.text("Grant asked"), words.money(figures.asked)),
            Pair(words.text("Total need"), words.money(figures.total_needs)),
            Pair(
                words.text("Brought in by the person"),
                words.money(figures.resources.own),
            ),
            Pair(
                words.text("Sales expected a month"),
                words.money(whole(figures.sales_per_month)),
            ),
        )

    def _purchases(self) -> tuple[Pair, ...]:
        """What a grant in kind buys: equipment and stock not yet owned."""
        items = [
            f"{asset.item} ({asset.quantity})" if asset.quantity > 1 else asset.item
            for asset in self.plan.equipment
            if not asset.is_owned and asset.month == 0
        ]
        items += [c.label for c in self.plan.startup_costs if c.nature == "stock"]
        listed = shortened(" · ".join(items), TWO_LINES)
        return (Pair(self.words.text("To be bought"), listed),) if items else ()

    # The project

    def _project(self) -> tuple[Pair, ...]:
        words = self.words
        form = self._said("legal.form", ONE_LINE)
        start = " · ".join(filter(None, (words.month_long(self.plan.start), form)))
        rows = (
            (words.text("Who"), self._said("holder.experience", TWO_LINES)),
            (words.text("What"), self._said("idea.product", TWO_LINES)),
            (words.text("For whom"), self._said("market.customers", TWO_LINES)),
            (words.text("Where"), self._said("marketing.place", TWO_LINES)),
            (words.text("Start and legal form"), start),
        )
        return tuple(Pair(label, text) for label, text in rows if text)

    def _said(self, question_id: str, longest: int) -> str:
        question = self.questionnaire[question_id]
        said = answered.answer(question, self.answers, self.words)
        return shortened(said, longest)

    # The figures

    def _needs(self) -> tuple[Pair, ...]:
        words, figures = self.words, self.figures
        text = words.text(
            "{kind}: {name}",
            kind=words.money(figures.total_needs),
            name=" · ".join(self._sources()),
        )
        pairs = [Pair(words.text("Need and sources"), text)]
        if figures.other_debts:
            amount = words.money(whole(figures.other_debts))
            told = words.text("up to {amount} a month, in the cash plan", amount=amount)
            pairs.append(Pair(words.text("Other debts"), told))
        jobs = words.text("{n}, the person included", n=str(figures.jobs))
        return (*pairs, Pair(words.text("Jobs"), jobs))

    def _sources(self) -> Iterator[str]:
        """The parts that the need is paid with, those that there are."""
        words, found = self.words, self.figures.resources
        is_loan = self.funder.is_loan
        asked, given = (found.loan, found.grants)[:: 1 if is_loan else -1]
        parts = (
            (found.own, mark("{amount} brought in by the person")),
            (found.given_back, mark("{amount} to be given back to those who lend it")),
            (given, mark("{amount} of grants") if is_loan else mark("{amount} lent")),
            (found.other_loans, mark("{amount} of other loans")),
            (asked, mark("{amount} asked for")),
            (found.lacking, mark("{amount} still to be found")),
        )
        for amount, told in parts:
            if amount:
                yield words.text(told, amount=words.money(amount))

    def _year(self) -> tuple[Pair, ...]:
        words, figures = self.words, self.figures
        text = words.text(
            "Sales of {sales} a month on average, result of {result} over the year",
            sales=words.money(whole(figures.sales_per_month)),
            result=words.money(whole(figures.result)),
        )
        return (
            Pair(self.without_vat(words.text("First year")), text),
            Pair(self.without_vat(words.text("Break-even")), self.break_even()),
            *self.with_repayments(),
        )

    def without_vat(self, label: str) -> str:
        """Return the label, saying that VAT is left out where the plan has any."""
        if self.plan.vat is None:
            return label
        return self.words.text("{label}, VAT left out", label=label)

    def with_repayments(self) -> tuple[Pair, ...]:
        """Return the sales that also pay what is given back and what is taken."""
        words, needed = self.words, self.forecast.break_even
        if needed.sales_per_month_with_repayments is None:
            return ()
        amount = words.money(whole(needed.sales_per_month_with_repayments))
        return (
            Pair(
                words.text("Sales that also pay debts and the household's draw"),
                words.text("{value} a month", value=amount),
            ),
        )

    def break_even(self) -> str:
        """Return the sales that cover the costs, beside the sales expected."""
        words, point, figures = self.words, self.forecast.break_even, self.figures
        if point.sales_per_month is None:
            return words.text("No level of sales covers the costs at these prices")
        by_month = words.text(
            "{needed} a month, costs of opening left out, for {expected} expected",
            needed=words.money(whole(point.sales_per_month)),
            expected=words.money(whole(figures.sales_per_month)),
        )
        if point.sales_per_day is None or figures.sales_per_day is None:
            return by_month
        by_day = words.text(
            "{needed} an open day for {expected} expected",
            needed=words.money(whole(point.sales_per_day)),
            expected=words.money(whole(figures.sales_per_day)),
        )
        return words.text("{first}; {second}", first=by_month, second=by_day)

    def _safety(self) -> tuple[Pair, ...]:
        words, forecast = self.words, self.forecast
        lowest = words.text(
            "{amount}, at the end of {month}",
            amount=words.money(whole(forecast.lowest_cash)),
            month=words.month_long(forecast.lowest_month),
        )
        amount = words.money(whole(forecast.draw_per_month))
        draw = (
            words.text("{amount} a month, paid before the instalments", amount=amount)
            if forecast.instalments
            else words.text("{value} a month", value=amount)
        )
        pairs = [
            Pair(words.text("Lowest cash"), lowest),
            Pair(words.text("Household's draw"), draw),
        ]
        cover = self.cover()
        if cover:
            pairs.append(Pair(words.text("Cover of instalments"), cover))
        if self.material.capacity:
            pairs += safety.of_months(self.material.capacity, words)
        return (*pairs, *safety.of_luck(self.material, words))

    def cover(self) -> str:
        """Return the cash left for one dirham of instalment; "" without a loan."""
        cover = self.forecast.debt_service_cover
        if cover is None:
            return ""
        words = self.words
        said = words.text(
            "{cover}: for 1 dirham of instalment, sales leave {amount} after all other "
            "payments, household and other debts included",
            cover=words.number(cover, 2),
            amount=words.money(cover),
        )
        minimum = self.funder.minimum_cover
        if minimum is None:
            return said
        asked = words.text("(minimum asked: {value})", value=words.number(minimum, 2))
        return f"{said} {asked}"
