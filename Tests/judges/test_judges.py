"""Runs every judge in tools/: software that nobody here wrote, or a second implementation, gives its verdict on ours."""

import atexit
import functools
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from random import Random

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools"
BIN = pathlib.Path(os.environ.get("MINGCHA_TEST_BIN", ROOT / ".build" / "debug"))
VERIFY = str(BIN / "mingcha-verify")


def registry() -> str:
    """The real registry file: shared/ is beside the clone, or one level up for a work tree."""
    for base in (ROOT.parent, ROOT.parent.parent):
        found = base / "shared" / "data" / "heilongjiang-registry.csv.gz"
        if found.exists():
            return str(found)
    pytest.fail("没有找到 shared/data/heilongjiang-registry.csv.gz")


def requirements() -> str:
    """The clauses, row by row: beside the registry file."""
    return str(pathlib.Path(registry()).parents[1] / "policy" / "requirements.md")


def published_ceremony() -> str:
    """A ceremony of two campaigns as the demonstration province publishes it: its record and its population."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mingcha-ceremony."))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = subprocess.run(
        [str(BIN / "mingcha"), "demo", "--subjects", "1500", "--inspectors", "150", "--data", str(folder / "data")],
        cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    database = sqlite3.connect(folder / "data" / "mingcha.db")
    # What the portal serves under the same names.
    code, record = database.execute(
        "SELECT code, record FROM publication_ceremony WHERE state = 'drawn' AND code LIKE '%-230100-%'").fetchone()
    (folder / "ceremony.json").write_text(record, encoding="utf-8")
    (folder / "population.txt").write_bytes(b"".join(row[0] for row in database.execute(
        "SELECT lines FROM publication_population_piece WHERE ceremony_code = ? ORDER BY ordinal", [code])))
    (folder / "slips").mkdir()
    for slip, proof in database.execute("SELECT slip, proof FROM publication_slip WHERE ceremony_code = ?", [code]):
        (folder / "slips" / f"{slip}.json").write_text(proof, encoding="utf-8")
    # What the drawn subjects' notices carry.
    notices = [{"id": i, "slip": s, "nonce": n} for i, s, n in database.execute(
        "SELECT s.identifier, w.slip, w.nonce FROM draw_slip w JOIN registry_subject s ON s.id = w.subject_id"
        " JOIN draw_ceremony c ON c.id = w.ceremony_id WHERE c.code = ? ORDER BY w.slip LIMIT 50", [code])]
    assert notices
    (folder / "notices.json").write_text(json.dumps(notices), encoding="utf-8")
    database.close()
    return str(folder)


def exported_log() -> str:
    """What JudgeExportTests wrote during the Swift tests (tools/test.sh sets MINGCHA_LOG_OUT)."""
    folder = os.environ.get("MINGCHA_LOG_OUT", "")
    assert folder, "请用 make test 运行,或先设 MINGCHA_LOG_OUT 再运行 swift test --filter JudgeExportTests"
    return folder


@functools.cache
def product_log() -> str:
    """A log of some thousands of entries as the product itself keeps and exports it: every kind of tile is in it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mingcha-log."))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    where = ["--data", str(folder / "data"), "--database", str(folder / "bench.db")]
    for words in (
        ["bench", "log", "--writers", "16", "--seconds", "2", "--database", str(folder / "bench.db")],
        ["log", "key", *where], ["log", "rotate", *where], ["log", "export", str(folder / "out"), *where],
    ):
        done = subprocess.run(
            [str(BIN / "mingcha"), *words], cwd=ROOT, capture_output=True, text=True, check=False,
            env={name: value for name, value in os.environ.items() if not name.startswith("MINGCHA_")})
        assert done.returncode == 0, done.stderr[-2000:]
    return str(folder / "out")


