"""Measure how quick the pages are beside the smallest page Streamlit can serve.

    python tools/bench.py            a few minutes
    python tools/bench.py --quick    fewer repetitions, to see that it works
    python tools/bench.py --json     every measured value, for a programme
    python -m tools.bench portfolio  a portfolio under shocks (bench_portfolio)
    python -m tools.bench risk       the risk page (bench_risk)
    python -m tools.bench simulation thousands of runs of a plan (bench_simulation)

Needs the dev extra and chromium. Real servers on free ports of this computer,
in temporary homes, in front of a real browser; both sides in turn and in one run,
each in a moment when little else runs, so that only ratios count. Nothing here is
a test: a busy machine is no defect.
"""

import argparse
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from importlib import import_module
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.finance import forecast
from workbench.journey import cases, outlook
from workbench.journey.desk import Desk
from workbench.knowledge import parameters
from workbench.plan import building
from workbench.plan.business_plan import BusinessPlan
from workbench.store import connect

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLE: Final = ROOT / "data" / "samples" / "awa_coiffure.case.json"
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET: Final = ("--no-sandbox", "--disable-background-networking", "--no-first-run")
STOCK_PAGE: Final = """import streamlit as st

st.title("A page")
st.text_input("Name")
if st.button("Count", key="count"):
    st.session_state["clicks"] = st.session_state.get("clicks", 0) + 1
st.write(f"Clicked {st.session_state.get('clicks', 0)} times")
"""
PAGES: Final = "pages"
OTHERS: Final = ("portfolio", "risk", "simulation")
PATIENCE: Final = 60.0
WARM: Final = 9.0
"""Seconds after which a server has done all it does once."""
IDLE: Final = 0.88
"""The share of the processors that nothing else uses when a measurement begins."""
GLANCE: Final = 0.25
MONTHS: Final = (36, 24)
LIMIT: Final = 5.0
"""Milliseconds a forecast of 36 months may take."""

CLICK: Final = """([button, wanted]) => new Promise((resolve, reject) => {
  const states = [STATES];
  const seen = states.map(() => null);
  const began = performance.now();
  const observer = new MutationObserver(() => {
    states.forEach((reached, i) => {
      if (seen[i] === null && reached()) seen[i] = performance.now() - began;
    });
    if (!seen.includes(null)) { observer.disconnect(); resolve(seen); }
  });
  const all = {subtree: true, childList: true, characterData: true, attributes: true};
  observer.observe(document.body, all);
  setTimeout(() => reject(new Error(`no change after ${button}`)), 30000);
  document.querySelector(button).click();
})"""
TEXT: Final = """() => document.querySelector('[data-testid=stMain]')
  .textContent.includes(`Clicked ${wanted} times`)"""
TABLE: Final = """() => document.querySelector('.wb-table')
  ?.tBodies[0].rows.length === wanted"""
CHART: Final = """() => document.querySelectorAll('.stPlotlyChart .bars .point')
  .length === wanted"""
STEP: Final = """() => document.querySelector('.st-key-step-price_percent')
  .textContent.includes('%') === (wanted === 1)"""
BESIDE: Final = """() => document.querySelectorAll('.stPlotlyChart .scatter.trace')
  .length === wanted"""
