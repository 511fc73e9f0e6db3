"""The look of the shipped Word templates: fonts, colours, paragraph and table styles.

One accent colour, horizontal rules only, figures to the right. Noto Sans with its
Arabic companion; Word replaces them by Arial where they are not installed.
"""

from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

ACCENT: Final = "1F4E5F"
INK: Final = "222222"
GREY: Final = "5F6B70"
RULE: Final = "C9D2D6"
TINT: Final = "EEF3F5"
LATIN: Final = "Noto Sans"
ARABIC: Final = "Noto Sans Arabic"
FALLBACK: Final = "Arial"
LATIN_WRITING: Final = {"en": "en-GB"}
"""The dictionary of what is in Latin letters; French where none is named."""
MARGIN: Final = 100
FINE_MARGIN: Final = 45
HEIGHT: Final = 34
DENSE_HEIGHT: Final = 14
ARABIC_LINE: Final = 1.4
"""Exactly so many letter sizes: fonts of Arabic letters leave more between lines."""
PICTURE: Final = "Picture"

START: Final = "left"
END: Final = "right"


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph style looks; sizes and spaces in points."""

    name: str
    size: float = 9.5
    color: str = INK
    bold: bool = False
    before: float = 0
    after: float = 0
    line: float = 1.08
    side: str = START
    keep_next: bool = False
    page_break: bool = False
    outline: int | None = None
    hanging: float = 0
    caps: bool = False


LOOKS: Final = (
    Look("Normal", after=4),
    Look(
        "heading 1",
        size=17,
        color=ACCENT,
        bold=True,
        after=9,
        keep_next=True,
        page_break=True,
        outline=0,
    ),
    Look(
        "heading 2",
        size=12,
        color=ACCENT,
        bold=True,
        before=13,
        after=4,
        keep_next=True,
        outline=1,
    ),
    Look(
        "heading 3",
        size=9.5,
        color=ACCENT,
        bold=True,
        before=6,
        after=3,
        keep_next=True,
        outline=2,
    ),
    Look("header", size=8, color=GREY),
    Look("footer", size=8, color=GREY),
    Look("Cover small", size=10, color=GREY, after=2),
    Look("Cover kind", size=11, color=ACCENT, bold=True, after=6, caps=True),
    Look("Cover title", size=30, color=ACCENT, bold=True, after=10, line=1.0),
    Look("Cover person", size=15, after=3),
    Look("Cover label", size=9, color=GREY),
    Look("Cover value", size=10.5),
    Look("Contents title", size=9, color=GREY, before=16, after=3, keep_next=True),
    Look("Contents", size=9, after=1),
    Look("Cover amount", size=18, color=ACCENT, bold=True, line=1.0),
    Look("Key label", size=8, color=GREY, before=3, after=1, keep_next=True),
    Look("Key figure", size=13, color=ACCENT, bold=True, after=3, line=1.0),
    Look("Label", size=9, color=GREY),
    Look("Answer", size=9.5),
    Look("Brief label", size=8.5, color=GREY, line=1.0),
    Look("Brief", size=8.5, line=1.0),
    Look("Brief point", size=8.5, after=2, line=1.0, hanging=11),
    Look("Head", size=7.8, color=ACCENT, bold=True, line=1.0, keep_next=True),
    Look("Head figure", size=7.8, color=ACCENT, bold=True, line=1.0, side=END),
    Look("Cell", size=8.5, line=1.0),
    Look("Cell figure", size=8.5, line=1.0, side=END),
    Look("Cell strong", size=8.5, line=1.0, bold=True),
    Look("Cell strong figure", size=8.5, line=1.0, bold=True, side=END),
    Look("Dense", size=8, line=1.0),
    Look("Dense figure", size=8, line=1.0, side=END),
    Look("Dense strong", size=8, line=1.0, bold=True),
    Look("Dense strong figure", size=8, line=1.0, bold=True, side=END),
    Look("Fine head", size=6.8, color=ACCENT, bold=True, line=1.0, side=END),
    Look("Fine", size=6.8, line=1.0),
    Look("Fine figure", size=6.8, line=1.0, side=END),
    Look("Fine strong", size=6.8, line=1.0, bold=True),
    Look("Fine strong figure", size=6.8, line=1.0, bold=True, side=END),
    Look("Note", size=7.5, color=GREY, before=2, after=2),
    Look("Point", size=9.5, after=3, hanging=11),
    Look("Gap", size=4, line=1.0),
    Look(PICTURE, size=9.5, before=2, after=2, line=1.0),
    Look("Signature", size=9, color=GREY, after=2, keep_next=True),
)


def is_mirrored(language: str) -> bool:
    """Whether a language is written from the right."""
    return language == "ar"


def dress(document: Document, language: str) -> None:
    """Replace every style of `document` by those of the dossier in a language."""
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    styles.append(_defaults(language))
    for look in LOOKS:
        styles.append(_paragraph_style(look, language))
    styles.append(_table_style("Normal Table", rules=False, is_default=True))
    styles.append(_table_style("Dossier", rules=True))
    styles.append(
        _table_style(
            "Fine Dossier", rules=True, margin=FINE_MARGIN, height=DENSE_HEIGHT
        )
    )
    styles.append(_table_style("Dense Dossier", rules=True, height=DENSE_HEIGHT))
    styles.append(_table_style("Plain", rules=False))


def style_id(name: str) -> str:
    """Return the id of a style: its name without spaces."""
    return "".join(part.capitalize() for part in name.split())


def _fonts() -> str:
    return (
        f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" '
        f'w:eastAsia="{LATIN}" w:cs="{ARABIC}"/>'
    )


def _defaults(language: str):  # noqa: ANN202 - an element of python-docx
    return parse_xml(
        f"<w:docDefaults {nsdecls('w')}>"
        f"<w:rPrDefault><w:rPr>{_fonts()}"
        '<w:sz w:val="19"/><w:szCs w:val="21"/>'
        f'<w:lang w:val="{LATIN_WRITING.get(language, "fr-FR")}" w:eastAsia="fr-FR" '
        'w:bidi="ar-MA"/>'
        "</w:rPr></w:rPrDefault>"
        '<w:pPrDefault><w:pPr><w:spacing w:after="0"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )


def _paragraph_style(look: Look, language: str):  # noqa: ANN202 - an element of python-docx
    is_default = look.name == "Normal"
    default = ' w:default="1"' if is_default else ""
    based = "" if is_default else '<w:basedOn w:val="Normal"/>'
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="paragraph"{default}'
        f' w:styleId="{style_id(look.name)}"><w:name w:val="{look.name}"/>'
        f"{based}<w:qFormat/><w:pPr>{_paragraph(look, language)}</w:pPr>"
        f"<w:rPr>{_run(look, language)}</w:rPr></w:style>"
    )


def _paragraph(look: Look, language: str) -> str:
    """Paragraph properties in the order the schema wants; left means the start."""
    indent = (
        f'<w:ind w:left="{look.hanging * 20:.0f}" w:hanging="{look.hanging * 20:.0f}"/>'
    )
    is_exact = is_mirrored(language) and look.name != PICTURE
    rule = "exact" if is_exact else "auto"
    line = look.line * (look.size * ARABIC_LINE * 20 if is_exact else 240)
    spacing = (
        f'<w:spacing w:before="{look.before * 20:.0f}" w:after="{look.after * 20:.0f}"'
        f' w:line="{line:.0f}" w:lineRule="{rule}"/>'
    )
    parts = (
        "<w:keepNext/>" if look.keep_next else "",
        "<w:keepLines/>" if look.outline is not None else "",
        "<w:pageBreakBefore/>" if look.page_break else "",
        "<w:widowControl/>",
        "<w:bidi/>" if is_mirrored(language) else "",
        spacing,
        indent if look.hanging else "",
        f'<w:jc w:val="{look.side}"/>',
        f'<w:outlineLvl w:val="{look.outline}"/>' if look.outline is not None else "",
    )
    return "".join(parts)


def _run(look: Look, language: str) -> str:
    """Run properties; Arabic letters larger, but figures that stand in columns not."""
    half_points = round(look.size * 2)
    larger = 0 if look.side == END else 2
    bold = "<w:b/><w:bCs/>" if look.bold else ""
    caps = "<w:caps/>" if look.caps else ""
    spacing = '<w:spacing w:val="12"/>' if look.caps else ""
    return (
        f'{_fonts()}{bold}{caps}<w:color w:val="{look.color}"/>{spacing}'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points + larger}"/>'
        f"{'<w:rtl/>' if is_mirrored(language) else ''}"
    )


def _table_style(  # noqa: ANN202 - an element of python-docx
    name: str,
    *,
    rules: bool,
    is_default: bool = False,
    margin: int = MARGIN,
    height: int = HEIGHT,
):
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    borders = (
        f"<w:tblBorders><w:top {line}/><w:bottom {line}/><w:insideH {line}/>"
        "</w:tblBorders>"
    )
    default = ' w:default="1"' if is_default else ""
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="table"{default}'
        f' w:styleId="{style_id(name)}"><w:name w:val="{name}"/>'
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        f"{borders if rules else ''}"
        "<w:tblCellMar>"
        f'<w:top w:w="{height}" w:type="dxa"/>'
        f'<w:left w:w="{margin}" w:type="dxa"/>'
        f'<w:bottom w:w="{height}" w:type="dxa"/>'
        f'<w:right w:w="{margin}" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )


def font_table() -> bytes:
    """Return the fonts with what to use instead where they are not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{FALLBACK}"/>'
        '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>'
        "</w:font>"
        for name in (LATIN, ARABIC)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"
    ).encode()


def settings(document: Document) -> None:
    """Replace the settings: today's layout rules, decimal comma, no history."""
    root = document.settings.element
    for child in list(root):
        root.remove(child)
    modern = (
        'w:name="compatibilityMode" w:val="15" '
        'w:uri="http://schemas.microsoft.com/office/word"'
    )
    wanted = (
        '<w:zoom w:percent="100"/>',
        '<w:defaultTabStop w:val="708"/>',
        '<w:characterSpacingControl w:val="doNotCompress"/>',
        f"<w:compat><w:compatSetting {modern}/></w:compat>",
        '<w:themeFontLang w:val="fr-FR" w:bidi="ar-MA"/>',
        '<w:decimalSymbol w:val=","/>',
        '<w:listSeparator w:val=";"/>',
    )
    read = parse_xml(f"<w:settings {nsdecls('w')}>{''.join(wanted)}</w:settings>")
    for child in list(read):
        root.append(child)
