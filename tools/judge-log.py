#!/usr/bin/env python3
"""Lets software that nobody here wrote judge the transparency log: pymerkle (Merkle tree of RFC 9162), Python's
cryptography (Ed25519), and Go's golang.org/x/mod/sumdb (tlog, note) from Debian's golang-golang-x-mod-dev.

Two kinds of directories are judged, told apart by what lies in them:
- what `mingcha log export` wrote (checkpoint, tile/, log.vkey): signatures, every entry, every tile, the root, and proofs
  that Go makes from the product's own tiles;
- what Tests/TransparencyLogTests/JudgeExportTests.swift wrote (a dossier.json besides): our proofs, receipts and secret
  line as well, over 66,000 entries.

Usage: tools/judge-log.py [--only-go] [DIR …]     without DIR the second kind is made first
Exit: 0 all agree, 1 refuted, 2 a judge is missing. Offline: GO111MODULE=off, GOPATH=/usr/share/gocode.
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


def product(directory):
    """What `mingcha log export` wrote."""
    note = (directory / "checkpoint").read_text()
    text, lines = signatures(note)
    good = 0
    for vkey in (directory / "log.vkey").read_text().split():
        name, key_id, key = read_vkey(vkey, 1)
        if (name, key_id) in lines:
            key.verify(lines[name, key_id], text.encode())
            good += 1
    check(good > 0, "no signature by a key of log.vkey")
    origin, size, root = text.splitlines()
    size, root = int(size), base64.b64decode(root, validate=True)
    check(origin == name, "origin")
    tree = InmemoryTree(algorithm="sha256")
    rows = [[]]
    for start in range(0, size, 256):
        width = min(256, size - start)
        bundle = (directory / "tile" / "entries" / number(start // 256, width)).read_bytes()
        count = 0
        while bundle:
            length = struct.unpack(">H", bundle[:2])[0]
            tree.append_entry(bundle[2:2 + length])
            rows[0].append(tree.get_leaf(len(rows[0]) + 1))
            bundle = bundle[2 + length:]
            count += 1
        check(count == width, f"bundle from {start}")
    check(tree.get_root() == root, "root of the checkpoint")
    # Every tile of every level; a hash of a higher level is the root of 256 below.
    tiles = 0
    while rows[-1]:
        level, row = len(rows) - 1, rows[-1]
        for start in range(0, len(row), 256):
            part = row[start:start + 256]
            served = (directory / "tile" / str(level) / number(start // 256, len(part))).read_bytes()
            check(served == b"".join(part), f"tile {level}/{start // 256}")
            tiles += 1
        rows.append([merge(tree, row[start:start + 256]) for start in range(0, len(row) - 255, 256)])
    print(f"pymerkle, cryptography: the product's {size} entries, {tiles} tiles, root, {good} signatures: all agree")


def merge(tree, hashes):
    while len(hashes) > 1:
        hashes = [tree.hash_pair(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def go(directory, scratch):
    """Go's verdict; the judge is compiled once."""
    program = pathlib.Path(scratch) / "judge-log"
    if not program.exists():
        if not shutil.which("go") or not os.path.isdir(f"{GOPATH}/src/golang.org/x/mod/sumdb"):
            print("Go's judge is missing: apt install golang-go golang-golang-x-mod-dev")
            sys.exit(2)
        environment = {**os.environ, "GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": "", "GOPROXY": "off"}
        run = subprocess.run(
            ["go", "build", "-o", str(program), str(HERE / "judge-log" / "main.go")], env=environment, check=False)
        if run.returncode:
            sys.exit(2)
    run = subprocess.run([str(program), str(directory)], check=False)
    if run.returncode:
        sys.exit(1)


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--only-go"]
    with tempfile.TemporaryDirectory() as scratch:
        directories = [pathlib.Path(argument) for argument in arguments]
        if not directories:
            directories = [pathlib.Path(scratch) / "export"]
            run = subprocess.run(
                ["swift", "test", "--filter", "JudgeExportTests"], cwd=HERE.parent, capture_output=True, text=True,
                env={**os.environ, "MINGCHA_LOG_OUT": str(directories[0])}, check=False)
            if run.returncode or not (directories[0] / "dossier.json").exists():
                print(run.stdout[-3000:], run.stderr[-3000:])
                sys.exit(2)
        for directory in directories:
            if "--only-go" not in sys.argv:
                (judge if (directory / "dossier.json").exists() else product)(directory)
            go(directory, scratch)


main()
