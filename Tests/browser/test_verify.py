"""The verification page against ceremonies of another producer (tools/make-ceremony.py), honest and damaged, with mingcha-verify's
verdict beside each; the slip page; both without network."""

import base64
import importlib.util
import json
import random
import subprocess
import time

import pytest

import inspection
import product
from fixtures import SCREENS

spec = importlib.util.spec_from_file_location("make_ceremony", product.ROOT / "tools" / "make-ceremony.py")
maker = importlib.util.module_from_spec(spec)
spec.loader.exec_module(maker)

PUBLISHED = ["ceremony.json", "population.txt", "log.vkey"]
EXIT = {"verified": 0, "refuted": 1, "unusable": 2}


def verdict(page, seconds=60):
    """How the page ends, and what it says first of all."""
    board = page.locator("#verify-board")
    until = time.monotonic() + seconds
    while board.get_attribute("data-state") in (None, "running"):
        assert time.monotonic() < until, board.inner_text()
        time.sleep(0.02)
    return board.get_attribute("data-state"), board.locator(".verdict").inner_text()


def choose(page, files):
    """Chooses files given as bytes by name, as a visitor would from disk."""
    page.locator("#verify-files").set_input_files(
        [{"name": name, "mimeType": "application/octet-stream", "buffer": files[name]} for name in PUBLISHED])
    return verdict(page)


