"""Build the Word templates of the shipped funders.

    python tools/make_templates.py

Writes `dossier.fr.docx` into each funder's folder. The templates hold layout and
placeholders, no words of their own; running the tool again changes no byte.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import template_styles as look

from workbench import paths
from workbench.render.word import normalised

FUNDERS: Final = ("generic_microcredit", "inkind_grant")
LANGUAGE: Final = "fr"
EDITION: Final = datetime(2026, 11, 23, tzinfo=UTC)
UNUSED: Final = ("customXml", "stylesWithEffects", "webSettings", "numbering")

WIDTH: Final = 166
WIDE: Final = 265
LABEL: Final = 44
FIRST: Final = 38
STATEMENT_LABEL: Final = 46
WIDE_LABEL: Final = 84
MONTH_LABEL: Final = 47


def build() -> bytes:
    """Return the template's bytes, always the same."""
    document = docx.Document()
    _strip(document)
    look.dress(document)
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
    written = BytesIO()
    document.save(written)
    return normalised(written.getvalue())


def write(folder: Path) -> list[Path]:
    """Write every template under `folder`; return the files."""
    built = build()
    files = [folder / slug / f"dossier.{LANGUAGE}.docx" for slug in FUNDERS]
    for file in files:
        file.write_bytes(built)
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
    _running(section, WIDTH)


def _running(section: Any, width: int) -> None:  # noqa: ANN401 - of python-docx
    """Header: title, case and version; footer: organisation and page of pages."""
    header = section.header.paragraphs[0]
    header.style = "header"
    header.add_run(
        "{{ cover.title }}\t{{ labels.case }} {{ cover.case_number }} · "
        "{{ labels.version }} {{ cover.version }}"
    )
    footer = section.footer.paragraphs[0]
    footer.style = "footer"
    organisation = "{% if cover.organisation %}{{ cover.organisation }} · {% endif %}"
    footer.add_run(f"{organisation}{{{{ labels.confidential }}}}\t")
    footer.add_run("{{ labels.page }}\u00a0")
    _field(footer, "PAGE")
    footer.add_run("\u00a0/\u00a0")
    _field(footer, "NUMPAGES")
    for paragraph in (header, footer):
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(width), 2)


def _field(paragraph: Any, code: str) -> None:  # noqa: ANN401 - of python-docx
    paragraph._p.append(  # noqa: SLF001 - python-docx has no fields
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr=" {code} ">'
            "<w:r><w:t>1</w:t></w:r></w:fldSimple>"
        )
    )


# The pages


def _cover(document: Document) -> None:
    _say(document, "{{ cover.organisation }}", "Cover small")
    kind = _say(document, "{{ cover.kind }}", "Cover kind")
    kind.paragraph_format.space_before = Mm(48)
    _say(document, "{{ cover.title }}", "Cover title")
    _say(document, "{{ cover.person }}", "Cover person")
    _say(document, "{{ cover.sector }} · {{ cover.place }}", "Cover small")
    amount = _say(document, "{{ labels.amount }}", "Cover label")
    amount.paragraph_format.space_before = Mm(26)
    _say(document, "{{ cover.amount }}", "Cover amount")
    words = _say(document, "{{ cover.amount_in_words }}", "Cover small")
    words.paragraph_format.space_after = Mm(14)
    rows = [
        (f"{{{{ labels.{name} }}}}", f"{{{{ cover.{value} }}}}")
        for name, value in (
            ("funder", "funder"),
            ("case", "case_number"),
            ("version", "version"),
            ("date", "date"),
            ("counsellor", "counsellor"),
        )
    ]
    table = _table(document, [LABEL, WIDTH - LABEL], len(rows))
    for row, cells in zip(table.rows, rows, strict=True):
        _fill(row.cells, cells, ("Cover label", "Cover value"))


def _summary(document: Document) -> None:
    """One page: the request as a strip, then three short lists."""
    _say(document, "{{ labels.summary }} · {{ cover.title }}", "heading 1")
    _strip_of_figures(document)
    _say(document, "", "Gap")
    _pairs(document, "summary.request")
    for name in ("project", "figures"):
        _say(document, f"{{{{ labels.{name} }}}}", "heading 2")
        _pairs(document, f"summary.{name}")
    _say(document, "{{ labels.points }}", "heading 2")
    _points(document, "summary.points")


