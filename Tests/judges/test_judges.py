"""Runs every judge in tools/: software that nobody here wrote, or a second implementation, gives its verdict on ours."""

import atexit
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

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


# Script and arguments; a callable is asked when its test runs.
JUDGES = {
    "check-configuration.py": [],
    "check-fiction.py": [registry],
    "check-policy.py": [],
    "check-regions.py": [registry],
    "check-requirements.py": [requirements],
    "check-tags.py": [registry],
    "judge-assign.py": [VERIFY, "300"],
    "judge-calendar.py": [],
    "judge-ceremony.py": [published_ceremony],
    "judge-draw.py": [VERIFY],
    "judge-log.py": [exported_log],
    "judge-tags.py": [registry, "--sample", "1000"],
    "judge-uscc.py": [registry, "--expect", "98045,23"],
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
