# SPDX-License-Identifier: Apache-2.0
"""What the server does with what comes over the wire, well-formed or not."""

import base64
import concurrent.futures
import contextlib
import http.client
import json
import socket
import time
import urllib.parse

import pytest


@pytest.fixture
def address(office):
    url = urllib.parse.urlsplit(office.url)
    return url.hostname, url.port


@pytest.fixture
def client(address):
    connection = http.client.HTTPConnection(*address, timeout=20)
    yield connection
    connection.close()


def ask(client, method, path, body=None, **headers):
    client.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = client.getresponse()
    return answer, answer.read()


def raw(address, octets):
    """What comes back for octets, until the server closes or answers."""
    with socket.create_connection(address, timeout=20) as s:
        try:
            s.sendall(octets)
            s.shutdown(socket.SHUT_WR)
            return s.recv(65536)
        except OSError:  # it closed while we were still sending
            return b""


@pytest.mark.parametrize("method, path, status", [
    ("GET", "/", 200), ("GET", "/api/v1/info", 200), ("GET", "/api/v1/session", 401),
    ("GET", "/nowhere", 404), ("PUT", "/api/v1/info", 405), ("POST", "/api/v1/captcha", 400),
    ("OPTIONS", "/api/v1/info", 204)])
def test_every_answer_carries_the_headers_that_protect(client, method, path, status):
    answer, _ = ask(client, method, path)
    assert answer.status == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.headers["X-Request-Id"]) == 16
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_only_what_is_everybodys_may_be_cached(client):
    assert ask(client, "GET", "/ca/root.cer")[0].headers["Cache-Control"].startswith("public")
    assert ask(client, "GET", "/api/v1/info")[0].headers["Cache-Control"] == "no-store"


def test_head_is_get_without_its_body(client):
    get, body = ask(client, "GET", "/ca/root.cer")
    head, nothing = ask(client, "HEAD", "/ca/root.cer")
    assert head.status == 200 and nothing == b"" and len(body) > 0
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_a_connection_is_kept(client):
    ask(client, "GET", "/api/v1/info")
    kept = client.sock
    ask(client, "GET", "/nowhere")
    ask(client, "POST", "/api/v1/captcha", "{}", Content_Type="application/json")
    assert client.sock is kept is not None


def test_a_body_that_says_it_is_too_long_is_not_read(address):
    answer = raw(address, b"POST /api/v1/accounts HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n")
    assert b" 413 " in answer.split(b"\r\n")[0] and b"TOO_LARGE" in answer


def test_the_longest_body_is_read(client):
    body = '{"token": "x"}'.ljust(65536)
    answer, text = ask(client, "POST", "/api/v1/accounts/confirm", body, Content_Type="application/json")
    assert answer.status == 403 and json.loads(text)["error"]["name"] == "LINK_INVALID"


def test_a_body_that_grows_without_end_loses_its_connection(address):
    with socket.create_connection(address, timeout=20) as s:
        s.sendall(b"POST /api/v1/accounts HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            for _ in range(1000):
                s.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")


NO_HTTP = {
    "nothing": b"\r\n\r\n",
    "a word": b"GET\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64,
    "headers without end": b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 10000 + b"\r\n",
    "a long path": b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n\r\n",
    "a negative length": b"POST /api/v1/captcha HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "a huge length": b"POST /api/v1/captcha HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"9" * 20 + b"\r\n\r\n",
}


@pytest.mark.parametrize("octets", NO_HTTP.values(), ids=NO_HTTP.keys())
def test_what_is_no_http_harms_nobody(office, address, octets):
    answer = raw(address, octets + b"\r\n\r\n")
    assert b" 200 " not in answer.split(b"\r\n")[0]
    assert office.http("GET", "/api/v1/info")[0] == 200


def served_at_once(address, count):
    """How many of so many connections are answered while all are open."""
    with contextlib.ExitStack() as held:
        lines = [held.enter_context(socket.create_connection(address, timeout=5))
                 for _ in range(count)]
        served = 0
        for line in lines:
            with contextlib.suppress(OSError):
                line.sendall(b"GET /api/v1/info HTTP/1.1\r\nHost: a\r\n\r\n")
                served += line.recv(64).startswith(b"HTTP/1.1 200")
        return served


def test_one_address_has_so_many_connections_and_no_more(office, address):
    assert 50 < served_at_once(address, 80) <= 64
    # those that were closed count until the office has noticed
    end = time.monotonic() + 20
    while served_at_once(address, 50) < 50:
        assert time.monotonic() < end


def test_many_at_once_are_all_answered(office):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: office.http("POST", "/api/v1/sessions/challenge", {}), range(200)))
    assert {status for status, _ in answers} == {200}
    assert len({body["nonce"] for _, body in answers}) == 200


def test_the_certificates_in_info_are_those_under_ca(office):
    _, info = office.http("GET", "/api/v1/info")
    for name, file in (("root", "root"), ("issuing", "issuing"), ("keyCentre", "keycentre"), ("audit", "audit")):
        status, der = office.http("GET", f"/ca/{file}.cer")
        assert status == 200 and base64.b64decode(info["certificates"][name]) == der
