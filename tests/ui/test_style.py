"""The style that every page carries, with our words on what Streamlit says itself."""

from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from workbench.knowledge import wording
from workbench.ui import context

ROOT = Path(__file__).parents[2]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_an_upload_speaks_the_language_of_the_page(language: str) -> None:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
    app.session_state[context.LANGUAGE] = language
    app.run()
    assert not app.exception
    (style,) = (e.proto.body for e in app.get("html") if "<style>" in e.proto.body)
    words = wording.words(language)
    for said in (
        words.text("Choose a file"),
        words.text("{size} MB at most", size=words.number(Decimal(10))),
        words.text("Drop the file here"),
    ):
        assert f'content:"{said}"' in style
    assert (language == "en") == ('content:"Choose a file"' in style)
