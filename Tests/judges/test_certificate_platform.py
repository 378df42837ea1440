"""`mingcha sync certificates` against a platform written from docs/integration/certificate-platform.md alone."""

import importlib.util
import os
import pathlib
import sqlite3
import subprocess
import threading

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MINGCHA_TEST_BIN", ROOT / ".build" / "debug"))
SECRET = b"0123456789abcdef0123456789abcdef"

spec = importlib.util.spec_from_file_location("platform_simulator", ROOT / "tools" / "certificate-platform.py")
simulator = importlib.util.module_from_spec(spec)
spec.loader.exec_module(simulator)


class House:
    """A data directory and a platform."""

    def __init__(self, folder, holders, trouble=(), secret=SECRET, page=50):
        self.folder = folder
        (folder / "secret").write_bytes(SECRET + b"\n")
        self.platform = simulator.Platform(0, secret, "mingcha", holders, trouble, page, quiet=True)
        threading.Thread(target=self.platform.serve_forever, daemon=True).start()

    def sync(self, *more):
        environment = dict(
            os.environ, MINGCHA_CERTIFICATES_URL=f"http://127.0.0.1:{self.platform.server_port}",
            MINGCHA_CERTIFICATES_KEY="mingcha", MINGCHA_CERTIFICATES_SECRET=str(self.folder / "secret"))
        return subprocess.run(
            [str(BIN / "mingcha"), "sync", "certificates", "--data", str(self.folder / "data"), *more],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)

    def rows(self, query):
        return sqlite3.connect(self.folder / "data" / "mingcha.db").execute(query).fetchall()

    def count(self):
        return self.rows("SELECT COUNT(*) FROM registry_holder")[0][0]


def test_every_page_arrives_and_again_nothing_changes(tmp_path):
    house = House(tmp_path, simulator.fiction(120))
    done = house.sync()
    assert done.returncode == 0, done.stderr
    assert house.count() == 120
    assert [status for _, status in house.platform.questions] == [200, 200, 200]
    # From the cursor there is nothing new; from the beginning nothing is different.
    assert house.sync().returncode == 0
    assert "未变120" in house.sync("--full").stdout
    # A change gets a new place behind the cursor.
    changed = dict(house.platform.holders[0], validUntil="2035-01-01", changedAt="2026-02-01T00:00:00Z")
    house.platform.holders.append(changed)
    assert "收到1条，新增0，更新1" in house.sync().stdout
    assert house.rows("SELECT valid_until FROM registry_holder WHERE platform_id = 'sim-1'") == [("2035-01-01",)]


def test_trouble_is_waited_out(tmp_path):
    house = House(tmp_path, simulator.fiction(60), trouble=["503", "429", "drop"])
    assert house.sync().returncode == 0
    assert house.count() == 60
    assert [status for _, status in house.platform.questions][:3] == [503, 429, 0]


def test_a_run_that_breaks_off_goes_on_where_it_stood(tmp_path):
    house = House(tmp_path, simulator.fiction(120), trouble=["", "bad-signature"])
    broken = house.sync()
    assert broken.returncode == 2 and "签名" in broken.stderr
    assert house.count() == 50
    assert house.sync().returncode == 0
    assert house.count() == 120
    assert house.platform.questions[-2][0].endswith("since=place-50")
    states = house.rows("SELECT state FROM registry_sync_run ORDER BY id")
    assert states == [("failed",), ("done",)]


def test_a_forgotten_cursor_begins_again(tmp_path):
    house = House(tmp_path, simulator.fiction(10))
    assert house.sync().returncode == 0
    house.platform.trouble = ["410"]
    assert house.sync().returncode == 0
    assert "since" not in house.platform.questions[-1][0]


@pytest.mark.parametrize("trouble", ["not-json", "500,500,500,500,500"])
def test_what_cannot_be_used_ends_the_run(tmp_path, trouble):
    house = House(tmp_path, simulator.fiction(10), trouble=trouble.split(","))
    assert house.sync().returncode == 2
    assert house.count() == 0


def test_another_key_is_refused(tmp_path):
    house = House(tmp_path, simulator.fiction(10), secret=b"f" * 32)
    assert house.sync().returncode == 2
    assert house.platform.questions[0][1] == 401


def test_bad_records_are_listed_and_numbers_are_sealed(tmp_path):
    holders = simulator.fiction(4)
    holders[0]["validUntil"] = "昨天"
    holders[1]["status"] = 7
    holders[2]["identityNumber"] = "110101199003070070"
    holders[3]["phone"] = "13800001234"
    house = House(tmp_path, holders)
    done = house.sync()
    assert done.returncode == 0
    refused = house.rows("SELECT record FROM registry_sync_error ORDER BY ordinal")
    assert [row[0] for row in refused][:2] == ["sim-1", "sim-2"]
    content = b"".join(file.read_bytes() for file in (tmp_path / "data").glob("mingcha.db*"))
    assert b"13800001234" not in content and b"110101199003070070" not in content
    assert house.rows("SELECT COUNT(*) FROM registry_personal")[0][0] >= 1
    assert (tmp_path / "data" / "personal.key").stat().st_mode & 0o077 == 0


def test_the_key_is_changed(tmp_path):
    holders = simulator.fiction(2)
    holders[0]["phone"] = "13800001234"
    house = House(tmp_path, holders)
    assert house.sync().returncode == 0
    before = house.rows("SELECT key_id, sealed, blind FROM registry_personal")
    key = (tmp_path / "data" / "personal.key").read_text()
    done = subprocess.run(
        [str(BIN / "mingcha"), "personal", "rotate", "--data", str(tmp_path / "data")],
        cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    after = house.rows("SELECT key_id, sealed, blind FROM registry_personal")
    assert len(after) == 1 and all(a != b for a, b in zip(before[0], after[0]))
    assert (tmp_path / "data" / "personal.key").read_text() != key
    assert (tmp_path / "data" / "personal.key").read_text().count("PERSONAL+KEY+") == 1
