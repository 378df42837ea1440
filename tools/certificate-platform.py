#!/usr/bin/env python3
"""A certificate platform for tests and for trying out: docs/integration/certificate-platform.md, the other side.

Written from that page alone. Serves fictional holders, or those of a JSON file; breaks on request.

    tools/certificate-platform.py --port 8207 --secret FILE [--holders FILE | --count 120] [--trouble 503,drop,bad-signature]

Each word of --trouble spoils one answer, in order; then answers are good. It prints a line for each question.
"""

import argparse
import hashlib
import hmac
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def fiction(count):
    """Holders nobody is."""
    regions = ["230102", "230103", "230202"]
    return [
        {
            "id": f"sim-{n}", "name": f"虚构{n}号", "employeeNumber": "", "certificateNumber": f"虚构平台证{n:05}",
            "certificateKind": "行政执法证", "validFrom": "2025-01-01", "validUntil": "2030-12-31",
            "unitCode": f"{regions[n % 3]}-scjg", "unitName": "虚构市场监督管理局", "station": "",
            "regionCode": regions[n % 3], "status": "active", "changedAt": f"2026-01-01T00:00:{n:06}Z",
        }
        for n in range(1, count + 1)
    ]


class Platform(ThreadingHTTPServer):
    """What it knows: holders in the order of their last change, and what is still to go wrong."""

    daemon_threads = True

    def __init__(self, port, secret, key, holders, trouble=(), page=None, quiet=False):
        self.secret, self.key, self.holders = secret, key, holders
        self.trouble, self.page, self.quiet = list(trouble), page, quiet
        self.questions, self.nonces = [], set()
        super().__init__(("127.0.0.1", port), Handler)

    def sign(self, text):
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.server.questions.append((self.path, status))
        if not self.server.quiet:
            print(status, self.path, flush=True)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refusal(self):
        """Why the question is not genuine, or None."""
        head = self.headers
        stamp, nonce = head.get("x-mingcha-time", ""), head.get("x-mingcha-nonce", "")
        if head.get("x-mingcha-key") != self.server.key:
            return "key"
        if not stamp.isdigit() or abs(int(stamp) / 1000 - time.time()) > 300:
            return "time"
        expected = self.server.sign(f"GET\n{self.path}\n{stamp}\n{nonce}\n")
        if not hmac.compare_digest(expected, head.get("x-mingcha-signature", "")):
            return "signature"
        if len(nonce) != 32 or nonce in self.server.nonces:
            return "nonce"
        self.server.nonces.add(nonce)
        return None

    def do_GET(self):
        why = self.refusal()
        if why:
            return self.answer(401, why.encode())
        trouble = self.server.trouble.pop(0) if self.server.trouble else ""
        if trouble in ("429", "500", "503"):
            return self.answer(int(trouble), retry_after="0")
        if trouble == "410":
            return self.answer(410)
        if trouble == "drop":
            self.server.questions.append((self.path, 0))
            self.close_connection = True
            return self.connection.close()
        address = urlsplit(self.path)
        if address.path != "/v1/holders":
            return self.answer(404)
        query = parse_qs(address.query)
        since = query.get("since", ["place-0"])[0]
        start = int(since.removeprefix("place-"))
        limit = min(int(query.get("limit", ["500"])[0]), self.server.page or 500)
        rows = self.server.holders[start : start + limit]
        end = start + len(rows)
        body = json.dumps(
            {"version": 1, "holders": rows, "next": f"place-{end}", "more": end < len(self.server.holders)},
            ensure_ascii=False,
        ).encode()
        if trouble == "not-json":
            body = b"<html>"
        nonce = self.headers["x-mingcha-nonce"]
        signature = self.server.sign(f"200\n{nonce}\n{hashlib.sha256(body).hexdigest()}\n")
        if trouble == "bad-signature":
            signature = "0" * 64
        self.answer(200, body, content_type="application/json", x_mingcha_signature=signature)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=8207)
    parser.add_argument("--key", default="mingcha")
    parser.add_argument("--secret", required=True, help="file with the shared key")
    parser.add_argument("--holders", help="JSON list of holders")
    parser.add_argument("--count", type=int, default=120)
    parser.add_argument("--trouble", default="")
    args = parser.parse_args()
    with open(args.secret, "rb") as file:
        secret = file.read().split()[0]
    holders = json.load(open(args.holders, encoding="utf-8")) if args.holders else fiction(args.count)
    server = Platform(args.port, secret, args.key, holders, [w for w in args.trouble.split(",") if w])
    print(f"http://127.0.0.1:{server.server_port}", file=sys.stderr, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
