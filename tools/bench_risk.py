"""Measure how quick the risk page is beside the smallest page Streamlit can serve.

    python -m tools.bench risk           a few minutes
    python -m tools.bench risk --quick   fewer repetitions

Ten thousand runs with their bands. Another horizon asks for runs that were made
before; a range typed anew draws fresh luck, saves the answer, and runs them all. See
`bench` for what both sides have in common.
"""

import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from tools import bench
from tools.bench import AT_REST, CHART, CHROMIUM, QUIET, TEXT, Measured, Site
from workbench.finance import forecast

MONTHS: Final = (36, 24)
WEAK: Final = ("60", "75")
CHANGED: Final = """(() => {
  const told = () => document.querySelector('.wb-figures')?.textContent;
  const before = told();
  return () => Boolean(told()) && told() !== before;
})()"""
DRAWN: Final = """(() => {
  const drawn = () => document.querySelector('.stPlotlyChart .scatterlayer .js-line')
    ?.getAttribute('d');
  const before = drawn();
  return () => Boolean(drawn()) && drawn() !== before;
})()"""
LEFT: Final = """() => { window.seen = new Promise((resolve, reject) => {
  const states = [STATES];
  const seen = states.map(() => null);
  let began = null;
  document.addEventListener('focusout',
    () => { began = performance.now(); }, {once: true, capture: true});
  const observer = new MutationObserver(() => {
    states.forEach((reached, i) => {
      if (began && seen[i] === null && reached()) seen[i] = performance.now() - began;
    });
    if (!seen.includes(null)) { observer.disconnect(); resolve(seen); }
  });
  const all = {subtree: true, childList: true, characterData: true, attributes: true};
  observer.observe(document.body, all);
  setTimeout(() => reject(new Error('no change')), 30000);
}); }"""


def reruns(browser: Browser, ours: Site, stock: Site, times: int) -> list[Measured]:
    """Return what another horizon and another range take, in turn with the stock."""
    with (
        ours.served() as here,
        stock.served() as there,
        bench.opened(browser, here, ours) as page,
        bench.opened(browser, there, stock) as beside,
    ):
        time.sleep(bench.WARM)
        _open_risk(page, ours)
        texts: list[list[float]] = []
        clicked: list[list[float]] = []
        for turn, months in enumerate(islice(cycle(MONTHS), times + 4), 1):
            texts.append(bench.click(beside, ".st-key-count button", turn, TEXT))
            place = forecast.HORIZONS.index(months) + 1
            button = f".st-key-risk_months button:nth-of-type({place})"
            clicked.append(bench.click(page, button, months, CHANGED, CHART))
        page.locator(".st-key-risk_ranges summary").click()
        typed = [_typed(page, weak) for weak in islice(cycle(WEAK), times + 2)]
    beside_what = "stock page: a text"
    (text,) = zip(*texts[4:], strict=True)
    words, chart = zip(*clicked[4:], strict=True)
    new_words, new_chart = zip(*typed[2:], strict=True)
    return [
        Measured("risk, another horizon: the words", words, beside_what, text, 1.3),
        Measured("risk, another horizon: words and chart", chart, beside_what, text),
        Measured("risk, a range typed: the words", new_words, beside_what, text, 1.3),
        Measured("risk, a range typed: words and chart", new_chart, beside_what, text),
    ]


def _open_risk(page: Page, site: Site) -> None:
    page.locator(f"{site.last} button").click()
    page.locator("[data-testid=stSidebarNav] a[href*='/risk']").click()
    page.locator(".stPlotlyChart .bars").wait_for()
    page.wait_for_function(AT_REST)


def _typed(page: Page, weak: str) -> list[float]:
    """Return the milliseconds from leaving a range until words and chart changed."""
    page.bring_to_front()
    field = page.locator(".st-key-q-risk-volume_low input")
    field.fill(weak)
    page.wait_for_function(AT_REST)
    bench.wait_for_quiet()
    page.evaluate(LEFT.replace("STATES", f"{CHANGED}, {DRAWN}"))
    page.keyboard.press("Tab")
    seen: list[float] = page.evaluate("() => window.seen")
    return seen


def measure(*, quick: bool) -> tuple[Sequence[Measured], dict[str, str]]:
    """Return everything measured, and on what."""
    with (
        tempfile.TemporaryDirectory(prefix="workbench-bench-") as folder,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        ours, stock = bench.sites(Path(folder))
        found = reruns(browser, ours, stock, 6 if quick else 30)
        used = bench.machine() | {"chromium": browser.version}
        browser.close()
    return found, used


def report(*, quick: bool, as_json: bool) -> None:
    """Measure and print."""
    found, used = measure(quick=quick)
    print((bench.plain if as_json else bench.table)(found, used))
