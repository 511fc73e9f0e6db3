"""Other people's tools on the same plan and luck: pandas, modelx, cashflower, Calc.

Each answers with the closing cash it found, to be compared, and the seconds a run
took. None of them is needed to measure the rest.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

import numpy as np

from tools.bench_simulation_model import AT_ONCE, NEXT_MONTH, Model, given
from workbench.finance.simulation.draws import Array, Factors

if TYPE_CHECKING:
    import pandas as pd

SOFFICE: Final = shutil.which("soffice")
PATIENCE: Final = 300
RECALCULATIONS: Final = 300

CELLS: Final = {
    "sold": "lambda m: demand[m] * sum(units[m, p] * prices[p] * volume[m, p]"
    " * price[p] for p in range(len(prices)))",
    "used": "lambda m: use[m] * sum(units[m, p] * costs[p] * volume[m, p]"
    " for p in range(len(costs)))",
    "collected": "lambda m: sold(m) * (1 - late[m])"
    " + (sold(m - 1) * late[m - 1] if m else 0)",
    "bought": "lambda m: at_once * used(m) + (next_month * used(m - 1) if m else 0)",
    "quarter_tax": "lambda m: rate * (collected(m - 3) + collected(m - 2)"
    " + collected(m - 1)) if m and m % 3 == 0 else 0",
    "year_tax": "lambda y: rate * sum(collected(12 * y + k) for k in range(12))",
    "band": "lambda y: health[np.searchsorted(bands, np.floor(year_tax(y) + 0.5),"
    " side='right') - 1]",
    "contribution": "lambda m: band((m - 1) // 12) if m and m % 3 == 0 else 0",
    "net": "lambda m: other[m] + collected(m) - bought(m) - quarter_tax(m)"
    " - contribution(m)",
    "cash": "lambda m: (cash(m - 1) if m else opening) + net(m)",
}
"""The plan as modelx holds it; every cell a vector over all runs."""

VARIABLES: Final = """
import math
from bisect import bisect_right

from cashflower import variable
from input import given, main

globals().update(given)


@variable()
def run():
    return main.get("scenario")


@variable()
def sold(t):
    r = int(run())
    return demand[t][r] * sum(
        units[t][p] * prices[p] * volume[t][p][r] * price[p][r]
        for p in range(len(prices))
    )


@variable()
def used(t):
    r = int(run())
    return use[t][r] * sum(
        units[t][p] * costs[p] * volume[t][p][r] for p in range(len(costs))
    )


@variable()
def put_off(t):
    return sold(t) * late[t][int(run())]


@variable()
def collected(t):
    if t == 0:
        return sold(t) - put_off(t)
    return sold(t) - put_off(t) + put_off(t - 1)


@variable()
def bought(t):
    if t == 0:
        return at_once * used(t)
    return at_once * used(t) + next_month * used(t - 1)


@variable()
def year_tax(t):
    if t % 12:
        return year_tax(t - 1)
    return rate * (
        collected(t) + collected(t + 1) + collected(t + 2) + collected(t + 3)
        + collected(t + 4) + collected(t + 5) + collected(t + 6) + collected(t + 7)
        + collected(t + 8) + collected(t + 9) + collected(t + 10) + collected(t + 11)
    )


@variable()
def owed(t):
    if t == 0 or t % 3:
        return 0.0
    tax = math.floor(year_tax(t - 1) + 0.5)
    of_quarter = collected(t - 3) + collected(t - 2) + collected(t - 1)
    return rate * of_quarter + health[bisect_right(bands, tax) - 1]


@variable()
def net(t):
    return other[t] + collected(t) - bought(t) - owed(t)


@variable()
def cash(t):
    if t == 0:
        return opening + net(t)
    return cash(t - 1) + net(t)
"""

INPUT: Final = """
import numpy as np
import pandas as pd
from cashflower import ModelPointSet

loaded = np.load("given.npz")
given = {name: loaded[name].tolist() for name in loaded}
runs = range(len(given["price"][0]))
main = ModelPointSet(data=pd.DataFrame({"scenario": runs}))
"""

START: Final = """
import sys
import time

