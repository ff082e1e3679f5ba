# SPDX-License-Identifier: Apache-2.0
"""The supervisor: starting, dying children, one office a folder, stopping."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

import pytest

from certlab import OFFICE, Office, run

CHILDREN = ["ca", "keycentre", "mail", "web"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    # Deeper than a socket's path may be long.
    deep = tmp_path_factory.mktemp("serve") / ("d" * 100)
    deep.mkdir()
    return Office(deep / "office")


@pytest.fixture
def office(folder):
    folder.start()
    yield folder
    folder.stop()


def status(office):
    return json.loads(run(OFFICE, "status", office.dir, "--json").stdout)


def error_of(*args, **kw):
    result = run(OFFICE, *args, "--json", ok=None, **kw)
    assert result.returncode != 0, result.stdout
    return json.loads(result.stdout)["error"]


def pid_of(office, child):
    return status(office)["processes"][child]["pid"]


def wait_for(what, wait_s=20):
    end = time.monotonic() + wait_s
    while not what():
        assert time.monotonic() < end
        time.sleep(0.02)


def all_ready(office):
    return all(p["state"] == "ready" for p in status(office)["processes"].values())


def test_all_children_are_ready_when_it_says_that_it_listens(office):
    answer = status(office)
    assert answer["url"] == office.url
    assert {n: p["state"] for n, p in answer["processes"].items()} == dict.fromkeys(CHILDREN, "ready")
    assert office.http("GET", "/api/v1/info")[0] == 200


def test_a_second_one_on_the_same_folder_is_refused(office):
    assert error_of("serve", office.dir, "--listen", "127.0.0.1:0")["name"] == "ALREADY_RUNNING"
    assert office.http("GET", "/api/v1/info")[0] == 200


@pytest.mark.parametrize("child", CHILDREN)
def test_a_child_that_is_killed_comes_back(office, child):
    before = pid_of(office, child)
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: pid_of(office, child) not in (0, before) and all_ready(office))
    assert status(office)["processes"][child]["restarts"] >= 1
    wait_for(lambda: office.http("GET", "/api/v1/health")[0] == 200)


def test_callers_wait_while_web_is_started_again(office):
    results = []

    def ask():
        for _ in range(30):
            results.append(office.http("GET", "/api/v1/info")[0])
            time.sleep(0.02)

    thread = threading.Thread(target=ask)
    wait_for(lambda: office.http("GET", "/api/v1/health")[0] == 200)
    os.kill(pid_of(office, "web"), signal.SIGKILL)
    thread.start()  # the old one is gone: these wait for the new one
    thread.join()
    assert results == [200] * 30


def test_a_child_keeps_nothing_but_what_it_needs(office):
    for child in ["ca", "keycentre"]:
        process = pathlib.Path("/proc") / str(pid_of(office, child))
        environment = process.joinpath("environ").read_bytes().split(b"\0")
        names = {v.split(b"=")[0] for v in environment if v}
        assert not {b"PATH", b"HOME", b"CERT_BUILD"} & names
        state = dict(line.split(":\t", 1) for line in
                     process.joinpath("status").read_text().splitlines() if ":\t" in line)
        assert state["Seccomp"].strip() == "2" and state["NoNewPrivs"].strip() == "1"
        assert "Max core file size        0                    0" in process.joinpath("limits").read_text()
        targets = [os.readlink(fd) for fd in process.joinpath("fd").iterdir()]
        files = [t for t in targets if t.startswith("/") and t != "/dev/null"]
        allowed = [str(office.dir / "ca" / "ledger"), str(office.log.name)]
        assert all(f in allowed for f in files), files


def test_the_secret_of_no_child_is_on_its_command_line(office):
    for child in CHILDREN:
        line = pathlib.Path("/proc", str(pid_of(office, child)), "cmdline").read_bytes()
        assert line.split(b"\0")[1:4] == [b"child", child.encode(), str(office.dir).encode()]


def test_it_stops_when_told_and_leaves_nobody_behind(folder):
    for how in [signal.SIGTERM, signal.SIGINT]:
        folder.start()
        children = [pid_of(folder, c) for c in CHILDREN]
        folder.process.send_signal(how)
        assert folder.process.wait(timeout=20) == 0
        assert not any(pathlib.Path("/proc", str(p)).exists() for p in children)
        assert not (folder.dir / "run" / "control.sock").exists()
        assert error_of("status", folder.dir)["name"] == "OFFICE_UNREACHABLE"


def test_children_end_when_the_supervisor_is_killed(folder):
    folder.start()
    children = [pid_of(folder, c) for c in CHILDREN]
    folder.process.kill()
    folder.process.wait()
    wait_for(lambda: not any(pathlib.Path("/proc", str(p)).exists() for p in children))
    folder.start()  # what it left behind is in nobody's way
    assert folder.http("GET", "/api/v1/info")[0] == 200
    folder.stop()


def test_what_it_cannot_serve_it_names(folder, tmp_path):
    assert error_of("serve", tmp_path)["name"] == "OFFICE_MISSING"
    assert error_of("serve", tmp_path / "none")["name"] == "OFFICE_MISSING"
    assert error_of("serve", folder.dir, "--listen", "localhost:1")["name"] == "CONFIG"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        error = error_of("serve", folder.dir, "--listen", where)
        assert error["name"] == "LISTEN" and where in error["details"]["detail"]
    # The captcha is off in this office.
    assert error_of("serve", folder.dir, "--listen", "0.0.0.0:0")["name"] == "CAPTCHA_OFF_EXPOSED"


@pytest.mark.parametrize("name, want", [
    ("ca/issuing.key", "KEY_LOCKED"), ("ca/shared.key", "KEY_LOCKED"),
    ("keycentre/wrap.key", "KEY_LOCKED"), ("mail/mail.key", "KEY_LOCKED"),
    ("ca/ledger", "LEDGER_DAMAGED"), ("office.conf", "CONFIG")])
def test_a_damaged_file_ends_it_with_its_name(folder, name, want):
    path = folder.dir / name
    whole = path.read_bytes()
    path.write_bytes(whole[:30] + bytes([whole[30] ^ 1]) + whole[31:] if name != "office.conf"
                     else b"[office]\nnmae = x\n")
    try:
        assert error_of("serve", folder.dir, "--listen", "127.0.0.1:0")["name"] == want
    finally:
        path.write_bytes(whole)


def test_commands_use_the_running_office_or_start_their_own(folder, tmp_path):
    pin = tmp_path / "pin"
    pin.write_text("Test-2026\n")

    def appoint(name):
        run(OFFICE, "staff", "add", folder.dir, name, "--role", "operator", "--person", "某人",
            "--as", "business", "--new-pin-file", pin)

    appoint("op-a")
    folder.start()
    before = status(folder)["processes"]["ca"]["pid"]
    appoint("op-b")
    assert status(folder)["processes"]["ca"]["pid"] == before
    folder.stop()
    both = [subprocess.Popen([OFFICE, "staff", "add", folder.dir, name, "--role", "operator",
                              "--person", "某人", "--as", by, "--new-pin-file", pin])
            for name, by in [("op-c", "business"), ("op-d", "business")]]
    assert [p.wait(timeout=60) for p in both] == [0, 0]  # one waits for the other
    run(OFFICE, "audit", "verify", folder.dir)
