# SPDX-License-Identifier: Apache-2.0
"""证书详情: of a pair in a file and of one on a USB key."""

import certlab
import pytest


@pytest.fixture
def opened(soft, desks):
    """A desk with the details of somebody's pair."""
    d = desks(soft)
    return d, d.open("details"), soft.json("certs")["certificates"][0]


def copied(d):
    return [told["copied"] for told in d.told() if "copied" in told]


def fields(window):
    return {row["cells"][0]: row["cells"][1] for row in window.table()["table"]["rows"]}


def test_the_first_page_is_for_the_holder(opened, soft):
    _, w, pair = opened
    assert w.view()["pages"] == ["概要", "签名证书", "加密证书"]
    assert w.fact("证书使用者") == soft.name and w.fact("用户名") == soft.user
    assert w.fact("密钥类型") == "SM2"
    assert w.fact("状态提示").startswith("有效，还有 ")
    assert w.fact("签名证书序列号") == pair["signSerial"]
    assert pair["carrierSerial"] in w.fact("证书设备")


def test_serial_numbers_are_copied(opened):
    d, w, pair = opened
    w.press("复制签名证书序列号").press("复制加密证书序列号")
    assert copied(d) == [pair["signSerial"], pair["encryptSerial"]]


@pytest.mark.parametrize("page", ["签名证书", "加密证书"])
def test_every_field_of_both_is_shown_and_copied(opened, page):
    d, w, pair = opened
    w.page(page)
    all_fields = fields(w)
    assert len(all_fields) > 12 and "公钥" in all_fields and "签名值" in all_fields
    assert [row["chosen"] for row in w.table()["table"]["rows"]].index(True) == 0
    assert w.item("所选字段的值")["value"] == next(iter(all_fields.values()))
    w.row("序列号").press("复制所选字段").press("复制全部字段")
    one, everything = copied(d)
    assert one == all_fields["序列号"] == w.item("所选字段的值")["value"]
    assert everything == "".join(f"{name}: {value}\n" for name, value in all_fields.items())


@pytest.mark.parametrize("label, form", [("另存为 .cer", "DER"), ("另存为 .pem", "PEM")])
def test_a_certificate_is_saved_as_openssl_reads_it(opened, tmp_path, label, form):
    d, w, pair = opened
    w.page("加密证书")
    path = tmp_path / w.item(label)["value"]
    assert path.name.startswith(pair["encryptSerial"])
    w.file(label, path)
    d.settle()
    assert str(path) in w.note()
    said = certlab.run("openssl", "x509", "-in", path, "-inform", form, "-noout", "-serial").stdout
    assert said.strip().lower() == f"serial={pair['encryptSerial']}"


def test_a_file_that_cannot_be_written_is_said(opened, tmp_path):
    d, w, _ = opened
    w.page("签名证书").file("另存为 .cer", tmp_path / "no" / "such" / "folder.cer")
    d.settle()
    assert "FILE_" in w.note() and "已写入文件" not in w.note()


def test_what_is_shown_stays_when_its_key_is_pulled_out(holder, key, desks):
    d = desks(holder)
    w = d.open("details", carrier=key.serial)
    w.press("查看证书设备")
    assert d.window("carriers").fact("序列号") == key.serial
    key.unplug()
    d.press("refresh").settle()
    assert w.fact("状态提示") == "证书设备已拔出" and w.fact("证书使用者") == holder.name
    w.page("签名证书")
    assert fields(w)
    key.plug()
    d.press("refresh").settle()
    w.page("概要")
    assert w.fact("状态提示").startswith("有效")


def test_an_expired_certificate_says_so(opened):
    d, w, _ = opened
    d.clock(plus=6 * 366 * 86400).press("refresh").settle()
    assert w.fact("状态提示") == "证书已过期。"


def test_the_fields_are_said_in_english_too(opened):
    d, w, _ = opened
    w.page("签名证书")
    before = len(fields(w))
    d.ask("lang", setting="en")
    assert len(fields(w)) == before and "Public key" in fields(w)


def test_without_certificates_there_is_nothing_to_show(applicant, desks):
    w = desks(applicant).open("details")
    assert w.says("这台计算机上没有证书。")
    w.press("关闭")
    assert not w.is_open()
