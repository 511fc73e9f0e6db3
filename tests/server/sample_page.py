import json

import streamlit as st
from streamlit import config

st.title("Bonjour")
names = json.loads(st.query_params.get("options", "[]"))
st.text(json.dumps({name: config.get_option(name) for name in names}))
if st.query_params.get("fail"):
    typed = st.query_params["fail"]
    raise ValueError(typed)
