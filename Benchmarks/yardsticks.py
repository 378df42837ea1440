"""What our figures are held against: sqlite3's own import, openssl, consistent-sampler, nginx; and wrk, which asks."""

import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from measure import Failed, Run, run

WRK = ["wrk", "--threads", "1", "--connections", "32", "--duration", "5s", "--latency"]
UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


def sqlite_import(plain: pathlib.Path, database: pathlib.Path) -> float:
    """Seconds of a bare `.import` into one table of text, as durable as ours (WAL, synchronous FULL)."""
    commands = (
        "PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\n"
        "CREATE TABLE bare (name TEXT, code TEXT, registered TEXT, kind TEXT, capital TEXT, scope TEXT,"
        " province TEXT, city TEXT, address TEXT);\n"
        f".import --csv --skip 1 {plain} bare\n"
    )
    seconds = run(["sqlite3", str(database)], stdin=commands).seconds
    rows = run(["sqlite3", str(database), "SELECT count(*) FROM bare"]).stdout.strip()
    if not rows.isdigit() or int(rows) < 98_000:
        raise Failed(f"sqlite3 .import 只读入 {rows} 行")
    return seconds


def sqlite_same_tables(ours: pathlib.Path, scratch: pathlib.Path) -> float:
    """Seconds of a bare `.import` of the very rows that our import made of the file, subjects and tags, into the same two
    tables with their indexes."""
    tables = ("registry_subject", "registry_subject_tag")
    dump = "".join(f".mode csv\n.output {scratch / table}.csv\nSELECT * FROM {table};\n" for table in tables)
    run(["sqlite3", str(ours)], stdin=dump)
    schema = run(["sqlite3", str(ours)], stdin="".join(f".schema {table}\n" for table in tables)).stdout
    load = "".join(f".import --csv {scratch / table}.csv {table}\n" for table in tables)
    target = scratch / "same.db"
    target.unlink(missing_ok=True)
    seconds = run(
        ["sqlite3", str(target)],
        stdin=f"PRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\n{schema}\nBEGIN;\n{load}COMMIT;\n").seconds
    rows = run(["sqlite3", str(target), "SELECT count(*) FROM registry_subject"]).stdout.strip()
    if not rows.isdigit() or int(rows) < 98_000:
        raise Failed(f"sqlite3 .import 只读入 {rows} 行")
    return seconds


def postgres_same_tables(url: str, scratch: pathlib.Path) -> tuple[float, int, int]:
    """Seconds of a bare COPY, in one transaction, of the very rows that our import made, into the same two tables with their indexes;
    how many subjects they are, and how many rows of the change sequence our import wrote."""
    tables = ("registry_subject", "registry_subject_tag")
    psql = ["psql", url, "-q", "-At", "-v", "ON_ERROR_STOP=1"]
    files = {table: scratch / f"{table}.copy" for table in tables}
    run(psql, limit=900, stdin="CREATE SCHEMA bare;\n" + "".join(
        f"CREATE TABLE bare.{table} (LIKE public.{table} INCLUDING ALL);\n\\copy public.{table} TO '{files[table]}'\n"
        for table in tables))
    seconds = run(psql, limit=900, stdin="BEGIN;\n" + "".join(
        f"\\copy bare.{table} FROM '{files[table]}'\n" for table in tables) + "COMMIT;\n").seconds
    told = run(psql, stdin="SELECT count(*) FROM bare.registry_subject;\nSELECT count(*) FROM registry_change;\n").stdout.split()
    for file in files.values():
        file.unlink()
    if int(told[0]) < 98_000:
        raise Failed(f"COPY 只读入 {told[0]} 行")
    return seconds, int(told[0]), int(told[1])


def openssl_sha256(cores: int = 1) -> float:
    """SHA-256 computations of 64 bytes a second of the clock, on one core, or by two processes on two."""
    together = ["-multi", str(cores)] if cores > 1 else []
    bound = [] if cores > 1 else ["taskset", "--cpu-list", "0"]
    out = run([*bound, "openssl", "speed", "-elapsed", *together, "-evp", "sha256", "-bytes", "64", "-seconds", "2"]).stdout
    # Of several processes the sum is told in the last line of that name, in thousands of bytes with or without a k.
    found = re.findall(r"^sha256\s+([\d.]+)k\s*$", out, re.MULTILINE | re.IGNORECASE)
    if not found:
        raise Failed("openssl speed 的输出没有看懂")
    return float(found[-1]) * 1000 / 64


