"""Where the log's key is, how it is changed, and what a restored database is allowed to sign."""

import os
import pathlib
import shutil
import stat
import subprocess

import pytest

import logbook
from house import BIN, ROOT, House, verify
from test_witness import grow


@pytest.fixture
def house(tmp_path):
    made = House("sqlite", tmp_path / "house" / "data")
    made.run("migrate")
    grow(made, "planner1")
    return made


def mingcha(house: House, *words, expect: int = 0, **environment) -> str:
    done = subprocess.run(
        house.words(*words), cwd=ROOT, env=House.environment(**environment), capture_output=True, text=True, check=False)
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def receipt(house: House, index: int, folder: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """A receipt as the house serves it, and its entry."""
    folder.mkdir(exist_ok=True)
    with house.serve() as server:
        (folder / "one.tlog-proof").write_text(logbook.get(f"{server.base}/log/receipt/{index}"), encoding="utf-8")
    [[entry]] = house.sql(f"SELECT CAST(entry AS TEXT) FROM log_entry WHERE idx = {index}")
    (folder / "entry").write_bytes(entry.encode())
    return folder / "one.tlog-proof", folder / "entry"


def test_a_key_is_changed_while_old_and_new_readers_look_on(house, tmp_path):
    [old] = house.run("log", "vkey").split()
    early, entry = receipt(house, 1, tmp_path / "early")
    assert "没有进行中" in house.run("log", "rotate", "--finish", expect=1)
    said = house.run("log", "rotate")
    first, new = house.run("log", "vkey").split()
    assert first == old and new != old and new in said
    assert new.split("+")[0] == old.split("+")[0], "日志的名称变了"
    assert stat.S_IMODE((house.data / "log.key").stat().st_mode) == 0o600
    assert not (house.data / "log.key.next").exists()
    assert "还没有结束" in house.run("log", "rotate", expect=1)

    # Both sign: a reader with either key is served, and so is a third party's Ed25519.
    grow(house, "planner2")
    house.run("log", "export", tmp_path / "both")
    note = (tmp_path / "both" / "checkpoint").read_text(encoding="utf-8")
    assert logbook.signed_by(note, old) and logbook.signed_by(note, new)
    assert (tmp_path / "both" / "log.vkey").read_text(encoding="utf-8").split() == [old, new]
    for keys in ([old], [new], [old, new]):
        assert verify("log", tmp_path / "both", *(word for key in keys for word in ("--vkey", key))).returncode == 0
    middle, middle_entry = receipt(house, 2, tmp_path / "middle")
    # The log itself says which key follows, under the old key's signature.
    named = [text for [text] in house.sql("SELECT CAST(entry AS TEXT) FROM log_entry WHERE act = 'log.key.new'")]
    assert len(named) == 1 and new in named[0] and old in named[0]

    said = house.run("log", "rotate", "--finish")
    assert house.run("log", "vkey").split() == [new, old], "旧公钥应留着,列在后面"
    assert "PRIVATE" not in (house.data / "log.key").read_text(encoding="utf-8").splitlines()[1]
    grow(house, "planner3")
    house.run("log", "export", tmp_path / "new")
    note = (tmp_path / "new" / "checkpoint").read_text(encoding="utf-8")
    assert logbook.signed_by(note, new) and not logbook.signed_by(note, old)
    assert verify("log", tmp_path / "new", "--vkey", new).returncode == 0
    assert verify("log", tmp_path / "new", "--vkey", old).returncode == 1
    both = ("--vkey", old, "--vkey", new)
    assert verify("log", tmp_path / "new", *both).returncode == 0
    assert verify("log", tmp_path / "new", "--vkey", tmp_path / "new" / "log.vkey").returncode == 0
    late, late_entry = receipt(house, 3, tmp_path / "late")
    for file, content, keys in (
        (early, entry, ("--vkey", old)), (early, entry, both), (middle, middle_entry, ("--vkey", old)),
        (middle, middle_entry, ("--vkey", new)), (late, late_entry, ("--vkey", new)), (late, late_entry, both),
    ):
        done = verify("receipt", file, "--entry", content, *keys)
        assert done.returncode == 0, done.stdout + done.stderr
    assert verify("receipt", late, "--entry", late_entry, "--vkey", old).returncode == 1
    assert verify("receipt", early, "--entry", entry, "--vkey", new).returncode == 1
    # Earlier exports and receipts are still evidence that the log was not rewritten.
    assert "是先前" in house.run("log", "verify", "--since", tmp_path / "both", "--since", early)
    # A key of another log beside it is no key of this one.
    other = House("sqlite", tmp_path / "other" / "data")
    mingcha(other, "migrate", MINGCHA_LOG_NAME="other.example/log")
    [stranger] = other.run("log", "vkey").split()
    assert verify("log", tmp_path / "new", "--vkey", new, "--vkey", stranger).returncode == 2


def test_an_interrupted_change_is_taken_up_again(house):
    """Killed after the entry, before the key file was replaced: the same key goes on, and the log names it once."""
    key = house.data / "log.key"
    before = key.read_text(encoding="utf-8")
    house.run("log", "rotate")
    second = key.read_text(encoding="utf-8").splitlines()[1]
    key.write_text(before, encoding="utf-8")
    (house.data / "log.key.next").write_text(second + "\n", encoding="utf-8")
    house.run("log", "rotate")
    assert key.read_text(encoding="utf-8").splitlines()[1] == second
    assert house.count("log_entry", "act = 'log.key.new'") == 1


def test_a_key_outside_the_data_directory(tmp_path):
    house = House("sqlite", tmp_path / "house" / "data")
    place = tmp_path / "keys" / "log.key"
    settings = {"MINGCHA_LOG_KEY": str(place)}
    assert "log key" in mingcha(house, "migrate", expect=2, **settings), "指定的密钥不在时不应悄悄新建"
    mingcha(house, "log", "key", **settings)
    assert "不会覆盖" in mingcha(house, "log", "key", expect=1, **settings)
    mingcha(house, "migrate", **settings)
    assert not (house.data / "log.key").exists()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    # As systemd hands it over: read only.
    os.chmod(place, 0o400)
    mingcha(house, "log", "verify", **settings)
    # Without the setting the log has entries and no key: another identity is not made silently.
    assert "找不到日志签名密钥" in house.run("migrate", expect=2)
    os.chmod(place, 0o644)
    assert "can be read by others" in mingcha(house, "migrate", **settings)
    place.write_text("PRIVATE+KEY+broken\n", encoding="utf-8")
    said = mingcha(house, "migrate", expect=2, **settings)
    assert "无法使用" in said and "PRIVATE" not in said.replace("PRIVATE+KEY+ 开头", "")


def test_backups_hold_no_key_unless_asked_and_a_stale_one_is_not_signed(house, tmp_path):
    said = house.run("backup", tmp_path / "backups")
    [folder] = (tmp_path / "backups").iterdir()
    assert [file.name for file in folder.iterdir()] == ["mingcha.db"] and "不在备份中" in said
    grow(house, "planner2", "planner3")
    house.run("log", "export", tmp_path / "shown")
    # Back to before what was shown: nothing is signed, nothing is written.
    shutil.copy(folder / "mingcha.db", house.file())
    for suffix in ("-wal", "-shm"):
        (house.data / f"mingcha.db{suffix}").unlink(missing_ok=True)
    for words in (("serve",), ("user", "add", "x", "--name", "x", "--role", "planner", "--region", "230102"),
                  ("log", "export", tmp_path / "again"), ("log", "rotate")):
        said = house.run(*words, expect=1)
        assert "旧备份" in said and "docs/log.md" in said, said
    assert house.count("log_entry") == 2
    assert "变短" in house.run("log", "verify", expect=1)
    # Grown again to the size that was shown, but with other entries: still not.
    memory = (house.data / "log.checkpoint").read_bytes()
    (house.data / "log.checkpoint").unlink()
    grow(house, "planner4", "planner5", "planner6")
    (house.data / "log.checkpoint").write_bytes(memory)
    assert "不一致" in house.run("serve", expect=1)
    # Asked for, the key is there, for its owner only.
    (house.data / "log.checkpoint").unlink()
    said = house.run("backup", tmp_path / "with", "--with-key")
    [folder] = (tmp_path / "with").iterdir()
    assert (folder / "log.key").read_bytes() == (house.data / "log.key").read_bytes()
    assert stat.S_IMODE((folder / "log.key").stat().st_mode) == 0o600 and stat.S_IMODE(folder.stat().st_mode) == 0o700
    # And what docs/log.md says of a log that cannot be continued: another name, another key, the memory of the old one.
    (house.data / "log.checkpoint").write_bytes(memory)
    (house.data / "log.key").rename(house.data / "log.key.old")
    mingcha(house, "log", "key", MINGCHA_LOG_NAME="mingcha.example/log2")
    grow(house, "planner7")
    assert "mingcha.example/log2" in house.check_log(tmp_path / "renamed")
