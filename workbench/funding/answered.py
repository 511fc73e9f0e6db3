"""Answers as a funder reads them: headings with texts, and tables.

What is personal (privacy class C3) never comes from here.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, cast

from workbench.funding import headings
from workbench.funding.content import END, START, Block, Pair, Row, Section, Table
from workbench.knowledge import catalogue
from workbench.knowledge.questions import Column, Kind, Question, Questionnaire
from workbench.knowledge.questions import Section as QuestionSection
from workbench.knowledge.wording import HARD_SPACE, Words, mark
from workbench.months import Month
from workbench.plan import answers as answering
from workbench.plan.answers import Answers, Cell, Status, Unclear, Value

PERSONAL: Final = "C3"
FIGURES: Final = frozenset({Kind.INTEGER, Kind.QUANTITY, Kind.PERCENT, Kind.MONEY})
MARKS: Final = {
    "good": mark("Good"),
    "normal": mark("Normal"),
    "slow": mark("Slow"),
    "closed": mark("Closed"),
}


def section(
    questionnaire: Questionnaire, section_id: str, answers: Answers, words: Words
) -> Section:
    """Return a section of the plan: what applies, in the order it was asked.

    Optional questions without an answer are left out; "I don't know yet" is said.
    """
    read = questionnaire.section(section_id)
    title = headings.of_section(read, words)
    blocks = _blocks(read, answers, words)
    return Section(title, tuple(_untitled(block, title) for block in blocks))


def _untitled(block: Block, title: str) -> Block:
    """Leave out the title of a table that is called like its section."""
    tables = (replace(t, title="") if t.title == title else t for t in block.tables)
    return replace(block, tables=tuple(tables))


def _blocks(
    section: QuestionSection, answers: Answers, words: Words
) -> tuple[Block, ...]:
    """Keep pairs together between two tables."""
    blocks: list[Block] = []
    pairs: list[Pair] = []
    for question in section.question:
        if question.privacy == PERSONAL or not answering.is_asked(question, answers):
            continue
        rows = answers.rows(question.id) if question.kind is Kind.TABLE else ()
        if rows:
            if pairs:
                blocks.append(Block(pairs=tuple(pairs)))
                pairs = []
            blocks.append(Block(tables=(table(question, rows, words),)))
            continue
        said = answer(question, answers, words)
        if said:
            pairs.append(Pair(headings.of_question(question, words), said))
    if pairs:
        blocks.append(Block(pairs=tuple(pairs)))
    return tuple(blocks)


def answer(question: Question, answers: Answers, words: Words) -> str:
    """Return an answer as text; "" when an optional question has none.

    Where the plan is reckoned with what is usual, that is said.
    """
    given = answers.by_question.get(question.id)
    if question.usual is not None and (given is None or given.value is None):
        usual = _number(question, question.usual, words)
        return words.text("{value} (usual, to be confirmed)", value=usual)
    if given is None:
        return words.text("Not answered yet") if question.required else ""
    if given.status is Status.UNKNOWN:
        return words.text("Not known yet")
    if given.unclear:
        return words.text("To be made clear: {typed}", typed=given.unclear.typed)
    if given.value is None or given.value == ():
        return words.text("None")
    text = value(question, given.value, words)
    if question.kind in {Kind.INTEGER, Kind.QUANTITY} and question.unit:
        has_unit = question.id in headings.QUESTIONS
        unit = "" if has_unit else words.localised(question.unit)
        return f"{text}{HARD_SPACE}{unit}" if unit else text
    return text


def value(column: Column, given: Value | Cell, words: Words) -> str:
    """Return one value as text; amounts carry their unit."""
    match given:
        case Unclear(typed):
            return typed
        case bool():
            return words.text("Yes") if given else words.text("No")
        case int() | Decimal():
            return _number(column, Decimal(given), words)
        case dt.date():
            return words.date(given)
        case Month():
            return words.month_long(given)
        case tuple():
            return _several(column, given, words)
        case _:
            return _chosen(column, str(given), words)


def _number(column: Column, number: Decimal, words: Words) -> str:
    if column.kind is Kind.MONEY:
        return words.money(number)
    if column.kind is Kind.PERCENT:
        return words.percent(number / 100)
    return words.number(number)


def _several(column: Column, given: tuple[object, ...], words: Words) -> str:
    if column.kind is Kind.MONTH_MARKS:
        return _months(cast("tuple[str, ...]", given), words)
    if column.kind is Kind.MONEY_SERIES:
        return " ; ".join(words.amount(cast("Decimal", item)) for item in given)
    return " · ".join(_chosen(column, str(code), words) for code in given)


def _listed(items: Iterable[str], words: Words) -> str:
    return ("، " if words.language == "ar" else ", ").join(items)


def _months(marks: tuple[str, ...], words: Words) -> str:
    """One line for each mark in use; a year of normal months says so."""
    by_mark: Mapping[str, list[str]] = {name: [] for name in MARKS}
    for number, name in enumerate(marks, start=1):
        by_mark[name].append(words.month_name(number))
    if len(by_mark["normal"]) == len(marks):
        return words.text("All months are normal")
    lines = (
        words.text(
            "{kind}: {name}", kind=words.text(MARKS[name]), name=_listed(found, words)
        )
        for name, found in by_mark.items()
        if found
    )
    return "\n".join(lines)


def _chosen(column: Column, code: str, words: Words) -> str:
    """The label of a choice, or the text itself."""
    for option in column.options:
        if option.code == code:
            return words.localised(option.label)
    if column.options_from:
        for choice in catalogue.options(column.options_from, words.language):
            if choice.code == code:
                return choice.label
    return words.isolate(code)


def table(question: Question, rows: Iterable[answering.Row], words: Words) -> Table:
    """Return a table of answers; columns that hold nothing are left out."""
    given = tuple(rows)
    used = tuple(c for c in question.columns if any(c.id in row for row in given))
    return Table(
        title=headings.of_question(question, words),
        head=tuple(_head(column, words) for column in used),
        sides=tuple(END if column.kind in FIGURES else START for column in used),
        rows=tuple(
            Row(tuple(_cell(column, row, words) for column in used)) for row in given
        ),
    )


def _head(column: Column, words: Words) -> str:
    label, unit = words.localised(column.label), words.localised(column.unit)
    if not unit or column.kind is Kind.PERCENT:
        return label
    return words.text("{column} ({unit})", column=label, unit=unit)


def _cell(column: Column, row: answering.Row, words: Words) -> str:
    """A cell without the unit that stands in the head."""
    given = row.get(column.id)
    if given is None:
        return ""
    if column.kind is Kind.MONEY and isinstance(given, Decimal):
        return words.amount(given)
    return value(column, given, words)
