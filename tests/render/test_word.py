import re
import runpy
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from hypothesis import example as at_least
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import paths
from workbench.finance.scenarios.scenario import Changes, Scenario
from workbench.findings import Finding, Level
from workbench.knowledge import funders
from workbench.render import charts, columns, word
from workbench.render.word import TemplateInvalid

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "funding"))
import example  # noqa: E402

LOAN = example.content(example.material("generic_microcredit")).as_dict()
GRANT = example.content(example.material("inkind_grant")).as_dict()
CASES = [("generic_microcredit", LOAN), ("inkind_grant", GRANT)]
NOT_SHOWN = {"language", "direction", "made_on"}

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed"
)


def template(slug: str, language: str = "fr") -> Path:
    return funders.template(funders.get(slug), language)


@pytest.fixture(scope="module")
def rendered() -> dict[str, bytes]:
    return {
        slug: word.render(content, template(slug), charts.draw(content))
        for slug, content in CASES
    }


def opened(document: bytes) -> Document:
    return docx.Document(BytesIO(document))


def all_text(document: Document) -> str:
    """Every text of the document: body, cells, headers, footers."""
    parts = [document.element.body]
    for section in document.sections:
        parts += [
            section.header._element,
            section.footer._element,
            section.first_page_footer._element,
        ]
    texts = (node.text or "" for part in parts for node in part.iter() if is_text(node))
    return "\n".join(texts)


def is_text(node: Any) -> bool:
    return isinstance(node.tag, str) and node.tag.endswith("}t")


