"""What if: a counsellor tries a lower price and Ramadan, keeps it, and compares."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Server, picture, settle
from tests.browser.test_journey import SAMPLE, click, desk
from workbench import paths
from workbench.exchange import case_file
from workbench.finance.scenarios.scenario import Changes, ProductChanges, Scenario
from workbench.journey import cases, scenarios, what_if
from workbench.store import connect


@pytest.fixture
def case_id(server: Server) -> str:
    connect.prepare(paths.database(server.home))
    return cases.import_file(desk(server), case_file.read(SAMPLE)).id


def test_a_lower_price_and_ramadan_are_tried_kept_and_compared(
    open_page: Callable[..., Page], server: Server, case_id: str
) -> None:
    page = open_page(1366, 768)
    click(page, f"open-{case_id}")
    click(page, "task-forecast")
    page.locator(".st-key-what_if_open label").first.click()
    settle(page)

    # The price, as fast as a finger can, then by keyboard
    price = page.locator(".st-key-step-price_percent")
    for _ in range(2):
        price.locator("button").first.click()
        page.wait_for_timeout(80)
    expect(price).to_contain_text("\u221210\u202f%")
    settle(page)
    price.locator("button").first.focus()
    page.keyboard.press("Enter")
    expect(price).to_contain_text("\u221215\u202f%")
    settle(page)
    told = page.locator(".st-key-what_if_told")
    expect(told).to_contain_text("Le mois le plus bas passe de 5\u202f739,92")
    expect(page.locator(".stPlotlyChart .scatter.trace")).to_have_count(1)

    # A hard moment, then one step back
    page.get_by_text("Ramadan", exact=True).click()
    expect(page.locator(".st-key-shock-0")).to_contain_text("Ramadan")
    settle(page)
    click(page, "what_if_undo")
    expect(page.locator(".st-key-shock-0")).to_have_count(0)
    page.get_by_text("Ramadan", exact=True).click()
    expect(page.locator(".st-key-shock-0")).to_be_visible()
    settle(page)
    picture(page, "what-if-tried")

    # Kept, compared, put in the dossier
    click(page, "what_if_keep")
    name = page.locator("[class*='st-key-what_if_keep_name'] input")
    name.fill("Mauvaise saison")
    name.press("Tab")
    settle(page)
    page.locator(".st-key-what_if_keep_now button").click()
    page.get_by_text("Enregistré : Mauvaise saison").wait_for()
    click(page, "to_scenarios")
    table = page.locator(".wb-table").first
    expect(table).to_contain_text("1. Mauvaise saison")
    expect(table).to_contain_text("Plan actuel")
    click(page, "scenario-1-choose")
    page.get_by_text("Dans le dossier", exact=True).wait_for()
    picture(page, "what-if-compared")
    page.locator("[class*='st-key-scenario-1-rename'] button").first.click()
    name = page.locator("[class*='st-key-scenario-1-rename'] input")
    name.fill("Ramadan dur")
    name.press("Enter")
    expect(table).to_contain_text("1. Ramadan dur")
    (kept,) = what_if.look(desk(server), case_id).scenarios
    assert kept.is_chosen
    assert [shock.key for shock in kept.scenario.shocks] == ["ramadan"]
    assert kept.scenario.changes.price_percent == -15


def test_one_product_is_changed_in_a_scenario_that_is_kept_again(
    open_page: Callable[..., Page], server: Server, case_id: str
) -> None:
    rain = Scenario("", Changes(quantity_percent=Decimal(-10)))
    scenarios.keep(desk(server), case_id, rain, "Pluie")
    page = open_page(390, 844)
    click(page, f"open-{case_id}")
    click(page, "task-forecast")
    page.locator(".st-key-what_if_open label").first.click()
    settle(page)
    click(page, "to_scenarios")
    click(page, "scenario-1-try")
    product = page.locator(".st-key-what_if_product input")
    product.scroll_into_view_if_needed()
    settle(page)
    product.click()
    page.get_by_role("option", name="Nattes collées").click()
    settle(page)
    page.locator(".st-key-step-quantity_percent button").last.click()
    settle(page)
    click(page, "what_if_rewrite")
    page.get_by_text("Enregistré : Pluie").wait_for()
    picture(page, "what-if-kept-again")
    (kept,) = what_if.look(desk(server), case_id).scenarios
    own = ProductChanges("Nattes collées", quantity_percent=Decimal(5))
    assert kept.scenario == replace(
        rain, name="Pluie", changes=replace(rain.changes, products=(own,))
    )


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_a_tap_moves_no_control_from_under_the_finger(
    open_page: Callable[..., Page], case_id: str, size: tuple[int, int], language: str
) -> None:
    page = open_page(*size)
    if language == "ar":
        in_arabic(page, is_phone=size[0] < 640)
    click(page, f"open-{case_id}")
    click(page, "task-forecast")
    page.locator(".st-key-what_if_open label").first.click()
    settle(page)
    for name in ("price_percent", "fixed_cost_percent", "loan_amount", "opening_cash"):
        for place in (0, 1):
            before = tops_of_steps(page)
            page.locator(f".st-key-step-{name} button").nth(place).click()
            settle(page)
            assert tops_of_steps(page) == before, (name, place)
    share = page.locator(".st-key-step-customer_share_points")
    before = tops_of_steps(page)
    share.locator("button").last.click()
    expect(page.locator(".st-key-step-customer_delay_months")).to_be_visible()
    settle(page)
    above = before[: before.index(tops_of(share)[0]) + 1]
    assert tops_of_steps(page)[: len(above)] == above
    picture(page, f"what-if-steady-{size[0]}-{language}")


def in_arabic(page: Page, *, is_phone: bool) -> None:
    """Choose Arabic in the menu, which a phone shows only when asked."""
    menu = page.locator("[data-testid=stSidebar]")
    if is_phone:
        page.locator("[data-testid=stExpandSidebarButton]").click()
        settle(page)
    menu.locator("[data-testid=stSelectbox]").first.click()
    page.get_by_role("option", name="العربية").click()
    settle(page)
    if is_phone:
        menu.locator("[data-testid=stSidebarCollapseButton] button").click(force=True)
        settle(page)


def tops_of_steps(page: Page) -> list[int]:
    return tops_of(page.locator("[class*='st-key-step-']"))


def tops_of(places: Locator) -> list[int]:
    """How far below the top of the page each place is, wherever it is scrolled to."""
    tops: list[int] = places.evaluate_all(
        "(all) => all.map(one => Math.round(one.getBoundingClientRect().top"
        " + document.querySelector('[data-testid=stMain]').scrollTop))"
    )
    return tops


@pytest.mark.parametrize("language", ["Français", "العربية"])
def test_the_knob_of_the_switch_stays_in_its_track(
    open_page: Callable[..., Page], case_id: str, language: str
) -> None:
    page = open_page(1366, 768)
    page.locator("[data-testid=stSidebar] [data-testid=stSelectbox]").first.click()
    page.get_by_role("option", name=language).click()
    settle(page)
    click(page, f"open-{case_id}")
    click(page, "task-forecast")
    track = page.locator(".st-key-what_if_open label > div:not([data-testid])")
    off = place_of_knob(page, track)
    page.locator(".st-key-what_if_open label").first.click()
    settle(page)
    on = place_of_knob(page, track)
    assert 0 < min(off, on) < 0.5 < max(off, on) < 1
    assert (on < off) == (language == "العربية")


def place_of_knob(page: Page, track: Locator) -> float:
    """Where the middle of the knob is, from the left end of the track to the right."""
    page.wait_for_timeout(400)
    around, knob = track.bounding_box(), track.locator("div").bounding_box()
    assert around
    assert knob
    return (knob["x"] + knob["width"] / 2 - around["x"]) / around["width"]
