"""The checks themselves: each must pass a sound page and find its own defect, or a green run would say nothing."""

import http.server
import threading

import pytest

import inspection

STRICT = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'"
SHELL = '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>页</title>{head}</head><body><main><h1>题</h1>{body}</main></body></html>'

# path: (head, body, policy)
SITE = {
    "/sound": ("", "<p>一切正常。</p>", STRICT),
    "/inline": ("<script>document.title = '改'</script>", "", STRICT),
    "/throws": ('<script src="/throws.js" defer></script>', "", STRICT),
    "/missing": ("", '<img src="/none.png" alt="无">', STRICT),
    "/lax": ("", "<p>策略过宽。</p>", "default-src 'self' 'unsafe-inline'"),
    "/bare": ("", "<p>没有策略。</p>", None),
    "/wide": ('<link rel="stylesheet" href="/wide.css">', '<div class="wide">宽</div>', STRICT),
    "/scrolls": ('<link rel="stylesheet" href="/wide.css">', '<div class="box" tabindex="0" role="region" aria-label="表"><div class="wide">宽</div></div>', STRICT),
    "/unlabelled": ("", '<form><input type="text" name="a"></form>', STRICT),
    "/pale": ('<link rel="stylesheet" href="/wide.css">', '<p class="pale">看不清</p>', STRICT),
}
FILES = {
    "/throws.js": ("text/javascript", "throw new Error('坏')"),
    "/wide.css": ("text/css", ".wide { inline-size: 2000px } .box { overflow-x: auto } .pale { color: #ccc; background: #fff }"),
    "/favicon.ico": ("image/x-icon", ""),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        head, body, policy = SITE.get(self.path, ("", "", STRICT))
        kind, text = FILES.get(self.path, ("text/html; charset=utf-8", SHELL.format(head=head, body=body)))
        content = text.encode()
        self.send_response(200 if self.path in SITE or self.path in FILES else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site():
    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()


CASES = [
    ("/sound", None, None),
    ("/scrolls", None, None),
    ("/inline", "watch", "控制台 error"),
    ("/throws", "watch", "脚本错误"),
    ("/missing", "watch", "资源 404"),
    ("/lax", "policy", "'unsafe-inline'"),
    ("/bare", "policy", "没有 Content-Security-Policy"),
    ("/wide", "overflow", "横向溢出"),
    ("/unlabelled", "axe", "label"),
    ("/pale", "axe", "color-contrast"),
]


@pytest.mark.parametrize(("path", "kind", "says"), CASES, ids=[path[1:] for path, _, _ in CASES])
def test_check_finds_its_defect_and_no_other(site, page, path, kind, says):
    with page(390) as opened:
        response = opened.goto(site + path)
        inspection.settle(opened)
        found = {
            "watch": opened.watch.findings,
            "policy": inspection.policy(response),
            "overflow": inspection.overflow(opened),
            "axe": inspection.axe(opened),
        }
        assert [name for name, findings in found.items() if findings] == ([kind] if kind else []), found
        if kind:
            assert any(says in finding for finding in found[kind]), found


@pytest.mark.parametrize("width", inspection.WIDTHS)
def test_picture_has_the_width_asked_for(site, page, tmp_path, width):
    with page(width) as opened:
        opened.goto(site + "/sound")
        data = inspection.shot(opened, tmp_path, "sound", width).read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(data[16:20], "big") == width
