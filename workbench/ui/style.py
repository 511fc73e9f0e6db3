"""The little style that Streamlit's theme cannot express, and the direction."""

import json
from decimal import Decimal

import streamlit as st

from workbench.knowledge.wording import Words

COMMON = """
.wb-table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;
  font-size:.875rem}
.wb-scroll{overflow-x:auto;max-width:100%;background:
  linear-gradient(to left,var(--page) 50%,transparent) right/4rem 100% no-repeat local,
  linear-gradient(to left,#0f5c5c33,transparent) right/1.5rem 100% no-repeat scroll}
:root{--page:#fbfcfb}
.wb-table td.lines{white-space:pre}
.wb-table td.cents span:last-child{display:none}
.wb-table th,.wb-table td{padding:.35rem .6rem;border-bottom:1px solid #e3e8e8;
  text-align:start;vertical-align:top}
.wb-table thead th{background:#eef4f3;font-weight:600;white-space:nowrap}
.wb-table td.n,.wb-table th.n{text-align:end;white-space:nowrap}
.wb-table td.neg{color:#9b1c1c;font-weight:600}
.wb-table tr.total td,.wb-table tr.total th{font-weight:600;
  border-top:2px solid #0f5c5c}
.wb-table tbody th{font-weight:400;position:sticky;inset-inline-start:0;
  background:var(--page);min-width:11rem}
.wb-table tr.total th{font-weight:600}
.wb-table caption{text-align:start;font-weight:600;padding:.2rem 0 .5rem}
.wb-hint{color:#48605f;font-size:.875rem;margin:-.5rem 0 -.35rem;
  unicode-bidi:plaintext}
[class*="st-key-q-"]{padding-bottom:.6rem;border-bottom:1px solid #e3e8e8;gap:.6rem}
[class*="st-key-q-"] [data-testid=stWidgetLabel] p{font-weight:600}
.stApp input,.stApp textarea{unicode-bidi:plaintext;text-align:start}
[data-testid=stMainBlockContainer]{padding:2.2rem 2.5rem 5rem;max-width:76rem}
@media (min-width:769px){[data-testid=stSidebar]{min-width:15.5rem;width:15.5rem}}
[data-testid=stSidebarContent]{display:flex;flex-direction:column}
[data-testid=stSidebarNav]{order:1}
[data-testid=stSidebarNavSeparator]{display:none}
[data-testid=stSidebarUserContent]{padding-block:0 1rem}
.wb-figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));
  gap:.7rem;margin:.2rem 0!important;padding:0!important}
.wb-figures div{border:1px solid #cfdbda;border-inline-start:4px solid #0f5c5c;
  border-radius:.4rem;padding:.6rem .8rem}
.wb-figures dt{font-size:.8125rem;color:#48605f;font-weight:400}
.wb-figures dd{margin:0;font-size:1.3rem;font-weight:600;white-space:nowrap;
  font-variant-numeric:tabular-nums}
.wb-figures dd~dd{font-size:.8125rem;font-weight:400;white-space:normal;
  color:#48605f}
.wb-bars{border-collapse:collapse;width:100%;max-width:44rem;font-size:.9375rem;
  font-variant-numeric:tabular-nums}
.wb-bars caption{text-align:start;font-weight:600;padding:.2rem 0 .5rem}
.wb-bars th,.wb-bars td{padding:.3rem .4rem;border-bottom:1px solid #e3e8e8;
  text-align:start;font-weight:400}
.wb-bars td.n{text-align:end;white-space:nowrap;font-weight:600;width:4.5rem}
.wb-bars td.bar{width:40%}
.wb-bars i{display:block;block-size:.9rem;border:1px solid #0f5c5c;
  background:#0f5c5c;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.wb-points{margin:.2rem 0!important;padding-inline-start:1.3rem!important}
.wb-points li{margin:.25rem 0;text-align:start}
.wb-points span{display:block;color:#48605f;font-size:.875rem}
.wb-told p{margin:.1rem 0;unicode-bidi:plaintext}
.st-key-what_if_told p{font-size:1.0625rem;font-weight:600}
.st-key-what_if_more .wb-told{min-height:5.6rem}
[data-testid=stLayoutWrapper]:has(>.st-key-what_if_told){position:sticky;top:3.5rem;
  background:var(--page);z-index:9;padding:.4rem 0;border-bottom:1px solid #cfdbda}
.st-key-what_if_steps{gap:.15rem;border:1px solid #cfdbda;border-radius:.5rem;
  padding:.7rem .9rem}
[class*="st-key-step-"]{width:100%!important}
[class*="st-key-step-"] [data-testid=stWidgetLabel] p{font-size:.9rem;
  line-height:1.25}
[class*="st-key-step-"] [data-testid=stWidgetLabel] strong{display:block;
  font-size:.8125rem;color:#0f5c5c}
.st-key-what_if_open{background:#eef4f3;border-radius:.5rem;padding:.55rem .8rem;
  width:100%!important}
.st-key-what_if_ways{margin-top:.7rem}
.st-key-what_if_rewrite,.st-key-what_if_keep{margin-top:.4rem}
.st-key-what_if_product{margin-bottom:.4rem}
.st-key-what_if_steps .wb-hint{margin:.2rem 0}
.st-key-scenarios_compared .wb-table thead th,
[class*="st-key-pasted-"] .wb-table thead th{white-space:normal}
.st-key-scenarios_compared .wb-table td{min-width:6.5rem}
[class*="st-key-step-"] [data-testid=stButtonGroup]{display:flex;width:100%;
  align-items:center;justify-content:space-between;gap:.6rem}
[class*="st-key-step-"] [data-testid=stWidgetLabel]{flex:1;margin:0}
[class*="st-key-step-"] [data-testid=stButtonGroup] button{min-width:2.75rem;
  min-height:2.5rem;justify-content:center}
[class*="st-key-step-"] [data-testid=stButtonGroup] button p{font-size:0}
[class*="st-key-step-"] [data-testid=stButtonGroup] button strong{font-size:1.25rem;
  line-height:1}
.stFileChipName{line-height:1.6}
.stFileUploader::after{display:block;color:#9b1c1c;padding-top:.3rem}
button[kind=tertiary]{text-align:start;justify-content:flex-start}
button[kind=tertiary] p{white-space:normal;text-decoration:underline;
  text-underline-offset:.2em;text-decoration-color:#b9cfcd}
[class*="st-key-grid-"],[class*="st-key-grid-"] [data-testid=stVerticalBlock]{
  gap:.15rem}
[class*="st-key-grid-"] [data-testid=stHorizontalBlock]{margin-bottom:.3rem}
[class*="st-key-head-"] p{font-weight:600;font-size:.875rem}
@media (min-width:641px){
  [class*="st-key-grid-"] [data-testid=stWidgetLabel]{position:absolute;width:1px;
  height:1px;min-height:0;overflow:hidden;clip-path:inset(50%)}
  [class*="st-key-grid-"] button[kind=tertiary] p{font-size:0}}
[data-testid=InputInstructions]{display:none}
@media (max-width:1300px){[class*="st-key-step-"] [data-testid=stWidgetLabel]{
  min-height:3.3rem}}
@media (max-width:640px){
  .wb-table td.cents span:first-child{display:none}
  .wb-table td.cents span:last-child{display:inline}
  .wb-table th,.wb-table td{padding:.35rem .3rem}
  .wb-table thead th{white-space:normal}
  .wb-table tbody th{min-width:6rem;font-size:.8125rem}
  .st-key-scenarios_compared .wb-table td{min-width:4rem}
  .wb-figures dd{font-size:1.05rem}
  .st-key-what_if_told p{font-size:.9375rem;min-height:3rem}
  .st-key-what_if_more .wb-told{min-height:8.6rem}
  [class*="st-key-step-"] [data-testid=stButtonGroup] button{min-width:3.25rem;
  min-height:3rem}
  [data-testid=stButtonGroup] button,[data-testid=stMain] button[kind=tertiary],
  [data-testid=stMain] button[kind=secondary],label:has([role=switch]){
  min-height:2.75rem}
  [data-testid=stSidebarNavLink]{min-height:2.6rem;margin-block:0}
  [data-testid=stButtonGroup]{row-gap:.5rem}
  [class*="st-key-head-"]{display:none}
  [data-testid=stMainBlockContainer]{padding:3.5rem 1rem 4rem}
  [class*="st-key-grid-"] [data-testid=stHorizontalBlock]{border-bottom:1px solid
  #e3e8e8;padding-bottom:.5rem;gap:.4rem}}
@media print{[data-testid=stSidebar],[data-testid=stToolbar]{display:none}}
"""
RIGHT_TO_LEFT = """
.stApp,[data-testid=stPopoverBody],[data-testid=stTooltipErrorContent],[role=listbox]{
  direction:rtl}
[data-testid=stPopoverBody] p{text-align:start}
.stApp [data-testid=stHeading] *{direction:rtl;text-align:right}
.stApp p,.stApp label,.stApp li{text-align:start}
.stPlotlyChart,.stProgress,[data-testid=stSlider]>div{direction:ltr}
.wb-scroll{background:
  linear-gradient(to right,var(--page) 50%,transparent) left/4rem 100% no-repeat local,
  linear-gradient(to right,#0f5c5c33,transparent) left/1.5rem 100% no-repeat scroll}
[data-testid=stSidebar][data-collapsed=true]{display:none}
[data-variant=segmented_control]{border-radius:0!important;margin:0!important;
  border-inline:1px solid #7c8c8a!important}
[data-variant=segmented_control]:first-child{
  border-radius:0 .5rem .5rem 0!important}
[data-variant=segmented_control]:last-child{
  border-radius:.5rem 0 0 .5rem!important}
.st-key-what_if_undo [data-testid=stIconMaterial],
[data-testid=stExpandSidebarButton] [data-testid=stIconMaterial],
[data-testid=stSidebarCollapseButton] [data-testid=stIconMaterial],
details:not([open])>summary [data-testid=stIconMaterial]{transform:scaleX(-1)}
label:has([role=switch])>div:not([data-testid]){direction:ltr;transform:scaleX(-1)}
"""


