"""Build the Word templates of the shipped funders.

    python tools/make_templates.py

Writes `dossier.<language>.docx` into each funder's folder. The templates hold
layout and placeholders, no words of their own, and differ only in what a language
asks of Word: the direction of pages and the dictionary. Running the tool again
changes no byte.
"""

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import template_pieces as pieces
import template_styles as look
from template_pieces import LABEL, WIDTH

from workbench import paths
from workbench.render.word import normalised

FUNDERS: Final = ("generic_microcredit", "inkind_grant")
LANGUAGES: Final = ("fr", "ar", "en")
EDITION: Final = datetime(2026, 11, 23, tzinfo=UTC)
UNUSED: Final = ("customXml", "stylesWithEffects", "webSettings", "numbering")
WIDE: Final = 265
FIRST: Final = 38
BRIEF_LABEL: Final = 52
STATEMENT_LABEL: Final = 46
WIDE_LABEL: Final = 84
MONTH_LABEL: Final = 47
ANNEX_FIRST: Final = 58
LAST_ROWS: Final = 3
"""The row of the counsellor between its tags."""


def build(language: str) -> bytes:
    """Return the bytes of a language's template, always the same."""
    document = docx.Document()
    _strip(document)
    look.dress(document, language)
    look.settings(document)
    for child in list(document.element.body):
        if child.tag != qn("w:sectPr"):
            document.element.body.remove(child)
    _page(document)
    _cover(document)
    _summary(document)
    _plan(document)
    _figures(document)
    _end(document)
    _annexes(document)
    if look.is_mirrored(language):
        pieces.mirror(document)
    _forget_edits(document)
    written = BytesIO()
    document.save(written)
    return normalised(written.getvalue())


def write(folder: Path) -> list[Path]:
    """Write every template under `folder`; return the files."""
    files = []
    for language in LANGUAGES:
        built = build(language)
        for slug in FUNDERS:
            file = folder / slug / f"dossier.{language}.docx"
            file.write_bytes(built)
            files.append(file)
    return files


def _strip(document: Document) -> None:
    """Take out what the starting document brings along."""
    package = document.part.package
    for rels in (package.rels, document.part.rels):
        for name, rel in list(rels.items()):
            kind = rel.reltype.rsplit("/", 1)[-1]
            if kind in {*UNUSED, "thumbnail", "extended-properties"}:
                del rels[name]
            elif kind == "fontTable":
                rel.target_part._blob = look.font_table()  # noqa: SLF001
    properties = document.core_properties
    for name in ("author", "title", "subject", "comments", "keywords", "category"):
        setattr(properties, name, "")
    properties.last_modified_by = ""
    properties.created = properties.modified = EDITION
    properties.revision = 1


def _forget_edits(document: Document) -> None:
    """Take out Word's marks of editing sessions."""
    roots = [document.element]
    for section in document.sections:
        parts = (section.header, section.footer, section.first_page_footer)
        roots += [part._element for part in parts]  # noqa: SLF001 - of python-docx
    for root in roots:
        for element in root.iter():
            for name in [name for name in element.attrib if "rsid" in name]:
                del element.attrib[name]


