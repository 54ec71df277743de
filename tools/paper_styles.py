"""The look of the paper templates: fonts, paragraph, character and table styles, list numbering, page.

All of it lives in styles, so that an office changes the look in Word in one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

INK = "1F2937"
ACCENT = "1F4E79"
QUIET = "5F6B7A"
LINE = "B8C2CC"
LABEL_FILL = "EEF3F8"
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838  # A4 in twentieths of a point
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM = 1077, 1304, 1134
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN_SIDE


@dataclass(frozen=True)
class Look:
    """What differs between the languages: fonts that every Windows with that language has, and tags."""

    latin: str
    east_asian: str
    latin_tag: str
    east_asian_tag: str
    heading_format: str
    heading_text: str
    """The number before a heading, in Word's notation; empty for none."""
    body_size: int
    """In half points."""
    table_size: int
    table_head_size: int


LOOKS = {
    "zh": Look("Microsoft YaHei", "微软雅黑", "en-US", "zh-CN", "chineseCountingThousand", "%1、", 21, 18, 18),
    # Arial: every office program has it or a font as wide. What stands in for Calibri may be wider than it.
    "en": Look("Arial", "Microsoft YaHei", "en-US", "zh-CN", "none", "", 20, 17, 16),
}


def apply(document: Any, look: Look) -> None:
    """Replaces the document's styles, numbering, settings and page by those of `look`."""
    _replace_styles(document.styles.element, look)
    _replace_numbering(document.part.numbering_part.element, look)
    _replace_settings(document.settings.element, look)
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH * 635, PAGE_HEIGHT * 635
    section.left_margin = section.right_margin = MARGIN_SIDE * 635
    section.top_margin, section.bottom_margin = MARGIN_TOP * 635, MARGIN_BOTTOM * 635
    section.header_distance, section.footer_distance = 567 * 635, 567 * 635
    for grid in section._sectPr.xpath("w:docGrid"):
        # A line grid would stretch the lines of tall Chinese fonts to the next full step.
        section._sectPr.remove(grid)


def _replace_styles(styles: Any, look: Look) -> None:
    for child in list(styles):
        if not child.tag.endswith("latentStyles"):
            styles.remove(child)
    defaults = f"""<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>
        {_fonts(look)}<w:color w:val="{INK}"/><w:sz w:val="{look.body_size}"/><w:szCs w:val="{look.body_size}"/>
        <w:lang w:val="{look.latin_tag}" w:eastAsia="{look.east_asian_tag}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>
        <w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"""
    styles.insert(0, parse_xml(defaults))
    for style in [*_paragraph_styles(look), *_character_styles(), *_table_styles()]:
        styles.append(parse_xml(style))


def _fonts(look: Look) -> str:
    return (
        f'<w:rFonts w:ascii="{look.latin}" w:hAnsi="{look.latin}" w:eastAsia="{look.east_asian}" w:cs="{look.latin}"/>'
    )


def _paragraph(style_id: str, name: str, paragraph: str, run: str = "", **more: str) -> str:
    """A paragraph style; `more` may have based_on, following, default and priority."""
    default = ' w:default="1"' if more.get("default") else ""
    custom = "" if more.get("built_in") else ' w:customStyle="1"'
    based = f'<w:basedOn w:val="{more["based_on"]}"/>' if "based_on" in more else ""
    following = f'<w:next w:val="{more["following"]}"/>' if "following" in more else ""
    return f"""<w:style {nsdecls("w")} w:type="paragraph"{default}{custom} w:styleId="{style_id}">
        <w:name w:val="{name}"/>{based}{following}<w:qFormat/>
        <w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"""


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _spacing(before: int, after: int, line: int = 264) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def _paragraph_styles(look: Look) -> list[str]:
    bold = "<w:b/><w:bCs/>"
    colour, quiet = f'<w:color w:val="{ACCENT}"/>', f'<w:color w:val="{QUIET}"/>'
    rule = f'<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="6" w:color="{ACCENT}"/></w:pBdr>'
    hair = f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="{LINE}"/></w:pBdr>'
    right = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'
    numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'
    no_number = numbered.format(0)
    keep = "<w:keepNext/><w:keepLines/>"
    heading_number = numbered.format(1) if look.heading_text else ""
    normal = {"based_on": "Normal"}
    title = f'{_spacing(60, 80)}<w:jc w:val="center"/>'
    subtitle = f'{rule}{_spacing(0, 200)}<w:jc w:val="center"/>'
    heading = f'{keep}{heading_number}{_spacing(260, 90)}<w:outlineLvl w:val="0"/>'
    return [
        _paragraph("Normal", "Normal", _spacing(0, 80, 288), default="1", built_in="1"),
        _paragraph("Title", "Title", title, f"{bold}{colour}{_size(36)}", **normal, following="Subtitle", built_in="1"),
        _paragraph("Subtitle", "Subtitle", subtitle, f"{quiet}{_size(18)}", **normal, built_in="1"),
        _paragraph(
            "Heading1", "heading 1", heading, f"{bold}{colour}{_size(24)}", **normal, following="Normal", built_in="1"
        ),
        _paragraph(
            "Heading2",
            "heading 2",
            f'{keep}{_spacing(140, 70)}<w:outlineLvl w:val="1"/>',
            f"{bold}{_size(21)}",
            **normal,
            following="Normal",
            built_in="1",
        ),
        _paragraph(
            "FormHeading",
            "Form Heading",
            f'{no_number}{_spacing(200, 90)}<w:outlineLvl w:val="0"/>',
            based_on="Heading1",
        ),
        _paragraph("Header", "header", f"{right}{_spacing(0, 0)}", f"{quiet}{_size(17)}", **normal, built_in="1"),
        _paragraph("Footer", "footer", f"{hair}{right}{_spacing(0, 0)}", f"{quiet}{_size(17)}", **normal, built_in="1"),
        _paragraph("House", "House", f"{right}{_spacing(0, 0)}", f"{bold}{colour}{_size(22)}", based_on="Header"),
        _paragraph("Hint", "Hint", _spacing(60, 120), f"{quiet}{_size(17)}", based_on="Normal"),
        _paragraph("Point", "Point", f"{numbered.format(2)}{_spacing(0, 60, 288)}", based_on="Normal"),
        _paragraph("PointAsNumbered", "Point As Numbered", _spacing(0, 60, 288), based_on="Normal"),
        _paragraph("Decision", "Decision", f"{numbered.format(3)}{_spacing(0, 60, 288)}", based_on="Normal"),
        _paragraph("FormText", "Form Text", _spacing(50, 50), "", based_on="Normal"),
        _paragraph("TableText", "Table Text", _spacing(40, 40, 252), _size(look.table_size), based_on="Normal"),
        _paragraph("TableCentre", "Table Centre", '<w:jc w:val="center"/>', "", based_on="TableText"),
        _paragraph("TableDetail", "Table Detail", _spacing(0, 40, 252), f"{quiet}{_size(16)}", based_on="TableText"),
        _paragraph(
            "TableHead",
            "Table Head",
            '<w:keepNext/><w:jc w:val="center"/>',
            _size(look.table_head_size),
            based_on="TableText",
        ),
        _paragraph("Figure", "Figure", _spacing(120, 0, 240), based_on="Normal"),
        _paragraph("Spacer", "Spacer", '<w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/>', ""),
        _paragraph("Gap", "Gap", '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>', _size(2)),
    ]


