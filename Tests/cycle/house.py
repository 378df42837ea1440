"""A house of our own: a data directory and a database, the commands run on it, the server started, killed and started again."""

import contextlib
import csv
import io
import os
import pathlib
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MINGCHA_TEST_BIN", ROOT / ".build" / "debug"))
KINDS = ["sqlite", "postgres"]
START_SECONDS, COMMAND_SECONDS = 60, 240


def verify(*words) -> subprocess.CompletedProcess:
    """The stand-alone verifier. It gets no database and no network, only files."""
    return subprocess.run(
        [str(BIN / "mingcha-verify"), *map(str, words)], capture_output=True, text=True, timeout=COMMAND_SECONDS, check=False)


def postgres() -> str:
    """The test server's address. A run without PostgreSQL fails, it does not skip."""
    url = os.environ.get("MINGCHA_TEST_POSTGRES", "")
    assert url, "没有 PostgreSQL:请用 make test 运行,或设 MINGCHA_TEST_POSTGRES=postgres://…"
    return url


def psql(url: str, text: str) -> list[list[str]]:
    """Runs one statement; rows as text."""
    done = subprocess.run(
        ["psql", "--no-psqlrc", "--csv", "-t", "-v", "ON_ERROR_STOP=1", "-c", text, url], capture_output=True, text=True,
        timeout=60, check=False)
    assert done.returncode == 0, f"psql:{done.stderr}"
    return list(csv.reader(io.StringIO(done.stdout)))


class House:
    """`data` holds the signing key and, with SQLite, the database; with PostgreSQL the database is one of its own."""

    def __init__(self, kind: str, data: pathlib.Path, template: "House | None" = None):
        self.kind, self.data, self.database = kind, data, None
        if template:
            shutil.copytree(template.data, data, dirs_exist_ok=True)
        data.mkdir(parents=True, exist_ok=True)
        if kind == "postgres":
            parts = urllib.parse.urlsplit(postgres())
            name = "mingcha_test_" + secrets.token_hex(5)
            source = f" TEMPLATE {urllib.parse.urlsplit(template.database).path[1:]}" if template else ""
            psql(postgres(), f"CREATE DATABASE {name}{source}")
            self.database = urllib.parse.urlunsplit(parts._replace(path="/" + name))

    def remove(self) -> None:
        if self.database:
            psql(postgres(), f"DROP DATABASE IF EXISTS {urllib.parse.urlsplit(self.database).path[1:]} WITH (FORCE)")

    def words(self, *words) -> list[str]:
        where = ["--data", str(self.data)] + (["--database", self.database] if self.database else [])
        return [str(BIN / "mingcha"), *map(str, words), *where]

    @staticmethod
    def environment(**more) -> dict[str, str]:
        """Nothing of ours that the caller had set."""
        return {**{name: value for name, value in os.environ.items() if not name.startswith("MINGCHA_")}, **more}

    def start(self, *words, **more) -> subprocess.Popen:
        return subprocess.Popen(
            self.words(*words), cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            **more)

    def run(self, *words, expect: int | None = 0, **more) -> str:
        """Runs a command to its end; what it said on both outputs."""
        process = self.start(*words, **more)
        try:
            out, err = process.communicate(timeout=COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        said = out + err
        if expect is not None:
            assert process.returncode == expect, f"mingcha {' '.join(map(str, words))} 退出码 {process.returncode}:\n{said[-3000:]}"
        return said

    def file(self) -> pathlib.Path:
        return self.data / "mingcha.db"

    def sql(self, text: str) -> list[list[str]]:
        """Looks into the database behind the product's back: the judge of what is really there."""
        if self.database:
            return psql(self.database, text)
        with contextlib.closing(sqlite3.connect(self.file(), timeout=30)) as connection, connection:
            return [[str(value) for value in row] for row in connection.execute(text).fetchall()]

    def count(self, table: str, where: str = "1 = 1") -> int:
        return int(self.sql(f"SELECT COUNT(*) FROM {table} WHERE {where}")[0][0])

    def serve(self, **environment) -> "Server":
        return Server(self, environment)

    def check_log(self, folder: pathlib.Path) -> str:
        """Exports the whole log and has it recomputed by the verifier; the key comes from the command."""
        keys = self.run("log", "vkey").split()
        self.run("log", "export", folder)
        done = verify("log", folder, *(word for key in keys for word in ("--vkey", key)))
        assert done.returncode == 0, f"日志没有通过核验:\n{done.stdout}{done.stderr}"
        return keys[0]


class Server:
    """`mingcha serve` on a free port, answering when the constructor returns."""

    def __init__(self, house: House, environment: dict[str, str]):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self.path = house.data.parent / f"serve-{self.port}.log"
        with open(self.path, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                house.words("serve", "--port", self.port), cwd=ROOT, env=House.environment(**environment), stdout=log,
                stderr=subprocess.STDOUT)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.base + "/health", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
        self.kill()
        raise AssertionError(f"mingcha serve 没有应答:\n{self.log()}")

    def log(self) -> str:
        return self.path.read_text(encoding="utf-8")[-4000:]

    def kill(self) -> None:
        """As a power cut does: no warning."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        assert self.process.poll() is None, f"mingcha serve 已自行退出({self.process.returncode}):\n{self.log()}"
        self.process.terminate()
        try:
            status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"mingcha serve 30 秒内没有停下:\n{self.log()}") from None
        assert status == 0, f"mingcha serve 停止时退出码 {status}:\n{self.log()}"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.kill() if kind else self.stop()
