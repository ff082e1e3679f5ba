# SPDX-License-Identifier: Apache-2.0
"""What the office's work costs, beside what libcrypto's primitives alone cost
in the same run. ./dev bench issue and ./dev bench login ask it.

Environment: BENCH_ACCOUNTS (400), BENCH_CLIENTS (16), BENCH_ROUNDS (5)."""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
import certlab  # noqa: E402

ACCOUNTS = int(os.environ.get("BENCH_ACCOUNTS", 400))
CLIENTS = int(os.environ.get("BENCH_CLIENTS", 16))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", 5))
BENCH = certlab.BUILD / "bench"

# What the office computes for one, in calls of libcrypto (docs/performance.md).
PRIMITIVES = {
    "issue": {
        "SM2 verify a digest": 6,   # ask and confirm (web); ask, request, entry, review (ca)
        "SM2 sign a digest": 2,     # both certificates
        "SM2 key generation": 1,    # for the pool; a run counts what was made: report()
        "SM2 encrypt 16 octets": 1,  # the envelope
    },
    "login": {
        "SM2 verify a digest": 1,   # the challenge
    },
}


def primitives():
    """Name → microseconds of libcrypto alone, the mean of as many runs at once
    as there are cores: the office's work keeps all of them busy too, and cores
    that share their units are slower then."""
    runs = [subprocess.Popen([BENCH / "bench-primitives"], stdout=subprocess.PIPE, text=True)
            for _ in range(os.cpu_count())]
    costs = {}
    for table in [run.communicate(timeout=300)[0] for run in runs]:
        for line in table.splitlines():
            parts = line.rsplit(None, 3)
            if len(parts) == 4 and parts[0] and parts[2].replace(".", "").isdigit():
                costs.setdefault(parts[0].strip(), []).append(float(parts[2]))
    return {name: sum(values) / len(values) for name, values in costs.items()}


def processes(pid):
    """A process and all below it."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [p for child in children for p in processes(int(child))]


def approve_all(office, folder):
    """ACCOUNTS approved applicants in a file for office-load."""
    users = [f"bench{n:05}" for n in range(ACCOUNTS)]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda u: office.register(u, f"基准测试{u}有限公司"), users))
    for verb, staff in (("enter", "op1"), ("approve", "op2")):
        for at in range(0, ACCOUNTS, 10):
            office.call("account", verb, *users[at:at + 10], "--as", staff)
    path = folder / "accounts"
    with open(path, "w") as file:
        for user in users:
            _, found = office.mail(f"{user}@example.com", certlab.CODE.pattern)
            file.write(f"{user}\t基准测试{user}有限公司\t{found.group(0)}\n")
    return path


def pool_keys(folder):
    """How many keys the key centre has made for the pool."""
    with contextlib.closing(sqlite3.connect(folder / "office.db")) as store:
        return store.execute("SELECT count(*) FROM pool_key").fetchone()[0]


def load():
    """The phases of office-load against a fresh office on SQLite."""
    with tempfile.TemporaryDirectory(prefix="cert-bench-") as name:
        folder = pathlib.Path(name)
        office = certlab.Office(folder / "office", config={"tries_address": 1000000, "web_connections_address": 0})
        with office:
            print(f"{ACCOUNTS} applicants are registered and approved …", file=sys.stderr)
            accounts = approve_all(office, folder)
            pids = processes(office.process.pid)
            before = pool_keys(folder / "office")
            result = certlab.run(BENCH / "office-load", office.url, accounts, CLIENTS, ROUNDS,
                                 *pids, timeout=600).stdout
            made = pool_keys(folder / "office") - before
        phases = {phase["what"]: phase for phase in json.loads(result)}
        phases["issue"]["keys_made"] = made
        return phases


def report(what, phase, costs):
    counts = dict(PRIMITIVES[what])
    if what == "issue":  # few issues are served from what the pool has
        counts["SM2 key generation"] = round(min(1, phase["keys_made"] / phase["count"]), 2)
    floor = sum(costs[name] * count for name, count in counts.items())
    used = phase["office_cpu_us"]
    print(f"\n{what}: {phase['count']} over HTTP, SQLite synchronous=FULL, {CLIENTS} clients, "
          f"{os.cpu_count()} cores shared with them")
    print(f"  {phase['per_second']:10.1f} per second      p50 {phase['p50_ms']:.1f} ms   p99 {phase['p99_ms']:.1f} ms")
    print(f"  {used:10.0f} us CPU of the office for each")
    print(f"  {floor:10.0f} us of that are primitives of libcrypto, measured alone in this run:")
    for name, count in counts.items():
        print(f"             {count} × {name} ({costs[name]:.0f} us)")
    print(f"  {100 * floor / used:9.1f} % primitives (aim: 80 %)")


def main(what):
    try:
        costs = primitives()
        report(what, load()[what], costs)
    except (certlab.Failed, subprocess.TimeoutExpired, RuntimeError) as error:
        sys.exit(f"bench: {error}")
