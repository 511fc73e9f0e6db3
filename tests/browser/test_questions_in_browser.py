"""The pages of questions as they stand on a small screen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Server, settle
from tests.browser.test_journey import click, desk, fill, task
from workbench.exchange import case_file
from workbench.journey import cases

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "awa_coiffure.case.json"
TO_THE_END = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    main.scrollTo(0, 1e6);
    return main.scrollTop > 0;
}"""


def scrolled(page: Page) -> int:
    found = page.evaluate(
        "() => document.querySelector('[data-testid=stMain]').scrollTop"
    )
    return int(found)


@pytest.fixture
def page(open_page: Callable[..., Page], server: Server) -> Page:
    """The page of the costs before opening, on a small screen."""
    cases.import_file(desk(server), case_file.read(SAMPLE))
    opened = open_page(1366, 768)
    opened.get_by_role("button", name="Ouvrir").first.click()
    settle(opened)
    click(opened, "task-startup")
    return opened


def test_another_page_of_questions_is_shown_from_its_top(page: Page) -> None:
    task(page, "market")
    page.wait_for_function(TO_THE_END)
    click(page, "next")
    assert page.locator("h1").first.inner_text() == "Vendre"
    assert scrolled(page) == 0


def test_a_saved_answer_leaves_the_page_where_it_was(page: Page) -> None:
    fill(page, "startup.working_cash", "5 000")
    before = scrolled(page)
    assert before > 0
    fill(page, "startup.working_cash", "6 000")
    assert abs(scrolled(page) - before) < 60


def test_pasted_lines_are_added_without_leaving_the_screen(page: Page) -> None:
    page.get_by_text("Coller depuis un tableur").click()
    settle(page)
    pasted = page.locator("[class*='pasted'] textarea").first
    pasted.fill("Enseigne\t300\tdépense\t0")
    page.keyboard.press("Control+Enter")
    settle(page)
    add = page.get_by_role("button", name="Ajouter 1 ligne")
    add.scroll_into_view_if_needed()
    box = add.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 768
    add.click()
    settle(page)
    table = page.locator(".st-key-q-startup-list")
    assert "Enseigne" in [field.input_value() for field in table.locator("input").all()]


def test_a_table_on_a_phone_names_each_field_and_its_bin(
    open_page: Callable[..., Page], server: Server
) -> None:
    cases.import_file(desk(server), case_file.read(SAMPLE))
    small = open_page(390, 844)
    small.get_by_role("button", name="Ouvrir").first.click()
    settle(small)
    click(small, "task-startup")
    grid = small.locator("[class*='st-key-grid-']")
    label = grid.get_by_text("Montant (DH)", exact=True)
    head = label.first
    assert not head.is_visible()
    box = label.nth(1).bounding_box()
    assert box is not None
    assert box["width"] > 40
    bin_ = grid.get_by_role("button", name="Supprimer").first
    assert "Supprimer" in bin_.inner_text()
    size = bin_.bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 44