import numpy as np

sys.path.insert(0, ".")
import input
import model
from cashflower import run

months = len(input.given["units"])
settings = {
    "GROUP_BY": "scenario",
    "SAVE_OUTPUT": False,
    "T_MAX_CALCULATION": months - 1,
    "T_MAX_OUTPUT": months - 1,
}
began = time.process_time()
output, _, _ = run(settings=settings, path=".")
spent = time.process_time() - began
cash = output["cash"].to_numpy().reshape(-1, months).T
np.savez("found.npz", cash=cash, seconds=spent / cash.shape[1])
"""

MACRO: Final = """
Function Opened(address As String) As Object
    Dim how(2) As New com.sun.star.beans.PropertyValue
    how(0).Name = "Hidden" : how(0).Value = True
    how(1).Name = "FilterName" : how(1).Value = "Text - txt - csv (StarCalc)"
    how(2).Name = "FilterOptions" : how(2).Value = "9,34,76,1,,1033,false,true"
    Opened = StarDesktop.loadComponentFromURL(address, "_blank", 0, how())
End Function

Sub Bench
    plan = Opened("{folder}/plan.tsv")
    luck = Opened("{folder}/luck.tsv")
    plan.enableAutomaticCalculation(False)
    sheet = plan.Sheets.getByIndex(0)
    drawn = luck.Sheets.getByIndex(0)
    file = FreeFile
    Open "{file}" For Output As #file
    For r = 0 To {runs} - 1
        above = r * ({months} + 1)
        prices = drawn.getCellRangeByPosition(0, above, 3, above)
        sheet.getCellRangeByName("Y1:AB1").setDataArray(prices.getDataArray())
        factors = drawn.getCellRangeByPosition(0, above + 1, 6, above + {months})
        sheet.getCellRangeByName("F1:L{months}").setDataArray(factors.getDataArray())
        plan.calculateAll()
        cash = sheet.getCellRangeByName("U1:U{months}").getDataArray()
        For m = 0 To {months} - 1
            Print #file, CStr(cash(m)(0))
        Next m
    Next r
    began = GetSystemTicks()
    For r = 1 To {times}
        plan.calculateAll()
    Next r
    Print #file, CStr(GetSystemTicks() - began)
    Close #file
    plan.close(True)
    luck.close(True)
    StarDesktop.terminate()
