# SPDX-License-Identifier: Apache-2.0
"""The office's power goes while a window asks it: that is said, nothing is
lost, and once more goes well. In a file and on a USB key."""

import pytest
from asking import issue, login, unlock, update
from windows import until


@pytest.fixture(params=["soft", "key"])
def on_key(request):
    return request.param == "key"


@pytest.fixture
def computer(request, people, on_key):
    """Makes somebody with an empty key plugged in where there are keys."""
    if not on_key:
        return people()
    person = people(request.getfixturevalue("readers"))
    person.key = request.getfixturevalue("keys")()
    return person


@pytest.fixture
def approved(computer, on_key):
    """Somebody whose code has come, and whose key is made ready."""
    if on_key:
        computer.client.set_up(computer.key)
    return computer.log_in()


@pytest.fixture
def holder(computer, on_key):
    return computer.issued_on(computer.key) if on_key else computer.issued()


def dies_while_asked(a, asking, office, away):
    w = asking.w
    asking.type()
    with office.frozen():
        w.enter(asking.button)
        until(lambda: not any("sensitive" in it for it in w.all("button", asking.button)), 10, "asking")
        away(end=office.die)
    w.wait("[OFFICE_", 30)
    away(False)
    if w.until_one_of(a.texts.FORM_AGAIN, a.texts.RETRY) == a.texts.RETRY:
        w.press(a.texts.RETRY)
    asking.type()
    w.enter(w.until_one_of(a.texts.FORM_AGAIN, asking.button))
    w.wait(asking.good, 60)


def is_whole(person, office):
    assert len(person.client.json("certs")["certificates"]) == 1
    assert person.client.json("status")["unfinished"] == 0
    office.call("audit", "verify")


@pytest.mark.slow
def test_an_issue(approved, on_key, assistants, office, away):
    a = assistants(approved)
    dies_while_asked(a, issue(a, approved, on_key), office, away)
    is_whole(approved, office)


@pytest.mark.slow
@pytest.mark.parametrize("operation", [update, unlock, login])
def test_what_holders_do(operation, holder, on_key, assistants, office, away):
    if operation is unlock:
        holder.waste(10)
    if operation is login:
        holder.client.call("logout")
    a = assistants(holder)
    dies_while_asked(a, operation(a, holder, on_key), office, away)
    is_whole(holder, office)
