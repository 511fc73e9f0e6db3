"""The parts of the risk page: the answer, what weighs, what would help, how far."""

from collections.abc import Iterable, Sequence

import streamlit as st

from workbench.funding import advice_told, remedies_told, risk_told
from workbench.funding.content import Pair
from workbench.funding.risk_told import RiskFound, percent, points
from workbench.journey.risk import Advised
from workbench.knowledge.wording import Words
from workbench.ui import bars, figured, figures, tables
from workbench.ui.bars import Bar
from workbench.ui.text import escaped


def in_words(found: RiskFound, words: Words) -> None:
    """Show the risk as a person would say it."""
    told = [risk_told.in_short(found, words)]
    if found.risk.spreads.is_certain:
        told.append(words.text("Nothing varies in the ranges given."))
    lines = "".join(f"<p>{escaped(line)}</p>" for line in told)
    st.html(f'<div class="wb-told" role="status">{lines}</div>')


def headline(found: RiskFound, words: Words) -> None:
    """Show the figures that decide."""
    tables.headline((p.label, p.text) for p in risk_told.figures(found, words))


def picture(found: RiskFound, words: Words) -> None:
    """Show the fan of cash, and why its usual line ends below the plan."""
    months = range(1, found.risk.twin.months + 1)
    chances = [found.simulation.short_in(month).share for month in months]
    figures.fan(risk_told.fan(found, words), chances, words)
    if why := risk_told.below_the_plan(found, words):
        tables.hint(why)


def weighs(found: RiskFound, words: Words) -> None:
    """Show what weighs most: by how many points its certainty lowers the chance."""
    if not found.drivers:
        st.markdown(words.text("Nothing varies in the ranges given."))
        return
    falls = [max(0, points(driver, found)) for driver in found.drivers]
    if not any(falls):
        figured.show(words, risk_told.drivers(found, words))
        return
    shown = (
        Bar(
            _sentence(risk_told.driver_name(driver, found, words)),
            fall / max(falls),
            words.count("{n} point", "{n} points", fall),
        )
        for driver, fall in zip(found.drivers, falls, strict=True)
    )
    caption = words.text(
        "If this did not vary, the chance of running out of cash, {chance} today, "
        "would fall by:",
        chance=percent(found.simulation.shortfall.share, words),
    )
    bars.show(caption, shown)


def helps(found: RiskFound, advised: Sequence[Advised], words: Words) -> None:
    """Show what brings the chance to the level, then what helps the forecast."""
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
        _listed(remedies_told.helpful(found, words), words)
        if futile := remedies_told.futile(found, words):
            st.markdown(words.text("What cannot help, and why:"))
            tables.points(
                (f"{_before(pair.label, words)} {pair.text}",) for pair in futile
            )
    st.markdown(words.text("On the forecast itself, each one computed again:"))
    helpful = [one for one in advised if not one.proposal.is_limit]
    tables.points(
        _proven(one, advice_told.value(one.proposal, words), words) for one in helpful
    )


def limits(found: RiskFound, advised: Sequence[Advised], words: Words) -> None:
    """Show how far the plan can go; nothing there raises the chance."""
    st.markdown(
        words.text(
            "As far as one can go while no month of the forecast ends below zero and "
            "the chance of running out of cash stays at {most} at most:",
            most=percent(found.bearable, words),
        )
    )
    plan = found.risk.plan
    furthest = [one for one in advised if one.proposal.is_limit]
    tables.points(
        _proven(one, advice_told.furthest(one.proposal, plan, words), words)
        for one in furthest
    )


def _proven(one: Advised, value: str, words: Words) -> Sequence[str]:
    """A question, what is proposed or why nothing is, and what became of it."""
    name = _before(advice_told.name(one.proposal, words), words)
    proof = advice_told.proof(one.proposal, one.chance, words)
    if one.proposal.is_found:
        return name, value, proof
    return f"{name} {value}", "", proof


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
