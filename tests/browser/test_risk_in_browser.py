"""The risk page in front of a real browser: an answer, a notebook, another answer."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Server, picture, settle
from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.journey import cases
from workbench.journey.desk import Desk

SAMPLE = paths.data() / "samples" / "awa_coiffure.case.json"
DRAWERS = ("weighs", "helps", "limits", "by_month", "computed")


def stored(server: Server) -> str:
    database = paths.database(server.home)
    desk = Desk(database, policy.local_counsellor(), datetime.now().astimezone())
    return cases.import_file(desk, case_file.read(SAMPLE)).id


def opened(page: Page, case_id: str) -> None:
    page.reload()
    page.locator(f".st-key-open-{case_id} button").click()
    settle(page)
    page.locator("[data-testid=stSidebarNav] a[href*='/risk']").click()
    page.locator(".stPlotlyChart .bars").wait_for()
    settle(page)


def test_a_counsellor_reads_the_risk_and_adds_a_notebook(
    open_page: Callable[..., Page], server: Server, tmp_path: Path
) -> None:
    page = open_page(1366, 768)
    opened(page, stored(server))
    told = page.locator(".wb-told")
    assert "projets comme celui-ci" in told.inner_text()
    page.locator(".st-key-to_ranges button").click()
    settle(page)
    field = page.locator(".st-key-q-risk-volume_low input")
    box = field.bounding_box()
    assert box
    assert box["y"] < 768
    for drawer in DRAWERS:
        page.locator(f".st-key-risk_{drawer} summary").click()
        settle(page)
    widths = page.locator(".wb-bars i").evaluate_all(
        "bars => bars.map(bar => bar.getBoundingClientRect().width)"
    )
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > widths[-1]
    english = page.locator(".st-key-risk_takings").get_by_text("Upload", exact=True)
    assert english.evaluate("text => getComputedStyle(text).fontSize") == "0px"
    before = page.locator(".wb-figures").inner_text()
    notebook = tmp_path / "carnet.csv"
    lines = [f"2025-{month:02};{8000 + 350 * (month % 5)}" for month in range(1, 13)]
    notebook.write_text("Mois;Recettes\n" + "\n".join(lines), encoding="utf-8")
    page.locator(".st-key-risk_takings input[type=file]").set_input_files(notebook)
    page.locator(".st-key-risk_takings_accept button").click()
    settle(page)
    page.locator(".st-key-q-risk-takings").get_by_text("enregistré").wait_for()
    assert page.locator(".wb-figures").inner_text() != before
    picture(page, "risk-laptop")


def test_the_risk_is_read_on_a_phone_in_arabic_without_scrolling_sideways(
    open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page(1366, 768)
    page.locator(".st-key-language_choice input").click()
    page.get_by_text("العربية", exact=True).last.click()
    settle(page)
    case_id = stored(server)
    page.locator("[data-testid=stSidebarNav] a").first.click()
    settle(page)
    page.locator(f".st-key-open-{case_id} button").click()
    settle(page)
    page.locator("[data-testid=stSidebarNav] a[href*='/risk']").click()
    page.locator(".stPlotlyChart .bars").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    assert "مشاريع" in page.locator(".wb-told").inner_text()
    wide = page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollWidth"
        " - document.querySelector('[data-testid=stMain]').clientWidth"
    )
    assert wide <= 0
    picture(page, "risk-phone-ar")
