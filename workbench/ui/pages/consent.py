"""What the person agrees to, purpose by purpose, in their language."""

import streamlit as st

from workbench.journey import cases, consents
from workbench.knowledge import wording
from workbench.people.consent import Consent, Purpose
from workbench.people.consent_text import consent_texts
from workbench.ui import context
from workbench.ui.shell import OWN_NAMES
from workbench.ui.text import escaped

words = context.words()
desk = context.desk()
case = cases.show(desk, context.case_id())
texts = consent_texts()


def in_force(purpose: Purpose) -> Consent | None:
    """Return the consent that holds today, None without one."""
    held = [c for c in case.consents if c.purpose is purpose and c.holds(desk.today)]
    return held[-1] if held else None


def agree(purpose: Purpose, spoken: str, aloud: bool) -> None:  # noqa: FBT001
    """Record that the person agreed."""
    consents.give(desk, case.row.id, purpose, language=spoken, read_aloud=aloud)


def box(purpose: Purpose, spoken: str, *, aloud: bool) -> None:
    """Show one purpose: its text, and what was agreed or can be."""
    text = texts.by_purpose[purpose.value]
    reader = wording.words(spoken)
    with st.container(border=True):
        st.subheader(reader.localised(text["title"]), anchor=False)
        said = escaped(reader.localised(text["text"]))
        st.html(f'<p dir="{reader.direction}" lang="{spoken}">{said}</p>')
        given = in_force(purpose)
        if given:
            st.success(_told(given))
            st.button(
                words.text("The person takes it back"),
                key=f"withdraw-{purpose}",
                type="tertiary",
                on_click=consents.withdraw,
                args=(desk, case.row.id, purpose),
            )
        else:
            st.button(
                words.text("The person agrees"),
                key=f"agree-{purpose}",
                type="primary" if purpose is Purpose.COACHING else "secondary",
                on_click=agree,
                args=(purpose, spoken, aloud),
            )


def _told(given: Consent) -> str:
    return words.text(
        "Agreed on {day} · text {version} · {language} · {how}",
        day=words.date(given.given_on),
        version=words.isolate(given.text_version),
        language=OWN_NAMES[given.language],
        how=words.text("read aloud") if given.read_aloud else words.text("read alone"),
    )


context.heading(words.text("Consent"), case.row)
st.markdown(words.text("Read each text, then note what the person says."))
first, second = st.columns(2, vertical_alignment="center")
spoken_language = first.radio(
    words.text("Language of the text"),
    wording.LANGUAGES,
    key="consent_language",
    format_func=OWN_NAMES.__getitem__,
    index=wording.LANGUAGES.index(words.language),
    horizontal=True,
)
read_aloud = second.toggle(words.text("Read aloud to the person"), key="read_aloud")
for wanted in Purpose:
    box(wanted, spoken_language, aloud=read_aloud)
if in_force(Purpose.COACHING):
    if st.button(words.text("Continue"), key="continue", type="primary"):
        context.go("questions", section=case.questionnaire.sections[0].id)
else:
    st.caption(words.text("Without the first agreement, nothing more is asked."))
