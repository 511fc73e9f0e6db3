"""Word documents from content and a template; the only place that knows .docx.

A template may show values, choose and repeat, and nothing else: no calls, no
arithmetic, no filters but `length`. A value is text, never markup or template
code. The same content, template and charts give the same bytes.
"""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final, cast

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Twips
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from workbench.errors import WorkbenchError
from workbench.funding.content import LATER_PARTS
from workbench.render import columns
from workbench.render.direction import with_marks

PICTURES: Final = "pictures"
PICTURE_WIDTH: Final = Mm(166)
SAME_WIDTH: Final = Mm(1)
SCALES: Final = {"FineDossier": 0.75}
"""The size of the letters of the smallest tables, against those of the others."""
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
FIRST_MEMBER: Final = "[Content_Types].xml"

ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Filter,
)
FILTERS: Final = frozenset({"length"})
KEPT: Final = 64

_NOT_XML: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]"
)
_LINE_END: Final = re.compile("\r\n?|\x85|\u2028|\u2029")
_BREAK: Final = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB: Final = '</w:t><w:tab/><w:t xml:space="preserve">'


class TemplateInvalid(WorkbenchError):
    """A Word template that cannot be filled: damaged, unsafe, or asking too much."""

    code = "template.invalid"


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja with nothing to call: the list of allowed nodes is the first fence."""

    def __init__(self) -> None:
        super().__init__(
            autoescape=True, undefined=StrictUndefined, finalize=as_word_text
        )
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Texts have no attributes for templates; the rest as Jinja has it."""
        is_text = isinstance(obj, str | bytes)
        return not is_text and super().is_safe_attribute(obj, attr, value)

    def checked(self, source: str) -> nodes.Template:
        """Return the parsed template; SecurityError for a node not allowed."""
        tree = self.parse(source)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, ALLOWED):
                kind = type(node).__name__
                raise SecurityError(f"{kind} is not allowed in a template")
        return tree


def as_word_text(value: object) -> object:
    """Return text with its ends, tabs and directions as Word has them, escaped.

    Characters that XML cannot hold are left out.
    """
    if isinstance(value, Mapping | list | tuple):
        raise SecurityError("only texts can be shown, not lists of them")
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = with_marks(_NOT_XML.sub("", _LINE_END.sub("\n", value)))
    safe = str(escape(text)).replace("\n", _BREAK).replace("\t", _TAB)
    return Markup(safe)  # noqa: S704 - escaped one line above


_SANDBOX: Final = _Sandbox()


@lru_cache(maxsize=KEPT)
def _compiled(source: str) -> Template:
    """Compile a part of a template once for all the dossiers made from it."""
    _SANDBOX.checked(source)
    return _SANDBOX.from_string(source)


@lru_cache(maxsize=KEPT)
def _patched(xml: str) -> str:
    """Turn Word's XML into a Jinja source once."""
    return str(DocxTemplate.patch_xml(None, xml))