def flushes(folder: pathlib.Path) -> float:
    """Durable writes a second of the disk under `folder`: 8 KiB and fdatasync, one after the other, three seconds."""
    name = folder / "flush.test"
    file = os.open(name, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        count, page, began = 0, b"x" * 8192, time.monotonic()
        while time.monotonic() - began < 3:
            os.pwrite(file, page, count % 1024 * len(page))
            os.fdatasync(file)
            count += 1
        return count / (time.monotonic() - began)
    finally:
        os.close(file)
        name.unlink()


def pgbench(url: str, clients: int, seconds: int) -> float:
    """Transactions a second of PostgreSQL's own measuring program: each inserts one row of the size of an entry into a table
    of its own, and commits by itself."""
    run(["psql", "-q", "-c", "CREATE TABLE IF NOT EXISTS bare (id BIGSERIAL PRIMARY KEY, entry BYTEA NOT NULL)", url])
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("INSERT INTO bare (entry) VALUES (decode(repeat('61', 300), 'hex'));\n")
        script.flush()
        program = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
        if not program:
            raise Failed("没有 pgbench")
        out = run([str(program[-1]), "-n", "-f", script.name, "-c", str(clients), "-j", "1", "-T", str(seconds),
                   "-M", "prepared", url]).stdout
    found = re.search(r"^tps = ([\d.]+)", out, re.MULTILINE)
    if not found:
        raise Failed("pgbench 的输出没有看懂")
    return float(found[1])


def consistent_sampler(ids: pathlib.Path, take: int, seed: str) -> Run:
    """Rivest's consistent-sampler on a file of identifiers; prints those drawn, in order."""
    program = (
        "import sys, consistent_sampler as c\n"
        "ids = open(sys.argv[1]).read().split()\n"
        "print(chr(10).join(c.sampler(ids, seed=sys.argv[3], take=int(sys.argv[2]), output='id')))\n"
    )
    return run([sys.executable, "-c", program, str(ids), str(take), seed])


class Postgres:
    """A PostgreSQL of its own with the identifiers in a table; in /tmp, where its user can reach it."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="mingcha-bench-postgres.", dir="/tmp")
        self.tool = str(pathlib.Path(__file__).resolve().parents[1] / "tools" / "postgres.sh")

    def __enter__(self):
        self.url = run([self.tool, "start", self.directory, "--no-fsync"]).stdout.strip().splitlines()[-1]
        return self

    def __exit__(self, *_):
        subprocess.run([self.tool, "stop", self.directory], check=False, capture_output=True)

    def fresh(self, name: str) -> str:
        """The address of a new database on the same server."""
        run(["psql", self.url, "-q", "-v", "ON_ERROR_STOP=1"], stdin=f"CREATE DATABASE {name};\n")
        return self.url.rsplit("/", 1)[0] + "/" + name

    def draw(self, ids: pathlib.Path, seed: str, take: int, rounds: int) -> list[float]:
        """Seconds of each round, the client's start included; the rows are read and analysed once before."""
        run(["psql", self.url, "-q", "-v", "ON_ERROR_STOP=1"], stdin=(
            f"CREATE TABLE subject (id text NOT NULL);\n\\copy subject FROM '{ids}'\nVACUUM ANALYZE subject;\n"))
        query = (
            f"SELECT id FROM subject ORDER BY sha256(convert_to('{seed}' || id, 'UTF8')) LIMIT {take};")
        times = []
        for _ in range(rounds):
            done = run(["psql", self.url, "-q", "-At", "-v", "ON_ERROR_STOP=1"], stdin=query)
            if len(done.stdout.split()) != take:
                raise Failed("PostgreSQL 抽出的数量不对")
            times.append(done.seconds)
        return times


def fetch(url: str) -> bytes:
    """The bytes of a page, as a client gets them that accepts no compression."""
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            return response.read()
    except OSError as error:
        raise Failed(f"{url}:{error}") from error


def wrk(url: str) -> tuple[float, float]:
    """Requests a second and the 99th percentile in milliseconds; any answer but 2xx or 3xx is a failure."""
    out = run([*WRK, url]).stdout
    if "Non-2xx" in out or "Socket errors" in out:
        raise Failed(f"wrk {url}:" + " ".join(line.strip() for line in out.splitlines() if "Non-2xx" in line or "Socket" in line))
    rate = re.search(r"Requests/sec:\s+([\d.]+)", out)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    if not rate or not slow:
        raise Failed("wrk 的输出没有看懂")
    return float(rate[1]), float(slow[1]) * UNITS[slow[2]]


class Nginx:
    """nginx with one worker on 127.0.0.1, serving each of `pages` at a path of its own."""

    def __init__(self, directory: pathlib.Path, pages: list[bytes]):
        self.directory = directory
        directory.mkdir()
        for number, content in enumerate(pages):
            (directory / f"page{number}").write_bytes(content)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        user = "user root;" if os.getuid() == 0 else ""
        places = "".join(
            f"{kind}_temp_path {directory}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (directory / "nginx.conf").write_text(
            f"{user} daemon off; worker_processes 1; pid {directory}/pid; error_log {directory}/error.log;\n"
            f"events {{ worker_connections 256; }}\n"
            f"http {{ access_log off; sendfile on; keepalive_requests 1000000; default_type text/html; {places}\n"
            f"  server {{ listen 127.0.0.1:{self.port}; root {directory}; }} }}\n")

    def address(self, number: int) -> str:
        return f"http://127.0.0.1:{self.port}/page{number}"

    def __enter__(self):
        nginx = "/usr/sbin/nginx"
        self.process = subprocess.Popen(
            [nginx, "-p", str(self.directory), "-c", str(self.directory / "nginx.conf"), "-e", str(self.directory / "error.log")])
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.__exit__()
        raise Failed("nginx 没有启动:" + (self.directory / "error.log").read_text()[-300:])

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