def native(folder, files, *arguments):
    """mingcha-verify's exit code for the same files, and what it says."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    run = subprocess.run(
        [product.BIN / "mingcha-verify", *(arguments or ["ceremony"])[:1], folder, *arguments[1:]], capture_output=True, text=True,
        check=False)
    return run.returncode, run.stdout + run.stderr


HONEST = {
    "plain": [], "replaced": ["--replacements", 3], "missing": ["--missing"], "aborted": ["--abort"],
    "unmatched": ["--no-matching"], "rotated": ["--rotated"], "larger": ["--subjects", 900, "--officers", 30],
}


@pytest.mark.parametrize("name", HONEST)
def test_another_producers_ceremonies_pass(server, page, tmp_path, name):
    files = maker.make(*HONEST[name]).files()
    with page(1440) as opened:
        opened.goto(server.base + "/verify/ceremony")
        state, says = choose(opened, files)
        assert state == "verified", says + opened.locator(".checks").inner_text()
        assert opened.locator(".checks [data-state=passed]").count() >= (8 if name == "aborted" else 16)
        assert not opened.watch.findings
    assert native(tmp_path, files)[0] == 0


# Damages. Each takes an honest ceremony and spoils what it publishes; or is a class that logs something false, with sound receipts.

def edit(change):
    """Changes the record after everything was logged."""
    def damage(ceremony, files):
        change(ceremony.record)
        files["ceremony.json"] = json.dumps(ceremony.record).encode()
    return damage


def swap_bytes(name, old, new):
    def damage(_, files):
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
    return damage


def lines(change):
    """Changes the lines of the population."""
    def damage(_, files):
        rows = files["population.txt"].splitlines(keepends=True)
        files["population.txt"] = b"".join(change(rows))
    return damage


def lie(kind, change):
    """A ceremony whose log says something else of a step; everything after it follows from what was said."""
    class Lying(maker.Ceremony):
        said_once = False

        def said(self, step, members):
            if step == kind and not self.said_once:
                self.said_once = True
                change(members)
            return members
    return Lying


def other(word):
    return ("0" if word[0] != "0" else "1") + word[1:]


def put(name, value):
    return lambda members: members.__setitem__(name, value)


def spoil(name):
    return lambda members: members.__setitem__(name, other(members[name]))


def stratum(name, change):
    def spoiled(members):
        members["strata"] = [dict(one) for one in members["strata"]]
        one = members["strata"][1]
        one[name] = change(one.get(name))
    return spoiled


def swap_officers(record):
    first, second = record["matching"]["assignment"][:2]
    first["officers"], second["officers"] = second["officers"], first["officers"]


def reassign(record):
    """Another officer of the pool, who is allowed and free of the inspection."""
    m = record["matching"]
    inspection = m["inspections"][0]
    team = m["assignment"][0]["officers"]
    barred = {*team, *inspection.get("recused", [])}
    team[0] = next(o for o in m["pools"][inspection["slots"][0]] if o not in barred)


def receipts_of(record, kind):
    found = [e for e in record["entries"] if kind in base64.b64decode(e["entry"]).decode()]
    return found[0]


def keep_keys(change):
    """Changes the lines of the keys."""
    def damage(_, files):
        files["log.vkey"] = "".join(row + "\n" for row in change(files["log.vkey"].decode().split())).encode()
    return damage


def other_log():
    log = maker.Log(random.Random(7))
    log.name = "elsewhere.example/log"
    log.rotate()
    return log.vkey.split()[0]


OTHER_LOG = other_log()

DAMAGES = {
    # the population
    "lot-changed": lines(lambda rows: [rows[0][:-2] + (b"0" if rows[0][-2:-1] != b"0" else b"1") + b"\n", *rows[1:]]),
    "line-removed": lines(lambda rows: rows[:5] + rows[6:]),
    "line-added": lines(lambda rows: rows + [b"c9:s9\t" + b"A" * 20 + b"\n"]),
    "line-twice": lines(lambda rows: [rows[0], *rows]),
    "lines-swapped": lines(lambda rows: [rows[1], rows[0], *rows[2:]]),
    "no-last-newline": lines(lambda rows: [*rows[:-1], rows[-1][:-1]]),
    "windows-newlines": lines(lambda rows: [row[:-1] + b"\r\n" for row in rows]),
    "lower-case-lot": lines(lambda rows: [rows[0].lower(), *rows[1:]]),
    # the record
    "not-json": swap_bytes("ceremony.json", b"{", b"("),
    "other-format": swap_bytes("ceremony.json", b"mingcha-ceremony/v1", b"mingcha-ceremony/v9"),
    "name-twice": swap_bytes("ceremony.json", b'"ceremony": ', b'"ceremony": "another", "ceremony": '),
    "name-escaped": swap_bytes("ceremony.json", b'"slips": ', b'"\\u0073lips": '),
    "no-key": swap_bytes("log.vkey", b"mingcha", b"mlngcha"),
    "rotated-former-key-gone": keep_keys(lambda rows: rows[:1]),
    "rotated-present-key-gone": keep_keys(lambda rows: rows[1:]),
    "rotated-a-line-no-key": keep_keys(lambda rows: [rows[0], rows[1][:-2]]),
    "rotated-no-line": keep_keys(lambda _: []),
    "rotated-another-logs-key": keep_keys(lambda rows: [*rows, OTHER_LOG]),
    "other-number": edit(put("ceremony", "YH-2026-999999-999")),
    "lot-drawn-changed": edit(lambda r: r["strata"][0]["drawn"][0].update(id="A" * 20)),
    "lot-drawn-dropped": edit(lambda r: r["strata"][0]["drawn"].pop()),
    "lots-drawn-swapped": edit(lambda r: r["strata"][0]["drawn"].reverse()),
    "stratum-dropped": edit(lambda r: r["strata"].pop()),
    "ticket-changed": edit(lambda r: r["strata"][0]["drawn"][0].update(ticket="0.1")),
    "slip-dropped": edit(lambda r: r["slips"].pop()),
    "slip-foreign": edit(lambda r: r["slips"][0].update(id="0" * 20)),
    "slip-other-campaign": edit(lambda r: r["slips"][0].update(
        campaigns=["c2"] if r["slips"][0]["campaigns"] == ["c1"] else ["c1"])),
    "slip-no-campaign": edit(lambda r: r["slips"][0].update(campaigns=[])),
    "slip-bare": edit(lambda r: r["slips"].__setitem__(0, r["slips"][0]["id"])),
    "slips-unsorted": edit(lambda r: r["slips"].reverse()),
    "seed-document-edited": edit(lambda r: r.update(seed_document=r["seed_document"].replace("4718", "4719"))),
    "seed-document-gone": edit(lambda r: r.pop("seed_document")),
    "officers-swapped": edit(swap_officers),
    "officer-changed": edit(reassign),
    "officer-unknown": edit(lambda r: r["matching"]["assignment"][0]["officers"].__setitem__(0, "F" * 20)),
    "cap-changed": edit(lambda r: r["matching"]["officers"][0].update(cap=1)),
    "inspection-dropped": edit(lambda r: (r["matching"]["inspections"].pop(), r["matching"]["assignment"].pop())),
    "recusal-added": edit(lambda r: r["matching"]["inspections"][0].update(recused=[r["matching"]["officers"][0]["id"]])),
    "matching-gone": edit(lambda r: r.pop("matching")),
    "replacement-gone": edit(lambda r: r["replacements"].pop(0)),
    "replacement-other-officer": edit(
        lambda r: r["replacements"][0]["assignment"][0]["officers"].__setitem__(0, r["matching"]["officers"][0]["id"])),
    "replacement-base-changed": edit(lambda r: r["replacements"][0]["officers"][0].update(base=9)),
    "entry-dropped": edit(lambda r: r["entries"].pop(3)),
    "entries-swapped": edit(lambda r: r["entries"].reverse()),
    "entry-not-base64": edit(lambda r: r["entries"][1].update(entry="*" + r["entries"][1]["entry"][1:])),
    "entry-another-spelling": edit(lambda r: r["entries"][1].update(
        entry=base64.b64encode(base64.b64decode(r["entries"][1]["entry"]).replace(b'":', b'": ', 1)).decode())),
    "receipt-gone": edit(lambda r: receipts_of(r, "vdraw-commit").pop("receipt")),
    "receipt-of-another": edit(lambda r: r["entries"][0].update(receipt=r["entries"][1]["receipt"])),
    "receipt-index": edit(lambda r: r["entries"][0].update(index=99)),
    "receipt-of-a-later-tree": edit(
        lambda r: receipts_of(r, "vdraw-commit").update(receipt=receipts_of(r, "vdraw-draw")["receipt"])),
    "signature-changed": edit(lambda r: r["entries"][0].update(receipt=r["entries"][0]["receipt"][:-6] + "AAA=\n")),
    # what the log itself says
    "plan-one-party": lie("plan", lambda m: m.update(parties=m["parties"][:1])),
    "plan-other-rules": lie("plan", put("rules", "vdraw/v2")),
    "plan-deadlines": lie("plan", put("commitby", "2026-03-01T09:00:00Z")),
    "freeze-count": lie("freeze", put("count", 7)),
    "freeze-root": lie("freeze", spoil("root")),
    "freeze-subjects": lie("freeze", put("subjects", 7)),
    "freeze-policy": lie("freeze", spoil("policyhash")),
    "freeze-take": lie("freeze", stratum("take", lambda k: k + 1)),
    "freeze-stratum-count": lie("freeze", stratum("count", lambda n: n + 1)),
    "freeze-two-quotas": lie("freeze", stratum("fixed", lambda _: 3)),
    "freeze-officers": lie("freeze", spoil("officers")),
    "freeze-stratum-left-out": lie("freeze", lambda m: m.update(strata=m["strata"][1:])),
    "freeze-extra-member": lie("freeze", put("class", "D")),
    "commit-late": lie("commit", put("time", "2026-03-01T01:31:00Z")),
    "commit-foreign-party": lie("commit", put("party", "nobody")),
    "commit-other-value": lie("commit", spoil("commitment")),
    "reveal-other-value": lie("reveal", spoil("value")),
    "reveal-twice": lie("reveal", put("party", "drawer")),
    "public-other-source": lie("public", put("source", "dice:elsewhere")),
    "public-no-digits": lie("public", put("value", "four")),
    "draw-seed": lie("draw", spoil("seed")),
    "draw-selection": lie("draw", spoil("selection")),
    "draw-slips": lie("draw", spoil("slips")),
    "draw-inspections": lie("draw", spoil("inspections")),
    "draw-assignment": lie("draw", spoil("assignment")),
    "vacancy-commitment": lie("vacancy", spoil("commitment")),
    "vacancy-other-officer": lie("vacancy", put("officers", ["F" * 20])),
    "vacancy-odd-reason": lie("vacancy", put("reason", "because")),
    "replacement-seed": lie("replacement", spoil("seed")),
    "replacement-approver": lie("replacement", spoil("approver")),
    "replacement-vacancy": lie("replacement", spoil("vacancy")),
}


def damaged(name):
    damage = DAMAGES[name]
    arguments = ["--replacements", 2] if name.startswith(("replacement", "vacancy")) else []
    arguments += ["--rotated"] if name.startswith("rotated") else []
    if isinstance(damage, type):
        return maker.make(*arguments, kind=damage).files()
    ceremony = maker.make(*arguments)
    files = ceremony.files()
    damage(ceremony, files)
    return files


@pytest.fixture(scope="module")
def open_page(server, chromium):
    context = chromium.new_context(locale="zh-CN")
    opened = context.new_page()
    opened.goto(server.base + "/verify/ceremony")
    yield opened
    context.close()


@pytest.mark.parametrize("name", DAMAGES)
def test_damages_get_the_verdict_of_the_verifier(open_page, tmp_path, name):
    files = damaged(name)
    state, says = choose(open_page, files)
    code, output = native(tmp_path, files)
    assert EXIT[state] == code and code != 0, f"{says}\n---\n{output}"
    if state == "refuted":
        assert open_page.locator(".checks [data-state=failed]").count() >= 1 and "：" in says


# Served files, the network gone, what the page looks like.

CODE = "YH-2026-230100-001"


def findings(page):
    return page.watch.findings + inspection.overflow(page) + inspection.axe(page)


@pytest.mark.parametrize("width", inspection.WIDTHS)
def test_a_served_ceremony_passes_from_its_page(server, page, width):
    with page(width) as opened:
        opened.goto(server.base + "/ceremonies/" + CODE)
        opened.get_by_role("link", name="在浏览器里核验").click()
        opened.wait_for_url("**/verify/ceremony**")
        state, says = verdict(opened)
        assert state == "verified" and CODE in says, says
        inspection.shot(opened, SCREENS, "verify-passed", width)
        assert not findings(opened)


@pytest.mark.parametrize("name", ["population.txt", "ceremony.json"])
def test_one_changed_byte_is_refused_with_its_reason(server, page, name):
    def change(route):
        body = bytearray(route.fetch().body())
        # A digit of the first lot; a letter of the first entry's Base64.
        at = body.index(b"\t") + 20 if name == "population.txt" else body.index(b'"entry":"') + 30
        body[at] = ord("A") if body[at] != ord("A") else ord("B")
        route.fulfill(body=bytes(body), content_type="text/plain")

    with page(390) as opened:
        opened.route(f"**/ceremonies/{CODE}/{name}", change)
        opened.goto(f"{server.base}/verify/ceremony?code={CODE}")
        state, says = verdict(opened)
        assert state == "refuted", says
        assert ("名单" if name == "population.txt" else "日志") in says, says
        inspection.shot(opened, SCREENS, f"verify-refused-{name.split('.')[0]}", 390)
        assert not findings(opened)


def test_works_without_network_once_loaded(server, page):
    with page(390) as opened:
        opened.goto(server.base + "/verify/ceremony")
        inspection.settle(opened)
        opened.wait_for_load_state("networkidle")
        opened.context.set_offline(True)
        files = maker.make().files()
        assert choose(opened, files)[0] == "verified"
        files["population.txt"] = files["population.txt"][:-1]
        assert choose(opened, files)[0] == "refuted"


def test_says_so_where_the_browser_cannot_check_signatures(server, page):
    def old_browser(route):
        crippled = "Object.defineProperty(crypto.subtle, 'importKey', { value() { throw new Error('no Ed25519') } });\n"
        route.fulfill(body=route.fetch().text() + crippled, content_type="text/javascript")

    with page(1440) as opened:
        opened.route("**/js/verify/worker.mjs", old_browser)
        opened.goto(server.base + "/verify/ceremony")
        state, says = choose(opened, maker.make().files())
        assert state == "partly" and "签名" in says
        assert opened.locator(".checks [data-state=unchecked]").count() == 1
        files = damaged("receipt-of-another")
        assert choose(opened, files)[0] == "refuted"


def test_missing_files_are_named(server, page):
    with page(390) as opened:
        opened.goto(server.base + "/verify/ceremony")
        files = maker.make().files()
        opened.locator("#verify-files").set_input_files(
            [{"name": "ceremony (1).json", "mimeType": "application/json", "buffer": files["ceremony.json"]}])
        says = opened.locator("[data-chosen]").inner_text()
        assert "population.txt" in says and "log.vkey" in says


# The slip page.

@pytest.fixture
def slips(server, page):
    """Opens /verify/slip#… against a ceremony made here, with changes; gives state and words."""
    ceremony = maker.make()
    files = ceremony.files()
    (identifier, slip, nonce), *_ = ceremony.slips_of_drawn()
    asked = []

    def ask(opened, **changed):
        mine = {"ceremony": ceremony.record["ceremony"], "identifier": identifier, "slip": slip, "nonce": nonce, **changed}

        def serve(route):
            name = route.request.url.split("/ceremonies/")[1].split("/", 1)[1]
            asked.append(route.request.url)
            route.fulfill(status=200 if name in files else 404, body=files.get(name, b""))

        opened.route(f"**/ceremonies/{ceremony.record['ceremony']}/**", serve)
        opened.on("request", lambda request: asked.append(request.url + (request.post_data or "")))
        opened.goto(server.base + "/verify/slip#" + "/".join(mine.values()))
        return verdict(opened)

    ask.ceremony, ask.asked, ask.mine = ceremony, asked, (identifier, slip, nonce)
    return ask


