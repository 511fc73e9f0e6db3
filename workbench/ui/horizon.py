"""The choice of how many months a page looks at."""

from streamlit.delta_generator import DeltaGenerator

from workbench.finance.forecast import HORIZONS
from workbench.journey import outlook
from workbench.knowledge.wording import Words


def choose(slot: DeltaGenerator, key: str, words: Words) -> None:
    """Offer the horizons; the one chosen is kept in the session under `key`."""
    slot.segmented_control(
        words.text("How many months"),
        HORIZONS,
        key=key,
        default=outlook.DEFAULT_MONTHS,
        format_func=words.months,
        required=True,
    )