def _strip_of_figures(document: Document) -> None:
    """Four tinted cells, each a label over a figure."""
    table = _table(document, [WIDTH / 4] * 4, 1, style="Plain")
    for place, cell in enumerate(table.rows[0].cells):
        _shade(cell)
        pair = f"summary.key_figures[{place}]"
        cell.paragraphs[0].style = "Key label"
        cell.paragraphs[0].add_run(f"{{{{ {pair}.label }}}}")
        cell.add_paragraph(f"{{{{ {pair}.text }}}}", style="Key figure")
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM


def _plan(document: Document) -> None:
    _say(document, "{{ labels.plan }}", "heading 1")
    _sections(document, "sections", "heading 2")


def _sections(
    document: Document, name: str, heading: str, label: float = LABEL
) -> None:
    with _Loop(document, f"section in {name}"):
        _say(document, "{{ section.title }}", heading)
        with _Loop(document, "block in section.blocks"):
            with _If(document, "block.pairs"):
                _pairs(document, "block.pairs", label)
            with _Loop(document, "table in block.tables"):
                with _If(document, "table.title"):
                    _say(document, "{{ table.title }}", "heading 3")
                _looped(document, "table", WIDTH, FIRST)
            _say(document, "", "Gap")


def _figures(document: Document) -> None:
    _chapter(document, "numbers")
    with _If(document, "products.rows"):
        _titled(document, "products", [38, 18, 16, 18, 16, 17, 20, 23])
    _say(document, "{{ labels.assumptions }}", "heading 2")
    _sections(document, "assumptions", "heading 3", WIDE_LABEL)
    _say(document, "{{ labels.startup }}", "heading 2")
    _drawn(document, "startup", [57, 26, 57, 26])
    _picture(document, "balance")
    with _If(document, "loan.pairs"):
        _say(document, "{{ labels.loan }}", "heading 2")
        _pairs(document, "loan.pairs")
        with _Loop(document, "schedule in loan.schedules"):
            _say(document, "{{ schedule.title }}", "heading 3")
            _drawn(document, "schedule", [14, 34, 30, 30, 28, 30])
    _say(document, "{{ labels.household }}", "heading 2")
    _pairs(document, "household", WIDE_LABEL)
    _results(document)


def _results(document: Document) -> None:
    """Break-even and profit on one page, cash and its charts on the next."""
    _say(document, "{{ labels.results }}", "heading 1")
    _say(document, "{{ labels.break_even }}", "heading 2")
    _pairs(document, "break_even", WIDE_LABEL)
    with _Loop(document, "table in statements"):
        with _If(document, "not loop.first"):
            _new_page(document)
        _say(document, "{{ table.title }}", "heading 2")
        _noted(document, "table")
        _looped(document, "table", WIDTH, STATEMENT_LABEL)
    _picture(document, "cash")
    _picture(document, "flows")


def _end(document: Document) -> None:
    _chapter(document, "checks")
    _say(document, "{{ labels.open_points }}", "heading 2")
    _points(document, "points")
    with _If(document, "not points"):
        _say(document, "{{ labels.no_points }}", "Normal")
    with _If(document, "overridden"):
        _say(document, "{{ labels.overridden }}", "heading 2")
        _pairs(document, "overridden", label=WIDTH / 2)
    _chapter(document, "documents")
    with _Loop(document, "paper in documents"):
        _say(document, "☐\u00a0\u00a0{{ paper }}", "Point")
    _signatures(document)


def _signatures(document: Document) -> None:
    _chapter(document, "signature")
    declaration = _say(document, "{{ signature.declaration }}", "Normal")
    declaration.paragraph_format.keep_with_next = True
    made = _say(document, "{{ signature.made_at }}", "Normal")
    made.paragraph_format.keep_with_next = True
    made.paragraph_format.space_before = Pt(8)
    made.paragraph_format.space_after = Pt(10)
    table = _table(document, [WIDTH / 2] * 2, 1, style="Plain")
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
        _box(cell)
        cell.paragraphs[0].style = "Signature"
        cell.paragraphs[0].add_run(f"{{{{ labels.{name} }}}}")
        cell.add_paragraph(who, style="Answer")


