"""Write docs/parameters.md from the parameter files.

Run it from the repository after every change: `python -m tools.parameters_doc`.
"""

from decimal import Decimal
from pathlib import Path

from workbench.knowledge import parameters
from workbench.knowledge.parameters import Parameter, Parameters, Value

PAGE = Path(__file__).resolve().parent.parent / "docs" / "parameters.md"

HEAD = """# Parameters

Written by `tools/parameters_doc.py`; edit `data/parameters/`, then run it again.
A value holds from its first day until the next line of the same parameter. Notes
on what is not covered stand in the files.

| Parameter | Value | Unit | From | Source | Checked on |
|---|---|---|---|---|---|
"""


def page(known: Parameters) -> str:
    """Return the whole page: one line per value, parameters in order of id."""
    return HEAD + "".join(line for parameter in known for line in _lines(parameter))


def _lines(parameter: Parameter) -> list[str]:
    if parameter.entered_by_organisation:
        return [_line(parameter, "*entered by the organisation*", "", "")]
    return [
        _line(parameter, _shown(value), value.from_.isoformat(), _source(value))
        for value in parameter.values
    ]


def _line(parameter: Parameter, shown: str, start: str, source: str) -> str:
    unit = "" if parameter.unit == "none" else parameter.unit
    cells = (f"`{parameter.id}`", shown, unit, start, source)
    checked = parameter.checked_on.isoformat()
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} | {checked} |\n"


def _shown(value: Value) -> str:
    if isinstance(value.value, bool):
        return "yes" if value.value else "no"
    if value.value is not None:
        return _number(value.value)
    rows = (f"{_number(row.above)}: {_number(row.value)}" for row in value.brackets)
    return f"from {value.amount_unit} " + "; ".join(rows)


def _number(amount: Decimal) -> str:
    return f"{amount:,f}".replace(",", " ")


def _source(value: Value) -> str:
    parts = (value.legal_ref, value.source, value.source_date, value.confidence)
    return ", ".join(part for part in parts if part)


if __name__ == "__main__":
    PAGE.write_text(page(parameters.load()), encoding="utf-8", newline="\n")
    print(f"{PAGE.name} written")
