# SPDX-License-Identifier: Apache-2.0
"""Environment repair (C8): what is wrong is found layer by layer, said in plain
words, repaired where it can be, and undone again; the report keeps secrets."""

import socket

import certlab
import pytest

PIN = "Canary-PIN-77"


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    with certlab.Office(tmp_path_factory.mktemp("office") / "practice") as o:
        yield o


@pytest.fixture(scope="module")
def holder(office, tmp_path_factory):
    """A computer with a pair on it: its client and its authorisation code."""
    computer = certlab.Client(tmp_path_factory.mktemp("holder"), office.url)
    office.register("patient", "福建诊断有限公司")
    computer.code = office.approve("patient")
    computer.login("patient", "福建诊断有限公司")
    computer.issue(computer.code, pin=PIN)
    computer.login_certificate(pin=PIN)
    return computer


def look(computer, *args, **kw):
    """Findings by name; the last of each."""
    said = computer.json("doctor", *args, **kw)
    return {f["finding"]: f for f in said["findings"]}


def test_all_is_well_on_a_good_computer(holder):
    found = look(holder)
    assert {"NETWORK_FINE", "OFFICE_FINE", "CLOCK_FINE", "LIBRARY_FINE", "TOKEN_FINE",
            "CERTIFICATE_FINE", "FILES_FINE", "JOURNAL_FINE"} <= set(found)
    assert not any(f["severity"] == "problem" for f in found.values())
    assert found["TOKEN_FINE"]["number"] == 10


def test_a_wrong_clock_is_told_with_how_wrong_it_is(holder):
    found = look(holder, env={"LD_PRELOAD": "libfaketime.so.1", "FAKETIME": "+2h",
                              "LD_LIBRARY_PATH": "/usr/lib/x86_64-linux-gnu/faketime"})
    assert found["CLOCK_WRONG"]["severity"] == "problem"
    assert 7000 < found["CLOCK_WRONG"]["number"] < 7400
    assert "OFFICE_FINE" in found


def test_an_office_that_is_away_is_told_from_one_that_is_another(holder, office, tmp_path):
    away = certlab.Client(tmp_path / "away", "http://127.0.0.1:9")
    found = look(away)
    assert found["REFUSED"]["about"] == "127.0.0.1:9" and "CLOCK_SKIPPED" in found
    holder.call("refresh")
    other = certlab.Client(tmp_path / "other", office.url)
    other.call("settings", "set", "root", "0" * 64)
    found = look(other)
    assert found["OFFICE_WRONG"]["error"] == "OFFICE_CHANGED"
    nowhere = certlab.Client(tmp_path / "nowhere", "https://office.invalid")
    assert "NAME_UNKNOWN" in look(nowhere) or "SILENT" in look(nowhere)


def test_a_proxy_that_is_not_there_is_named(tmp_path):
    computer = certlab.Client(tmp_path / "proxied", "https://office.invalid")
    computer.call("settings", "set", "proxy", "http://127.0.0.1:9")
    assert look(computer)["PROXY_UNKNOWN"]["about"] == "127.0.0.1:9"


def test_what_answers_but_is_no_office_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        computer = certlab.Client(tmp_path / "odd", url)
        import threading

        def answer():
            for _ in range(4):
                try:
                    peer, _address = server.accept()
                except OSError:
                    return
                peer.recv(4096)
                peer.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\nhello")
                peer.close()
        threading.Thread(target=answer, daemon=True).start()
        assert look(computer)["OFFICE_WRONG"]["error"] == "OFFICE_ANSWER"


def test_repairs_are_made_and_undone(tmp_path, office):
    computer = certlab.Client(tmp_path / "broken", office.url)
    computer.call("tokens")
    computer.call("settings", "set", "libraries", "/nonexistent/libmaker.so")
    settings = computer.home / "settings.ini"
    settings.write_text(settings.read_text().replace("proxy = system", "proxy = nonsense"))
    before = settings.read_text()
    computer.home.chmod(0o755)
    record = computer.home / "journal" / "0123.op"
    record.write_text("not a record")
    found = look(computer)
    assert "OFFICE_NEW" in found and settings.read_text() == before  # looking changes nothing
    assert {"LIBRARY_LISTED", "SETTING_INVALID", "FILE_OPEN", "JOURNAL_BROKEN"} <= set(found)
    assert all(found[n]["repairable"] for n in
               ("LIBRARY_LISTED", "SETTING_INVALID", "FILE_OPEN", "JOURNAL_BROKEN"))
    said = computer.json("doctor", "--fix")
    assert said["repaired"] >= 4 and not said["problem"]
    assert "nonexistent" not in settings.read_text() and "nonsense" not in settings.read_text()
    assert computer.home.stat().st_mode & 0o777 == 0o700 and not record.exists()
    assert computer.json("doctor", "--undo")["undone"] >= 3
    assert settings.read_text() == before and record.read_text() == "not a record"
    assert computer.home.stat().st_mode & 0o777 == 0o755
    assert computer.error("doctor", "--undo")["name"] == "UNDO_MISSING"


def test_a_token_that_is_broken_or_locked_hides_no_other(holder, tmp_path):
    torn = holder.home / "tokens" / "TORN.token"
    torn.write_bytes(b"0\x82\x01")
    try:
        found = look(holder)
        assert found["TOKEN_BROKEN"]["about"] == "TORN" and found["TOKEN_BROKEN"]["error"]
        assert "TOKEN_FINE" in found
    finally:
        torn.unlink()


def test_a_port_that_is_taken_is_told_with_the_program(holder):
    with socket.create_server(("127.0.0.1", 21651)):
        found = look(holder)
        assert found["PORT_TAKEN"]["number"] == 21651
        assert "py" in found["PORT_TAKEN"]["about"]


def test_the_report_has_findings_and_no_secret(holder, tmp_path):
    out = tmp_path / "report.txt"
    holder.call("doctor", "--report", out, env={"HOME": str(certlab.BUILD.parent)})
    text = out.read_text()
    session = [p.read_text(errors="replace") for p in holder.home.iterdir()
               if p.is_file() and "session" in p.name]
    assert "环境检查报告" in text and "~" in text
    for secret in [PIN, holder.code, *session]:
        assert secret.strip() not in text
    assert out.stat().st_mode & 0o777 == 0o600


def test_it_speaks_english_too(holder):
    said = holder.call("--lang", "en", "doctor").stdout
    assert "Clock" in said and "[fine]" in said and "正常" not in said


def test_a_finding_names_the_command_for_its_advice(holder, tmp_path):
    new = certlab.run(certlab.CERTCTL, "--home", tmp_path / "new", "--lang", "en", "doctor").stdout
    assert "under Settings, General.\n         Command: certctl settings set office URL\n" in new
    found = look(holder)
    assert "command" not in found["TOKEN_FINE"]
    assert all("certctl" not in f["advice"] for f in found.values())


def test_without_an_office_the_remedy_is_to_set_its_address(tmp_path):
    said = certlab.run(certlab.CERTCTL, "--home", tmp_path / "new", "--json", "--lang", "en", "refresh", ok=[78])
    assert '"OFFICE_UNSET"' in said.stdout and "certctl settings set office URL" in said.stdout
