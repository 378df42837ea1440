"""kill -9 among many writers: what was answered is there, in one order without gaps, and the root comes out."""

import pathlib
import random
import signal
import subprocess
import time

import pytest

from house import BIN, KINDS, ROOT, House

RANDOM = random.Random(20261123)


def writer(house: House, answered: pathlib.Path, seconds: int) -> subprocess.Popen:
    """A process with many writers, which notes each write it was answered."""
    return subprocess.Popen(
        [str(BIN / "mingcha"), "bench", "log", "--writers", "24", "--seconds", str(seconds), "--answered", str(answered),
         "--database", house.database or str(house.file())],
        cwd=ROOT, env=House.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def rows(house: House) -> dict[str, int]:
    return {thing: int(index) for thing, index in house.sql("SELECT object, idx FROM log_entry")}


def check(house: House, files: list[pathlib.Path], folder: pathlib.Path) -> int:
    """Every answered write is in the log, at the place it was told, with its row of state."""
    present, answered = rows(house), 0
    kept = {key for [key] in house.sql("SELECT submission_key FROM access_submission")}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            index, key = line.split(" ")
            assert present.get(f"bench/{key}") == int(index), f"已答复的第 {index} 条不在日志里"
            assert key in kept
            answered += 1
    assert sorted(present.values()) == list(range(len(present))), "日志有缺号"
    assert kept == {thing.removeprefix("bench/") for thing in present}, "业务数据和留痕不是一一对应"
    assert "日志完好" in house.run("log", "verify")
    house.check_log(folder)
    return answered


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_answered_outlives_a_kill(kind, tmp_path):
    house = House(kind, tmp_path / "data")
    try:
        house.run("log", "key")
        files, answered = [], 0
        for turn in range(4):
            file = tmp_path / f"answered-{turn}"
            files.append(file)
            process = writer(house, file, 30)
            until = time.monotonic() + 30
            while not (file.exists() and file.stat().st_size > 0) and time.monotonic() < until:
                time.sleep(0.02)
            time.sleep(RANDOM.uniform(0.05, 0.6))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            assert process.returncode == -signal.SIGKILL
            found = check(house, files, tmp_path / f"log-{turn}")
            assert found > answered, "中断前没有一笔已答复"
            answered = found
        print(f"{kind}:{answered} 笔已答复,全部在日志里")
    finally:
        house.remove()


def test_two_processes_write_one_log_and_one_is_killed(tmp_path):
    house = House("postgres", tmp_path / "data")
    try:
        house.run("log", "key")
        # Makes what both need, so that they do not both make it.
        first = writer(house, tmp_path / "answered-0", 1)
        assert first.wait(60) == 0, first.communicate()
        one, two = writer(house, tmp_path / "answered-1", 4), writer(house, tmp_path / "answered-2", 30)
        time.sleep(2.5)
        two.send_signal(signal.SIGKILL)
        two.communicate()
        out, err = one.communicate(timeout=60)
        assert one.returncode == 0, out + err
        files = [tmp_path / f"answered-{number}" for number in range(3)]
        assert all(file.stat().st_size > 0 for file in files)
        print(check(house, files, tmp_path / "log"), "笔")
        # They took turns: neither wrote all of its own in one go.
        order = [thing.split("/")[1][:36] for thing, _ in sorted(rows(house).items(), key=lambda row: row[1])]
        turns = sum(before != after for before, after in zip(order, order[1:]))
        assert turns > 20, f"两个进程只交替了 {turns} 次"
    finally:
        house.remove()
