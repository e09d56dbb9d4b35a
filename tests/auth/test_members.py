"""Who signs in at the host, and as whom."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider, User

from interview_ext.auth.members import MemberIdentityProvider, Members
from interview_ext.db.engine import Database
from interview_ext.team.store import TeamStore


class HubIdentityProvider(IdentityProvider):
    """Knows people by name, as JupyterHub does."""


@pytest.fixture
def store(tmp_path, jp_asyncio_loop):
    database = Database(f"sqlite:///{tmp_path}/interview.db")
    jp_asyncio_loop.run_until_complete(database.open())
    yield TeamStore(database)
    jp_asyncio_loop.run_until_complete(database.close())


async def test_people_of_a_hub_are_told_apart_by_user_name(store):
    members = Members(store=store, admins={"ada"})
    provider = HubIdentityProvider()
    ada = await members.member_of(User("ada", display_name="Ada L."), provider)
    bob = await members.member_of(User("bob"), provider)
    assert (ada.name, ada.role, bob.name, bob.role) == ("Ada L.", "admin", "bob", "interviewer")
    assert await members.member_of(User("ada", display_name="Ada L."), provider) == ada


async def test_a_member_keeps_their_id_when_name_and_role_change(store):
    provider = HubIdentityProvider()
    before = await Members(store=store).member_of(User("ada", display_name="Ada"), provider)
    later = Members(store=store, admins={"ada"})
    after = await later.member_of(User("ada", display_name="Ada King"), provider)
    assert (after.id, after.name, after.role) == (before.id, "Ada King", "admin")
    assert await store.member(before.id) == after


async def test_whoever_holds_the_shared_secret_is_the_owner(store):
    members = Members(store=store, owner_name="Ada")
    provider = PasswordIdentityProvider()
    first = await members.member_of(User("3f2a", display_name="Anonymous Io"), provider)
    second = await members.member_of(User("77bc", display_name="Anonymous Europa"), provider)
    assert first == second
    assert (first.name, first.role) == ("Ada", "admin")


def test_a_server_without_any_sign_in_does_not_start():
    provider = MemberIdentityProvider(token="")
    with pytest.raises(SystemExit):
        provider.validate_security(SimpleNamespace(ip="127.0.0.1", log=logging.getLogger()))