@pytest.mark.parametrize("width", inspection.WIDTHS)
def test_a_drawn_subject_learns_why_and_tells_the_server_nothing(slips, page, width):
    with page(width) as opened:
        state, says = slips(opened)
        assert state == "verified" and "240户" in says and "没有人挑选过您" in says
        identifier, slip, nonce = slips.mine
        assert not [url for url in slips.asked if identifier in url or nonce in url], slips.asked
        inspection.shot(opened, SCREENS, "verify-slip-drawn", width)
        assert not findings(opened)


@pytest.mark.parametrize(("changed", "says"), [
    ({"identifier": "91230000000000999"}, "对不上冻结的名单"), ({"nonce": "0" * 44}, "对不上冻结的名单"),
    ({"slip": "0" * 20}, "没有找到这个签条"),
], ids=["identifier", "nonce", "slip"])
def test_a_wrong_notice_is_refused_in_plain_words(slips, page, changed, says):
    with page(390) as opened:
        state, words = slips(opened, **changed)
        assert state == "refuted" and says in words


def test_a_subject_that_was_not_drawn_is_told_so(server, slips, page):
    ceremony = slips.ceremony
    name = next(n for n in ceremony.slip if ceremony.slip[n] not in ceremony.slip_files)
    at = ceremony.slip_place[name]
    proof = {"index": at, "count": len(ceremony.slip), "path": [h.hex() for h in maker.path(ceremony.slip_rows, at)]}
    with page(390) as opened:
        opened.route(f"**/slips/{ceremony.slip[name]}.json", lambda route: route.fulfill(body=json.dumps(proof)))
        opened.route(f"**/ceremonies/{ceremony.record['ceremony']}/*", lambda route: route.fulfill(
            body=ceremony.files()[route.request.url.rsplit("/", 1)[1]]))
        mine = [ceremony.record["ceremony"], name, ceremony.slip[name], ceremony.nonce[name]]
        opened.goto(server.base + "/verify/slip#" + "/".join(mine))
        state, says = verdict(opened)
        assert state == "refuted" and "没有被抽中" in says