def _character_styles() -> list[str]:
    tick = (
        '<w:rFonts w:hint="eastAsia" w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic" w:cs="MS Gothic"/>'
    )
    head = f'<w:style {nsdecls("w")} w:type="character"'
    return [
        f"""{head} w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>
        <w:uiPriority w:val="1"/><w:semiHidden/></w:style>""",
        f"""{head} w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>
        <w:rPr><w:color w:val="{QUIET}"/></w:rPr></w:style>""",
        f"""{head} w:customStyle="1" w:styleId="Lead"><w:name w:val="Lead"/><w:qFormat/>
        <w:rPr><w:b/><w:bCs/></w:rPr></w:style>""",
        f"""{head} w:customStyle="1" w:styleId="TickBox"><w:name w:val="Tick Box"/><w:qFormat/><w:rPr>{tick}</w:rPr>
        </w:style>""",
    ]


def _table_styles() -> list[str]:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{edge} w:w="{width}" w:type="dxa"/>'
        for edge, width in (("top", 0), ("left", 85), ("bottom", 0), ("right", 85))
    )
    label = f'<w:rPr><w:b/><w:bCs/><w:color w:val="{ACCENT}"/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" '
    label += f'w:fill="{LABEL_FILL}"/><w:vAlign w:val="center"/></w:tcPr>'
    common = f"""<w:pPr/><w:tblPr><w:tblBorders>{edges}</w:tblBorders><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>
        <w:tcPr><w:vAlign w:val="center"/></w:tcPr>"""
    head = f'<w:style {nsdecls("w")} w:type="table"'
    return [
        f"""{head} w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>
        <w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>
        <w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar>
        </w:tblPr></w:style>""",
        f"""{head} w:customStyle="1" w:styleId="LabelTable"><w:name w:val="Label Table"/>
        <w:basedOn w:val="TableNormal"/><w:qFormat/>{common}
        <w:tblStylePr w:type="firstCol">{label}</w:tblStylePr></w:style>""",
        f"""{head} w:customStyle="1" w:styleId="ListTable"><w:name w:val="List Table"/><w:basedOn w:val="TableNormal"/>
        <w:qFormat/>{common}<w:tblStylePr w:type="firstRow">{label}</w:tblStylePr></w:style>""",
    ]


def _replace_numbering(numbering: Any, look: Look) -> None:
    for child in list(numbering):
        numbering.remove(child)
    lists = []
    if look.heading_text:
        lists.append((1, "Heading1", look.heading_format, look.heading_text, 0))
    lists += [(2, "Point", "decimal", "%1.", 425), (3, "Decision", "decimal", "%1.", 425)]
    for number, style, number_format, text, indent in lists:
        suffix = '<w:suff w:val="nothing"/>' if not indent else ""
        numbering.append(
            parse_xml(f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">
            <w:multiLevelType w:val="singleLevel"/>
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{number_format}"/><w:pStyle w:val="{style}"/>
            {suffix}
            <w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>
            <w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl></w:abstractNum>""")
        )
    for number, *_ in lists:
        numbering.append(
            parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
        )


def _replace_settings(settings: Any, look: Look) -> None:
    for child in list(settings):
        settings.remove(child)
    uri = "http://schemas.microsoft.com/office/word"
    for element in (
        '<w:zoom {} w:percent="100"/>',
        '<w:defaultTabStop {} w:val="420"/>',
        '<w:characterSpacingControl {} w:val="compressPunctuation"/>',
        f"""<w:compat {{}}><w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/>
        <w:compatSetting w:name="overrideTableStyleFontSizeAndJustification" w:uri="{uri}" w:val="1"/></w:compat>""",
        f'<w:themeFontLang {{}} w:val="{look.latin_tag}" w:eastAsia="{look.east_asian_tag}"/>',
        '<w:decimalSymbol {} w:val="."/>',
        '<w:listSeparator {} w:val=","/>',
    ):
        settings.append(parse_xml(element.format(nsdecls("w"))))
