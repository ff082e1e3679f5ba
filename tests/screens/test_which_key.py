# SPDX-License-Identifier: Apache-2.0
"""Whoever has two keys sees which of them an error is about."""
import cardlab
import pytest
from forms import begun, go, opened

PIN = cardlab.PIN


@pytest.fixture
def second(holder, keys):
    """Another key of theirs, plugged in beside the first."""
    return holder.set_up(keys(1))


def names(text, key, error):
    return error in text and f"（{key.options['label']} {key.serial}）" in text


def lock(holder, key):
    for _ in range(10):
        holder.error("login", "certificate", "--pin-file", holder.file("Wrong-2026"))
    assert key.tries() == 0


@pytest.fixture
def others(applicants, keys):
    """Somebody whose two keys are plugged in, of which another account has the
    first."""
    first, other = applicants(), applicants()
    key = first.set_up(keys())
    first.issue_on(key)
    other.set_up(keys(1))
    other.key = key
    return other


def onto_anothers(others, desks):
    """All is typed to have a pair onto the key of another account."""
    d = desks(others)
    w = opened(d, "issue")
    options = [o["label"] for o in w.item("新证书存放在")["options"]]
    go(d, w.choose("新证书存放在", next(o for o in options if others.key.serial in o)))
    return d, w.secret("授权码", others.code).secret("USB Key 的 PIN 码", PIN)


def test_a_key_that_is_another_accounts_is_named(others, desks):
    d, w = onto_anothers(others, desks)
    go(d, w)
    assert names(w.note(), others.key, "TOKEN_OTHERS")


def test_so_is_it_when_the_window_was_closed_meanwhile(others, desks):
    d, w = onto_anothers(others, desks)
    w.press("确认").close()
    d.settle()
    [told] = [n for n in d.notices() if n["title"] == "证书没有签发"]
    assert names(told["text"], others.key, "已登记在另一个账号名下")


def test_a_key_that_nothing_unlocks_any_more_is_named(holder, key, second, desks):
    key.by_skf(verb="spoil")
    d = desks(holder)
    assert names(opened(d, "unlock").note(), key, "ADMIN_PIN_LOCKED")


def test_a_locked_key_is_named_wherever_it_is_in_the_way(holder, key, second, desks):
    lock(holder, key)
    d = desks(holder)
    assert names(opened(d, "update").note(), key, "PIN_LOCKED")
    assert names(opened(d, "hold").note(), key, "PIN_LOCKED")
    w = d.consent(1, "https://one.example", "AAAAAAAAAAAAAAAAAAAAAA")
    assert names(w.note(), key, "PIN_LOCKED")
    holder.call("logout")
    d.press("refresh").settle()
    w = opened(d, "login").page("证书登录")
    assert names(w.note(), key, "PIN_LOCKED")


def test_a_key_that_was_pulled_out_is_named(holder, key, second, desks):
    d = desks(holder)
    w = begun(d, "update")
    key.unplug()
    w.wait("TOKEN_REMOVED")
    assert f"（{key.serial}）" in w.note(), "its label went with it"
