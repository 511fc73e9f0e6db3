"""The one page everybody reads: what is asked, for what, and whether it holds.

Long texts are cut to a few lines here; the plan that follows has them whole.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from workbench.finance.capacity.capacity import CapacityFound
from workbench.funding import answered, loan_told
from workbench.funding.content import Pair, Summary
from workbench.funding.figured import NOT_KNOWN
from workbench.funding.figures import Figures
from workbench.funding.material import Material
from workbench.knowledge.wording import Words
from workbench.money import ZERO

TWO_LINES: Final = 155
ONE_LINE: Final = 110
MOST_POINTS: Final = 5


def shortened(text: str, longest: int) -> str:
    """Return `text` on one line, cut at a sentence or a word when too long."""
    flat = " ".join(text.split())
    if len(flat) <= longest:
        return flat
    cut = flat[:longest]
    sentence = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "؟ "))
    if sentence >= longest // 2:
        return cut[: sentence + 1]
    return cut.rsplit(" ", 1)[0].rstrip(" ,;:،") + "…"


class Page:
    """Composes the summary of one plan for one funder, in one language."""

    def __init__(self, material: Material, words: Words) -> None:
        """Keep what the page is drawn from."""
        self.questionnaire = material.questionnaire
        self.answers = material.answers
        self.plan = material.plan
        self.forecast = material.forecast
        self.funder = material.funder
        self.capacity = material.capacity
        self.words = words
        self.figures = Figures.of(self.plan, self.forecast, self.funder)

    def summary(self, points: Sequence[str]) -> Summary:
        """Return the page; more points than fit are counted, not printed."""
        is_loan = self.funder.is_loan
        return Summary(
            key_figures=self._loan_figures() if is_loan else self._grant_figures(),
            request=self.terms() if is_loan else self._purchases(),
            project=self._project(),
            figures=(*self._needs(), *self._year(), *self._safety()),
            points=self._few(points),
        )

    def _few(self, points: Sequence[str]) -> tuple[str, ...]:
        kept = tuple(shortened(point, TWO_LINES) for point in points[:MOST_POINTS])
        more = len(points) - len(kept)
        if not more:
            return kept or (self.words.text("No point is left open by the checks."),)
        told = self.words.text(
            "And {n} more, listed under “Points checked”.",
            n=self.words.number(Decimal(more)),
        )
        return (*kept, told)

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

    def _grant_figures(self) -> tuple[Pair, ...]:
        words, figures = self.words, self.figures
        return (
            Pair(words.text("Grant asked"), words.money(figures.asked)),
            Pair(words.text("Total need"), words.money(figures.total_needs)),
            Pair(words.text("Brought in otherwise"), words.money(figures.own_share)),
            Pair(
                words.text("Sales expected a month"),
                words.money(_whole(figures.sales_per_month)),
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
        rows = (
            (words.text("Who"), self._said("holder.experience", TWO_LINES)),
            (words.text("What"), self._said("idea.product", TWO_LINES)),
            (words.text("For whom"), self._said("market.customers", TWO_LINES)),
            (words.text("Where"), self._said("marketing.place", TWO_LINES)),
            (words.text("Start"), words.month_long(self.plan.start)),
            (words.text("Legal form"), form),
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
            "{total}, of which {own} brought in by the person and {asked} asked for",
            total=words.money(figures.total_needs),
            own=words.money(figures.own_share),
            asked=words.money(figures.asked),
        )
        jobs = words.text("{n}, the person included", n=str(figures.jobs))
        return (
            Pair(words.text("Need and sources"), text),
            Pair(words.text("Jobs"), jobs),
        )

    def _year(self) -> tuple[Pair, ...]:
        words, figures = self.words, self.figures
        text = words.text(
            "Sales of {sales} a month on average, result of {result} over the year",
            sales=words.money(_whole(figures.sales_per_month)),
            result=words.money(_whole(figures.result)),
        )
        return (
            Pair(words.text("First year"), text),
            Pair(words.text("Break-even"), self.break_even()),
        )

    def break_even(self) -> str:
        """Return the sales that cover the costs, beside the sales expected."""
        words, point, figures = self.words, self.forecast.break_even, self.figures
        if point.sales_per_month is None:
            return words.text("No level of sales covers the costs at these prices")
        by_month = words.text(
            "{needed} a month for {expected} expected",
            needed=words.money(_whole(point.sales_per_month)),
            expected=words.money(_whole(figures.sales_per_month)),
        )
        if point.sales_per_day is None or figures.sales_per_day is None:
            return by_month
        by_day = words.text(
            "{needed} an open day for {expected} expected",
            needed=words.money(_whole(point.sales_per_day)),
            expected=words.money(_whole(figures.sales_per_day)),
        )
        return words.text("{first}; {second}", first=by_month, second=by_day)

    def _safety(self) -> tuple[Pair, ...]:
        words, forecast = self.words, self.forecast
        lowest = words.text(
            "{amount}, at the end of {month}",
            amount=words.money(_whole(forecast.lowest_cash)),
            month=words.month_long(forecast.lowest_month),
        )
        amount = words.money(_whole(forecast.draw_per_month))
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
        if self.capacity and self.capacity.largest() is not None:
            label = words.text("Instalment that every month can bear")
            pairs.append(Pair(label, self._bearable(self.capacity)))
        return tuple(pairs)

    def _bearable(self, found: CapacityFound) -> str:
        """The instalment that is borne, on which share, beside the one asked."""
        words = self.words
        asked = max((month.instalment for month in found.months), default=ZERO)
        return words.text(
            "{amount}, {share} of net cash, for {asked} asked at most",
            amount=words.money(_whole(found.bearable)),
            share=words.percent(found.rules.share),
            asked=words.money(_whole(asked)),
        )

    def cover(self) -> str:
        """Return the cash left for one dirham of instalment; "" without a loan."""
        cover = self.forecast.debt_service_cover
        if cover is None:
            return ""
        words = self.words
        said = words.text(
            "{cover}: for 1 dirham of instalment, {amount} is left after all other "
            "payments, the household's draw included",
            cover=words.number(cover, 2),
            amount=words.money(cover),
        )
        minimum = self.funder.minimum_cover
        if minimum is None:
            return said
        asked = words.text("(minimum asked: {value})", value=words.number(minimum, 2))
        return f"{said} {asked}"


def _whole(amount: Decimal) -> Decimal:
    """Whole dirhams: the summary is read, not added up."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)
