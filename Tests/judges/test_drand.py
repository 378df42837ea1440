"""Public values from drand: genuine rounds of quicknet as others published them, and what tools/check-drand.py refuses."""

import hashlib
import os
import pathlib
import subprocess
import sys

import pytest
import stranger

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERIFY = str(pathlib.Path(os.environ.get("MINGCHA_TEST_BIN", ROOT / ".build" / "debug")) / "mingcha-verify")
TOOL = ROOT / "tools" / "check-drand.py"
# round: signature, randomness (both published), or the signature alone.
ROUNDS = {
    "4810223": ("a276c597d6525953db73c02713eac9409e847f5c696898d6f5827a41926ddface6133b0da770947a5f1151131a197142",
                "3a7bb41dc289dcce3b5f4c9ef1067b4861777f30a95a663e97cee46ec6cabc07"),
    "5358915": ("95f058cbd1294bc3fa28647dabded06d50b543643fb04e1cb2c5b6204daf20935782f7cae5fa7718cf87b4c43d108842", None),
    "5928395": ("a5d07c0071b4e386b3ae09206522253c68fefe8490ad59ecc44a7dd0d0745be91da5779e2247a82403fbc0cb9a34cb61", None),
    "14517013": ("83236a954108c9de257b6a10c838f3e3f215eb3bd25c2261f42b4a6204d6b00a3f216b8d88dcd7947cba97d39f2e16c5",
                 "97d920a0817f74b4dbff89a721faeda4ea307bc5d8890ebb833700ea68b2d106"),
}
ROUND, SIGNATURE = "4810223", ROUNDS["4810223"][0]


def check(*words):
    return subprocess.run([sys.executable, TOOL, *map(str, words)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("number", ROUNDS)
def test_genuine_rounds(number):
    signature, randomness = ROUNDS[number]
    done = check(number, signature)
    assert done.returncode == 0, done.stderr
    assert hashlib.sha256(bytes.fromhex(signature)).hexdigest() in done.stdout
    assert randomness is None or randomness in done.stdout


@pytest.mark.parametrize("words, reason", [
    ((str(int(ROUND) + 1), SIGNATURE), "不是drand网络对这一轮的签名"),
    ((ROUND, ROUNDS["5358915"][0]), "不是drand网络对这一轮的签名"),
    # The same x, the other y: on the curve and in the group, of another sign.
    ((ROUND, "8" + SIGNATURE[1:]), "不是drand网络对这一轮的签名"),
    # The point at infinity, which a careless verifier takes for everybody's signature.
    ((ROUND, "c0" + "00" * 47), "不在规定的子群中"),
])
def test_forged_rounds(words, reason):
    done = check(*words)
    assert done.returncode == 1 and reason in done.stderr, (done.returncode, done.stderr)


def test_every_byte_of_a_signature_counts():
    raw = bytes.fromhex(SIGNATURE)
    for at in range(0, 48, 5):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1:]
        done = check(ROUND, changed.hex())
        assert done.returncode == 1 and done.stderr.startswith("验证不通过"), (at, done.stderr)


@pytest.mark.parametrize("words", [(), ("0", SIGNATURE), ("01", SIGNATURE), ("-1", SIGNATURE), (ROUND, SIGNATURE[:-1]),
                                   (ROUND, SIGNATURE.upper()), ("/nowhere",), (ROUND, SIGNATURE, "more")])
def test_what_cannot_be_read(words):
    done = check(*words)
    assert done.returncode == 2 and done.stderr.startswith("输入无法使用"), (done.returncode, done.stderr)


def ceremony(folder, day, signature=SIGNATURE):
    source = f"drand-quicknet:{ROUND}"
    stranger.make(
        folder, day=day, plan=lambda told: told.update(sources=[source]),
        public=lambda told: told.update(source=source, value=signature))
    return check(folder)


def test_a_ceremony_with_a_round_of_its_day(tmp_path):
    done = ceremony(tmp_path, "2024-02-06")
    assert done.returncode == 0 and f"第{ROUND}轮" in done.stdout, done.stderr
    # Our own verifier passes the rest of it and says what to run.
    ours = subprocess.run([VERIFY, "ceremony", tmp_path], capture_output=True, text=True, check=False)
    assert ours.returncode == 0 and f"tools/check-drand.py {ROUND} {SIGNATURE}" in ours.stdout, ours.stdout + ours.stderr


def test_a_round_known_before_the_values_were_opened(tmp_path):
    done = ceremony(tmp_path, "2026-03-01")
    assert done.returncode == 1 and "早于最后一次公开随机数" in done.stderr, done.stderr


def test_a_made_up_signature_in_a_ceremony(tmp_path):
    done = ceremony(tmp_path, "2024-02-06", ROUNDS["5358915"][0])
    assert done.returncode == 1 and "不是drand网络对这一轮的签名" in done.stderr, done.stderr


def test_a_ceremony_without_drand(tmp_path):
    stranger.make(tmp_path)
    done = check(tmp_path)
    assert done.returncode == 0 and "没有用drand" in done.stdout
