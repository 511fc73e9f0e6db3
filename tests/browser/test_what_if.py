"""What if: a counsellor tries a lower price and Ramadan, keeps it, and compares."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, picture, settle
from tests.browser.test_journey import SAMPLE, click, desk
from workbench import paths
from workbench.exchange import case_file
from workbench.journey import cases, what_if
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
    told = page.locator(".wb-told")
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
    name = page.locator(".st-key-what_if_keep_name input")
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
    (kept,) = what_if.look(desk(server), case_id).scenarios
    assert kept.is_chosen
    assert [shock.key for shock in kept.scenario.shocks] == ["ramadan"]
    assert kept.scenario.changes.price_percent == -15
