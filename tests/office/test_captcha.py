# SPDX-License-Identifier: Apache-2.0
"""An office with its captcha on, as every office is that others can reach."""

import base64
import json

import pytest

import captcha as reader
import certlab

FORM = {"kind": "individual", "userName": "li-lei", "name": "李雷", "creditCode": "", "address": "北京",
        "contact": "李雷", "phone": "13800138000", "email": "li@example.com", "lang": "zh"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    folder = tmp_path_factory.mktemp("captcha") / "office"
    with certlab.Office(folder, config={"captcha": "on"}).start() as o:
        yield o


def captcha(office):
    status, answer = office.http("POST", "/api/v1/captcha", {})
    assert status == 200
    return answer


def register(office, **more):
    status, answer = office.http("POST", "/api/v1/accounts", {**FORM, **more})
    return status, answer["error"]["name"], answer["error"]["details"]


WRONG = (400, "FIELD_INVALID", {"fields": [{"field": "captcha", "reason": "wrong"}]})


def test_a_captcha_is_a_picture(office):
    assert base64.b64decode(captcha(office)["image"]).startswith(b"\x89PNG\r\n")


def test_registration_wants_the_captcha(office):
    assert register(office) == WRONG
    assert register(office, captcha={"id": captcha(office)["id"], "answer": "?????"}) == WRONG
    assert register(office, captcha={"id": "made-up", "answer": "ABCDE"}) == WRONG


def test_a_login_without_the_captcha_is_refused_like_any_other(office):
    body = {"userName": "li-lei", "applicant": "李雷"}
    answers = [office.http("POST", "/api/v1/sessions/account", b) for b in (
        body, {**body, "captcha": {"id": captcha(office)["id"], "answer": "?????"}})]
    assert answers[0] == answers[1]
    assert answers[0][1]["error"]["name"] == "LOGIN_REFUSED"


# --- a robot that reads them -------------------------------------------------

def answered(office, folder):
    """A captcha and what a reader makes of it: right seven times of ten."""
    asked = captcha(office)
    (folder / "captcha.png").write_bytes(base64.b64decode(asked["image"]))
    return {"id": asked["id"], "answer": reader.read(folder / "captcha.png")}


def test_whoever_reads_the_captcha_is_registered(office, tmp_path):
    for _ in range(reader.TRIES):
        status, answer = office.http("POST", "/api/v1/accounts", {**FORM, "captcha": answered(office, tmp_path)})
        if status == 202:
            break
        assert answer["error"]["details"] == WRONG[2]
    assert status == 202 and office.mail(FORM["email"], "confirm")


@pytest.mark.parametrize("path, body, limit", [
    ("sessions/account", {"userName": "li-lei", "applicant": "韩梅梅"}, "tries_user"),
    ("sessions/account", {"userName": "li-lei", "applicant": "韩梅梅"}, "tries_address"),
    ("accounts", FORM, "tries_address")])
def test_limits_stop_a_robot_that_reads_every_captcha(tmp_path, path, body, limit):
    with certlab.Office(tmp_path / "office", config={"captcha": "on", limit: 3}).start() as office:
        said = [office.http("POST", f"/api/v1/{path}", {**body, "captcha": answered(office, tmp_path)})
                for _ in range(5)]
    assert [status == 429 for status, _ in said] == [False] * 3 + [True] * 2
    assert said[-1][1]["error"]["name"] == "TOO_MANY_TRIES"


def test_pictures_are_drawn_so_often_for_one_address(tmp_path):
    with certlab.Office(tmp_path / "office", config={"captcha": "on", "captcha_address": 3}).start() as office:
        said = [office.http("POST", "/api/v1/captcha", {}) for _ in range(5)]
    assert [status for status, _ in said] == [200] * 3 + [429] * 2
    assert said[-1][1]["error"]["name"] == "TOO_MANY_TRIES"


def test_the_captcha_cannot_be_off_where_others_reach_the_office(tmp_path):
    office = certlab.Office(tmp_path / "office")  # certlab turns it off
    result = certlab.run(certlab.OFFICE, "serve", office.dir, "--listen", "0.0.0.0:0", "--json", ok=None)
    assert result.returncode == 78
    assert json.loads(result.stdout)["error"]["name"] == "CAPTCHA_OFF_EXPOSED"
