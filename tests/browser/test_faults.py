"""Two tabs, a killed server, a phone, Arabic: what must not be lost or hidden."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server, picture, settle
from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.journey import cases
from workbench.journey.desk import Desk

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
WIDTHS = {"laptop": 1280, "phone": 390}
TASKS = ("consent", "market", "products", "rhythm", "budget")
STEPS = ("forecast", "checks", "dossier", "decision")


def desk(server: Server) -> Desk:
    now = datetime.now().astimezone()
    return Desk(paths.database(server.home), policy.local_counsellor(), now)


def import_sample(server: Server) -> str:
    case = case_file.read(SAMPLES / "awa_coiffure.case.json")
    return cases.import_file(desk(server), case).id


def open_case(page: Page) -> None:
    page.locator("[class*=st-key-open-] button").first.click()
    settle(page)


def open_task(page: Page, name: str) -> None:
    page.locator(f".st-key-task-{name} button").click()
    settle(page)


def open_menu(page: Page) -> None:
    button = page.locator("[data-testid=stExpandSidebarButton]")
    if button.is_visible():
        button.click()
        page.wait_for_timeout(400)


def close_menu(page: Page) -> None:
    button = page.locator("[data-testid=stSidebarCollapseButton] button")
    if (page.viewport_size or {"width": 0})["width"] < 700 and button.count():
        button.first.click()
        page.wait_for_timeout(400)


def back_to_tasks(page: Page) -> None:
    open_menu(page)
    page.locator("[data-testid=stSidebarNav] a").nth(1).click()
    settle(page)
    close_menu(page)


def name_field(page: Page) -> Locator:
    return page.locator(".st-key-q-idea-business_name input").first


def type_name(page: Page, server: Server, case_id: str, text: str) -> None:
    """Type a name and wait until it is kept and the page has answered to it."""
    name_field(page).fill(text)
    page.keyboard.press("Tab")
    for _ in range(300):
        if kept_name(server, case_id) == text:
            break
        page.wait_for_timeout(100)
    settle(page)


def kept_name(server: Server, case_id: str) -> str:
    return cases.show(desk(server), case_id).answers.text("idea.business_name")


def test_two_tabs_on_one_answer_show_both_values(
    open_page: Callable[..., Page], server: Server
) -> None:
    case_id = import_sample(server)
    first, second = open_page(), open_page()
    for page in (first, second):
        page.reload()
        page.locator("[data-testid=stMain] h1").wait_for()
        settle(page)
        open_case(page)
        open_task(page, "idea")
    type_name(first, server, case_id, "Tresses du tram")
    name_field(second).fill("Tresses du marché")
    second.keyboard.press("Tab")
    second.locator(".st-key-q-idea-business_name").get_by_text(
        "Tresses du marché"
    ).wait_for()
    told = second.locator(".st-key-q-idea-business_name").inner_text()
    assert "Tresses du tram" in told
    assert "Tresses du marché" in told
    assert kept_name(server, case_id) == "Tresses du tram"


def test_a_killed_server_loses_nothing_that_was_acknowledged(
    open_page: Callable[..., Page], server: Server
) -> None:
    case_id = import_sample(server)
    page = open_page()
    page.reload()
    page.locator("[data-testid=stMain] h1").wait_for()
    settle(page)
    open_case(page)
    open_task(page, "idea")
    type_name(page, server, case_id, "Tresses du tram")
    server.kill()
    server.start()
    again = open_page()
    open_case(again)
    open_task(again, "idea")
    expect(name_field(again)).to_have_value("Tresses du tram")
    assert kept_name(server, case_id) == "Tresses du tram"


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_can_be_looked_at(
    open_page: Callable[..., Page], server: Server, language: str, size: str
) -> None:
    import_sample(server)
    page = open_page(WIDTHS[size])
    if language == "ar":
        open_menu(page)
        page.locator("[data-testid=stSidebar] [data-testid=stSelectbox] input").click()
        page.get_by_role("option", name="العربية").click()
        settle(page)
        close_menu(page)
    page.reload() if language == "fr" else None
    page.locator("[data-testid=stMain] h1").wait_for()
    settle(page)
    picture(page, f"cases-{language}-{size}")
    open_case(page)
    picture(page, f"case-{language}-{size}")
    for name in (*TASKS, *STEPS):
        open_task(page, name)
        picture(page, f"{name}-{language}-{size}")
        assert_fits(page)
        back_to_tasks(page)
    direction = page.evaluate(
        "() => getComputedStyle(document.querySelector('.stApp')).direction"
    )
    assert direction == ("rtl" if language == "ar" else "ltr")


def assert_fits(page: Page) -> None:
    """Nothing but a table's own scroller is wider than the page."""
    wide = page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollWidth"
        " - document.querySelector('[data-testid=stMain]').clientWidth"
    )
    assert wide <= 1
