"""A portfolio under stress as a programme reads it, and as a person does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from workbench.cli import grid, telling
from workbench.errors import WorkbenchError
from workbench.finance.simulation import portfolio_figures
from workbench.finance.simulation.portfolio import LeftOut
from workbench.finance.simulation.portfolio_figures import (
    Compared,
    Estimate,
    Figures,
    Late,
)
from workbench.finance.simulation.stress import CommonShock
from workbench.funding.content import END, START, Row, Table
from workbench.journey.holdings import Holdings
from workbench.journey.portfolio import Report
from workbench.knowledge import catalogue, shocks
from workbench.knowledge.shocks import Unit
from workbench.knowledge.wording import Words
from workbench.months import Month, span

FEW = 20
"""Loans; with fewer, one loan is more than a twentieth of the portfolio."""


@dataclass(frozen=True)
class Seen:
    """A report, and the reference of each failure in the log, None where none is."""

    report: Report
    references: Sequence[str | None]

    @cached_property
    def figures(self) -> Figures | None:
        """What the loans come to, None where none could be counted."""
        return portfolio_figures.of(self.report.sums)

    @property
    def months(self) -> tuple[Month, ...]:
        """The months looked at."""
        asked = self.report.asked
        return span(asked.first, asked.months)


def plain(seen: Seen, words: Words) -> dict[str, object]:
    """Return the whole report; amounts and shares are numbers with their error."""
    report, figures = seen.report, seen.figures
    asked = report.asked
    return {
        "months": list(seen.months),
        "runs": asked.runs,
        "seed": asked.seed,
        "shocks": [
            {"key": s.key, "size": s.size, "month": s.month, "businesses": struck}
            for s, struck in zip(asked.shocks, report.sums.struck, strict=True)
        ],
        "loans": report.sums.count,
        "by_record": report.holdings.by_record,
        "by_usual_ranges": report.holdings.by_usual,
        "settled": report.holdings.settled,
        "left_out": [
            {"case": one.key, "code": one.code, "message": _why(one, words)}
            for one in report.left_out
        ],
        "failed": [
            {"cases": list(one.cases), "reference": reference}
            for one, reference in zip(report.failed, seen.references, strict=True)
        ],
        "chunks": {"made": report.made, "kept": report.kept},
        "worst_month": figures and seen.months[figures.worst],
        "whole": figures and _plain(figures.whole, seen.months),
        "sectors": [_plain(one, seen.months) for one in figures.sectors]
        if figures
        else [],
        "regions": [_plain(one, seen.months) for one in figures.regions]
        if figures
        else [],
    }


def _plain(one: Compared, months: Sequence[Month]) -> dict[str, object]:
    return {
        "key": one.key,
        "loans": one.loans,
        "base": list(map(_plain_month, months, one.base)),
        "stressed": list(map(_plain_month, months, one.stressed)),
    }


def _plain_month(month: Month, late: Late) -> dict[str, object]:
    return {
        "month": month,
        "outstanding": _estimate(late.outstanding),
        "arrears": _estimate(late.arrears),
        "par30": _estimate(late.at_risk),
        "par30_in_bad_runs": _estimate(late.bad),
    }


def _estimate(found: Estimate) -> dict[str, float]:
    return {"value": found.value, "error": found.error}


def told(seen: Seen, words: Words) -> Iterator[str]:
    """Yield the lines of the report."""
    report, figures = seen.report, seen.figures
    yield words.text(
        "Portfolio under stress, {first} to {last}",
        first=words.month_long(seen.months[0]),
        last=words.month_long(seen.months[-1]),
    )
    yield from _asked(report, words)
    yield ""
    if figures is None:
        yield words.text("No loan could be counted.")
    else:
        yield from grid.spaced(tuple(_tables(seen, figures, words)))
        yield from _explained(figures, words)
    yield from _grounds(report.holdings, words)
    yield from _missing(seen, words)


def _asked(report: Report, words: Words) -> Iterator[str]:
    asked, sums = report.asked, report.sums
    for shock, struck in zip(asked.shocks, sums.struck, strict=True):
        touched = words.count("{n} business touched", "{n} businesses touched", struck)
        yield f"- {_shock(shock, words)} ({touched})"
    if not asked.shocks:
        yield words.text("No event: only the ordinary ups and downs.")
    loans = words.count("{n} loan counted", "{n} loans counted", sums.count)
    runs = words.count("{n} run", "{n} runs", asked.runs)
    seed = words.text("seed {seed}", seed=str(asked.seed))
    yield f"{loans} · {runs} · {seed}"


def _shock(shock: CommonShock, words: Words) -> str:
    kind = shocks.kind_of(shock.key)
    parts = [words.localised(kind.label)]
    if shock.size is not None:
        parts.append(_size(shock.size, kind.unit, words))
    if shock.month:
        parts.append(words.month_long(shock.month))
    return " · ".join(parts)


def _size(size: Decimal, unit: Unit, words: Words) -> str:
    match unit:
        case Unit.PERCENT:
            return words.percent(size / 100)
        case Unit.DAYS:
            return words.days(int(size))
        case Unit.MONTHS:
            return words.months(int(size))
    return words.money(size)


def _tables(seen: Seen, figures: Figures, words: Words) -> Iterator[Table]:
    worst = words.month_long(seen.months[figures.worst])
    whole = figures.whole
    yield _table(
        words.text("At the end of each month"),
        words.text("Month"),
        [
            (words.month(month), base, stressed)
            for month, base, stressed in zip(
                seen.months, whole.base, whole.stressed, strict=True
            )
        ],
        words,
    )
    yield _table(
        words.text("By trade, at the end of {month}, the worst month", month=worst),
        words.text("Trade (loans)"),
        _at_worst(figures, figures.sectors, _names("sectors", words), words),
        words,
    )
    yield _table(
        words.text("By region, at the end of {month}, the worst month", month=worst),
        words.text("Region (loans)"),
        _at_worst(figures, figures.regions, _names("regions", words), words),
        words,
    )


Line = tuple[str, Late, Late]


def _names(source: str, words: Words) -> Mapping[str, str]:
    return {one.code: one.label for one in catalogue.options(source, words.language)}


def _at_worst(
    figures: Figures,
    groups: Sequence[Compared],
    names: Mapping[str, str],
    words: Words,
) -> list[Line]:
    return [
        (
            f"{names.get(one.key) or words.text('Not said')} ({one.loans})",
            one.base[figures.worst],
            one.stressed[figures.worst],
        )
        for one in groups
    ]


def _table(title: str, first: str, lines: Sequence[Line], words: Words) -> Table:
    def shares(found: Estimate) -> str:
        return words.number(Decimal(found.value * 100), 1)

    def dirhams(found: Estimate) -> str:
        return words.amount(Decimal(round(found.value)))

    return Table(
        title=title,
        head=(
            first,
            words.text("Arrears, MAD"),
            words.text("with events"),
            words.text("PAR 30, %"),
            words.text("with events"),
            words.text("1 run in 20, %"),
            words.text("with events"),
        ),
        sides=(START, *(END,) * 6),
        rows=tuple(
            Row(
                (
                    name,
                    *map(dirhams, (base.arrears, stressed.arrears)),
                    *map(shares, (base.at_risk, stressed.at_risk)),
                    *map(shares, (base.bad, stressed.bad)),
                )
            )
            for name, base, stressed in lines
        ),
    )


def _explained(figures: Figures, words: Words) -> Iterator[str]:
    worst = figures.whole.stressed[figures.worst]
    yield words.text(
        "Arrears: instalments due and not paid. PAR 30: what is still owed on loans "
        "more than 30 days late, as a share of all that is owed. 1 run in 20: what the "
        "PAR 30 exceeds only in one run out of 20."
    )
    if figures.whole.loans < FEW:
        yield words.text("So few loans make shares that say little.")
    yield words.text(
        "In the worst month the standard error is {amount} for arrears, {share} for "
        "PAR 30.",
        amount=words.money(Decimal(round(worst.arrears.error))),
        share=words.percent(Decimal(f"{worst.at_risk.error:.4f}")),
    )


def _grounds(holdings: Holdings, words: Words) -> Iterator[str]:
    """What the loans start from, and how far they may be from their plans."""
    recorded, usual = holdings.by_record, holdings.by_usual
    if recorded:
        yield words.count(
            "{n} loan starts from the payments recorded for it.",
            "{n} loans start from the payments recorded for them.",
            recorded,
        )
    if unrecorded := len(holdings.exposures) - recorded:
        yield words.count(
            "{n} loan has no payment recorded: it starts as its plan has it.",
            "{n} loans have no payment recorded: they start as their plans have it.",
            unrecorded,
        )
    if usual:
        yield words.count(
            "{n} loan has usual ranges, which are suggestions: nobody gave its own.",
            "{n} loans have usual ranges, which are suggestions: nobody gave their "
            "own.",
            usual,
        )


def _missing(seen: Seen, words: Words) -> Iterator[str]:
    report = seen.report
    if settled := report.holdings.settled:
        yield words.count(
            "{n} loan is settled and not counted.",
            "{n} loans are settled and not counted.",
            settled,
        )
    for one in report.left_out:
        yield words.text(
            "Left out, case {case}: {why}", case=one.key, why=_why(one, words)
        )
        for question in dict(one.facts).get("questions", "").split(", "):
            if question:
                yield telling.to_answer(question, words)
    for failed, reference in zip(report.failed, seen.references, strict=True):
        yield words.text(
            "Not computed after three tries, cases {cases}. Reference in the log: "
            "{reference}",
            cases=", ".join(failed.cases),
            reference=reference or words.text("no log could be written"),
        )


def _why(one: LeftOut, words: Words) -> str:
    error = WorkbenchError(**dict(one.facts))
    error.code = one.code
    return words.error(error)
