"""A witness and a log as two processes: consistent heads are cosigned, forks, rollbacks and bad proofs are not."""

import contextlib
import pathlib
import shutil
import signal
import socket
import subprocess
import time

import pytest

import logbook
from house import BIN, ROOT, House, verify


class Witness:
    """`mingcha witness`, answering when the constructor returns."""

    def __init__(self, folder: pathlib.Path, *logs: str, port: int | None = None):
        self.folder, self.logs = folder, logs
        self.port = port or free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.vkey = subprocess.run(
            [str(BIN / "mingcha"), "witness", "key", "--dir", str(folder), "--name", "witness.example/w1"], cwd=ROOT,
            env=House.environment(), capture_output=True, text=True, check=True).stdout.strip()
        words = [word for log in logs for word in ("--log", log)]
        self.process = subprocess.Popen(
            [str(BIN / "mingcha"), "witness", "--dir", str(folder), "--port", str(self.port), *words], cwd=ROOT,
            env=House.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            assert self.process.poll() is None, "mingcha witness 没有启动"
            time.sleep(0.05)
        raise AssertionError("mingcha witness 没有应答")

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def grow(house: House, *names: str) -> None:
    for name in names:
        house.run("user", "add", name, "--name", "虚构人员", "--role", "planner", "--region", "230102",
                  "--authority-name", "虚构机关")


def head(house: House, folder: pathlib.Path) -> tuple[str, int]:
    """The log's own checkpoint, signed now, and its size."""
    house.run("log", "export", folder)
    note = (folder / "checkpoint").read_text(encoding="utf-8")
    return note, int(note.splitlines()[1])


def proof(house: House, old: int) -> list[bytes]:
    """RFC 6962, 2.1.2, from the entries."""
    entries = [bytes(row, "utf-8") for [row] in house.sql("SELECT CAST(entry AS TEXT) FROM log_entry ORDER BY idx")]

    def root(part):
        if len(part) == 1:
            return logbook.leaf(part[0])
        k = 1 << (len(part) - 1).bit_length() - 1
        return logbook.node(root(part[:k]), root(part[k:]))

    def sub(m, part, whole):
        if m == len(part):
            return [] if whole else [root(part)]
        k = 1 << (len(part) - 1).bit_length() - 1
        if m <= k:
            return sub(m, part[:k], whole) + [root(part[k:])]
        return sub(m - k, part[k:], False) + [root(part[:k])]

    return sub(old, entries, True) if old else []


@pytest.fixture
def house(tmp_path):
    made = House("sqlite", tmp_path / "house" / "data")
    made.run("migrate")
    grow(made, "planner1")
    return made


def test_the_answers_of_the_specification(house, tmp_path):
    """C2SP tlog-witness, add-checkpoint."""
    key = house.run("log", "vkey").strip()
    witness = Witness(tmp_path / "w", key)
    try:
        first, size = head(house, tmp_path / "one")
        status, _, _ = logbook.ask(witness.base, 1, [], first)
        assert status == 409, "第一次应从 0 开始"
        status, kind, line = logbook.ask(witness.base, 0, [], first)
        assert (status, kind.split(";")[0]) == (200, "text/plain")
        assert logbook.cosigned_by(first + line, witness.vkey)
        # The same again is cosigned again; an old size that it has left behind tells where it stands.
        assert logbook.ask(witness.base, size, [], first)[0] == 200
        status, kind, body = logbook.ask(witness.base, 0, [], first)
        assert (status, kind, body) == (409, "text/x.tlog.size", f"{size}\n")

        grow(house, "planner2", "planner3", "planner4")
        second, grown = head(house, tmp_path / "two")
        path = proof(house, size)
        for wrong in ([], path[:-1], [*path[:-1], bytes(32)], [*path, bytes(32)]):
            assert logbook.ask(witness.base, size, wrong, second)[0] == 422, "错误的证明被接受"
        assert logbook.ask(witness.base, grown + 1, path, second)[0] == 400
        assert logbook.ask(witness.base, size, path, second)[0] == 200
        # A rollback to what it has signed before.
        status, kind, body = logbook.ask(witness.base, size, [], first)
        assert (status, body) == (409, f"{grown}\n")
        assert logbook.ask(witness.base, grown, [], first)[0] == 400

        # Killed, and started again: it remembers.
        witness.kill()
        witness = Witness(tmp_path / "w", key, port=witness.port)
        assert logbook.ask(witness.base, 0, [], second)[2] == f"{grown}\n"

        # Another tree of the same size, signed by the log itself.
        secret = (house.data / "log.key").read_text(encoding="utf-8")
        text = logbook.split(second)[0].splitlines()
        fork = logbook.forge(secret, "\n".join([text[0], text[1], logbook.split(first)[0].splitlines()[2]]) + "\n")
        status, kind, body = logbook.ask(witness.base, grown, [], fork)
        assert (status, kind, body) == (409, "text/x.tlog.size", f"{grown}\n")
        assert list((tmp_path / "w").glob("evidence-*.txt")), "分叉的证据没有留下"

        # Unsigned, signed by a stranger, of an unknown log, and what is no request.
        stranger = House("sqlite", tmp_path / "stranger" / "data")
        stranger.run("migrate")
        unsigned = second.replace("\u2014 mingcha.example/log ", "\u2014 somebody.example ")
        assert logbook.ask(witness.base, grown, [], unsigned)[0] == 403
        assert logbook.ask(witness.base, grown, [], head(stranger, tmp_path / "three")[0])[0] == 403
        other = second.replace("mingcha.example/log\n", "other.example/log\n", 1)
        assert logbook.ask(witness.base, grown, [], other)[0] == 404
        for body in (b"", b"old\n\n", b"old 01\n\n" + second.encode(), b"old 1\nxx\n\n" + second.encode(), b"\xff" * 99):
            assert logbook.post(witness.base, body)[0] == 400, body[:20]
        assert logbook.post(witness.base, b"old 0\n" * 20_000)[0] == 413
        # Nothing of that moved it.
        assert logbook.ask(witness.base, grown, [], second)[0] == 200
    finally:
        witness.kill()


def listed(tmp_path: pathlib.Path, *witnesses: tuple[str, str]) -> pathlib.Path:
    file = tmp_path / "witnesses.txt"
    lines = [f"witness w{number} {key} {url}" for number, (key, url) in enumerate(witnesses)]
    file.write_text("# 见证人\n" + "\n".join([*lines, "quorum none"]) + "\n", encoding="utf-8")
    return file


def until(seconds: float, what: str, condition):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(what)


def test_the_house_shows_its_heads_to_its_witnesses(house, tmp_path):
    key = house.run("log", "vkey").strip()
    witness = Witness(tmp_path / "w", key)
    # Nobody listens there: it costs the others nothing.
    dead = subprocess.run(
        [str(BIN / "mingcha"), "witness", "key", "--dir", str(tmp_path / "w2"), "--name", "witness.example/w2"], cwd=ROOT,
        env=House.environment(), capture_output=True, text=True, check=True).stdout.strip()
    file = listed(tmp_path, (witness.vkey, witness.base + "/"), (dead, f"http://127.0.0.1:{free_port()}"))
    settings = {"MINGCHA_LOG_WITNESSES": str(file), "MINGCHA_LOG_WITNESS_SECONDS": "1"}
    try:
        with house.serve(**settings) as server:
            def cosigned(least: int):
                note = logbook.get(server.base + "/log/checkpoint")
                return note if logbook.cosigned_by(note, witness.vkey) and int(note.splitlines()[1]) >= least else None

            size = house.count("log_entry")
            note = until(20, "检查点没有见证签名", lambda: cosigned(size))
            assert logbook.signed_by(note, key) and not logbook.cosigned_by(note, dead)
            receipt = logbook.get(server.base + "/log/receipt/0")
            assert receipt.endswith(note), "回执没有带上见证签名"
            # Everybody can read who is late.
            page = logbook.get(server.base + "/log/witnesses")
            assert "没有跟上的见证人：witness.example/w2（从未签名）。" in page and "已签最新" in page
            grow(house, "planner2")
            until(20, "新的检查点没有见证签名", lambda: cosigned(size + 1))
            # While the witness is gone the house goes on, and shows its heads without it.
            witness.kill()
            grow(house, "planner3")
            began = time.monotonic()
            assert logbook.get(server.base + "/login")
            assert time.monotonic() - began < 2
            note = until(20, "见证人不在时没有新的检查点", lambda: next(
                (note for note in [logbook.get(server.base + "/log/checkpoint")] if int(note.splitlines()[1]) == size + 2), None))
            assert not logbook.cosigned_by(note, witness.vkey)
            page = logbook.get(server.base + "/log/witnesses")
            assert f"witness.example/w1（停在第{size + 1}条）、witness.example/w2（从未签名）。" in page and "落后1条" in page
            witness = Witness(tmp_path / "w", key, port=witness.port)
            until(20, "见证人回来后没有补签", lambda: cosigned(size + 2))
            log = server.path.read_text(encoding="utf-8")
            assert "witness does not cosign" in log and "witness answers again" in log
        # What was shown checks out, as files too; an export carries the cosignatures.
        house.run("log", "verify")
        exporting = subprocess.run(
            house.words("log", "export", tmp_path / "out"), cwd=ROOT, env=House.environment(**settings), capture_output=True,
            text=True, check=False)
        assert exporting.returncode == 0, exporting.stderr
        assert logbook.cosigned_by((tmp_path / "out" / "checkpoint").read_text(encoding="utf-8"), witness.vkey)
        proof = tmp_path / "receipt.tlog-proof"
        proof.write_text(receipt, encoding="utf-8")
        entry = tmp_path / "entry"
        entry.write_bytes(house.sql("SELECT CAST(entry AS TEXT) FROM log_entry WHERE idx = 0")[0][0].encode())
        for words in (("log", tmp_path / "out"), ("receipt", proof, "--entry", entry)):
            assert verify(*words, "--vkey", key).returncode == 0
            assert verify(*words, "--vkey", key, "--witness", witness.vkey).returncode == 0
            refused = verify(*words, "--vkey", key, "--witness", witness.vkey, "--witness", dead)
            assert refused.returncode == 1 and "见证签名不足" in refused.stderr
            assert verify(*words, "--vkey", key, "--witness", key).returncode == 2
    finally:
        witness.kill()


def test_a_rewritten_log_is_refused_by_the_witness_and_found_by_verify(house, tmp_path):
    """Threat: log forked or rewritten. Rows changed by hand, everything recomputed, head signed anew by the log's own key."""
    key = house.run("log", "vkey").strip()
    witness = Witness(tmp_path / "w", key)
    file = listed(tmp_path, (witness.vkey, witness.base))
    settings = {"MINGCHA_LOG_WITNESSES": str(file), "MINGCHA_LOG_WITNESS_SECONDS": "1"}
    try:
        with house.serve(**settings) as server:
            until(20, "检查点没有见证签名", lambda: logbook.cosigned_by(
                logbook.get(server.base + "/log/checkpoint"), witness.vkey))
            kept = logbook.get(server.base + "/log/checkpoint")
        house.run("log", "export", tmp_path / "before")
        receipt = tmp_path / "receipt.tlog-proof"
        # By hand: one entry says something else; leaves, nodes and head follow.
        [[entry]] = house.sql("SELECT CAST(entry AS TEXT) FROM log_entry WHERE idx = 1")
        changed = entry.replace('"act":"account.bootstrap"', '"act":"account.bootstrip"')
        assert changed != entry
        logbook.rewrite(house.file(), 1, changed.encode())
        said = house.run("log", "verify", expect=1)
        assert "与条目不符" in said and "改写" in said and "检查点" in said
        # The attacker covers his tracks in the house: column, stored checkpoints, the memory in the data directory.
        house.sql("UPDATE log_entry SET act = 'account.bootstrip' WHERE idx = 1")
        house.sql("DELETE FROM log_checkpoint")
        (house.data / "log.checkpoint").unlink()
        shutil.copytree(house.data, tmp_path / "covered" / "data")
        assert "日志完好" in house.run("log", "verify"), "库内已无破绽:只有库外的检查点查得出"
        (house.data / "log.checkpoint").unlink(missing_ok=True)
        for since in (tmp_path / "before", tmp_path / "before" / "checkpoint"):
            said = house.run("log", "verify", "--since", since, expect=1)
            assert "日志被改写" in said
        receipt.write_text("c2sp.org/tlog-proof@v1\nindex 0\n" + "A" * 43 + "=\n\n" + kept, encoding="utf-8")
        assert "日志被改写" in house.run("log", "verify", "--since", receipt, expect=1)
        # The witness has signed the other one.
        grow(house, "planner9")
        with house.serve(**settings) as server:
            until(20, "见证人没有拒绝改写的日志", lambda: "witness contradicts the log" in server.path.read_text(encoding="utf-8"))
            note = logbook.get(server.base + "/log/checkpoint")
            assert not logbook.cosigned_by(note, witness.vkey)
        assert house.count("log_checkpoint") == 0
        assert list((tmp_path / "w").glob("evidence-*.txt"))
        # And one that lost its end.
        short = House("sqlite", tmp_path / "short" / "data")
        short.run("migrate")
        shutil.copy(house.data / "log.key", short.data / "log.key")
        (short.data / "log.checkpoint").unlink(missing_ok=True)
        with short.serve(**settings) as server:
            until(20, "见证人没有拒绝变短的日志", lambda: "witness contradicts the log" in server.path.read_text(encoding="utf-8"))
    finally:
        witness.kill()


@pytest.mark.parametrize(("line", "why"), [
    ("witness w1 KEY", "不是四项"), ("witness w1 KEY ftp://w.example", "网址不对"), ("witness w1 LOG http://w.example", "不是见证人的"),
    ("witness w1 KEYx http://w.example", "第 2 行"), ("witnes w1 KEY http://w.example", "不是四项"),
    ("witness w1 KEY http://w.example\nwitness w2 KEY http://x.example", "出现两次"),
])
def test_a_list_of_witnesses_that_cannot_be_read_stops_the_start(house, tmp_path, line, why):
    key = subprocess.run(
        [str(BIN / "mingcha"), "witness", "key", "--dir", str(tmp_path / "w")], cwd=ROOT, env=House.environment(),
        capture_output=True, text=True, check=True).stdout.strip()
    file = tmp_path / "witnesses.txt"
    text = line.replace("KEY", key).replace("LOG", house.run("log", "vkey").strip())
    file.write_text(f"# 见证人\n{text}\n", encoding="utf-8")
    done = subprocess.run(
        house.words("serve", "--port", free_port()), cwd=ROOT, env=House.environment(MINGCHA_LOG_WITNESSES=str(file)),
        capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2 and why in done.stderr, done.stderr
