# SPDX-License-Identifier: Apache-2.0
"""修改PIN码."""

PIN, NEW = "Test-2026", "Neu-7391x"


def fill(w, old, new, again=None):
    return (w.secret("证书旧密码", old).secret("证书新密码", new)
            .secret("确认新密码", new if again is None else again))


def confirm(d, w, label="确认"):
    w.press(label)
    d.settle()
    return w


def test_a_pin_is_changed_and_the_new_one_works(soft, desks):
    d = desks(soft)
    w = d.open("pin")
    assert "剩余 10 次" in w.item("证书旧密码")["hint"]
    confirm(d, fill(w, PIN, NEW), "确认")
    assert "PIN 码已修改" in w.note(), w
    assert d.notices()[0]["title"] == "PIN 码已修改。"
    w.press("完成")
    assert not w.is_open()
    soft.login_certificate(pin=NEW)