def test_a_foreign_ceremony_is_refused(server, page):
    """The slip of one ceremony shown under the number of another, which the server really has."""
    other_one = maker.make()
    identifier, slip, nonce = other_one.slips_of_drawn()[0]
    with page(390) as opened:
        opened.goto(f"{server.base}/verify/slip#{CODE}/{identifier}/{slip}/{nonce}")
        state, says = verdict(opened)
        assert state == "refuted" and "没有找到这个签条" in says
        opened.goto(f"{server.base}/verify/slip#YH-2026-000000-999/{identifier}/{slip}/{nonce}")
        time.sleep(0.2)
        state, says = verdict(opened)
        assert state == "unusable" and "没有这个摇号编号" in says


def test_typing_errors_are_named_before_anything_is_asked(server, page):
    with page(390) as opened:
        opened.goto(server.base + "/verify/slip#YH-1/91230000000000001/xyz/0")
        assert "签条应为20位" in opened.locator("[data-fault]").inner_text()
        opened.goto(server.base + "/verify/slip#half")
        opened.reload()
        assert "链接不完整" in opened.locator("[data-fault]").inner_text()


# The auditors' package: what only the keys can show, in ceremonies that everybody else must believe.

class OthersSlip(maker.Ceremony):
    """Publishes the slip of somebody who was not drawn in the place of one who was."""

    def published(self, behind):
        other = next(name for name in self.slip if name not in behind)
        first = next(iter(behind))
        return {self.slip[other if name == first else name]: campaigns for name, campaigns in behind.items()}


