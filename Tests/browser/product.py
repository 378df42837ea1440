"""How tests and benchmarks start the product and sign in to it. Flags, paths and field names of the product are named here only."""

import json
import os
import pathlib
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MINGCHA_TEST_BIN", ROOT / ".build" / "debug"))

SUBJECTS, INSPECTORS = 4000, 400
START_SECONDS, DEMO_SECONDS = 30, 240


def demo_command(data: pathlib.Path, subjects: int = SUBJECTS, inspectors: int = INSPECTORS) -> list[str]:
    """Makes a province of the size asked for in `data` and walks the cycle."""
    return [
        str(BIN / "mingcha"), "demo",
        "--subjects", str(subjects), "--inspectors", str(inspectors), "--data", str(data),
    ]


def import_command(data: pathlib.Path, registry: pathlib.Path) -> list[str]:
    """Imports a registry file into the database in `data`."""
    return [str(BIN / "mingcha"), "import", "subjects", str(registry), "--data", str(data)]


def draw_command(subjects: int) -> list[str]:
    """Freezes and draws a made-up population; prints one line of JSON that repeats `subjects`."""
    return [str(BIN / "mingcha"), "bench", "draw", "--subjects", str(subjects)]


def log_command(writers: int, seconds: int, database: str) -> list[str]:
    """Appends to the log of an empty database from many writers; prints one line of JSON."""
    return [
        str(BIN / "mingcha"), "bench", "log", "--writers", str(writers), "--seconds", str(seconds), "--database", database]


def serve_command(data: pathlib.Path) -> list[str]:
    """Serves the province in `data`, at the port in MINGCHA_PORT."""
    return [str(BIN / "mingcha"), "serve", "--data", str(data)]


def environment(port: int) -> dict[str, str]:
    """What the served product finds in its environment: nothing of ours that the caller had set, and its port."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MINGCHA_")}
    return {**kept, "MINGCHA_PORT": str(port)}


def accounts(data: pathlib.Path) -> dict[str, tuple[str, str]]:
    """Name and password by name, and by role for the last account of a role (the inspector's name varies with the draw),
    from the file that `mingcha demo` leaves beside its database."""
    left = data / "accounts.json"
    assert left.exists(), f"mingcha demo 没有留下 {left.name}(每个角色的账号和密码)"
    rows = json.loads(left.read_text(encoding="utf-8"))
    named = {row["role"]: (row["account"], row["password"]) for row in rows}
    return named | {row["account"]: (row["account"], row["password"]) for row in rows}


def sign_in(page, base: str, account: str, password: str) -> None:
    """Signs in through the form a person uses."""
    page.goto(base + "/login")
    page.locator("input[name=username]").fill(account)
    page.locator("input[name=password]").fill(password)
    page.locator("form[action='/login'] button[type=submit]").click()
    page.wait_for_load_state()
    assert "/login" not in page.url, f"{account} 登录不成功:{page.locator('main').inner_text()[:200]}"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A served province: `base` is its address, `data` its directory."""

    def __init__(self, data: pathlib.Path, subjects: int = SUBJECTS, inspectors: int = INSPECTORS):
        self.data, self.port = data, free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        demo = subprocess.run(
            demo_command(data, subjects, inspectors), cwd=ROOT, env=environment(self.port), capture_output=True, text=True,
            timeout=DEMO_SECONDS, check=False)
        assert demo.returncode == 0, f"mingcha demo 失败({demo.returncode}):\n{demo.stdout[-2000:]}{demo.stderr[-2000:]}"
        self.accounts = accounts(data)
        self.log = open(data / "serve.log", "w+", encoding="utf-8")
        self.process = subprocess.Popen(
            serve_command(data), cwd=ROOT, env=environment(self.port), stdout=self.log, stderr=subprocess.STDOUT)
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process.poll() is not None:
                break
            try:
                urllib.request.urlopen(self.base + "/", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"mingcha serve 没有应答:\n{self.log_tail()}")

    def log_tail(self) -> str:
        return (self.data / "serve.log").read_text(encoding="utf-8")[-4000:]

    def stop(self) -> int:
        """Asks it to stop, as a supervisor would, and returns its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        return self.process.returncode
