"""The transparency log by hand, from RFC 6962 and C2SP's texts alone: what an attacker or another program would need."""

import base64
import hashlib
import sqlite3
import struct
import time
import urllib.error
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def leaf(entry: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def levels(entries: list[bytes]) -> list[list[bytes]]:
    """The hashes of all complete subtrees, level by level."""
    rows = [[leaf(entry) for entry in entries]]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([node(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)])
    return rows


def frontier(entries: list[bytes]) -> bytes:
    """The head as the product keeps it: size, then the subtrees from left to right."""
    size, rows, out, start = len(entries), levels(entries), struct.pack(">Q", len(entries)), 0
    for level in range(62, -1, -1):
        if size >> level & 1:
            out += rows[level][start >> level]
            start += 1 << level
    return out


def rewrite(database, index: int, entry: bytes) -> None:
    """Changes an entry by hand and recomputes everything that depends on it, as who owns the database can."""
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("UPDATE log_entry SET entry = ? WHERE idx = ?", [entry, index])
        entries = [row[0] for row in connection.execute("SELECT entry FROM log_entry ORDER BY idx")]
        connection.execute("DELETE FROM log_node")
        for level, row in enumerate(levels(entries)):
            connection.executemany(
                "INSERT INTO log_node (level, idx, hash) VALUES (?, ?, ?)",
                [(level, at, hashed) for at, hashed in enumerate(row)])
        connection.execute("UPDATE log_head SET frontier = ?", [frontier(entries)])
    connection.close()


def split(note: str) -> tuple[str, dict[str, list[bytes]]]:
    """A note's text and its signatures (key id and bytes) by name."""
    text, _, lines = note.rpartition("\n\n")
    found: dict[str, list[bytes]] = {}
    for line in lines.splitlines():
        _, name, encoded = line.split(" ")
        found.setdefault(name, []).append(base64.b64decode(encoded, validate=True))
    return text + "\n", found


def public(vkey: str) -> tuple[str, bytes, Ed25519PublicKey]:
    name, key_id, encoded = vkey.strip().split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    assert hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() == key_id
    return name, bytes.fromhex(key_id), Ed25519PublicKey.from_public_bytes(raw[1:])


def signed_by(note: str, vkey: str) -> bool:
    """Whether the log's key signed; a signature that is there and wrong raises."""
    text, signatures = split(note)
    name, key_id, key = public(vkey)
    for raw in signatures.get(name, []):
        if raw[:4] == key_id:
            key.verify(raw[4:], text.encode())
            return True
    return False


def cosigned_by(note: str, vkey: str) -> bool:
    """Whether the witness cosigned, by C2SP tlog-cosignature; its time must be about now."""
    text, signatures = split(note)
    name, key_id, key = public(vkey)
    for raw in signatures.get(name, []):
        if raw[:4] == key_id:
            at = struct.unpack(">Q", raw[4:12])[0]
            key.verify(raw[12:], f"cosignature/v1\ntime {at}\n{text}".encode())
            assert abs(time.time() - at) < 600
            return True
    return False


def forge(secret_line: str, text: str) -> str:
    """A note signed with a private key line."""
    name, key_id, encoded = secret_line.strip().split("+", 4)[2:]
    raw = Ed25519PrivateKey.from_private_bytes(base64.b64decode(encoded)[1:]).sign(text.encode())
    return f"{text}\n\u2014 {name} {base64.b64encode(bytes.fromhex(key_id) + raw).decode()}\n"


def ask(base: str, old: int, path: list[bytes], note: str) -> tuple[int, str, str]:
    """Hands a checkpoint to a witness: status, content type, body."""
    lines = [f"old {old}", *(base64.b64encode(one).decode() for one in path)]
    return post(base, ("\n".join(lines) + "\n\n" + note).encode())


def post(base: str, body: bytes) -> tuple[int, str, str]:
    request = urllib.request.Request(base + "/add-checkpoint", data=body, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"] or "", error.read().decode()


def get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read().decode()
