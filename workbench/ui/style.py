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
.wb-hint{color:#48605f;font-size:.875rem;margin:-.4rem 0 .2rem;unicode-bidi:plaintext}
.stApp input,.stApp textarea{unicode-bidi:plaintext;text-align:start}
[data-testid=stMetricValue]{font-variant-numeric:tabular-nums;font-size:1.5rem}
@media print{[data-testid=stSidebar],[data-testid=stToolbar]{display:none}}
"""
RIGHT_TO_LEFT = """
.stApp{direction:rtl}
.stApp [data-testid=stHeading] *{direction:rtl;text-align:right}
.stApp p,.stApp label,.stApp li{text-align:start}
.stPlotlyChart,.stProgress{direction:ltr}
"""


def apply(direction: Literal["ltr", "rtl"]) -> None:
    """Put the style in the page."""
    extra = RIGHT_TO_LEFT if direction == "rtl" else ""
    st.html(f"<style>{COMMON}{extra}</style>")
