# SPDX-License-Identifier: Apache-2.0
"""The operations with USB keys: which are offered, initial PINs, and keys that
are pulled out in the middle."""
import cardlab
from forms import FOCUS, WRONG, begun, go, mailed, new_pin, opened

PIN, NEW, INITIAL = cardlab.PIN, "Neu-7391x", "initial-pin"


def offered(w):
    """What the pair may go to: name → why not, or None."""
    return {o["label"]: o.get("why_not") for o in w.item("新证书存放在")["options"]}


def only(options, serial):
    return next(label for label in options if serial in label)


# --- issue -----------------------------------------------------------------------

def test_a_key_that_is_plugged_in_while_the_window_is_open(applicant, keys, desks):
    d = desks(applicant)
    w = opened(d, "issue")
    assert list(offered(w)) == ["新的软证书"]
    key = keys()
    w.wait(key.serial)
    d.settle()
    assert offered(w)[only(offered(w), key.serial)] == "证书设备尚未初始化。"
    assert w.item("新证书存放在")["chosen"] == "新的软证书"
    applicant.set_up(key)
    d.press("refresh").settle()
    assert key.serial in w.item("新证书存放在")["chosen"]
    go(d, w)
    assert "剩余 10 次" in w.item("USB Key 的 PIN 码")["hint"] and "证书新密码" not in w.labels()
    go(d, w.secret("授权码", applicant.code).secret("USB Key 的 PIN 码", PIN))
    assert "证书签发操作成功。" in w.note() and key.serial in w.fact("证书设备")
    assert len(key.containers()) == 1


def test_an_initial_pin_is_changed_on_the_way(applicant, keys, desks, office, service):
    key = keys()
    office.call("token", "personalise", "--initial-pin-file", applicant.file(INITIAL), "--as", "op1",
                env=service.env)
    d = desks(applicant)
    w = begun(d, "issue")
    assert "6 至 16 个字符" in w.item("证书新密码")["hint"]
    new_pin(w.secret("授权码", "00000-00000-00000-00000").secret("USB Key 的 PIN 码", INITIAL), PIN)
    go(d, w)
    # The PIN is the new one, whatever came of the code.
    assert "CODE_WRONG" in w.note() and "PIN 码已改为新的 PIN 码" in w.note()
    assert "证书新密码" not in w.labels()
    go(d, w.secret("授权码", applicant.code).secret("USB Key 的 PIN 码", PIN))
    assert "证书签发操作成功。" in w.note()
    assert key.tries() == 10


def test_a_key_that_is_pulled_out_in_the_middle_of_an_issue(applicant, key, desks):
    d = desks(applicant)
    w = begun(d, "issue")
    key.fault("IMPORT_SM2 unplug-after")
    go(d, w.secret("授权码", applicant.code).secret("USB Key 的 PIN 码", PIN))
    assert "TOKEN_REMOVED" in w.note()
    key.fault("")
    key.replug()
    w.wait("剩余 10 次")
    d.settle()
    go(d, w.secret("USB Key 的 PIN 码", PIN))
    assert "证书签发操作成功。" in w.note()
    assert len(key.containers()) == 1 and applicant.json("status")["unfinished"] == 0


def test_what_a_pulled_key_left_is_finished_by_another_window(applicant, key, desks):
    d = desks(applicant)
    w = begun(d, "issue")
    key.fault("IMPORT_SM2 unplug-after")
    go(d, w.secret("授权码", applicant.code).secret("USB Key 的 PIN 码", PIN))
    w.close()
    key.fault("")
    w = opened(d, "resume")
    assert w.fact("证书设备") == f"请插入 {key.serial}"
    key.replug()
    w.wait("USB Key“")
    d.settle()
    go(d, w)
    go(d, w.secret("PIN 码", PIN))
    assert "未完成的操作已处理。" in w.note() and len(key.containers()) == 1


# --- exchange and update -----------------------------------------------------------

def test_an_exchange_from_a_file_to_a_key_and_back(soft, keys, desks):
    soft.login_certificate()
    key = soft.set_up(keys())
    d = desks(soft)
    w = opened(d, "exchange")
    assert key.serial in w.item("新证书存放在")["chosen"]
    go(d, w)
    w.secret("原证书的 PIN 码", "Test-2026").secret("USB Key 的 PIN 码", WRONG)
    go(d, w)
    assert "PIN 码不正确" in w.note() and key.serial in w.note()
    assert w.item("USB Key 的 PIN 码")["flags"] & FOCUS and "剩余 9 次" in w.item("USB Key 的 PIN 码")["hint"]
    assert "剩余 10 次" in w.item("原证书的 PIN 码")["hint"]
    go(d, w.secret("原证书的 PIN 码", "Test-2026").secret("USB Key 的 PIN 码", PIN))
    assert "证书换发操作成功" in w.note()
    w.press("完成")
    d.settle()
    w = opened(d, "exchange").choose("新证书存放在", "新的软证书")
    go(d, w)
    go(d, new_pin(w.secret("原证书的 PIN 码", PIN), NEW))
    assert "证书换发操作成功" in w.note() and key.containers() == []
    soft.login_certificate(pin=NEW)


def test_a_pin_is_not_for_another_key(holder, key, keys, desks):
    """Pulled out while its PIN is being typed, another one plugged in."""
    d = desks(holder)
    w = begun(d, "update")
    w.secret("PIN 码", PIN)
    key.unplug()
    w.wait("TOKEN_REMOVED")
    holder.set_up(keys(1))
    d.press("refresh").settle()
    assert w.item("确认")["why_not"] and w.item("PIN 码")["length"] == 0
    key.plug()
    w.wait("剩余 10 次")
    d.settle()
    go(d, w.secret("PIN 码", PIN))
    assert "证书更新成功。" in w.note() and len(key.containers()) == 1


# --- PIN and unlock ----------------------------------------------------------------

def test_a_keys_pin_is_locked_unlocked_and_changed(holder, key, desks, office):
    d = desks(holder)
    w = opened(d, "pin")
    for _ in range(9):
        go(d, new_pin(w.secret("证书旧密码", WRONG), NEW))
    go(d, new_pin(w.secret("证书旧密码", WRONG), NEW))
    assert "这是最后一次机会" in w.note() and key.tries() == 1
    go(d, w, "仍要尝试")
    assert "PIN 码已锁定" in w.note() and key.tries() == 0
    w.press("证书解锁")
    d.settle()
    w = d.window("unlock")
    go(d, w)
    assert "6 至 16 个字符" in w.item("证书新密码")["hint"]
    go(d, new_pin(w.secret("解锁码", mailed(d, w, office, holder.user)), NEW))
    assert "解锁成功" in w.note() and key.tries() == 10
    w.press("完成")
    w = d.window("pin")
    d.settle()
    go(d, new_pin(w.secret("证书旧密码", NEW), PIN))
    assert "PIN 码已修改。" in w.note()
    holder.login_certificate(PIN)