def _page(document: Document) -> None:
    """A4 upright, the first page without the running header."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance, section.footer_distance = Mm(11), Mm(9)
    section.different_first_page_header_footer = True
    first = section.first_page_footer.paragraphs[0]
    first.style = "Note"
    first.add_run("{{ cover.confidentiality }}")
    pieces.running(section, WIDTH)


# The pages


def _cover(document: Document) -> None:
    pieces.say(document, "{{ cover.organisation }}", "Cover small")
    kind = pieces.say(document, "{{ cover.kind }}", "Cover kind")
    kind.paragraph_format.space_before = Mm(14)
    pieces.say(document, "{{ cover.title }}", "Cover title")
    pieces.say(document, "{{ cover.person }}", "Cover person")
    pieces.say(document, "{{ cover.sector }} · {{ cover.place }}", "Cover small")
    amount = pieces.say(document, "{{ labels.amount }}", "Cover label")
    amount.paragraph_format.space_before = Mm(12)
    pieces.say(document, "{{ cover.amount }}", "Cover amount")
    words = pieces.say(document, "{{ cover.amount_in_words }}", "Cover small")
    words.paragraph_format.space_after = Mm(9)
    rows = [
        (f"{{{{ labels.{name} }}}}", f"{{{{ cover.{value} }}}}")
        for name, value in (
            ("funder", "funder"),
            ("case", "case_number"),
            ("version", "version"),
            ("date", "date"),
        )
    ]
    table = pieces.new_table(document, [LABEL, WIDTH - LABEL], len(rows) + LAST_ROWS)
    for row, cells in zip(table.rows, rows, strict=False):
        pieces.fill(row.cells, cells, ("Cover label", "Cover value"))
    counsellor = ("{{ labels.counsellor }}", "{{ cover.counsellor }}")
    pieces.if_row(table, "cover.counsellor", counsellor, ("Cover label", "Cover value"))
    with pieces.when(document, "contents"):
        pieces.say(document, "{{ labels.contents }}", "Contents title")
        pieces.contents(document)


def _summary(document: Document) -> None:
    """One page: the request as a strip, then three short lists."""
    pieces.named(document, "summary", "heading 1")
    _strip_of_figures(document)
    pieces.say(document, "", "Gap")
    _brief(document, "summary.request")
    for name in ("project", "figures"):
        pieces.say(document, f"{{{{ labels.{name} }}}}", "heading 2")
        _brief(document, f"summary.{name}")
    pieces.say(document, "{{ labels.points }}", "heading 2")
    pieces.points(document, "summary.points", "Brief point")
    with pieces.loop(document, "pair in accepted"):
        point = pieces.say(
            document,
            "•\t{{ pair.label }} {{ pair.text }} ({{ labels.on_page }}\u00a0",
            "Brief point",
        )
        pieces.page_of(point, "overridden")
        point.add_run(")")


def _brief(document: Document, name: str) -> None:
    pieces.pairs(
        document, name, BRIEF_LABEL, ("Brief label", "Brief"), table="Dense Dossier"
    )


def _strip_of_figures(document: Document) -> None:
    """Four tinted cells, each a label over a figure."""
    table = pieces.new_table(document, [WIDTH / 4] * 4, 1, style="Plain")
    for place, cell in enumerate(table.rows[0].cells):
        pieces.shade(cell)
        pair = f"summary.key_figures[{place}]"
        cell.paragraphs[0].style = "Key label"
        cell.paragraphs[0].add_run(f"{{{{ {pair}.label }}}}")
        cell.add_paragraph(f"{{{{ {pair}.text }}}}", style="Key figure")
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM


def _plan(document: Document) -> None:
    pieces.named(document, "plan", "heading 1")
    _sections(document, "sections", "heading 2")


def _sections(
    document: Document, name: str, heading: str, label: float = LABEL
) -> None:
    with pieces.loop(document, f"section in {name}"):
        pieces.say(document, "{{ section.title }}", heading)
        _blocks(document, label)


def _blocks(
    document: Document, label: float, first: float = FIRST, *, is_whole: bool = False
) -> None:
    """What stands under the heading of a section: pairs and tables in turn."""
    with pieces.loop(document, "block in section.blocks"):
        with pieces.when(document, "block.pairs"):
            pieces.pairs(document, "block.pairs", label, is_whole=is_whole)
        with pieces.loop(document, "table in block.tables"):
            with pieces.when(document, "table.title"):
                pieces.say(document, "{{ table.title }}", "heading 3")
            with pieces.when(document, "table.note"):
                pieces.noted(document, "table")
            pieces.looped(document, "table", WIDTH, first, dense=is_whole)
        pieces.say(document, "", "Gap")


def _figures(document: Document) -> None:
    pieces.chapter(document, "numbers")
    with pieces.when(document, "products.rows"):
        pieces.titled(document, "products", [33, 18, 15, 22, 17, 17, 20, 24])
    pieces.say(document, "{{ labels.assumptions }}", "heading 2")
    _sections(document, "assumptions", "heading 3", WIDE_LABEL)
    pieces.named(document, "startup", "heading 2")
    pieces.drawn(document, "startup", [57, 26, 57, 26], is_whole=True)
    pieces.picture(document, "balance")
    with pieces.when(document, "loan.pairs"):
        pieces.named(document, "loan", "heading 2")
        pieces.pairs(document, "loan.pairs")
        with pieces.loop(document, "schedule in loan.schedules"):
            pieces.say(document, "{{ schedule.title }}", "heading 3")
            pieces.drawn(document, "schedule", [14, 34, 30, 30, 28, 30])
    pieces.say(document, "{{ labels.household }}", "heading 2")
    pieces.pairs(document, "household", WIDE_LABEL)
    _results(document)


def _results(document: Document) -> None:
    """Break-even and the charts, then the statements, each whole on a page."""
    pieces.chapter(document, "results")
    pieces.say(document, "{{ labels.break_even }}", "heading 2")
    pieces.pairs(document, "break_even", WIDE_LABEL, is_whole=True)
    pieces.picture(document, "cash")
    pieces.picture(document, "flows")
    with pieces.loop(document, "table in statements"):
        pieces.say(document, "{{ table.title }}", "heading 2")
        pieces.noted(document, "table")
        pieces.looped(document, "table", WIDTH, STATEMENT_LABEL, dense=True)
        pieces.say(document, "", "Gap")


def _end(document: Document) -> None:
    pieces.chapter(document, "checks")
    pieces.say(document, "{{ labels.open_points }}", "heading 2")
    pieces.points(document, "points")
    with pieces.when(document, "not points"):
        pieces.say(document, "{{ labels.no_points }}", "Normal")
    with pieces.when(document, "overridden"):
        pieces.named(document, "overridden", "heading 2")
        pieces.pairs(document, "overridden", label=WIDTH / 2)
    pieces.chapter(document, "documents")
    with pieces.loop(document, "paper in documents"):
        pieces.say(document, "☐\u00a0\u00a0{{ paper }}", "Point")
    _signatures(document)


def _signatures(document: Document) -> None:
    pieces.chapter(document, "signature")
    declaration = pieces.say(document, "{{ signature.declaration }}", "Normal")
    declaration.paragraph_format.keep_with_next = True
    made = pieces.say(document, "{{ signature.made_at }}", "Normal")
    made.paragraph_format.keep_with_next = True
    made.paragraph_format.space_before = Pt(8)
    made.paragraph_format.space_after = Pt(10)
    table = pieces.new_table(document, [WIDTH / 2] * 2, 1, style="Plain")
    table.rows[0].height = Mm(34)
    organisation = "{% if cover.organisation %}, {{ cover.organisation }}{% endif %}"
    people = (
        ("signed_person", "{{ signature.person }}"),
        (
            "signed_counsellor",
            f"{{{{ signature.counsellor }}}}{organisation}",
        ),
    )
    for cell, (name, who) in zip(table.rows[0].cells, people, strict=True):
        pieces.box(cell)
        cell.paragraphs[0].style = "Signature"
        cell.paragraphs[0].add_run(f"{{{{ labels.{name} }}}}")
        cell.add_paragraph(who, style="Answer")


def _annexes(document: Document) -> None:
    """Upright ones, then landscape: twelve months a table, sources of the figures."""
    with pieces.loop(document, "annex in annexes"):
        title = pieces.say(document, "{{ annex.title }}", "heading 1")
        pieces.bookmark(title, "annex_{{ annex.mark }}", "{{ loop.index }}")
        with pieces.when(document, "annex.note"):
            pieces.noted(document, "annex")
        with pieces.when(document, "annex.picture"):
            pieces.picture(document, "fan")
        with pieces.loop(document, "section in annex.sections"):
            pieces.say(document, "{{ section.title }}", "heading 2")
            _blocks(document, WIDE_LABEL, ANNEX_FIRST, is_whole=True)
    _landscape(document)


def _landscape(document: Document) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    document.paragraphs[-1].style = "Gap"
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin, section.bottom_margin = Mm(22), Mm(16)
    section.different_first_page_header_footer = False
    section.header.is_linked_to_previous = False
    section.footer.is_linked_to_previous = False
    pieces.running(section, WIDE)
    with pieces.when(document, "monthly"):
        title = pieces.named(document, "monthly", "heading 1", "annex_monthly")
        title.paragraph_format.page_break_before = False
        with pieces.loop(document, "table in monthly"):
            with pieces.when(document, "not loop.first"):
                pieces.new_page(document)
            pieces.say(document, "{{ table.title }}", "heading 2")
            pieces.noted(document, "table")
            pieces.looped(document, "table", WIDE, MONTH_LABEL, fine=True)
        pieces.new_page(document)
    title = pieces.named(document, "rules", "heading 1", "annex_rules")
    title.paragraph_format.page_break_before = False
    with pieces.when(document, "rules.rows"):
        pieces.drawn(document, "rules", [60, 64, 32, 82, 27])


if __name__ == "__main__":
    for written in write(paths.templates()):
        print(written)