End Sub
"""

BASIC: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<script:module xmlns:script="http://openoffice.org/2000/script"'
    ' script:name="Module1" script:language="StarBasic">{code}</script:module>'
)
LIBRARY: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<library:library xmlns:library="http://openoffice.org/2000/library"'
    ' library:name="Standard" library:readonly="false"'
    ' library:passwordprotected="false">{element}</library:library>'
)
LIBRARIES: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<library:libraries xmlns:library="http://openoffice.org/2000/library"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<library:library library:name="Standard"'
    ' xlink:href="$(USER)/basic/Standard/{kind}.xlb/" xlink:type="simple"'
    ' library:link="false"/></library:libraries>'
)


@dataclass(frozen=True)
class Answer:
    """What a peer found for the first runs [months, runs], and seconds a run."""

    closing: Array
    seconds: float


def is_installed(name: str) -> bool:
    """Whether a package can be imported, without importing it."""
    return find_spec(name) is not None


def handed(of: Model, luck: Factors) -> dict[str, Any]:
    """Return everything a peer is handed."""
    return {
        "units": of.units,
        "prices": of.prices,
        "costs": of.costs,
        "other": of.other,
        "opening": of.opening,
        "rate": of.rate,
        "bands": of.bands,
        "health": of.health,
        "at_once": float(AT_ONCE),
        "next_month": float(NEXT_MONTH),
        "volume": luck.volume,
        "price": given(luck.price),
        "demand": given(luck.demand),
        "use": given(luck.use),
        "late": given(luck.late),
    }


def in_pandas(of: Model, luck: Factors, run: int) -> "pd.DataFrame":
    """Return one run as a table of months, written as one writes a notebook."""
    frame: type[pd.DataFrame] = import_module("pandas").DataFrame
    table = frame({"month": range(of.months)})
    table["quarter"] = table["month"] // 3
    table["year"] = table["month"] // 12
    demand, use = given(luck.demand)[:, run], given(luck.use)[:, run]
    table["sold"] = 0.0
    table["used"] = 0.0
    for place, (price, cost) in enumerate(zip(of.prices, of.costs, strict=True)):
        table["units"] = of.units[:, place] * luck.volume[:, place, run]
        table["price"] = price * given(luck.price)[place, run]
        table["sold"] += table["units"] * table["price"] * demand
        table["used"] += table["units"] * cost * use
    table["late"] = table["sold"] * given(luck.late)[:, run]
    table["collected"] = (
        table["sold"] - table["late"] + table["late"].shift(fill_value=0)
    )
    table["bought"] = table["used"] * float(AT_ONCE) + (
        table["used"] * float(NEXT_MONTH)
    ).shift(fill_value=0)
    tax = table.groupby("quarter")["collected"].sum() * of.rate
    of_year = table.groupby("year")["collected"].sum() * of.rate
    whole = np.floor(of_year + 0.5)
    health = of.health[np.searchsorted(of.bands, whole, side="right") - 1]
    owed = tax + np.repeat(health, 4)
    table["owed"] = 0.0
    table.loc[3 * owed.index[:-1] + 3, "owed"] = owed.to_numpy()[:-1]
    table["net"] = of.other + table["collected"] - table["bought"] - table["owed"]
    table["cash"] = of.opening + table["net"].cumsum()
    table["is_short"] = table["cash"] < 0
    return table


def modelx_over_vectors(of: Model, luck: Factors) -> Callable[[], Answer]:
    """Return a modelx model whose cells hold a vector of all runs."""
    space: Any = import_module("modelx").new_model().new_space("Plan")
    space.np = np
    for name, value in handed(of, luck).items():
        setattr(space, name, value)
    for name, formula in CELLS.items():
        space.new_cells(name, formula=formula)
    runs = luck.volume.shape[-1]

    def work() -> Answer:
        space.clear_all()
        began = time.process_time()
        closing = np.array([space.cash(month) for month in range(of.months)])
        closing.min(axis=0)
        return Answer(closing, (time.process_time() - began) / runs)

    return work


def cashflower(of: Model, luck: Factors) -> Answer:
    """Return what cashflower finds, each run a model point, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
        here = Path(folder)
        np.savez(here / "given.npz", **handed(of, luck))
        for name, text in {"input": INPUT, "model": VARIABLES, "start": START}.items():
            (here / f"{name}.py").write_text(text, encoding="utf-8")
        _run([sys.executable, "start.py"], here)
        found = np.load(here / "found.npz")
        return Answer(found["cash"], float(found["seconds"]))


def calc(of: Model, luck: Factors) -> Answer:
    """Return what LibreOffice Calc finds, the plan on one sheet, recalculated whole.

    The luck of a run is written into the sheet and the sheet calculated; the seconds
    are those of calculating alone.
    """
    with tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder:
        here = Path(folder)
        _write(here / "plan.tsv", _sheet(of))
        _write(here / "luck.tsv", _luck(luck))
        runs = luck.volume.shape[-1]
        installed = f"-env:UserInstallation={(here / 'profile').as_uri()}"
        office = [str(SOFFICE), "--headless", "--norestore", installed]
        _run([*office, "--terminate_after_init"], here)
        _put_macro(here, of.months, runs)
        _run([*office, "macro:///Standard.Module1.Bench"], here)
        lines = (here / "found.txt").read_text(encoding="utf-8").split()
    cash = np.array([float(line) for line in lines[:-1]]).reshape(runs, of.months).T
    return Answer(cash, float(lines[-1]) / 1000 / RECALCULATIONS)


