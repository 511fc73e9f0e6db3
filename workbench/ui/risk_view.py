"""The parts of the risk page: the answer, what weighs, what would help, how."""

from collections.abc import Iterable, Sequence

import streamlit as st

from workbench.funding import advice_told, risk_told
from workbench.funding.content import Pair
from workbench.funding.risk_told import RiskFound, percent
from workbench.journey.risk import Advised
from workbench.knowledge.wording import Words
from workbench.ui import bars, figured, figures, tables
from workbench.ui.bars import Bar
from workbench.ui.text import escaped


def answer(found: RiskFound, words: Words) -> None:
    """Show the risk in words, the figures that decide, and the fan of cash."""
    told = [risk_told.in_short(found, words)]
    if found.risk.spreads.is_certain:
        told.append(words.text("Nothing varies in the ranges given."))
    lines = "".join(f"<p>{escaped(line)}</p>" for line in told)
    st.html(f'<div class="wb-told" role="status">{lines}</div>')
    tables.headline((p.label, p.text) for p in risk_told.figures(found, words))
    months = range(1, found.risk.twin.months + 1)
    chances = [found.simulation.short_in(month).share for month in months]
    figures.fan(risk_told.fan(found, words), chances, words)


def weighs(found: RiskFound, words: Words) -> None:
    """Show what weighs most: how much its certainty would lower the chance."""
    if not found.drivers:
        st.markdown(words.text("Nothing varies in the ranges given."))
        return
    runs = found.drivers[0].chance.runs
    before = found.simulation.shortfall_of(runs).share
    gains = [max(0.0, before - driver.chance.share) for driver in found.drivers]
    if not any(gains):
        figured.show(words, risk_told.drivers(found, words))
        return
    shown = (
        Bar(
            _sentence(risk_told.driver_name(driver, found, words)),
            gain / max(gains),
            percent(driver.chance.share, words),
        )
        for driver, gain in zip(found.drivers, gains, strict=True)
    )
    caption = words.text(
        "If this did not vary, the chance of running out of cash would go from "
        "{before} to:",
        before=percent(before, words),
    )
    bars.show(caption, shown)


def helps(found: RiskFound, advised: Sequence[Advised], words: Words) -> None:
    """Show what brings the chance to the level, then what the forecast can bear."""
    level = percent(found.level, words)
    if found.simulation.shortfall.share <= found.level:
        st.markdown(
            words.text("The chance is already at {level} or less.", level=level)
        )
    else:
        st.markdown(
            words.text(
                "The smallest of each kind that brings the chance to {level}, "
                "tried again with the same luck.",
                level=level,
            )
        )
        _listed(risk_told.remedies(found, words), words)
        for line in risk_told.no_remedies(found, words):
            tables.hint(line)
    if advised:
        st.markdown(words.text("On the forecast itself, each one computed again:"))
        tables.points(
            (
                _before(advice_told.name(one.proposal, words), words),
                advice_told.value(one.proposal, words),
                advice_told.proof(one.proposal, one.chance, words),
            )
            for one in advised
        )


def every_month(found: RiskFound, words: Words) -> None:
    """Show the chance and the cash of each month: what the picture says."""
    figured.show(words, risk_told.every_month(found, words))


def computed(found: RiskFound, words: Words) -> None:
    """Show what has to be known to make the same runs again."""
    _listed(risk_told.assumptions(found, words), words)


def _listed(pairs: Iterable[Pair], words: Words) -> None:
    tables.points((_before(pair.label, words), pair.text) for pair in pairs)


def _before(label: str, words: Words) -> str:
    return words.text("{label}:", label=label)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