class SwappedLots(maker.Ceremony):
    """Two subjects are exchanged behind their lots after the freeze."""

    def write(self, folder):
        names = sorted(self.slip)[:2]
        table = self.audit["subjects.tsv"].replace(names[0], "91239999999999999").encode()
        self.audit["subjects.tsv"] = b"".join(sorted(table.splitlines(keepends=True)))
        super().write(folder)


def drop_line(name):
    return lambda audit: audit.update({name: "".join(audit[name].splitlines(keepends=True)[1:])})


AUDITS = {
    "honest": (maker.Ceremony, None, None), "aborted": (maker.Ceremony, "--abort", None),
    "others-slip": (OthersSlip, None, "不属于任何抽中的对象"), "swapped": (SwappedLots, None, "不在公布的名单中"),
    "left-out": (maker.Ceremony, drop_line("subjects.tsv"), "不知道是谁"),
    "wrong-key": (maker.Ceremony, lambda audit: audit.update(
        {"keys.json": json.dumps(json.loads(audit["keys.json"]) | {"slip": "00" * 32})}), "签条密钥"),
    "class-changed": (maker.Ceremony, lambda audit: audit.update(
        {"subjects.tsv": "".join(sorted(audit["subjects.tsv"].replace("\tc1:s1\n", "\tc1:s2\n", 1).splitlines(True)))}),
        "不在公布的名单中"),
    "exclusion-hidden": (maker.Ceremony, drop_line("excluded.tsv"), "冻结时记为"),
    "inspector-hidden": (maker.Ceremony, drop_line("inspectors.tsv"), "不是名录中的任何一人"),
}


