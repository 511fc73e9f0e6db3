"""The case file: written, read again, and never trusted."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import paths
from workbench.errors import WorkbenchError
from workbench.exchange import case_file
from workbench.exchange.case_file import (
    LARGEST_FILE,
    CaseFile,
    CaseFileMalformed,
    CaseFileNewer,
    CaseFileNotFound,
)
from workbench.findings import Finding, Level
from workbench.followup.loan_entries import Reversal
from workbench.followup.loan_events import Payment
from workbench.knowledge import questions
from workbench.knowledge.acceptance import Acceptance
from workbench.people.consent import Consent, Purpose
from workbench.plan.answers import UNKNOWN, Answer, Answers, Row, Status, Unclear

SAMPLES = sorted((paths.data() / "samples").glob("*.case.json"))
GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*.case.json"))
FILES = [*SAMPLES, *GOLDEN]
EMPTY: dict[str, Any] = {"format": "workbench.case", "version": 1, "answers": {}}
CONSENT: dict[str, Any] = {
    "purpose": "coaching",
    "text_version": "2026-11",
    "language": "fr",
    "read_aloud": True,
    "given_on": "2026-11-25",
}


def text(**changes: object) -> str:
    return json.dumps({**EMPTY, **changes})


def name(path: Path) -> str:
    return path.name


# Written and read again


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_shipped_case_file_is_read_and_written_again_the_same(path: Path) -> None:
    case = case_file.read(path)
    assert case_file.write(case) == path.read_text(encoding="utf-8")
    assert case_file.parse(case_file.write(case)) == case


CLOSED = Finding("visit.closed", Level.WARNING, "operations.premises")


def test_a_case_keeps_what_is_unknown_unclear_consented_and_set_aside() -> None:
    unclear: Row = {"label": "Loyer", "amount": Unclear("1.250", "ambiguous", ())}
    case = CaseFile(
        "short",
        Answers(
            {
                "person.given_name": Answer.of("Aya (exemple)"),
                "loan.amount": UNKNOWN,
                "startup.working_cash": Answer.of(Unclear("mille", "not_a_number")),
                "loan.rate_per_year": Answer.of(Decimal("18.500")),
                "loan.wanted": Answer.of(value=True),
                "residence.expires_on": Answer.of(date(2029, 6, 30)),
            }
        ),
        (
            Consent(
                Purpose.COACHING,
                "2026-11",
                "ar",
                read_aloud=True,
                given_on=date(2026, 11, 25),
                withdrawn_on=date(2026, 12, 1),
            ),
        ),
        {
            "cash.low": Acceptance("Prêt d'un proche promis par écrit"),
            CLOSED.key: Acceptance.of(CLOSED, "La boutique d'à côté rouvre en mai."),
        },
        "Note",
    )
    assert case_file.parse(case_file.write(case)) == case
    answers = {**case.answers.by_question, "fixed_costs.list": Answer.of((unclear,))}
    again = case_file.parse(
        case_file.write(CaseFile("short", Answers(answers), note=case.note))
    )
    (row,) = again.answers.rows("fixed_costs.list")
    assert row["amount"] == Unclear(
        "1.250", "ambiguous", (Decimal("1250.00"), Decimal("1.25"))
    )


PAID = {"kind": "payment", "on": "2027-01-05", "amount": "100.50"}
TAKEN_BACK = {"kind": "reversal", "on": "2027-01-06", "reverses": 1}


def test_what_happened_to_the_loan_travels_and_makes_the_file_version_2() -> None:
    case = case_file.parse(text(version=2, loan_entries=[PAID, TAKEN_BACK]))
    assert case.loan_entries == (
        Payment(date(2027, 1, 5), Decimal("100.50")),
        Reversal(date(2027, 1, 6), 1),
    )
    written = json.loads(case_file.write(case))
    assert (written["version"], written["loan_entries"]) == (2, [PAID, TAKEN_BACK])
    alone = json.loads(case_file.write(CaseFile("short", Answers())))
    assert alone["version"] == 1
    assert "loan_entries" not in alone


@pytest.mark.parametrize(
    ("entries", "place"),
    [
        ([{**PAID, "amount": "0"}], "loan_entries.1.amount"),
        ([PAID, {**PAID, "on": "yesterday"}], "loan_entries.2.on"),
        ([PAID, {"kind": "gift"}], "loan_entries.2.kind"),
        ([TAKEN_BACK], "loan_entries.1.reverses"),
        ([PAID, TAKEN_BACK, TAKEN_BACK], "loan_entries.3.reverses"),
        (["payment"], "loan_entries.0"),
    ],
)
def test_an_entry_of_the_loan_that_cannot_be_is_refused_at_its_place(
    entries: list[object], place: str
) -> None:
    with pytest.raises(CaseFileMalformed) as refused:
        case_file.parse(text(version=2, loan_entries=entries))
    assert refused.value.facts["place"] == place


PRUDENT = {
    "name": "Prudent",
    "changes": {"price_percent": "-5", "loan_grace_months": 1},
    "shocks": [{"key": "birth", "size": "3000", "month": "2027-05", "months": 1}],
}
GOOD = {"name": "Bon", "changes": {}, "shocks": []}


def test_scenarios_travel_and_make_the_file_version_3() -> None:
    case = case_file.parse(
        text(version=3, scenarios=[PRUDENT, GOOD], chosen_scenario="Bon")
    )
    assert [scenario.name for scenario in case.scenarios] == ["Prudent", "Bon"]
    written = json.loads(case_file.write(case))
    assert written["version"] == 3
    assert written["scenarios"] == [PRUDENT, GOOD]
    assert written["chosen_scenario"] == "Bon"
    alone = json.loads(case_file.write(CaseFile("short", Answers())))
    assert not {"scenarios", "chosen_scenario"} & set(alone)


@pytest.mark.parametrize(
    ("given", "chosen", "place"),
    [
        ([PRUDENT, PRUDENT], "", "scenarios.name"),
        ([{**PRUDENT, "name": ""}], "", "scenarios.name"),
        ([{**PRUDENT, "changes": {"colour": 1}}], "", "scenarios.changes.colour"),
        ([{**GOOD, "name": str(n)} for n in range(11)], "", "scenarios"),
        ([PRUDENT], "Bon", "chosen_scenario"),
    ],
)
def test_scenarios_that_no_case_could_keep_are_refused_at_their_place(
    given: list[object], chosen: str, place: str
) -> None:
    with pytest.raises(CaseFileMalformed) as refused:
        case_file.parse(text(version=3, scenarios=given, chosen_scenario=chosen))
    assert refused.value.facts["place"] == place


def test_arabic_and_accents_are_written_as_they_are() -> None:
    answers = Answers({"idea.business_name": Answer.of("حلاقة Aïcha")})
    assert "حلاقة Aïcha" in case_file.write(CaseFile("short", answers))


def test_an_amount_kept_as_typed_is_understood_when_it_is_clear() -> None:
    case = case_file.parse(
        text(answers={"loan.amount": {"typed": "1 250"}, "loan.fees": {"typed": "?"}})
    )
    assert case.answers.get("loan.amount") == 1250
    assert case.answers.by_question["loan.fees"].status is Status.UNCLEAR


# Refused


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", 1),
        ("{", 1),
        ("\n\n{'a': 1}", 3),
        ("[]", "format"),
        ('"workbench.case"', "format"),
        ("null", "format"),
        ("{}", "format"),
        ('{"format": "other"}', "format"),
        (text(version="1"), "version"),
        (text(version=0), "version"),
        (text(version=True), "version"),
        (text(version=None), "version"),
        (text(answers=[]), "answers"),
        (text(answers=None), "answers"),
        (text(secret=1), "secret"),
        (text(profile="none_such"), "profile"),
        (text(profile="../../../etc/passwd"), "profile"),
        (text(profile="short\x00"), "profile"),
        (text(profile=""), "profile"),
        (text(note="x" * 2001), "note"),
        (text(overrides={"a": 1}), "overrides.a.str"),
        (text(answers={"no.such": "x"}), "no.such"),
        (text(answers={"loan.amount": None}), "loan.amount"),
        (text(answers={"loan.amount": "1.250,00"}), "loan.amount"),
        (text(answers={"loan.amount": "-5"}), "loan.amount"),
        (text(answers={"loan.amount": 5.5}), "loan.amount"),
        (text(answers={"loan.amount": {"typed": 5}}), "loan.amount"),
        (text(answers={"loan.amount": {"unknown": False}}), "loan.amount"),
        (text(answers={"loan.method": "magic"}), "loan.method"),
        (text(answers={"loan.wanted": "maybe"}), "loan.wanted"),
        (text(answers={"products.list": {"typed": "x"}}), "products.list"),
        (text(answers={"products.list": [{"colour": "red"}]}), "products.list"),
        (text(answers={"rhythm.months": ["good"]}), "rhythm.months"),
        (text(answers={"person.birth_year": 1800}), "person.birth_year"),
        (text(consents=[{**CONSENT, "purpose": "ads"}]), "consents.0.purpose"),
        (text(consents=[{**CONSENT, "given_on": "hier"}]), "consents.0.given_on"),
        (text(consents=[{**CONSENT, "extra": 1}]), "consents.0.extra"),
        (text(consents=[{}]), "consents.0.purpose"),
        ('{"format": "workbench.case", "version": NaN, "answers": {}}', "version"),
        ("[" * 100_000, ""),
        ('{"version": ' + "9" * 5000 + "}", ""),
        ('{"format": "workbench.case", "note": "\\ud800"}', ""),
    ],
)
def test_a_malformed_file_is_refused_with_the_place_at_fault(
    content: str, place: object
) -> None:
    with pytest.raises(CaseFileMalformed) as refused:
        case_file.parse(content)
    assert refused.value.facts["place"] == place
    assert refused.value.facts["problem"]


def test_a_file_of_a_later_version_is_never_guessed_at() -> None:
    with pytest.raises(CaseFileNewer) as refused:
        case_file.parse(text(version=4, colour="blue"))
    assert refused.value.facts == {"version": 4, "known": 3}


def test_a_file_that_is_not_there_or_no_file_at_all_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.json", tmp_path):
        with pytest.raises(CaseFileNotFound):
            case_file.read(path)


def test_a_file_that_is_no_text_or_too_large_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"\xff\xfe\x00\x80PK")
    with pytest.raises(CaseFileMalformed) as not_text:
        case_file.read(path)
    assert not_text.value.facts["problem"] == "not_text"
    path.write_bytes(b" " * (LARGEST_FILE + 1))
    with pytest.raises(CaseFileMalformed) as too_large:
        case_file.read(path)
    assert too_large.value.facts["problem"] == "too_large"


def test_a_mark_of_byte_order_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text("\ufeff" + text(), encoding="utf-8")
    assert case_file.read(path) == CaseFile("short", Answers())


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["yes", "1250.00", "2027-01", "good", "fr", "coaching"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(max_size=8) | st.sampled_from(["typed", "unknown", "label"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
IDS = st.sampled_from([q.id for q in questions.load().questions])
ENVELOPES = st.fixed_dictionaries(
    {"format": st.just("workbench.case")},
    optional={
        "version": st.just(1) | JSON,
        "profile": st.just("short") | JSON,
        "answers": st.dictionaries(IDS, JSON, max_size=5) | JSON,
        "consents": st.lists(st.just(CONSENT) | JSON, max_size=2) | JSON,
        "overrides": JSON,
        "note": JSON,
        "loan_entries": st.lists(st.just(PAID) | st.just(TAKEN_BACK) | JSON, max_size=3)
        | JSON,
        "scenarios": st.lists(st.just(PRUDENT) | st.just(GOOD) | JSON, max_size=3)
        | JSON,
        "chosen_scenario": st.just("Prudent") | JSON,
    },
)


@settings(deadline=None)
@given(JSON | ENVELOPES)
def test_any_json_is_a_case_or_refused_by_name(raw: object) -> None:
    try:
        case = case_file.parse(json.dumps(raw))
    except WorkbenchError:
        return
    assert case_file.parse(case_file.write(case)) == case
    case_file.write(case).encode()


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_case_or_refused_by_name(content: str) -> None:
    with pytest.raises(WorkbenchError):
        case_file.parse(content)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_file_damaged_anywhere_is_a_case_or_refused_by_name(
    data: st.DataObject,
) -> None:
    whole = GOLDEN[0].read_text(encoding="utf-8")
    start = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(1, 40))
    put = data.draw(st.text(alphabet='{}[]",:0-9aé\\', max_size=6))
    damaged = whole[:start] + put + whole[start + length :]
    try:
        case = case_file.parse(damaged)
    except WorkbenchError:
        return
    assert case_file.parse(case_file.write(case)) == case


# The schema


@pytest.fixture(scope="module")
def validator() -> Any:
    jsonschema = pytest.importorskip("jsonschema")
    schema = case_file.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_schema_accepts_what_the_program_writes(path: Path, validator: Any) -> None:
    raw = json.loads(case_file.write(case_file.read(path)))
    assert [error.message for error in validator.iter_errors(raw)] == []


@pytest.mark.parametrize(
    "content",
    [
        text(version=4),
        text(profile="../x"),
        text(secret=1),
        text(answers={"no.such": "x"}),
        text(answers={"loan.amount": "1.250,00"}),
        text(answers={"loan.amount": -5}),
        text(answers={"loan.term_months": 85}),
        text(answers={"loan.method": "magic"}),
        text(answers={"loan.wanted": "maybe"}),
        text(answers={"products.list": [{"colour": "red"}]}),
        text(answers={"rhythm.months": ["good"]}),
        text(answers={"loan.amount": {"typed": 5}}),
    ],
)
def test_the_schema_refuses_what_the_program_refuses(
    content: str, validator: Any
) -> None:
    assert not validator.is_valid(json.loads(content))
    with pytest.raises(WorkbenchError):
        case_file.parse(content)


def test_the_schema_names_every_question_of_the_profile() -> None:
    schema: Any = case_file.schema()
    named = schema["properties"]["answers"]["properties"]
    assert list(named) == [q.id for q in questions.load().questions]
    assert all(entry["description"] for entry in named.values())