class _Document(DocxTemplate):  # type: ignore[misc] # docxtpl has no types
    """docxtpl with a strict reader, a cache, and no second look at values."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)

    def render_xml_part(
        self, src_xml: str, part: object, context: Mapping[str, object], _: object
    ) -> str:
        self.current_rendering_part = part
        return _compiled(src_xml).render(context)

    def fix_tables(self, xml: str) -> Any:  # noqa: ANN401 - an element of python-docx
        """Read the filled document and widen the tables whose columns are looped."""
        body = parse_xml(xml)
        for table in body.iter(qn("w:tbl")):
            _share_width(table)
        return body

    def fix_docpr_ids(self, tree: Any) -> None:  # noqa: ANN401 - of python-docx
        """Number the pictures, so that no two share an id."""
        for number, picture in enumerate(tree.xpath("//wp:docPr"), start=1):
            picture.set("id", str(number))

    def render_properties(self, *_: object) -> None:
        """Leave the properties alone: they are set afterwards."""


def _share_width(table: Any) -> None:  # noqa: ANN401 - an element of python-docx
    """Give looped columns their widths.

    Only where the cells are not those of the grid, in number or in width, so that
    a table without a column loop stays as it was drawn.
    """
    drawn = [int(column.get(qn("w:w"), "0")) for column in table.tblGrid]
    rows = [row.tc_lst for row in table.tr_lst]
    count = len(rows[0]) if rows else len(drawn)
    if any(len(row) != count for row in rows) or _is_drawn(rows, drawn):
        return
    texts = [[_text_of(row[place]) for row in rows] for place in range(count)]
    scale = SCALES.get(table.tblPr.style, 1)
    widths = columns.shared(drawn[0], sum(drawn), texts, scale)
    for column in list(table.tblGrid):
        table.tblGrid.remove(column)
    for width in widths:
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(width))
        table.tblGrid.append(column)
    for row in rows:
        for cell, width in zip(row, widths, strict=True):
            cell.width = Twips(width)


def _is_drawn(rows: Sequence[Sequence[Any]], drawn: Sequence[int]) -> bool:
    """Whether the first row has the columns of the grid; a looped one is repeated."""
    given = [cell.width for cell in rows[0]] if rows else []
    if len(given) != len(drawn) or None in given:
        return len(given) == len(drawn)
    pairs = zip(given, drawn, strict=True)
    return all(abs(width - Twips(column)) < SAME_WIDTH for width, column in pairs)


def _text_of(cell: Any) -> str:  # noqa: ANN401 - an element of python-docx
    return "".join(text.text or "" for text in cell.iter(qn("w:t")))


class _Picture:
    """A picture in a line of text, with its alternative text."""

    def __init__(self, document: _Document, png: bytes, alt: str) -> None:
        self._document, self._png, self._alt = document, png, alt

    def __html__(self) -> str:
        part = cast("Any", self._document.current_rendering_part)
        inline = part.new_pic_inline(BytesIO(self._png), PICTURE_WIDTH, None)
        inline.docPr.set("descr", self._alt)
        return (
            f"</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r>"
            '<w:r><w:t xml:space="preserve">'
        )


def render(
    content: Mapping[str, object], template: Path, charts: Mapping[str, bytes]
) -> bytes:
    """Return the Word document that shows `content` in `template`.

    `content` is `DossierContent.as_dict()`, made today or frozen long ago, `charts`
    the PNG of each chart that the content describes; a template shows them as
    `pictures.<name>`. Raises TemplateInvalid, naming what the template asks for in
    vain.
    """
    content = {**LATER_PARTS, **content}
    document = _opened(template)
    alts = cast("Mapping[str, Mapping[str, str]]", content["charts"])
    pictures = {
        name: _Picture(document, png, alts[name]["alt"]) for name, png in charts.items()
    }
    _guarded(lambda: document.render({**content, PICTURES: pictures}, _SANDBOX))
    _describe(document, content)
    written = BytesIO()
    document.save(written)
    return normalised(written.getvalue())


def placeholders(template: Path) -> set[str]:
    """Return the names of content that a template uses, `pictures` included."""
    document = _opened(template)
    parts = [document.get_xml()]
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        parts += [
            document.get_part_xml(part) for _, part in document.get_headers_footers(uri)
        ]
    found: set[str] = set()
    for xml in parts:
        tree = _guarded(partial(_SANDBOX.checked, document.patch_xml(xml)))
        found |= find_undeclared_variables(tree)
    return found


def _opened(template: Path) -> _Document:
    document = _Document(BytesIO(template.read_bytes()))
    try:
        document.init_docx()
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as problem:
        raise TemplateInvalid(template=template.name, problem=str(problem)) from problem
    return document


def _guarded(action: Callable[[], Any]) -> Any:  # noqa: ANN401 - what the action gives
    """Run, and say of any failure of the template that it is the template's."""
    try:
        return action()
    except (TemplateError, SyntaxError) as problem:
        raise TemplateInvalid(problem=str(problem)) from problem


def _describe(document: _Document, content: Mapping[str, object]) -> None:
    """Set the file's properties: the organisation's name, the dossier's day."""
    cover = cast("Mapping[str, str]", content["cover"])
    day = datetime.fromisoformat(str(content["made_on"])).replace(tzinfo=UTC)
    properties = document.docx.core_properties
    properties.author = _short(cover["organisation"])
    properties.title = _short(cover["title"])
    properties.subject = _short(cover["case_number"])
    properties.language = str(content["language"])
    properties.created = properties.modified = day
    properties.last_modified_by = ""
    properties.comments = ""
    properties.keywords = ""
    properties.revision = 1


def _short(text: str) -> str:
    """Fit the 255 characters a property of a document may have."""
    return _NOT_XML.sub("", text)[:255]


def normalised(package: bytes) -> bytes:
    """Return a zip with the same members, in one order, without times or rights."""
    written = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(package)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        names = sorted(source.namelist(), key=lambda name: (name != FIRST_MEMBER, name))
        for name in names:
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0
            member.create_system = 0
            target.writestr(member, source.read(name))
    return written.getvalue()