def outside() -> dict[str, Callable[[Model, Factors], Answer]]:
    """Return the peers that run in a process of their own, those installed."""
    found: dict[str, Callable[[Model, Factors], Answer]] = {}
    if is_installed("cashflower"):
        found["cashflower"] = cashflower
    if SOFFICE:
        found["calc"] = calc
    return found


def _run(command: list[str], folder: Path) -> None:
    subprocess.run(
        command, cwd=folder, check=True, capture_output=True, timeout=PATIENCE
    )


def _write(file: Path, rows: list[list[object]]) -> None:
    lines = ("\t".join(str(cell) for cell in row) for row in rows)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _luck(luck: Factors) -> list[list[object]]:
    """A row of prices, then a row of factors a month, for one run after the other."""
    rows: list[list[object]] = []
    monthly = [given(a) for a in (luck.demand, luck.use, luck.late)]
    for run in range(luck.volume.shape[-1]):
        rows.append([repr(float(f)) for f in given(luck.price)[:, run]])
        for month, volume in enumerate(luck.volume[:, :, run]):
            factors = [*volume, *(array[month, run] for array in monthly)]
            rows.append([repr(float(factor)) for factor in factors])
    return rows


def _sheet(of: Model) -> list[list[object]]:
    """Months down; A to E what is planned, F to L luck, N to U what comes of it.

    Y to AB hold price factors, prices and costs, AD and AE the bands.
    """
    rows = []
    for place in range(of.months):
        row: list[object] = [place, *(repr(float(u)) for u in of.units[place])]
        row += [1] * 6 + [0, repr(float(of.other[place]))]
        row += [*_formulas(of, place), "", "", ""]
        aside = [1] * 4, of.prices, of.costs
        if place < len(aside):
            row += [*(float(cell) for cell in aside[place]), ""]
        else:
            row += [""] * 5
        if place < len(of.bands):
            row += [float(of.bands[place]), float(of.health[place])]
        rows.append(row)
    return rows


def _formulas(of: Model, place: int) -> list[object]:
    n, before = place + 1, place
    sold = f"=SUMPRODUCT(B{n}:E{n};Y$1:AB$1;Y$2:AB$2;F{n}:I{n})*J{n}"
    used = f"=SUMPRODUCT(B{n}:E{n};Y$3:AB$3;F{n}:I{n})*K{n}"
    collected = f"=N{n}*(1-L{n})" + (f"+N{before}*L{before}" if before else "")
    bought = f"={AT_ONCE}*O{n}" + (f"+{NEXT_MONTH}*O{before}" if before else "")
    tax: object = 0
    health: object = 0
    if before and before % 3 == 0:
        year = (before - 1) // 12 * 12
        tax = f"={of.rate}*SUM(P{before - 2}:P{before})"
        of_year = f"ROUND({of.rate}*SUM(P{year + 1}:P{year + 12});0)"
        last = len(of.bands)
        health = f"=LOOKUP({of_year};AD$1:AD${last};AE$1:AE${last})"
    net = f"=M{n}+P{n}-Q{n}-R{n}-S{n}"
    cash = f"=T{n}+" + (f"U{before}" if before else repr(of.opening))
    return [sold, used, collected, bought, tax, health, net, cash]


def _put_macro(here: Path, months: int, runs: int) -> None:
    """Give the user that LibreOffice has just made the macro, and nothing else."""
    code = MACRO
    for name, value in {
        "folder": here.as_uri(),
        "file": here / "found.txt",
        "months": months,
        "runs": runs,
        "times": RECALCULATIONS,
    }.items():
        code = code.replace(f"{{{name}}}", str(value))
    library = here / "profile" / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    module = '<library:element library:name="Module1"/>'
    for kind, element in {"script": module, "dialog": ""}.items():
        text = LIBRARY.format(element=element)
        (library / f"{kind}.xlb").write_text(text, encoding="utf-8")
        text = LIBRARIES.format(kind=kind)
        (library.parent / f"{kind}.xlc").write_text(text, encoding="utf-8")
    text = BASIC.format(code=escape(code))
    (library / "Module1.xba").write_text(text, encoding="utf-8")
