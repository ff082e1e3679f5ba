# SPDX-License-Identifier: Apache-2.0
"""Windows that no person opens. Pages ask for a login (testing_asked.c), a
person reads, types a PIN and allows, or does not; how each request is decided
is tests/screens/test_consent.py's. And the one that says that all is still
loading."""

import desklab
import people as everybody
import pytest
from windows import until

ORIGIN = "http://127.0.0.1:8443"  # the office's own
SITE, OTHER = "https://wssq.example.cn", "https://other.example"
NONCE = "n" * 43


@pytest.fixture(scope="module")
def person(people):
    return people().issued()


@pytest.fixture(scope="module")
def asked(desktop, person, office):
    with desklab.Asked(desktop, person.home, office.url, env=person.env) as running:
        yield running


def ready(asked, *request, **more):
    """A page asks; the window in front, with its PIN field."""
    window = asked.ask(*request, **more).front()
    window.control("password", asked.texts.PIN)
    return window


def type_pin(window, texts):
    """Until the time to read is over, nothing can be allowed."""
    window.usable(texts.CONSENT_ALLOW)
    window.type(texts.PIN, everybody.PIN)
    return window


def time_left(window):
    (fact,) = [text for text in window.says() if text.endswith("秒")]
    return int(fact.split()[0])


def test_a_site_is_named_and_a_pin_is_told_to_nobody(asked, texts):
    window = ready(asked, 1, SITE, NONCE)
    said = window.says()
    assert said.index("wssq.example.cn") < said.index(texts.CONSENT_ASKS)
    assert SITE in said and "Firefox" in said and 40 < time_left(window) <= 60
    assert window.focused().name == texts.PIN
    window.type(texts.PIN, everybody.PIN)
    field = until(lambda: [node for node in window.all("password", texts.PIN) if node.text], 5)[0]
    assert set(field.text) == {"●"} or set(field.text) == {"•"}
    assert len(field.text) == len(everybody.PIN) and everybody.PIN not in str(window.says())
    window.press(texts.CONSENT_REFUSE)
    assert asked.answer(1) == {"answered": 1, "decision": "refused", "err": "OK"}
    asked.gone(texts.CONSENT_TITLE)


def test_what_is_allowed_by_keys_logs_in_at_the_office(asked, texts, office, person):
    _, challenge = office.http("POST", "/api/v1/sessions/challenge", {})
    window = type_pin(ready(asked, 2, ORIGIN, challenge["nonce"]), texts)
    window.enter(texts.CONSENT_ALLOW)
    told = asked.answer(2)
    assert told["decision"] == "allowed"
    status, session = office.http("POST", "/api/v1/sessions/certificate", {
        "nonce": challenge["nonce"],
        "token": {"format": "cert-login-v1", "origin": ORIGIN,
                  "certificate": told["certificate"], "signature": told["signature"]}})
    assert status == 201 and session["account"]["userName"] == person.user
    asked.gone(texts.CONSENT_TITLE)


def test_enter_allows_nothing_that_nobody_typed_a_pin_for(asked, texts):
    window = ready(asked, 3, SITE, NONCE)
    asked.key("Return")  # nobody reads that fast
    window.usable(texts.CONSENT_ALLOW)
    window.go_to(texts.PIN)
    left = time_left(window)
    asked.key("Return")
    until(lambda: time_left(window) < left, 10, "time to pass")
    assert [told for told in asked.answers() if told["answered"] == 3] == []
    asked.key("Escape")
    assert asked.answer(3)["decision"] == "refused"
    asked.gone(texts.CONSENT_TITLE)


def test_requests_are_shown_one_after_another(asked, texts):
    window = ready(asked, 4, SITE, NONCE)
    asked.ask(5, OTHER, NONCE)
    window.wait(texts.of("CONSENT_WAITING", 1))
    type_pin(window, texts)
    window.close()
    assert asked.answer(4)["decision"] == "closed"
    window.wait("other.example")
    assert "wssq.example.cn" not in window.says()
    assert not window.control("password", texts.PIN).text  # it was typed for another site
    asked.ask(6, SITE, NONCE)
    asked.withdraw(5)
    window.wait("wssq.example.cn")
    window.press(texts.CONSENT_REFUSE)
    asked.answer(6)
    asked.gone(texts.CONSENT_TITLE)
    assert [a["answered"] for a in asked.answers()][-2:] == [4, 6]


def test_what_nobody_decides_in_time_is_answered(asked, texts):
    asked.ask(7, SITE, NONCE, seconds=2)
    assert asked.answer(7)["decision"] == "timeout"
    asked.gone(texts.CONSENT_TITLE)


# --- while all is loading ---

@pytest.fixture
def beginning(desktop, office, person, tmp_path):
    """Starts an assistant by hand, on a copy of the computer."""
    running = []

    def start():
        home = tmp_path / "home"
        if not home.exists():
            person.copy_home(home)
        running.append(desklab.Assistant(desktop, home, office.url))
        return running[0]

    yield start
    for one in running:
        one.stop()


def test_loading_goes_on_in_the_background(beginning, office, texts):
    with office.frozen():
        a = beginning()
        window = a.window(texts.PROGRAM).front()
        window.wait(texts.START_LOADING)
        window.enter(texts.START_BACKGROUND)
        a.gone(texts.PROGRAM)
        assert texts.GO_LOGIN in a.tray.labels()
    until(lambda: texts.TRAY_FINE in str(a.tray.get("ToolTip")), 10, "the icon's text")
    assert a.titles() == {}
    a.tray.activate()
    until(a.titles, 10, "a window")


def test_once_all_is_loaded_the_expected_window_takes_its_place(beginning, office, texts):
    with office.frozen():
        a = beginning()
        a.window(texts.PROGRAM).wait(texts.START_LOADING)
    until(lambda: a.titles() and not said_to_load(a, texts), 10, "another window")


def said_to_load(a, texts):
    return texts.PROGRAM in a.titles() and texts.START_LOADING in a.window(texts.PROGRAM).says()


def test_a_home_that_cannot_be_used_is_said_and_the_program_ends(beginning, texts, tmp_path):
    (tmp_path / "home").write_text("in the way")
    a = beginning()
    window = a.window(texts.PROGRAM)
    window.wait("[NOT_A_FOLDER]")
    window.press(texts.MENU_QUIT)
    assert a.ended() == 0