def _annexes(document: Document) -> None:
    """Landscape pages: twelve months a table, then the sources of the figures."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    document.paragraphs[-1].style = "Gap"
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin, section.bottom_margin = Mm(22), Mm(16)
    section.different_first_page_header_footer = False
    section.header.is_linked_to_previous = False
    section.footer.is_linked_to_previous = False
    _running(section, WIDE)
    title = _say(document, "{{ labels.monthly }}", "heading 1")
    title.paragraph_format.page_break_before = False
    with _Loop(document, "table in monthly"):
        with _If(document, "not loop.first"):
            _new_page(document)
        _say(document, "{{ table.title }}", "heading 2")
        _noted(document, "table")
        _looped(document, "table", WIDE, MONTH_LABEL, fine=True)
    _say(document, "{{ labels.rules }}", "heading 1")
    with _If(document, "rules.rows"):
        _drawn(document, "rules", [60, 64, 32, 82, 27])


# The pieces


class _Tag:
    """A pair of tags on lines of their own around what is written between them."""

    def __init__(self, document: Document, opening: str, closing: str) -> None:
        self._document, self._opening, self._closing = document, opening, closing

    def __enter__(self) -> None:
        _say(self._document, f"{{%p {self._opening} %}}", "Normal")

    def __exit__(self, *_: object) -> None:
        _say(self._document, f"{{%p {self._closing} %}}", "Normal")


def _Loop(document: Document, what: str) -> _Tag:  # noqa: N802 - reads as a block
    return _Tag(document, f"for {what}", "endfor")


def _If(document: Document, what: str) -> _Tag:  # noqa: N802 - reads as a block
    return _Tag(document, f"if {what}", "endif")


def _say(document: Document, text: str, style: str) -> Any:  # noqa: ANN401
    return document.add_paragraph(text, style=style)


def _points(document: Document, name: str) -> None:
    with _Loop(document, f"point in {name}"):
        _say(document, "•\t{{ point }}", "Point")


def _picture(document: Document, name: str) -> None:
    title = _say(document, f"{{{{ charts.{name}.title }}}}", "heading 3")
    title.paragraph_format.space_before = Pt(12)
    _say(document, f"{{{{ pictures.{name} }}}}", "Picture")


def _pairs(document: Document, name: str, label: float = LABEL) -> None:
    """Labels in grey on the left, what they stand for on the right."""
    table = _table(document, [label, WIDTH - label], 3)
    _tag(table.rows[0], f"for pair in {name}")
    cells = ("{{ pair.label }}", "{{ pair.text }}")
    _fill(table.rows[1].cells, cells, ("Label", "Answer"))
    _tag(table.rows[2], "endfor")


def _titled(document: Document, name: str, widths: Sequence[float]) -> None:
    _say(document, f"{{{{ {name}.title }}}}", "heading 2")
    _drawn(document, name, widths)


def _new_page(document: Document) -> None:
    _say(document, "", "Gap").paragraph_format.page_break_before = True


def _chapter(document: Document, name: str) -> None:
    """A heading of the first rank that does not begin a page."""
    title = _say(document, f"{{{{ labels.{name} }}}}", "heading 1")
    title.paragraph_format.page_break_before = False
    title.paragraph_format.space_before = Pt(22)


def _noted(document: Document, name: str) -> None:
    """What the figures are counted in, above the table."""
    note = _say(document, f"{{{{ {name}.note }}}}", "Note")
    note.paragraph_format.keep_with_next = True


def _drawn(document: Document, name: str, widths: Sequence[float]) -> None:
    """A table whose columns are known: one head, lines and totals."""
    places = range(len(widths))
    _noted(document, name)
    table = _table(document, widths, 6)
    _head_row(table.rows[0])
    for place, cell in zip(places, table.rows[0].cells, strict=True):
        _sided(cell, f"{name}.head[{place}]", f"{name}.sides[{place}]", "Head")
    _lines(table, name, lambda row, style: _fill_lines(row, name, style, places))
    _say(document, "", "Gap")


def _fill_lines(row: _Row, name: str, style: str, places: Sequence[int]) -> None:
    for place, cell in zip(places, row.cells, strict=True):
        _sided(cell, f"row.cells[{place}]", f"{name}.sides[{place}]", style)


def _looped(
    document: Document, name: str, width: int, first: int, *, fine: bool = False
) -> None:
    """A table of any number of columns: the first keeps its width."""
    rest = (width - first) / 2
    table = _table(
        document, [first, rest, rest], 6, "Fine Dossier" if fine else "Dossier"
    )
    head, cell = ("Fine head", "Fine") if fine else ("Head", "Cell")
    _head_row(table.rows[0])
    _loop_cells(table.rows[0], f"text in {name}.head", name, head, fine=fine)
    _lines(
        table,
        name,
        lambda row, style: _loop_cells(row, "text in row.cells", name, style),
        (cell, f"{cell} strong"),
    )


def _loop_cells(
    row: _Row, what: str, name: str, style: str, *, fine: bool = False
) -> None:
    cells = row.cells
    cells[0].text = f"{{%tc for {what} %}}"
    side = f"{name}.sides[loop.index0]"
    if fine:
        cells[1].paragraphs[0].style = style
        cells[1].paragraphs[0].add_run("{{ text }}")
    else:
        _sided(cells[1], "text", side, style)
    cells[2].text = "{%tc endfor %}"


def _lines(
    table: Table,
    name: str,
    fill: Callable[[Any, str], None],
    styles: tuple[str, str] = ("Cell", "Cell strong"),
) -> None:
    """Rows 1 to 5: a loop over the rows with one look for lines, one for totals."""
    rows = table.rows
    _tag(rows[1], f"for row in {name}.rows")
    _tag(rows[2], "if row.kind == 'total'")
    line, strong = styles
    fill(rows[3], strong)
    for cell in rows[3].cells:
        _shade(cell)
    _after(table, 3, "else", lambda row: fill(row, line))
    _tag(table.rows[-2], "endif")
    _tag(table.rows[-1], "endfor")


def _after(table: Table, place: int, tag: str, fill: Callable[[Any], None]) -> None:
    """Insert a row with a tag and a row to fill after a place."""
    tagged, filled = table.add_row(), table.add_row()
    anchor = table.rows[place]._tr  # noqa: SLF001 - python-docx cannot insert rows
    anchor.addnext(tagged._tr)  # noqa: SLF001
    tagged._tr.addnext(filled._tr)  # noqa: SLF001
    _tag(tagged, tag)
    fill(filled)
    _solid(filled)


def _sided(cell: _Cell, text: str, side: str, style: str) -> None:
    """One of two paragraphs: figures to the right, words to the left."""
    lines = (
        (f"{{%p if {side} == 'end' %}}", style),
        (f"{{{{ {text} }}}}", f"{style} figure"),
        ("{%p else %}", style),
        (f"{{{{ {text} }}}}", style),
        ("{%p endif %}", style),
    )
    first = cell.paragraphs[0]
    first.style = style
    first.add_run(lines[0][0])
    for line, name in lines[1:]:
        cell.add_paragraph(line, style=name)


def _fill(cells: Sequence[_Cell], texts: Sequence[str], styles: Sequence[str]) -> None:
    for cell, text, style in zip(cells, texts, styles, strict=True):
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text)


def _tag(row: _Row, tag: str) -> None:
    row.cells[0].text = f"{{%tr {tag} %}}"


def _table(
    document: Document, widths: Sequence[float], rows: int, style: str = "Dossier"
) -> Table:
    """A table of fixed layout, widths in millimetres, rows that never break."""
    table = document.add_table(rows, len(widths), style=style)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        _solid(row)
    return table


def _solid(row: _Row) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:cantSplit"))


def _head_row(row: _Row) -> None:
    """Repeat the row on every page and underline it in the accent colour."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        _borders(cell, f'<w:bottom w:val="single" w:sz="8" w:color="{look.ACCENT}"/>')


def _shade(cell: _Cell) -> None:
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001
        parse_xml(
            f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{look.TINT}"/>'
        )
    )


def _box(cell: _Cell) -> None:
    line = f'w:val="single" w:sz="4" w:color="{look.RULE}"'
    sides = ("top", "left", "bottom", "right")
    _borders(cell, "".join(f"<w:{side} {line}/>" for side in sides))


def _borders(cell: _Cell, borders: str) -> None:
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001
        parse_xml(f"<w:tcBorders {nsdecls('w')}>{borders}</w:tcBorders>")
    )


if __name__ == "__main__":
    for written in write(paths.templates()):
        print(written)
