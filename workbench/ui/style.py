"""The little style that Streamlit's theme cannot express, and the direction."""

from typing import Literal

import streamlit as st

COMMON = """
.wb-table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;
  font-size:.875rem}
.wb-scroll{overflow-x:auto;max-width:100%}
.wb-table th,.wb-table td{padding:.35rem .6rem;border-bottom:1px solid #e3e8e8;
  text-align:start;vertical-align:top}
.wb-table thead th{background:#eef4f3;font-weight:600;white-space:nowrap}
.wb-table td.n,.wb-table th.n{text-align:end;white-space:nowrap}
.wb-table td.neg{color:#9b1c1c;font-weight:600}
.wb-table tr.total td,.wb-table tr.total th{font-weight:600;
  border-top:2px solid #0f5c5c}
.wb-table tbody th{font-weight:400;position:sticky;inset-inline-start:0;
  background:#fff;min-width:11rem}
.wb-table tr.total th{font-weight:600}
.wb-table caption{text-align:start;font-weight:600;padding:.2rem 0 .5rem}
.wb-hint{color:#48605f;font-size:.875rem;margin:-.5rem 0 -.35rem;
  unicode-bidi:plaintext}
[class*="st-key-q-"]{padding-bottom:.6rem;border-bottom:1px solid #e3e8e8;gap:.6rem}
[class*="st-key-q-"] [data-testid=stWidgetLabel] p{font-weight:600}
.stApp input,.stApp textarea{unicode-bidi:plaintext;text-align:start}
[data-testid=stMainBlockContainer]{padding:2.2rem 2.5rem 5rem;max-width:76rem}
@media (min-width:769px){[data-testid=stSidebar]{min-width:15.5rem;width:15.5rem}}
.wb-figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));
  gap:.7rem;margin:.2rem 0!important;padding:0!important}
.wb-figures div{border:1px solid #cfdbda;border-inline-start:4px solid #0f5c5c;
  border-radius:.4rem;padding:.6rem .8rem}
.wb-figures dt{font-size:.8125rem;color:#48605f;font-weight:400}
.wb-figures dd{margin:0;font-size:1.3rem;font-weight:600;white-space:nowrap;
  font-variant-numeric:tabular-nums}
button[kind=tertiary]{text-align:start;justify-content:flex-start}
button[kind=tertiary] p{white-space:normal;text-decoration:underline;
  text-underline-offset:.2em;text-decoration-color:#b9cfcd}
[class*="st-key-grid-"],[class*="st-key-grid-"] [data-testid=stVerticalBlock]{
  gap:.15rem}
[class*="st-key-grid-"] [data-testid=stHorizontalBlock]{margin-bottom:.3rem}
[class*="st-key-head-"] p{font-weight:600;font-size:.875rem}
@media (max-width:640px){[class*="st-key-head-"]{display:none}
  [data-testid=stMainBlockContainer]{padding:3.5rem 1rem 4rem}
  [class*="st-key-grid-"] [data-testid=stHorizontalBlock]{border-bottom:1px solid
  #e3e8e8;padding-bottom:.5rem;gap:.4rem}}
@media print{[data-testid=stSidebar],[data-testid=stToolbar]{display:none}}
"""
RIGHT_TO_LEFT = """
.stApp{direction:rtl}
.stApp [data-testid=stHeading] *{direction:rtl;text-align:right}
.stApp p,.stApp label,.stApp li{text-align:start}
.stPlotlyChart,.stProgress{direction:ltr}
[data-testid=stSidebar][data-collapsed=true]{display:none}
"""


def apply(direction: Literal["ltr", "rtl"]) -> None:
    """Put the style in the page."""
    extra = RIGHT_TO_LEFT if direction == "rtl" else ""
    st.html(f"<style>{COMMON}{extra}</style>")