UPLOAD = "[data-testid=stFileUploaderDropzone"


def apply(words: Words) -> None:
    """Put the style in the page."""
    extra = RIGHT_TO_LEFT if words.direction == "rtl" else ""
    st.html(f"<style>{COMMON}{extra}{_uploads(words)}</style>")


def _uploads(words: Words) -> str:
    """Our words on every upload, in place of Streamlit's, which are in English only."""
    size = words.number(Decimal(st.get_option("server.maxUploadSize")))
    refused = words.text(
        "This file was not taken: choose one file of {size} MB at most.", size=size
    )
    said = {
        f"{UPLOAD}] button p": words.text("Choose a file"),
        f"{UPLOAD}Instructions] span": words.text("{size} MB at most", size=size),
        f"{UPLOAD}]>div:not([data-testid])>span": words.text("Drop the file here"),
        ".stFileChip [role=alert]": refused,
        "[data-testid=stTooltipErrorContent]": refused,
    }
    hidden = f"{','.join(said)},.stFileChipName+div{{font-size:0}}"
    said[".stFileUploader:has([aria-invalid])"] = refused
    return hidden + "".join(
        f"{place}::after{{content:{json.dumps(text, ensure_ascii=False)};"
        "font-size:1rem}"
        for place, text in said.items()
    )


def show_from_top(name: str) -> None:
    """Show a page from its top when another `name` is shown than before.

    Without height for a moment, the page has nowhere else to be scrolled to.
    """
    st.html(
        f"<style>@keyframes top-{name}{{from,to{{height:0;overflow:hidden}}}}"
        f"[data-testid=stMainBlockContainer]{{animation:top-{name} .15s}}</style>"
    )
