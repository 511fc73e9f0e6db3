"""From the first interview to the first visit, as a counsellor walks it."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from playwright.sync_api import Page

from tests.browser.conftest import Server, picture, settle
from workbench import paths
from workbench.access import policy
from workbench.exchange import case_file
from workbench.followup.comparison import FIGURES
from workbench.journey import answers, cases
from workbench.journey.desk import Desk
from workbench.plan import answers as answering
from workbench.store import connect

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "data" / "samples" / "awa_coiffure.case.json"
TYPED_HERE = {
    "person.given_name",
    "person.family_name",
    "person.city",
    "products.list",
    "startup.working_cash",
}


def desk(server: Server) -> Desk:
    database = paths.database(server.home)
    now = datetime.now().astimezone()
    return Desk(database, policy.local_counsellor(), now)


def click(page: Page, key: str) -> None:
    page.locator(f".st-key-{key} button").first.click()
    settle(page)


def field(page: Page, key: str) -> Any:
    """The input of a field, by the end of its key."""
    return page.locator(f"[class*='{key}'] input, [class*='{key}'] textarea").first


def css(question: str) -> str:
    """How Streamlit writes a key into a class name."""
    return question.replace(".", "-").replace("/", "-").replace("_", "_")


def fill(page: Page, question: str, text: str) -> None:
    box = page.locator(f".st-key-q-{question.replace('.', '-')} input").first
    box.click()
    box.fill(text)
    page.keyboard.press("Tab")
    settle(page)


def task(page: Page, name: str) -> None:
    page.locator("[data-testid=stSidebarNav] a").nth(1).click()
    settle(page)
    click(page, f"task-{name}")


def type_product(page: Page) -> None:
    """A product typed with Tab from field to field, as fast typists do."""
    first = page.locator(".st-key-q-products-list input").first
    first.click()
    for text in ("Nattes collées", "tête", "150", "32,50", "4", "3", "2"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        settle(page)


def answer_the_rest(server: Server, case_id: str) -> None:
    """What the entrepreneur drafted between two sessions, saved from elsewhere."""
    drafted = case_file.read(SAMPLE)
    there = desk(server)
    known = cases.show(there, case_id)
    for question in drafted.questionnaire.questions:
        answer = drafted.answers.by_question.get(question.id)
        if answer is None or answer.value is None or question.id in TYPED_HERE:
            continue
        columns = {column.id: column for column in question.columns}
        typed: Any = answering.typed_of(question, answer.value)
        if columns:
            typed = [
                {k: answering.typed_of(columns[k], v) for k, v in row.items()}
                for row in drafted.answers.rows(question.id)
            ]
        seen = known.revision_of(question.id)
        answers.save(there, case_id, question.id, typed, expected_revision=seen)


def only_case(server: Server) -> str:
    return cases.listing(desk(server))[0].id


def test_from_the_first_interview_to_the_first_visit(  # noqa: PLR0915 - one journey
    open_page: Callable[..., Page], server: Server
) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    # Cases, and a new one
    click(page, "new_case")
    for purpose in ("coaching", "funder_sharing", "follow_up"):
        click(page, f"agree-{purpose}")
    click(page, "continue")

    # Reception
    fill(page, "person.given_name", "Awa & <Fils>")
    fill(page, "person.family_name", "Dosso (exemple)")
    fill(page, "person.city", "Rabat")
    saved = page.locator(".st-key-q-person-city").inner_text()
    assert "enregistré le" in saved

    # Numbers, typed as people type them
    case_id = only_case(server)
    answer_the_rest(server, case_id)
    task(page, "products")
    type_product(page)
    row = cases.show(desk(server), case_id).answers.rows("products.list")[0]
    assert [str(row[c]) for c in ("price", "unit_cost", "per_good_day")] == [
        "150.00",
        "32.50",
        "4.000",
    ]
    task(page, "startup")
    fill(page, "startup.working_cash", "5\u202f040")
    assert "5\u202f040" in page.locator(".st-key-q-startup-working_cash").inner_text()

    # Forecast and checks
    task(page, "forecast")
    picture(page, "journey-forecast")
    main = page.locator("[data-testid=stMain]")
    assert "Trésorerie la plus basse" in main.inner_text()
    task(page, "checks")
    picture(page, "journey-checks")

    # Dossier
    task(page, "dossier")
    click(page, "make")
    page.get_by_text("Version 1").wait_for()
    picture(page, "journey-dossier")
    with page.expect_download() as download:
        page.get_by_role("link", name="Ouvrir").first.click()
    received = Path(download.value.path()).read_bytes()
    assert "Awa" not in download.value.suggested_filename
    words = text_of(received)
    assert "Awa & <Fils>" in words
    assert not re.findall(r"\{\{|\{%|\bnan\b|\bNone\b", words)

    # Decision and first visit
    click(page, "to_decision")
    page.get_by_text("Accepté", exact=True).click()
    page.get_by_label("Montant accordé", exact=False).fill("18 000,00 DH")
    page.get_by_role("button", name="Enregistrer la décision").click()
    settle(page)
    page.get_by_text("Jour 7").first.wait_for()
    amounts = ("6 500", "1 200,50", "900", "2 000", "3 400")
    for name, amount in zip(FIGURES, amounts, strict=True):
        page.locator(f"[class*='st-key-{name}-'] input").first.fill(amount)
    page.get_by_role("button", name="Enregistrer la visite").first.click()
    settle(page)
    picture(page, "journey-follow-up")
    done = json.dumps([v for v in visits(server) if v["done_on"]])
    assert "120050" in done

    elsewhere = [url for url in asked if not is_local(url, server)]
    assert elsewhere == []


def is_local(url: str, server: Server) -> bool:
    inside = (server.address, server.address.replace("http", "ws"))
    return url.startswith((*inside, "data:", "blob:"))


def visits(server: Server) -> list[dict[str, Any]]:
    with connect.reading(paths.database(server.home)) as conn:
        return [dict(row) for row in conn.execute("SELECT * FROM visits")]


def text_of(document: bytes) -> str:
    assert zipfile.is_zipfile(io.BytesIO(document))
    opened = Document(io.BytesIO(document))
    parts = [p.text for p in opened.paragraphs]
    parts += [c.text for t in opened.tables for r in t.rows for c in r.cells]
    return "\n".join(parts)
