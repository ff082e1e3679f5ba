# SPDX-License-Identifier: Apache-2.0
"""代理服务: the office is reached by an HTTP or a SOCKS5 proxy, with a login or
without, and what is in the way is told (C10, C11)."""

import certlab
import proxylab
import pytest

LOGIN = ("proxy-user", "canary pass-word")
KINDS = [proxylab.HttpProxy, proxylab.SocksProxy]

pytestmark = pytest.mark.skipif(not proxylab.Client.is_possible(),
                                reason="no mount namespaces for this user")


@pytest.fixture(scope="module")
def tls(office, tmp_path_factory):
    with proxylab.TlsOffice(office, tmp_path_factory.mktemp("tls")) as server:
        yield server


@pytest.fixture
def computer(tmp_path, tls):
    return proxylab.Client(tmp_path / "computer", tls)


def use(computer, proxy, login=None):
    computer.call("settings", "set", "proxy", f"{proxy.scheme}://127.0.0.1:{proxy.port}")
    if login:
        computer.json("proxy", "login", "--user", login[0], "--password-file", computer.file(login[1]))


def findings(computer):
    return {f["finding"]: f for f in computer.json("doctor")["findings"]}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("login", [None, LOGIN], ids=["open", "login"])
def test_the_office_is_reached_by_a_proxy(computer, tls, office, applicant, kind, login):
    user, name = applicant
    office.register(user, name)
    with kind(tls, login=login) as proxy:
        use(computer, proxy, login)
        assert computer.json("proxy", "test") == {"proxy": "FINE"}
        computer.login(user, name)
        assert computer.json("status")["account"]["userName"] == user
        assert "NETWORK_FINE" in findings(computer)
    assert set(proxy.targets) == {f"{proxylab.HOST}:443"}
    assert set(proxy.users) == ({login[0]} if login else set())


@pytest.mark.parametrize("kind", KINDS)
def test_a_proxy_that_wants_a_login_says_so(computer, tls, kind):
    with kind(tls, login=LOGIN) as proxy:
        use(computer, proxy)
        assert computer.error("proxy", "test")["name"] == "PROXY_LOGIN"
        assert computer.error("refresh")["name"] == "PROXY_LOGIN"
        assert findings(computer)["PROXY_LOGIN"]["about"] == f"127.0.0.1:{proxy.port}"
        use(computer, proxy, (LOGIN[0], "wrong"))
        assert computer.error("refresh")["name"] == "PROXY_LOGIN"
        use(computer, proxy, LOGIN)
        computer.json("refresh")
        assert computer.json("proxy", "forget")["login"]
        assert computer.error("refresh")["name"] == "PROXY_LOGIN"


@pytest.mark.parametrize("kind", KINDS)
def test_another_proxy_does_not_get_the_login(computer, tls, kind):
    with kind(tls, login=LOGIN) as one, kind(tls, login=LOGIN) as other:
        use(computer, one, LOGIN)
        computer.json("refresh")
        use(computer, other)
        assert computer.error("refresh")["name"] == "PROXY_LOGIN"
        assert other.users == []
        use(computer, one)
        computer.json("refresh")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_in_the_way_is_told(computer, tls, kind):
    with kind(tls, refuses=True) as proxy:
        use(computer, proxy)
        assert "PROXY_REFUSES" in findings(computer)
        assert computer.error("proxy", "test")["name"] == "OFFICE_UNREACHABLE"
    use(computer, proxy)  # which is gone
    assert "PROXY_UNKNOWN" in findings(computer)


def test_the_password_is_nowhere_but_in_its_file(computer, tls, tmp_path):
    with proxylab.HttpProxy(tls, login=LOGIN) as proxy:
        use(computer, proxy, LOGIN)
        said = [computer.call("doctor", "--report", tmp_path / "report"), computer.call("settings", "get"),
                computer.call("proxy", "test"), computer.call("status", ok=None)]
    assert not any(LOGIN[1] in result.stdout + result.stderr for result in said)
    assert LOGIN[1] not in (tmp_path / "report").read_text()
    secret = computer.home / "proxy.secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    holding = [path for path in computer.home.rglob("*") if path.is_file()
               and LOGIN[1] in path.read_text(errors="replace") and not path.name.startswith("secret-")]
    assert holding == [secret]


def test_a_login_is_no_part_of_the_address(tmp_path):
    computer = certlab.Client(tmp_path / "computer", "http://127.0.0.1:9")
    for value in ("http://user:word@proxy.example:3128", "http://proxy.example", "gopher://proxy.example:70"):
        assert computer.error("settings", "set", "proxy", value)["name"] == "FIELD_INVALID"