AT_REST: Final = """() => document.querySelector('[data-testid=stApp]')
  .getAttribute('data-test-script-state') !== 'running'"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One thing measured in milliseconds, beside what it is compared with."""

    what: str
    ours: Sequence[float]
    beside: str = ""
    peer: Sequence[float] = ()
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """Our median over the other one; None when nothing stands beside it."""
        return median(self.ours) / median(self.peer) if self.peer else None

    @property
    def is_reached(self) -> bool | None:
        """Whether the ratio is within its goal; None without a goal."""
        if self.goal is None or self.ratio is None:
            return None
        return self.ratio <= self.goal


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A server to be measured: its command without a port, and its last element."""

    command: tuple[str, ...]
    folder: Path
    environment: dict[str, str]
    last: str

    @contextmanager
    def served(self) -> Iterator[str]:
        """Yield the address of a server that has just begun to listen."""
        port = _free_port()
        process = subprocess.Popen(
            [*self.command, str(port)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise TimeoutError("a server did not start")


def wait_for_quiet() -> None:
    """Return when the computer is nearly idle, or after a quarter of a minute."""
    for _ in range(60):
        before = _ticks()
        time.sleep(GLANCE)
        spent = [now - then for then, now in zip(before, _ticks(), strict=True)]
        if sum(spent[3:5]) >= IDLE * sum(spent):
            return


def _ticks() -> list[int]:
    """What the processors have done so far, by kind, idle and waiting 4th and 5th.

    Empty where the system does not tell: every moment then counts as quiet.
    """
    file = Path("/proc/stat")
    first = file.read_text(encoding="ascii").splitlines()[:1] if file.exists() else []
    return [int(ticks) for line in first for ticks in line.split()[1:]]


def sites(folder: Path) -> tuple[Site, Site]:
    """Return the workbench over the sample case and the stock page, in that order.

    Neither sees settings of this computer's user. The stock page's only options are
    those without which Streamlit would open a browser, ask, or call out.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("STREAMLIT_", "WORKBENCH_"))
    } | {"HOME": str(folder)}
    page = folder / "stock_page.py"
    page.write_text(STOCK_PAGE, encoding="utf-8")
    home = folder / "home"
    python = (sys.executable, "-m")
    serve = (*python, "workbench", "serve", "--no-browser", "--home", str(home))
    stock = (*python, "streamlit", "run", str(page), "--server.headless=true")
    quiet = ("--server.address=127.0.0.1", "--browser.gatherUsageStats=false")
    last = f".st-key-open-{_case(home)}"
    return (
        Site((*serve, "--port"), ROOT, environment, last),
        Site((*stock, *quiet, "--server.port"), folder, environment, ".st-key-count"),
    )


def _case(home: Path) -> str:
    """Make a home that holds the sample case; return the case's id."""
    database = paths.database(home)
    connect.prepare(database)
    desk = Desk(database, policy.local_counsellor(), datetime.now().astimezone())
    return cases.import_file(desk, case_file.read(SAMPLE)).id


