#!/usr/bin/env python3
"""Lets software that nobody here wrote judge the transparency log.

Builds a log of 66,000 entries with proofs, receipts and signatures (Tests/TransparencyLogTests/JudgeExportTests.swift),
then checks it with pymerkle (Merkle tree of RFC 9162), Python's cryptography (Ed25519) and, where `go` and Debian's
golang-golang-x-mod-dev are installed, Go's sumdb/tlog and sumdb/note. Needs `pip install pymerkle==7.0.0 cryptography`.

Usage: tools/judge-log.py [--need-go] [DIR of an earlier export]
Exit: 0 all agree, 1 refuted, 2 a judge is missing.
"""

import base64
import hashlib
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
except ImportError as missing:
    sys.exit(print(f"missing: {missing.name}; pip install pymerkle==7.0.0 cryptography") or 2)

HERE = pathlib.Path(__file__).resolve().parent
GOPATH = "/usr/share/gocode"


def check(truth, what):
    if not truth:
        print("REFUTED:", what)
        sys.exit(1)


def number(index, width):
    text = f"{index:03d}" if index < 1000 else ""
    if not text:
        digits = str(index).rjust(-(-len(str(index)) // 3) * 3, "0")
        groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
        text = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    return text if width == 256 else f"{text}.p/{width}"


def read_vkey(vkey, kind):
    """The name, key id and public key of a vkey line, with the id recomputed."""
    name, key_id, encoded = vkey.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    check(raw[0] == kind and len(raw) == 33, f"key type of {name}")
    digest = hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    check(digest == key_id, f"key id of {name}")
    return name, bytes.fromhex(key_id), Ed25519PublicKey.from_public_bytes(raw[1:])


def signatures(note):
    """The text of a note and its signatures by (name, key id)."""
    text, _, lines = note.rpartition("\n\n")
    found = {}
    for line in lines.splitlines():
        dash, name, encoded = line.split(" ")
        check(dash == "\u2014", "signature line")
        raw = base64.b64decode(encoded, validate=True)
        found[name, raw[:4]] = raw[4:]
    return text + "\n", found


def follow(tree, before, at, path):
    """RFC 9162 section 2.1.4.2: the roots that a consistency path leads to."""
    if before == at:
        return (tree.get_root(before), tree.get_root(at)) if not path else None
    if before & (before - 1) == 0:
        path = [tree.get_root(before)] + path
    fn, sn = before - 1, at - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            fr, sr = tree.hash_pair(c, fr), tree.hash_pair(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = tree.hash_pair(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return (fr, sr) if sn == 0 else None


def judge(directory):
    dossier = json.loads((directory / "dossier.json").read_text())
    note = (directory / "checkpoint").read_text()
    text, lines = signatures(note)
    name, key_id, key = read_vkey(dossier["vkey"], 1)
    key.verify(lines[name, key_id], text.encode())
    seed = base64.b64decode(dossier["secretLine"].split("+", 4)[4])[1:]
    check(Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode()) == lines[name, key_id], "own signature")
    witness, witness_id, witness_key = read_vkey(dossier["witnessVkey"], 4)
    cosignature = lines[witness, witness_id]
    time = struct.unpack(">Q", cosignature[:8])[0]
    witness_key.verify(cosignature[8:], f"cosignature/v1\ntime {time}\n{text}".encode())

    origin, size, root = text.splitlines()
    size, root = int(size), base64.b64decode(root, validate=True)
    check(origin == name, "origin")
    tree = InmemoryTree(algorithm="sha256")
    leaves = []
    for start in range(0, size, 256):
        width = min(256, size - start)
        bundle = (directory / "tile" / "entries" / number(start // 256, width)).read_bytes()
        tile = (directory / "tile" / "0" / number(start // 256, width)).read_bytes()
        count = 0
        while bundle:
            length = struct.unpack(">H", bundle[:2])[0]
            tree.append_entry(bundle[2:2 + length])
            leaves.append(tree.get_leaf(len(leaves) + 1))
            check(tile[32 * count:32 * count + 32] == leaves[-1], f"leaf {len(leaves) - 1}")
            bundle = bundle[2 + length:]
            count += 1
        check(count == width and len(tile) == 32 * width, f"bundle from {start}")
    check(tree.get_root() == root, "root of the checkpoint")
    for at, known in enumerate(dossier["roots"]):
        check(tree.get_root(at).hex() == known, f"root at size {at}")
    old = signatures(dossier["oldCheckpoint"])[0].splitlines()
    check(tree.get_root(int(old[1])) == base64.b64decode(old[2]), "root of the old checkpoint")

    # pymerkle orders its paths in its own way (from left to right, own leaf included): the hashes must be the same ones.
    for proof in dossier["inclusion"]:
        index, at = proof["index"], proof["size"]
        theirs = tree.prove_inclusion(index + 1, at)
        verify_inclusion(leaves[index], tree.get_root(at), theirs)
        hashes = sorted(theirs.serialize()["path"])
        check(hashes == sorted(proof["path"] + [leaves[index].hex()]), f"inclusion of {index} in {at}")
    # Its consistency paths may cut the tree finer than RFC 9162 does, so ours are followed here by the RFC's own words,
    # from one of pymerkle's roots to the other, with pymerkle's hashing.
    for proof in dossier["consistency"]:
        before, at = proof["oldSize"], proof["newSize"]
        check(follow(tree, before, at, [bytes.fromhex(text) for text in proof["path"]])
              == (tree.get_root(before), tree.get_root(at)), f"consistency of {before} with {at}")
        verify_consistency(tree.get_root(before), tree.get_root(at), tree.prove_consistency(before, at))
    print(f"pymerkle, cryptography: {size} entries, {len(dossier['roots'])} roots, {len(dossier['inclusion'])} inclusion and "
          f"{len(dossier['consistency'])} consistency proofs, log signature, cosignature: all agree")


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--need-go"]
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(arguments[0] if arguments else scratch)
        if not arguments:
            run = subprocess.run(
                ["swift", "test", "--filter", "JudgeExportTests"], cwd=HERE.parent, capture_output=True, text=True,
                env={**os.environ, "MINGCHA_LOG_OUT": scratch})
            if run.returncode or not (directory / "dossier.json").exists():
                print(run.stdout[-3000:], run.stderr[-3000:])
                sys.exit(2)
        judge(directory)
        if shutil.which("go") and os.path.isdir(f"{GOPATH}/src/golang.org/x/mod/sumdb"):
            run = subprocess.run(
                ["go", "run", str(HERE / "judge-log" / "main.go"), str(directory)],
                env={**os.environ, "GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": ""})
            sys.exit(run.returncode)
        print("Go's judge is missing: apt install golang-go golang-golang-x-mod-dev")
        sys.exit(2 if "--need-go" in sys.argv else 0)


main()
