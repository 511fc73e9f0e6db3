"""The pieces of a Word template: paragraphs, tables and tags around them.

A tag that repeats or chooses stands in a paragraph, a row or a cell of its own,
which goes away when the template is filled.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final

import template_styles as look
from docx.document import Document
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row

WIDTH: Final = 166
LABEL: Final = 44
TOTAL_ROW: Final = 3
LINE_ROW: Final = 5
BOOKMARKS: Final = 100

Pair = tuple[str, str]
"""Texts or styles of a label and of what stands beside it."""


class _Tag:
    """A pair of tags on lines of their own around what is written between them."""

    def __init__(self, document: Document, opening: str, closing: str) -> None:
        self._document, self._opening, self._closing = document, opening, closing

    def __enter__(self) -> None:
        say(self._document, f"{{%p {self._opening} %}}", "Normal")

    def __exit__(self, *_: object) -> None:
        say(self._document, f"{{%p {self._closing} %}}", "Normal")


def loop(document: Document, what: str) -> _Tag:
    """Repeat what is written inside the block."""
    return _Tag(document, f"for {what}", "endfor")


def when(document: Document, what: str) -> _Tag:
    """Show what is written inside the block only if there is something."""
    return _Tag(document, f"if {what}", "endif")


def say(document: Document, text: str, style: str) -> Any:  # noqa: ANN401
    """Add a paragraph and return it."""
    return document.add_paragraph(text, style=style)


def points(document: Document, name: str, style: str = "Point") -> None:
    """A list with bullets."""
    with loop(document, f"point in {name}"):
        say(document, "•\t{{ point }}", style)


def picture(document: Document, name: str) -> None:
    """A chart under its message."""
    title = say(document, f"{{{{ charts.{name}.title }}}}", "heading 3")
    title.paragraph_format.space_before = Pt(12)
    say(document, f"{{{{ pictures.{name} }}}}", "Picture")


def pairs(
    document: Document,
    name: str,
    label: float = LABEL,
    styles: Pair = ("Label", "Answer"),
    *,
    table: str = "Dossier",
    is_whole: bool = False,
) -> None:
    """Labels in grey on the left, texts on the right; whole ones stay on one page."""
    opening, row, closing = new_table(document, [label, WIDTH - label], 3, table).rows
    _tag(opening, f"for pair in {name}")
    fill(row.cells, ("{{ pair.label }}", "{{ pair.text }}"), styles)
    if is_whole:
        _keep(row)
    _tag(closing, "endfor")


def titled(document: Document, name: str, widths: Sequence[float]) -> None:
    """A table under its own title, all on one page."""
    say(document, f"{{{{ {name}.title }}}}", "heading 2")
    drawn(document, name, widths, is_whole=True)


def mirror(document: Document) -> None:
    """Turn tables and sections round for a language written from the right."""
    for section in document.element.body.iter(qn("w:sectPr")):
        section.append(OxmlElement("w:bidi"))
    for properties in document.element.body.iter(qn("w:tblPr")):
        properties.tblStyle.addnext(OxmlElement("w:bidiVisual"))


def new_page(document: Document) -> None:
    """Begin a page without a heading."""
    say(document, "", "Gap").paragraph_format.page_break_before = True


def named(document: Document, name: str, style: str, mark: str = "") -> Any:  # noqa: ANN401
    """A heading that the contents lead to; return it."""
    title = say(document, f"{{{{ labels.{name} }}}}", style)
    before = document.element.body.xpath("count(.//w:bookmarkStart)")
    bookmark(title, mark or name, f"{BOOKMARKS + before:.0f}")
    return title


def bookmark(paragraph: Any, name: str, number: str) -> None:  # noqa: ANN401
    """Give a paragraph a name that links and page numbers find."""
    space = nsdecls("w")
    paragraph._p.insert(  # noqa: SLF001 - python-docx has no bookmarks
        1 if paragraph._p.pPr is not None else 0,  # noqa: SLF001
        parse_xml(f'<w:bookmarkStart {space} w:id="{number}" w:name="{name}"/>'),
    )
    paragraph._p.append(  # noqa: SLF001
        parse_xml(f'<w:bookmarkEnd {space} w:id="{number}"/>')
    )


def contents(document: Document) -> None:
    """A line a heading: its text, then the number of its page as Word counts it."""
    with loop(document, "entry in contents"):
        line = say(document, "", "Contents")
        line.paragraph_format.tab_stops.add_tab_stop(
            Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
        field = " PAGEREF {{ entry.text }} \\h "
        line._p.append(  # noqa: SLF001 - python-docx has no links inside a document
            parse_xml(
                f'<w:hyperlink {nsdecls("w")} w:anchor="{{{{ entry.text }}}}">'
                "<w:r><w:t>{{ entry.label }}</w:t></w:r><w:r><w:tab/></w:r>"
                f'<w:fldSimple w:instr="{field}"><w:r><w:t> </w:t></w:r></w:fldSimple>'
                "</w:hyperlink>"
            )
        )


def page_of(paragraph: Any, mark: str) -> None:  # noqa: ANN401
    """Add the number of the page of a bookmark, as Word counts it."""
    _field(paragraph, f"PAGEREF {mark} \\h")


def chapter(document: Document, name: str) -> None:
    """A heading of the first rank that does not begin a page."""
    title = named(document, name, "heading 1")
    title.paragraph_format.page_break_before = False
    title.paragraph_format.space_before = Pt(22)


def noted(document: Document, name: str) -> None:
    """What the figures are counted in, above the table."""
    note = say(document, f"{{{{ {name}.note }}}}", "Note")
    note.paragraph_format.keep_with_next = True


def drawn(
    document: Document, name: str, widths: Sequence[float], *, is_whole: bool = False
) -> None:
    """A table whose columns are known: one head, lines and totals.

    A whole one stays on one page if it fits: each line keeps with the next.
    """
    places = range(len(widths))
    noted(document, name)
    table = new_table(document, widths, 6)
    _head_row(table.rows[0])
    for place, cell in zip(places, table.rows[0].cells, strict=True):
        _sided(cell, f"{name}.head[{place}]", f"{name}.sides[{place}]", "Head")
    _lines(table, name, lambda row, style: _fill_lines(row, name, style, places))
    if is_whole:
        _keep(table.rows[LINE_ROW])
    say(document, "", "Gap")


def _keep(row: _Row) -> None:
    """Keep a row on the page of the one after it."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _fill_lines(row: _Row, name: str, style: str, places: Sequence[int]) -> None:
    for place, cell in zip(places, row.cells, strict=True):
        _sided(cell, f"row.cells[{place}]", f"{name}.sides[{place}]", style)