@contextmanager
def opened(browser: Browser, address: str, site: Site) -> Iterator[Page]:
    """Yield the first page in a window without a cache, once its last element is up."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    try:
        page.goto(address, wait_until="commit")
        page.locator(f"{site.last} button").wait_for()
        yield page
    finally:
        context.close()


def first_page(browser: Browser, site: Site) -> float:
    """Return milliseconds from starting the server to the whole first page."""
    wait_for_quiet()
    began = time.perf_counter()
    with site.served() as address, opened(browser, address, site):
        return 1000 * (time.perf_counter() - began)


def first_pages(browser: Browser, ours: Site, stock: Site, times: int) -> Measured:
    """Return the first pages of both, in turn, after one of each not counted."""
    found: dict[Site, list[float]] = {stock: [], ours: []}
    for site in islice(cycle(found), 2 * (times + 1)):
        found[site].append(first_page(browser, site))
    return Measured(
        "first page after the server's start",
        found[ours][1:],
        "stock page",
        found[stock][1:],
        goal=1.5,
    )


def reruns(browser: Browser, ours: Site, stock: Site, times: int) -> list[Measured]:
    """Return what a click takes on the forecast and on the stock page, in turn.

    On the forecast it asks for 36 months, then for 24, and so on: every figure,
    the chart and the table change. In the what-if strip it raises the price by a
    step and lowers it again: the words, the figures that decide and the chart change.
    """
    with (
        ours.served() as here,
        stock.served() as there,
        opened(browser, here, ours) as page,
        opened(browser, there, stock) as beside,
    ):
        time.sleep(WARM)
        _open_forecast(page, ours)
        changed: list[list[float]] = []
        stepped: list[list[float]] = []
        texts: list[list[float]] = []
        for turn, months in enumerate(islice(cycle(MONTHS), times + 2), 1):
            texts.append(click(beside, ".st-key-count button", turn, TEXT))
            place = forecast.HORIZONS.index(months) + 1
            button = f".st-key-horizon button:nth-of-type({place})"
            changed.append(click(page, button, months, TABLE, CHART))
        page.locator(".st-key-what_if_open label").click()
        page.locator(".st-key-step-price_percent").wait_for()
        for turn in range(1, times + 3):
            texts.append(click(beside, ".st-key-count button", len(texts) + 1, TEXT))
            place = 1 + turn % 2
            button = f".st-key-step-price_percent button:nth-of-type({place})"
            stepped.append(click(page, button, turn % 2, STEP, BESIDE))
    table, chart = zip(*changed[2:], strict=True)
    words, curve = zip(*stepped[2:], strict=True)
    (text,) = zip(*texts[2:], strict=True)
    beside_what = "stock page: a text"
    return [
        Measured("click on the forecast: the table", table, beside_what, text, 1.3),
        Measured("click on the forecast: table and chart", chart, beside_what, text),
        Measured("what-if step: the words", words, beside_what, text, 1.3),
        Measured("what-if step: words and chart", curve, beside_what, text),
    ]


def _open_forecast(page: Page, site: Site) -> None:
    for place in (site.last, ".st-key-task-forecast"):
        page.locator(f"{place} button").click()
    page.locator(".stPlotlyChart .bars").wait_for()
    page.wait_for_function(AT_REST)


def click(page: Page, button: str, wanted: int, *states: str) -> list[float]:
    """Return the milliseconds from a click until the page is in each state."""
    page.bring_to_front()
    page.wait_for_function(AT_REST)
    wait_for_quiet()
    script = CLICK.replace("STATES", ", ".join(states))
    seen: list[float] = page.evaluate(script, [button, wanted])
    return seen


def computed(times: int) -> list[Measured]:
    """Return what a forecast of 36 months takes, and all that is said of a plan."""
    case = case_file.read(SAMPLE)
    plan = building.build(case.questionnaire, case.answers)
    if not isinstance(plan, BusinessPlan):
        raise TypeError(f"{SAMPLE.name} holds no whole plan")
    today = date.today()  # noqa: DTZ011 - the day here
    rules = parameters.load().known_on(today)
    longest = max(forecast.HORIZONS)

    def assess() -> object:
        return outlook.assess(
            case.questionnaire, case.answers, rules, months=longest, today=today
        )

    projected = _timed(lambda: forecast.project(plan, rules, longest), times)
    return [
        Measured("forecast of 36 months", projected, "5 ms", [LIMIT], goal=1.0),
        Measured("plan, forecast and checks", _timed(assess, times)),
    ]


def _timed(work: Callable[[], object], times: int) -> list[float]:
    wait_for_quiet()
    work()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - began))
    return found


def measure(*, quick: bool) -> tuple[list[Measured], dict[str, str]]:
    """Return everything measured, and on what."""
    loads = [_load()]
    with (
        tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        ours, stock = sites(Path(folder))
        found = reruns(browser, ours, stock, 8 if quick else 40)
        found.append(first_pages(browser, ours, stock, 2 if quick else 7))
        used = machine() | {"chromium": browser.version}
        browser.close()
    found += computed(20 if quick else 200)
    return found, used | {"load": f"{loads[0]} to {_load()}"}


def machine() -> dict[str, str]:
    """Return the day, the machine and the versions a figure belongs to."""
    packages = ("streamlit", "plotly", "playwright")
    return {
        "date": f"{datetime.now().astimezone():%Y-%m-%d %H:%M}",
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.platform()}",
        "python": platform.python_version(),
        **{name: version(name) for name in packages},
    }


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    names = (
        li.partition(":")[2].strip() for li in lines if li.startswith("model name")
    )
    return next(names, platform.processor() or platform.machine())


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def table(found: Sequence[Measured], used: dict[str, str]) -> str:
    """Return the lines of a report in Markdown; times are medians."""
    lines = [f"{name}: {value}" for name, value in used.items()]
    lines += ["", "| what | ours, ms | beside | ms | ratio | goal | reached |"]
    lines.append("|---|---|---|---|---|---|---|")
    told = {True: "yes", False: "no", None: ""}
    for one in found:
        beside = f"{median(one.peer):.1f}" if one.peer else ""
        ratio = f"{one.ratio:.2f}" if one.ratio is not None else ""
        goal = f"≤ {one.goal}" if one.goal is not None else ""
        cells = (one.what, f"{median(one.ours):.1f}", one.beside, beside, ratio, goal)
        lines.append(f"| {' | '.join((*cells, told[one.is_reached]))} |")
    return "\n".join(lines)


def plain(found: Sequence[Measured], used: dict[str, str]) -> str:
    """Return the same as JSON, every single value included."""
    rows = [
        asdict(one) | {"ratio": one.ratio, "is_reached": one.is_reached}
        for one in found
    ]
    return json.dumps({"used": used, "measured": rows}, indent=2, ensure_ascii=False)


def main() -> int:
    """Measure and print; return 0 whatever the figures are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--json", action="store_true", help="every value, as JSON")
    parser.add_argument("what", nargs="?", choices=(PAGES, *OTHERS), default=PAGES)
    asked = parser.parse_args()
    if asked.what != PAGES:
        other = import_module(f"tools.bench_{asked.what}")
        other.report(quick=asked.quick, as_json=asked.json)
        return 0
    found, used = measure(quick=asked.quick)
    print((plain if asked.json else table)(found, used))
    return 0


if __name__ == "__main__":
    sys.exit(main())
