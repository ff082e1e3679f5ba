# SPDX-License-Identifier: Apache-2.0
"""证书换发 from an old CA's certificate: a file, and a key on a USB key."""
import pytest

from forms import NEW, go, new_pin, opened
from oldca import PASSWORD, OldCa, holders_list, take_over

SERIAL = 0x30001


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