def looped(
    document: Document,
    name: str,
    width: float,
    first: float,
    *,
    fine: bool = False,
    dense: bool = False,
) -> None:
    """A table of any number of columns: the first keeps its width.

    A fine one holds twelve months; a dense one stays on one page if it fits.
    """
    rest = (width - first) / 2
    style = "Fine Dossier" if fine else "Dense Dossier" if dense else "Dossier"
    table = new_table(document, [first, rest, rest], 6, style)
    head = "Fine head" if fine else "Head"
    cell = "Fine" if fine else "Dense" if dense else "Cell"
    _head_row(table.rows[0])
    _loop_cells(table.rows[0], f"text in {name}.head", name, head, fine=fine)
    _lines(
        table,
        name,
        lambda row, style: _loop_cells(row, "text in row.cells", name, style),
        (cell, f"{cell} strong"),
    )
    for place in (TOTAL_ROW, LINE_ROW) if dense else ():
        _keep(table.rows[place])


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
        shade(cell)
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


def fill(cells: Sequence[_Cell], texts: Sequence[str], styles: Sequence[str]) -> None:
    """Write one text in each cell."""
    for cell, text, style in zip(cells, texts, styles, strict=True):
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text)


def if_row(table: Table, what: str, texts: Pair, styles: Pair) -> None:
    """Fill the row before the last, shown only if there is something."""
    *_, opening, row, closing = table.rows
    _tag(opening, f"if {what}")
    fill(row.cells, texts, styles)
    _tag(closing, "endif")


def _tag(row: _Row, tag: str) -> None:
    row.cells[0].text = f"{{%tr {tag} %}}"


def new_table(
    document: Document,
    widths: Sequence[float],
    rows: int,
    style: str = "Dossier",
) -> Table:
    """A table of fixed layout, widths in millimetres; its rows never break."""
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


def shade(cell: _Cell) -> None:
    """Tint a cell."""
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001
        parse_xml(
            f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{look.TINT}"/>'
        )
    )


def box(cell: _Cell) -> None:
    """Frame a cell."""
    line = f'w:val="single" w:sz="4" w:color="{look.RULE}"'
    sides = ("top", "left", "bottom", "right")
    _borders(cell, "".join(f"<w:{side} {line}/>" for side in sides))


def _borders(cell: _Cell, borders: str) -> None:
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001
        parse_xml(f"<w:tcBorders {nsdecls('w')}>{borders}</w:tcBorders>")
    )


def running(section: Any, width: int) -> None:  # noqa: ANN401 - of python-docx
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
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)


def _field(paragraph: Any, code: str) -> None:  # noqa: ANN401 - of python-docx
    paragraph._p.append(  # noqa: SLF001 - python-docx has no fields
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr=" {code} ">'
            "<w:r><w:t>1</w:t></w:r></w:fldSimple>"
        )
    )
