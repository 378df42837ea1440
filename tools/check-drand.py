#!/usr/bin/env python3
"""Checks rounds of drand's quicknet that a ceremony took its public value from.

Usage: check-drand.py ROUND SIGNATURE     one round, the signature as 96 hex digits
       check-drand.py DIR                 every drand value of the ceremony published in DIR (ceremony.json)

Exit: 0 genuine, 1 refuted with the reason, 2 input unusable.

Scheme bls-unchained-g1-rfc9380: the signature is a point of G1 (compressed, 48 bytes) over SHA-256 of the round as eight
bytes, big-endian, hashed to the curve by RFC 9380; the key is a point of G2. Pairings are py_ecc's; no network is asked.
"""

import base64
import datetime
import hashlib
import json
import pathlib
import re
import sys

from py_ecc.bls.g2_primitives import subgroup_check
from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import decompress_G1, decompress_G2
from py_ecc.optimized_bls12_381 import FQ12, G2, final_exponentiate, is_inf, neg, pairing

# Chain 52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971, the mainnet's quicknet: its key never changes.
PUBLIC_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e6"
    "3aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a")
TAG = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
GENESIS, PERIOD = 1_692_803_367, 3
SOURCE = "drand-quicknet:"


class Unusable(Exception):
    """The input cannot be read."""


class Refuted(Exception):
    """What the input claims is false."""


def spoken(round_number: int) -> datetime.datetime:
    """When the network gives a round, at the earliest."""
    return datetime.datetime.fromtimestamp(GENESIS + PERIOD * (round_number - 1), datetime.timezone.utc)


def check(round_text: str, signature: str) -> str:
    """The round's randomness, if the signature is genuine."""
    if not re.fullmatch(r"[1-9][0-9]{0,18}", round_text):
        raise Unusable(f"轮次“{round_text}”不是不带前导零的正整数")
    if not re.fullmatch(r"[0-9a-f]{96}", signature):
        raise Unusable(f"第{round_text}轮的签名不是96位小写十六进制数")
    raw, key = bytes.fromhex(signature), bytes.fromhex(PUBLIC_KEY)
    try:
        point = decompress_G1(int.from_bytes(raw, "big"))
    except (ValueError, AssertionError) as error:
        raise Refuted(f"第{round_text}轮的签名不是曲线上的点") from error
    if is_inf(point) or not subgroup_check(point):
        raise Refuted(f"第{round_text}轮的签名不在规定的子群中")
    public = decompress_G2((int.from_bytes(key[:48], "big"), int.from_bytes(key[48:], "big")))
    message = hash_to_G1(hashlib.sha256(int(round_text).to_bytes(8, "big")).digest(), TAG, hashlib.sha256)
    # e(signature, -g2) · e(message, key) = 1, one final exponentiation for both.
    product = pairing(neg(G2), point, final_exponentiate=False) * pairing(public, message, final_exponentiate=False)
    if final_exponentiate(product) != FQ12.one():
        raise Refuted(f"第{round_text}轮的签名不是drand网络对这一轮的签名")
    return hashlib.sha256(raw).hexdigest()


def ceremony_values(folder: pathlib.Path) -> tuple[list[tuple[str, str]], str | None]:
    """The ceremony's drand values, and the time of the last reveal."""
    try:
        record = json.loads((folder / "ceremony.json").read_text(encoding="utf-8"))
        entries = [json.loads(base64.b64decode(one["entry"], validate=True)) for one in record["entries"]]
        values = [(one["source"].removeprefix(SOURCE), one["value"]) for one in entries
                  if one["type"] == "vdraw-public/v1" and one["source"].startswith(SOURCE)]
        return values, max((one["time"] for one in entries if one["type"] == "vdraw-reveal/v1"), default=None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unusable(f"读不到或读不懂 {folder / 'ceremony.json'}:{error}") from error


def main(words: list[str]) -> int:
    try:
        revealed = None
        if len(words) == 2:
            values = [(words[0], words[1])]
        elif len(words) == 1:
            values, revealed = ceremony_values(pathlib.Path(words[0]))
        else:
            raise Unusable("用法:check-drand.py 轮次 签名,或 check-drand.py 摇号目录")
        for round_text, signature in values:
            randomness = check(round_text, signature)
            moment = spoken(int(round_text))
            # Known before the last party opened its value, it would let that party choose.
            if revealed and f"{moment:%Y-%m-%dT%H:%M:%SZ}" < revealed:
                raise Refuted(f"第{round_text}轮在 {moment:%Y-%m-%d %H:%M:%S} UTC 已经公布,早于最后一次公开随机数({revealed})")
            print(f"通过  drand quicknet 第{round_text}轮,{moment:%Y-%m-%d %H:%M:%S} UTC 起公布,随机数 {randomness}")
        print("验证通过:drand签名真实" if values else "这次摇号没有用drand")
        return 0
    except Refuted as error:
        print(f"验证不通过:{error}", file=sys.stderr)
        return 1
    except Unusable as error:
        print(f"输入无法使用:{error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
