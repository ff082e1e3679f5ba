# SPDX-License-Identifier: Apache-2.0
"""证书换发 from an old CA's certificate: a file, and a key on a USB key."""
import itertools

import cardlab
import oldkey
import pytest
from forms import FOCUS, NEW, go, new_pin, opened
from oldca import PASSWORD, OldCa, holders_list, take_over

SERIAL = 0x30001
ON_KEYS = itertools.count(0x30101)


@pytest.fixture
def file(office, tmp_path):
    """A holder's PKCS#12 file, by an old CA whose holders were taken over."""
    ca = OldCa(tmp_path, "old", "rsa")
    take_over(office, ca, holders_list(tmp_path / "one.csv", "mover", SERIAL, 1))
    return ca.holder_file(SERIAL, "/CN=one")


def test_a_file_proves_who_moves(office, service, desks, tmp_path, file):
    d = desks(home=tmp_path / "home", office=office.url, env=service.env)
    w = opened(d, "exchange").choose("办理方式", "用原机构的证书文件换发")
    go(d, w)
    go(d, new_pin(w.secret("证书文件的密码", PASSWORD)))
    assert "找不到文件" in w.item("选择证书文件")["hint"]
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.4")
    w.file("选择证书文件", tmp_path / "letter.pdf")
    go(d, new_pin(w.secret("证书文件的密码", PASSWORD)))
    assert "KEYFILE" in w.note()
    w.file("选择证书文件", file)
    assert w.item("选择证书文件")["hint"] == file.name
    go(d, new_pin(w.secret("证书文件的密码", "another")))
    assert "PIN_WRONG" in w.note() and w.item("选择证书文件")["hint"] == file.name
    go(d, new_pin(w.secret("证书文件的密码", PASSWORD)))
    assert "证书换发操作成功" in w.note() and w.fact("使用者") == "持有人0"
    w.press("完成")
    d.settle()
    w = opened(d, "pin")
    go(d, new_pin(w.secret("证书旧密码", NEW), "Other-7391x"))
    assert "PIN 码已修改。" in w.note()


@pytest.fixture
def old_key(office, keys, tmp_path):
    """A USB key with a holder's key, by an old CA whose holders were taken over."""
    ca, serial, key = OldCa(tmp_path, "old", "sm2"), next(ON_KEYS), keys()
    take_over(office, ca, holders_list(tmp_path / "one.csv", f"keeper{serial:x}", serial, 1))
    oldkey.put(key, ca, serial)
    return key


def test_an_old_cas_key_proves_who_moves_and_stays_as_it_is(office, service, desks, tmp_path, old_key):
    d = desks(home=tmp_path / "home", office=office.url, env=service.env)
    w = opened(d, "exchange").choose("办理方式", "用原机构的 USB Key 换发").choose("新证书存放在", "新的软证书")
    go(d, w)
    assert old_key.serial in w.item("原机构的 USB Key")["chosen"]
    go(d, new_pin(w.secret("原 USB Key 的 PIN 码", "wrong-pin")))
    assert "PIN_WRONG" in w.note() and "剩余 9 次" in w.note()
    assert w.item("原 USB Key 的 PIN 码")["length"] == 0 and w.item("原 USB Key 的 PIN 码")["flags"] & FOCUS
    go(d, new_pin(w.secret("原 USB Key 的 PIN 码", oldkey.PIN)))
    assert "证书换发操作成功" in w.note() and w.fact("使用者") == "持有人0"
    assert oldkey.held(old_key) == [(oldkey.APPLICATION, [oldkey.CONTAINER])]


def test_an_old_cas_key_may_move_to_a_key_of_ours(office, service, desks, tmp_path, old_key, keys):
    computer = cardlab.Client(tmp_path / "home", office, service)
    new = computer.set_up(keys(1))
    d = desks(computer)
    w = opened(d, "exchange").choose("办理方式", "用原机构的 USB Key 换发")
    assert new.serial in w.item("新证书存放在")["chosen"]
    go(d, w)
    w.secret("原 USB Key 的 PIN 码", oldkey.PIN).secret("USB Key 的 PIN 码", cardlab.PIN)
    go(d, w)
    assert "证书换发操作成功" in w.note() and new.serial in w.fact("证书设备")
    computer.login_certificate(cardlab.PIN)
    assert computer.json("status")["account"]["userName"] .startswith("keeper")
    assert len(new.containers()) == 1
    assert oldkey.held(old_key) == [(oldkey.APPLICATION, [oldkey.CONTAINER])]