@pytest.mark.parametrize("name", AUDITS)
def test_auditors_find_what_nobody_else_can(tmp_path, name):
    kind, change, says = AUDITS[name]
    ceremony = maker.make(*([change] if isinstance(change, str) else []), kind=kind)
    if callable(change):
        change(ceremony.audit)
    ceremony.write(tmp_path)
    outside = subprocess.run([product.BIN / "mingcha-verify", "ceremony", tmp_path], capture_output=True, text=True, check=False)
    assert outside.returncode == 0, outside.stdout + outside.stderr
    audit = subprocess.run([product.BIN / "mingcha-verify", "audit", tmp_path], capture_output=True, text=True, check=False)
    assert audit.returncode == (1 if says else 0) and (says or "验证通过") in audit.stdout + audit.stderr, audit.stdout + audit.stderr


# The product's own notice and audit page.

@pytest.mark.parametrize("width", inspection.WIDTHS)
def test_the_notice_leads_its_subject_to_the_proof(server, session_of, page, width):
    with page(width, session_of("inspector")) as opened:
        opened.goto(server.base + "/inspection")
        visits = opened.locator("main a[href^='/inspection/visits/']").evaluate_all("all => all.map(one => one.href)")
        for visit in dict.fromkeys(visits):
            opened.goto(visit)
            # A check without a draw has no slip.
            if "非随机" not in opened.locator("main").inner_text():
                break
        opened.get_by_role("link", name="检查通知书").click()
        opened.wait_for_url("**/notice")
        assert opened.locator("svg.qr path").count() == 1
        inspection.shot(opened, SCREENS, "inspection-notice", width)
        assert not findings(opened)
        link = opened.locator("a[href*='/verify/slip#']").get_attribute("href")
        pdf = opened.request.get(opened.url + ".pdf")
        assert pdf.status == 200 and pdf.body()[:5] == b"%PDF-"
    with page(width) as visitor:
        visitor.goto(link)
        state, says = verdict(visitor)
        assert state == "verified" and "您是随机抽中的" in says
        assert not findings(visitor)


def test_an_auditor_opens_the_keys_and_signs(server, session_of, page, tmp_path):
    with page(1440, session_of("audit.hlj")) as opened:
        opened.goto(server.base + "/draw/5/audit")
        inspection.shot(opened, SCREENS, "draw-audit-closed", 1440)
        opened.get_by_role("button", name="打开密钥并核对").click()
        opened.wait_for_load_state()
        assert opened.locator(".checks li").count() >= 8 and opened.locator(".checks .danger").count() == 0
        inspection.shot(opened, SCREENS, "draw-audit-open", 1440)
        assert not findings(opened)
        package = opened.request.get(server.base + "/draw/5/audit/package.tar")
        (tmp_path / "package.tar").write_bytes(package.body())
        subprocess.run(["tar", "-xf", "package.tar"], cwd=tmp_path, check=True)
        folder = next(entry for entry in tmp_path.iterdir() if entry.is_dir())
        audit = subprocess.run([product.BIN / "mingcha-verify", "audit", folder], capture_output=True, text=True, check=False)
        assert audit.returncode == 0, audit.stdout + audit.stderr
        opened.get_by_label("说明").fill("虚构的说明")
        opened.get_by_role("button", name="签署并公开").click()
        opened.wait_for_load_state()
        opened.set_viewport_size({"width": 390, "height": 844})
        inspection.shot(opened, SCREENS, "draw-audit-signed", 390)
        assert not findings(opened)
    with page(390) as visitor:
        visitor.goto(f"{server.base}/ceremonies/{folder.name}")
        assert "全部相符。说明：虚构的说明" in visitor.locator("main").inner_text()
