"""Lines pasted from a spreadsheet, read into the cells of a table question."""

from workbench.knowledge.questions import Column, Kind, Question
from workbench.knowledge.wording import Words
from workbench.store.cases import fold
from workbench.ui import field

SAYS_YES = {"oui", "yes", "نعم", "x", "1"}
SAYS_NO = {"non", "no", "لا", "0"}


def read(question: Question, pasted: str, words: Words) -> list[dict[str, str]]:
    """Return one dict of typed texts a line; cells are split at tabs or semicolons.

    A choice may be written as its code or its words in the page's language;
    what is neither stays as typed and is asked about like any unclear answer.
    """
    lines = []
    for line in lines_of(pasted):
        cells = line.split("\t") if "\t" in line else line.split(";")
        given = [cell.strip() for cell in cells]
        given += [""] * (len(question.columns) - len(given))
        lines.append(
            {
                column.id: _cell(column, text, words)
                for column, text in zip(question.columns, given, strict=False)
            }
        )
    return lines


def lines_of(pasted: str) -> list[str]:
    """Return the lines that hold something."""
    return [line for line in pasted.splitlines() if line.strip()]


def _cell(column: Column, text: str, words: Words) -> str:
    folded = fold(text)
    if column.kind is Kind.YES_NO:
        if folded in SAYS_YES:
            return "yes"
        return "no" if folded in SAYS_NO else text
    if column.kind is Kind.CHOICE:
        offered = field.options(column, words)
        return next((c for c, label in offered.items() if fold(label) == folded), text)
    return text