def small_template(tmp_path: Path, *paragraphs: str, header: str = "") -> Path:
    """A template with these paragraphs, as anybody would type them in Word."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    file = tmp_path / "small.docx"
    document.save(str(file))
    return file


def filled(file: Path, title: str) -> Document:
    content = {**LOAN, "cover": {**as_dict(LOAN["cover"]), "title": title}}
    return opened(word.render(content, file, {}))


def as_dict(plain: object) -> dict[str, object]:
    assert isinstance(plain, dict)
    return plain


@pytest.mark.parametrize(("slug", "content"), CASES)
def test_a_template_shows_all_of_the_content_and_asks_for_nothing_else(
    slug: str, content: dict[str, object]
) -> None:
    used = word.placeholders(template(slug))
    assert used == set(content) - NOT_SHOWN | {"pictures"}


@pytest.mark.parametrize("slug", [slug for slug, _ in CASES])
def test_nothing_of_the_template_or_the_program_shows_through(
    rendered: dict[str, bytes], slug: str
) -> None:
    text = all_text(opened(rendered[slug]))
    slips = re.compile(r"\{\{|\}\}|\{%|%\}|\bnan\b|\bNone\b|Undefined")
    assert slips.findall(text) == []
    assert "Aminata Coiffure & Tresses" in text


def test_every_figure_of_the_content_stands_in_the_document(
    rendered: dict[str, bytes],
) -> None:
    text = all_text(opened(rendered["generic_microcredit"]))
    tables = [LOAN["products"], LOAN["startup"], LOAN["rules"]]
    for name in ("statements", "monthly"):
        tables += list(LOAN[name])
    tables += list(as_dict(LOAN["loan"])["schedules"])  # type: ignore[call-overload]
    cells = [
        line
        for table in map(as_dict, tables)
        for row in table["rows"]  # type: ignore[attr-defined]
        for cell in row["cells"]
        for line in cell.splitlines()
    ]
    assert len(cells) > 500
    assert [cell for cell in cells if cell not in text] == []


def test_the_same_content_gives_the_same_bytes(rendered: dict[str, bytes]) -> None:
    again = word.render(GRANT, template("inkind_grant"), charts.draw(GRANT))
    assert again == rendered["inkind_grant"]


def test_the_package_carries_no_time_and_one_order(
    rendered: dict[str, bytes],
) -> None:
    with zipfile.ZipFile(BytesIO(rendered["inkind_grant"])) as package:
        members = package.infolist()
    assert {member.date_time for member in members} == {(1980, 1, 1, 0, 0, 0)}
    assert members[0].filename == "[Content_Types].xml"
    names = [member.filename for member in members[1:]]
    assert names == sorted(names)


def test_the_file_names_the_organisation_and_the_day_and_no_program(
    rendered: dict[str, bytes],
) -> None:
    document = rendered["generic_microcredit"]
    properties = opened(document).core_properties
    assert properties.author == "Association Exemple"
    assert properties.title == "Aminata Coiffure & Tresses"
    assert str(properties.created)[:10] == str(properties.modified)[:10] == "2026-11-23"
    assert properties.last_modified_by == ""
    assert properties.comments == ""
    with zipfile.ZipFile(BytesIO(document)) as package:
        content = b"".join(package.read(name) for name in package.namelist())
    assert b"python-docx" not in content
    assert b"rsid" not in content


def test_nothing_outside_the_file_is_referred_to(rendered: dict[str, bytes]) -> None:
    for document in rendered.values():
        with zipfile.ZipFile(BytesIO(document)) as package:
            rels = [n for n in package.namelist() if n.endswith(".rels")]
            content = b"".join(package.read(name) for name in rels)
            assert b"External" not in content
            assert not [n for n in package.namelist() if "vba" in n.lower()]


def test_every_picture_says_what_it_shows(rendered: dict[str, bytes]) -> None:
    body = opened(rendered["generic_microcredit"]).element.body
    said = {picture.get("descr") for picture in body.xpath("//wp:docPr")}
    drawn = as_dict(LOAN["charts"]).values()
    assert said == {as_dict(chart)["alt"] for chart in drawn}
    ids = [picture.get("id") for picture in body.xpath("//wp:docPr")]
    assert len(set(ids)) == len(ids)


def test_head_rows_are_repeated_and_no_row_breaks(rendered: dict[str, bytes]) -> None:
    tables = opened(rendered["generic_microcredit"]).tables
    schedule = next(t for t in tables if len(t.rows) == 20 and len(t.columns) == 6)
    assert schedule.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in schedule.rows)


def test_looped_columns_share_the_width_of_the_page(
    rendered: dict[str, bytes],
) -> None:
    tables = opened(rendered["generic_microcredit"]).tables
    monthly = [table for table in tables if len(table.columns) == 14]
    assert len(monthly) == 4
    for table in monthly:
        first, *others = (int(column.width or 0) for column in table.columns)
        assert len(set(others)) == 1
        assert round((first + sum(others)) / 36_000) == 265
        widths = {tuple(cell.width for cell in row.cells) for row in table.rows}
        assert widths == {tuple(column.width for column in table.columns)}


def test_words_take_the_width_that_figures_do_not_need() -> None:
    table = [
        ["Matériel", "Fauteuil de coiffure avec repose-pieds", "Séchoir"],
        ["Prix", "1\u202f450", "900"],
        ["Le", "12/11/2026", "14/11/2026"],
        ["Déjà là ?", "Oui", "Non"],
    ]
    widths = columns.shared(2000, 9400, table)
    assert sum(widths) == 9400
    item, price, day, owned = widths
    assert item > owned > price
    assert price < day


def test_columns_of_figures_are_alike_beside_a_first_one_that_keeps_its_width() -> None:
    figures = [[f"mois {n}", "1\u202f250,00", "–", ""] for n in range(7)]
    first, *others = columns.shared(2600, 9400, [["", "Ventes", "Loyer", ""], *figures])
    assert len(set(others)) == 1
    assert first + sum(others) == 9400
    assert 2600 <= first < 2600 + len(others)


def test_no_head_is_cut_inside_a_word_beside_figures() -> None:
    heads = ["TVA récupérable sur immobilisations", "Montant", "Dû", "Crédit"]
    table = [["", "mars 2027"], *([head, "4\u202f800"] for head in heads)]
    widths = columns.shared(3300, 9400, table)
    assert sum(widths) == 9400
    longest = len("immobilisations") * columns.LETTER * 0.8
    assert widths[1] > longest + columns.MARGINS


def test_columns_too_many_for_their_words_share_evenly() -> None:
    widths = columns.shared(2000, 9400, [["Mot" * 9, "mot" * 9]] * 12)
    assert sum(widths) == 9400
    assert max(widths) - min(widths) < 12


def test_the_committed_templates_are_what_the_tool_builds() -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "make_templates.py"))
    for language in tool["LANGUAGES"]:
        built = tool["build"](language)
        assert tool["build"](language) == built
        for slug in tool["FUNDERS"]:
            file = paths.templates() / slug / f"dossier.{language}.docx"
            assert members(file.read_bytes()) == members(built), (slug, language)


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist()}


# Text in, text out


def expected(text: str) -> str:
    """What a reader finds: line ends as one sign, what XML cannot hold left out."""
    lines = re.sub("\r\n?|\x85|\u2028|\u2029", "\n", text)
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]", "", lines)


PIECES = (
    *("{{7*7}}", "{%p if x %}", "{_{", "}_}", "&amp;", "<w:t>", "</w:t>", "\n", "\t"),
    *("مرحبا، ", "« Été »", "  ", "\r\n", "\x0b", "&", "]]>", "$x$", "\u202f", "𝔘"),
)
pieces = st.sampled_from(PIECES)
anything = st.text(st.characters(codec="utf-8"), max_size=30)
texts = st.lists(pieces | anything, max_size=6).map("".join)


@settings(max_examples=60, deadline=None)
@given(text=texts)
@at_least(text="Awa & Fils <SARL>\n{{7*7}} {_{ نص عربي\tfin")
def test_any_text_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.mktemp("word")
    file = small_template(folder, "{{ cover.title }}", header="{{ cover.title }}")
    document = filled(file, text)
    assert document.paragraphs[0].text == expected(text)
    assert document.sections[0].header.paragraphs[0].text == expected(text)


def test_template_code_in_a_value_stays_text(tmp_path: Path) -> None:
    file = small_template(tmp_path, "{{ cover.title }}")
    assert filled(file, "{{7*7}} {% if x %}").paragraphs[0].text == "{{7*7}} {% if x %}"


# Templates that are not trusted


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ cover.title.__class__ }}",
        "{{ cover.title.upper() }}",
        "{{ cover.title.upper }}",
        "{{ cover.__class__ }}",
        "{{ pictures.__init__.__globals__ }}",
        "{{ 'a' * 200000000 }}",
        "{{ 9 ** 9999999 }}",
        "{{ '%0200000000d' % 1 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ 'a' + 'b' }}",
        "{{ '%d'|format(1) }}",
        "{{ cover.title|center(100000000) }}",
        "{% for n in range(100000000) %}{% endfor %}",
        "{% set title = 1 %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{{ lipsum(n=100000) }}",
        "{{ missing }}",
        "{{ cover.missing }}",
        "{{ cover }}",
        "{{ documents }}",
        "{% if cover %}",
        "{{ cover.title",
    ],
)
def test_a_template_may_show_choose_and_repeat_and_nothing_else(
    tmp_path: Path, hostile: str
) -> None:
    file = small_template(tmp_path, f"a {hostile} b", "{{ cover.title }}")
    if hostile == "{{ cover.title":
        hostile = "{{ cover.title %}"
        file = small_template(tmp_path, hostile)
    with pytest.raises(TemplateInvalid):
        filled(file, "x")


def test_a_hostile_template_is_found_out_without_filling_it(tmp_path: Path) -> None:
    file = small_template(tmp_path, "{{ cover.title.upper() }}")
    with pytest.raises(TemplateInvalid):
        word.placeholders(file)


def test_an_open_repetition_is_refused(tmp_path: Path) -> None:
    file = small_template(tmp_path, "{%p for paper in documents %}", "{{ paper }}")
    with pytest.raises(TemplateInvalid):
        filled(file, "x")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"\x00" * 99])
def test_a_file_that_is_no_word_document_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "broken.docx"
    file.write_bytes(content)
    with pytest.raises(TemplateInvalid) as refused:
        word.placeholders(file)
    assert refused.value.facts["template"] == "broken.docx"


# On paper


def pages(folder: Path, document: bytes) -> list[str]:
    """The text of each page as LibreOffice lays it out."""
    file = folder / "dossier.docx"
    file.write_bytes(document)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    where = ["--convert-to", "pdf", "--outdir", str(folder), str(file)]
    subprocess.run(
        ["soffice", "--headless", profile, *where],
        check=True,
        capture_output=True,
        timeout=120,
    )
    text = subprocess.run(
        ["pdftotext", "-layout", str(folder / "dossier.pdf"), "-"],
        check=True,
        capture_output=True,
        timeout=60,
    )
    return text.stdout.decode().split("\f")[:-1]


@pytest.mark.office
@needs_office
def test_a_dossier_prints_with_its_summary_on_the_second_page(
    rendered: dict[str, bytes], tmp_path: Path
) -> None:
    printed = pages(tmp_path, rendered["generic_microcredit"])
    labels = as_dict(LOAN["labels"])
    assert len(printed) >= 6
    assert str(labels["summary"]) in printed[1]
    assert str(labels["plan"]) in printed[2]
    assert f"{len(printed)} / {len(printed)}" in printed[-1].replace("\u00a0", " ")


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_summary_stays_on_one_page_when_every_line_is_there_and_long(
    tmp_path: Path, language: str
) -> None:
    long = "Une réponse longue, écrite sans point final et avec beaucoup de mots " * 20
    names = ("idea.product", "holder.experience", "market.customers")
    material = example.material(
        changed=dict.fromkeys((*names, "marketing.place"), long[:1400])
    )
    scenario = Scenario(
        "Prudent, sous un nom assez long", Changes(loan_amount=Decimal(500))
    )
    material = example.with_every_line(material, scenario)
    finding = Finding("a.b", Level.WARNING, "loan.amount")
    findings = [replace(finding, where=str(n)) for n in range(9)]
    reasons = {finding.key: long for finding in findings}
    content = example.content(
        example.with_findings(material, findings, reasons), language
    ).as_dict()
    document = word.render(
        content, template("generic_microcredit", language), charts.draw(content)
    )
    printed = pages(tmp_path, document)
    assert content["accepted"]
    assert "a.b" in printed[1]
    assert "a.b" not in printed[2]
