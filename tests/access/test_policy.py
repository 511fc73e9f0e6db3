"""Rights: denied unless a role's list names the action."""

import pytest

from workbench.access import policy
from workbench.access.policy import READS, RIGHTS, Action, Actor, NotAllowed, Role

READER = Actor("r", "Lectrice (exemple)", Role.READER)


@pytest.mark.parametrize("action", Action)
def test_the_counsellor_at_the_laptop_may_do_everything(action: Action) -> None:
    policy.require(policy.local_counsellor("Conseillère (exemple)"), action)


@pytest.mark.parametrize("action", Action)
def test_a_reader_only_looks(action: Action) -> None:
    if action in READS:
        policy.require(READER, action)
        return
    with pytest.raises(NotAllowed) as refused:
        policy.require(READER, action)
    assert refused.value.facts == {"action": action.value, "role": "reader"}


@pytest.mark.parametrize(
    "action",
    [
        Action.EXPORT_CASE,
        Action.BACK_UP,
        Action.RESTORE,
        Action.ERASE_CASE,
        Action.MAKE_DOSSIER,
        Action.SET_PARAMETER,
    ],
)
def test_what_carries_data_away_or_changes_it_is_no_reading(action: Action) -> None:
    assert action not in READS


def test_every_role_has_its_list_and_knows_no_other_action() -> None:
    assert set(RIGHTS) == set(Role)
    assert all(rights <= set(Action) for rights in RIGHTS.values())


def test_a_role_without_a_list_may_do_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RIGHTS, Role.READER)
    with pytest.raises(NotAllowed):
        policy.require(READER, Action.LIST_CASES)