# Script and arguments; a callable is asked when its test runs.
JUDGES = {
    "check-configuration.py": [],
    # A round of 8 January 2025, as others published it.
    "check-drand.py": [
        "14517013", "83236a954108c9de257b6a10c838f3e3f215eb3bd25c2261f42b4a6204d6b00a3f216b8d88dcd7947cba97d39f2e16c5"],
    "check-fiction.py": [registry],
    "check-policy.py": [],
    "check-regions.py": [registry],
    "check-requirements.py": [requirements],
    "check-tags.py": [registry],
    "judge-assign.py": [VERIFY, "300"],
    "judge-calendar.py": [],
    "judge-grading.py": [],
    "judge-ceremony.py": [published_ceremony],
    "judge-draw.py": [VERIFY],
    "judge-log.py": [exported_log, product_log],
    "judge-tags.py": [registry, "--sample", "1000"],
    "judge-uscc.py": [registry, "--expect", "98045,23"],
    "judge-workbooks.py": [str(BIN / "mingcha")],
}
# Those that print what a person reads and give no verdict.
TO_READ = {"judge-regions.py"}
# Counts over the real file that the Swift side is tested against: made anew, they must come out the same.
COUNTS = {"check-regions.py": "region-counts-real.json", "check-tags.py": "tag-counts-real.json"}


def test_every_judge_in_tools_is_called():
    present = {path.name for kind in ("judge", "check") for path in TOOLS.glob(f"{kind}-*.py")}
    assert present == set(JUDGES) | TO_READ


@pytest.mark.parametrize("script", JUDGES)
def test_judge(script, tmp_path):
    command = [sys.executable, str(TOOLS / script), *(word() if callable(word) else word for word in JUDGES[script])]
    written = tmp_path / "counts.json"
    if script in COUNTS:
        command += ["--write", str(written)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{script} 退出码 {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    assert done.stdout.strip(), f"{script} 没有说它比较了什么"
    print(done.stdout[-300:])
    if script in COUNTS:
        kept = json.loads((ROOT / "Reference" / COUNTS[script]).read_text(encoding="utf-8"))
        assert json.loads(written.read_text(encoding="utf-8")) == kept


def test_go_refuses_the_products_log_when_a_byte_changes(tmp_path):
    """Go's x/mod alone (offline, as Debian has it): any byte of any file."""
    judge = tmp_path / "judge-log"
    built = subprocess.run(
        ["go", "build", "-o", str(judge), str(TOOLS / "judge-log" / "main.go")], capture_output=True, text=True, check=False,
        env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOFLAGS": "", "GOPROXY": "off"})
    assert built.returncode == 0, built.stderr
    log = tmp_path / "log"
    shutil.copytree(product_log(), log)

    def verdict() -> subprocess.CompletedProcess:
        return subprocess.run([str(judge), str(log)], capture_output=True, text=True, check=False)

    good = verdict()
    assert good.returncode == 0 and "all agree" in good.stdout, good.stdout + good.stderr
    files = sorted(file for file in log.rglob("*") if file.is_file() and file.name != "log.vkey")
    kinds = {file.relative_to(log).parts[1] for file in files if "tile" in file.parts}
    assert kinds >= {"0", "1", "entries"}, "日志太短,没有各级哈希块"
    random = Random(7)
    chosen = [log / "checkpoint", *random.sample(files, 12), *(file for file in files if ".p" in str(file.parent))]
    for file in dict.fromkeys(chosen):
        content = file.read_bytes()
        # Of the checkpoint the text: a signature that is disfigured past recognition counts as a stranger's and is passed over.
        size = content.index(b"\n\n") if file.name == "checkpoint" else len(content)
        for place in sorted({0, size // 2, size - 1, random.randrange(size)}):
            file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1:])
            refused = verdict()
            assert refused.returncode == 1 and "REFUTED" in refused.stdout, f"{file.relative_to(log)} 第 {place} 字节:{refused.stdout}"
        file.write_bytes(content[:-1])
        assert verdict().returncode == 1, f"{file.relative_to(log)} 缺末字节"
        file.write_bytes(content)
    assert verdict().returncode == 0
