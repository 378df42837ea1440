"""The whole cycle over HTTP on both databases: from an empty directory to files that an outsider verifies.

The tests of a class stand in the order of the cycle and carry on where the one before ended.
"""

import base64
import datetime
import hashlib
import json
import re
import shutil
import subprocess
import sys

import chinese_calendar
import pytest

import fiction
import walk
from house import KINDS, ROOT, House, verify
from visitor import Visitor, refused

SUBJECTS = 300
CLASS_WORDS = re.compile(r"[ABCD]\s*类|[ABCD]级|信用风险|风险等级")
# The one public sentence that names the classification at all: that it stays inside.
ALLOWED = "信用风险分类只供内部使用，签号与名称始终不一并公开"
CLASS_KEYS = {"risk", "risk_class", "riskClass", "class", "grade", "信用风险等级", "信用风险"}


class Story:
    """What the tests of one database hand on to one another."""

    def __init__(self, house, folder):
        self.house, self.folder = house, folder
        self.done: list[str] = []

    def after(self, step: str) -> None:
        assert step in self.done, f"前一步“{step}”没有走完"


@pytest.fixture(scope="class", params=KINDS)
def story(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    house = House(request.param, folder / "data")
    story = Story(house, folder)
    story.server = None
    yield story
    try:
        if story.server:
            story.server.stop()
    finally:
        house.remove()


class TestCycle:
    def test_an_empty_directory_becomes_a_county_at_work(self, story):
        house = story.house
        story.people = walk.furnish(house, story.folder, SUBJECTS)
        assert house.count("registry_subject") == SUBJECTS
        assert house.count("registry_risk") == SUBJECTS
        errors = story.folder / "errors.csv"
        again = house.run("import", "subjects", story.folder / "subjects.csv", "--errors", errors)
        assert f"共 {SUBJECTS + 3} 行，入库 {SUBJECTS} 行（新增 0，更新 0，未变 {SUBJECTS}），退回 3 行" in again
        told = errors.read_text(encoding="utf-8-sig")
        assert "校验位不正确" in told and "这一天不存在" in told and "没有填写名称" in told
        assert "没有产生新版本" in house.run("import", "items", "--sample")
        # The crawler takes every file there is, in one go.
        story.server = house.serve(MINGCHA_PUBLIC_FILES="100000", MINGCHA_PUBLIC_SEARCHES="100000")
        story.public = Visitor(story.server.base)
        logins = ("admin", "planner", "drawer", "witness", "reviewer", "publisher")
        story.visitor = dict(zip(logins, walk.begin(story.server, story.people, *logins)))
        story.done.append("登录")

    def test_the_register_shows_what_was_imported(self, story):
        story.after("登录")
        page = story.visitor["admin"].get(f"/registry/subjects?q={fiction.identifier(7)}")
        assert "哈尔滨虚构第7号商行有限公司" in page.words
        assert "食品销售" in story.visitor["admin"].get(page.found(r"/registry/subjects/\d+")[0]).words

    def test_2_3_2_a_ratio_out_of_bounds_is_refused_with_its_clause(self, story):
        story.after("登录")
        planner = story.visitor["planner"]
        story.plan = walk.begin_plan(planner)
        page = walk.campaign(planner, story.plan, 422, ratio_A="9")
        refused(page, 422, "2.3.2", "1%–3%", "9%")
        assert page.form(f"{story.plan}/campaigns").value("ratio_A") == "9", "退回的表单应保留填写的内容"
        assert story.house.count("plan_campaign") == 0
        story.done.append("计划草稿")

    def test_the_plan_is_reported_and_published(self, story):
        story.after("计划草稿")
        planner = story.visitor["planner"]
        refused(planner.get(f"{story.plan}/publish", expect=None), 422, "2.3.12")
        page = walk.campaign(planner, story.plan)
        assert re.fullmatch(r"/plan/campaigns/\d+", page.path)
        # 2.3.16: nothing is drawn from a plan that was not reported.
        assert "2.3.16" in story.visitor["drawer"].get("/draw/new").words
        walk.hand_in(planner, story.plan, "report", "publish")
        public = story.public.get(story.public.get("/plans").found(r"/plans/\d+")[0])
        assert "营业执照规范使用抽查(虚构)" in public.words
        story.done.append("计划公示")

    def test_the_ceremony_goes_step_by_step_and_refuses_what_is_wrong(self, story):
        story.after("计划公示")
        drawer, witness = story.visitor["drawer"], story.visitor["witness"]
        ceremony = story.ceremony = walk.Ceremony(drawer, witness, "虚构witness")
        assert ceremony.code in story.public.get("/ceremonies").text
        frozen = ceremony.step("freeze")
        assert f"{SUBJECTS} 条" in frozen.words
        for party in ceremony.PARTIES:
            ceremony.commit(party)
            assert not ceremony.people[party].get(ceremony.path).has_form(f"{ceremony.path}/commit")
        ceremony.step("close-commits")
        refused(ceremony.step("reveal", {"value": "0" * 64}, "supervisor", expect=422), 422, "承诺")
        assert story.house.count("draw_party", "revealed IS NOT NULL") == 0
        for party in ceremony.PARTIES:
            ceremony.step("reveal", {"value": ceremony.values[party]}, party)
        refused(ceremony.step("public-value", {"value": "12345678901234567890", "again": "12345678901234567891"}, expect=422), 422)
        ceremony.step("public-value", {"value": "12345678901234567890", "again": "12345678901234567890"})
        page = ceremony.step("draw")
        assert "抽取完成" in page.words and not page.has_form(f"{ceremony.path}/draw")
        assert story.house.sql("SELECT state FROM draw_ceremony") == [["drawn"]]
        story.done.append("抽取")

    def test_the_right_number_is_drawn_and_two_certified_inspectors_go(self, story):
        story.after("抽取")
        house = story.house
        sizes = {name: max(2, SUBJECTS * share // 100) for name, share in fiction.SHARES.items()}
        sizes["A"] = SUBJECTS - sum(sizes.values())
        wanted = sum(max(1, -(-size * int(walk.RATIOS["ratio_" + name]) // 100)) for name, size in sizes.items())
        assert house.count("draw_lot") == wanted == house.count("inspection_visit")
        teams = house.sql("SELECT visit_id, COUNT(*) FROM inspection_visit_inspector GROUP BY visit_id")
        assert len(teams) == wanted and all(int(size) == 2 for _, size in teams)
        sent = {row[0] for row in house.sql(
            "SELECT DISTINCT i.code FROM inspection_visit_inspector v JOIN registry_inspector i ON i.id = v.inspector_id")}
        assert fiction.EXPIRED not in sent and sent <= {code.upper() for code in fiction.OFFICERS}
        recused = house.sql(
            "SELECT COUNT(*) FROM inspection_visit_inspector w JOIN registry_inspector i ON i.id = w.inspector_id "
            "JOIN inspection_visit v ON v.id = w.visit_id JOIN registry_subject s ON s.id = v.subject_id "
            f"WHERE i.code = 'DL001' AND s.identifier = '{fiction.identifier(1)}'")
        assert recused[0][0] == "0"
        story.wanted = wanted

    def test_nobody_learns_before_the_visit_who_will_be_visited(self, story):
        story.after("抽取")
        for path in ("", "/ceremony.json", "/population.txt"):
            text = story.public.get(f"/ceremonies/{story.ceremony.code}{path}").raw.decode()
            assert "虚构第" not in text and "MA9" not in text and "虚构检查员" not in text

    def test_2_4_2_only_the_assigned_inspector_enters_a_result(self, story):
        story.after("抽取")
        story.officers = dict(zip(fiction.OFFICERS, walk.begin(story.server, story.people, *fiction.OFFICERS)))
        visits = story.house.sql(
            "SELECT v.visit_id, i.code FROM inspection_visit_inspector v JOIN registry_inspector i ON i.id = v.inspector_id "
            "ORDER BY v.visit_id")
        story.teams = {}
        for visit, code in visits:
            story.teams.setdefault(visit, []).append(code.lower())
        visit, team = next(iter(story.teams.items()))
        stranger = story.officers[next(code for code in fiction.OFFICERS if code not in team)]
        page = stranger.get(f"/inspection/visits/{visit}")
        assert not page.has_form(f"/inspection/visits/{visit}/begin")
        csrf = stranger.csrf(page)
        refused(stranger.post(f"/inspection/visits/{visit}/begin", {"_csrf": csrf, "_submission": "0" * 32}), 422, "2.4.2", "谁检查、谁录入、谁负责")
        sheet = page.found(r"/inspection/inspections/\d+")[0]
        assert not stranger.get(sheet).has_form(sheet + "/sign")
        refused(stranger.post(sheet + "/sign", {
            "_csrf": csrf, "_submission": "1" * 32, "version": "1", "outcome": "no-problem",
            "inspected_on": str(walk.today())}), 422, "2.4.2")
        assert story.house.count("inspection_inspection", "outcome IS NOT NULL") == 0
        own = story.officers[team[0]].get("/inspection")
        assert f"/inspection/visits/{visit}" in own.links
        story.done.append("检查名单")

    def test_the_assigned_inspectors_fill_in_checklists_and_sign(self, story):
        story.after("检查名单")
        correction = 0
        for place, (visit, team) in enumerate(story.teams.items()):
            officer = story.officers[team[place % 2]]
            page = officer.get(f"/inspection/visits/{visit}")
            officer.submit(page.form(f"/inspection/visits/{visit}/begin"))
            for sheet in page.found(r"/inspection/inspections/\d+"):
                form = officer.get(sheet).form(sheet + "/sign")
                answers = {name: choices[0][0] for name, choices in form.choices.items() if name.startswith("answer.")}
                answers |= {name: "无" for name, _ in form.fields if name.startswith("answer.")}
                assert len(answers) >= 5, "应有检查表"
                if place == 0:
                    # 2.4.1: 未发现问题 can only be said of a checklist that was gone through.
                    refused(officer.submit(form, {"outcome": "no-problem"}, 422), 422, "需要先完成这一项检查")
                if place == 1:
                    correction += 1
                    values = {
                        "outcome": "ordered-correction", "particular.ordered-correction.problem": "没有亮照(虚构)",
                        "particular.ordered-correction.legal-basis": "示例条款",
                        "particular.ordered-correction.correction-term": "immediate"}
                else:
                    values = {"outcome": "no-problem"}
                signed = officer.submit(form, {**answers, **values})
                assert signed.path == sheet and not signed.has_form(sheet + "/sign")
        assert correction
        assert story.house.count("inspection_inspection", "state = 'entered'") == story.wanted
        story.done.append("录入")

    def test_another_person_reviews_and_publishes_within_twenty_working_days(self, story):
        story.after("录入")
        reviewer, publisher = story.visitor["reviewer"], story.visitor["publisher"]
        assert not publisher.get("/publication").has_form("/publication/publish"), "没有审核的结果不能公示"
        reviewed = 0
        while waiting := reviewer.get("/inspection/review").found(r"/inspection/review/\d+"):
            for link in waiting:
                reviewer.submit(reviewer.get(link).form(link + "/approve"))
                reviewed += 1
            assert reviewed <= story.wanted
        assert reviewed == story.wanted
        queue = publisher.get("/publication")
        due = story.house.sql("SELECT publish_due FROM plan_campaign")[0][0]
        assert due in queue.words
        assert due == self._twentieth_working_day(walk.today()), "2.4.3:检查完成后 20 个工作日"
        published = 0
        while True:
            queue = publisher.get("/publication")
            if not queue.has_form("/publication/publish"):
                break
            form = queue.form("/publication/publish")
            ids = [value for value, _ in form.choices.get("id", [])]
            assert ids, queue.words[:500]
            publisher.submit(form, {"id": ids})
            published += len(ids)
        assert published == story.wanted == story.house.count("publication_result")
        story.done.append("公示")

    @staticmethod
    def _twentieth_working_day(day) -> str:
        """By chinesecalendar; beyond the years it knows, weekends only, as the product says it assumes."""
        left = 20
        while left:
            day += datetime.timedelta(days=1)
            try:
                left -= chinese_calendar.is_workday(day)
            except NotImplementedError:
                left -= day.weekday() < 5
        return str(day)

    def test_the_public_finds_a_result_and_its_proof(self, story):
        story.after("公示")
        public, house = story.public, story.house
        name, code = house.sql(
            "SELECT s.name, s.identifier FROM inspection_visit v JOIN registry_subject s ON s.id = v.subject_id ORDER BY v.id LIMIT 1")[0]
        for asked in (name, code):
            page = public.get(f"/results?q={asked}")
            links = page.found(r"/results/\d+")
            assert len(links) == 1 and name in page.words
        result = public.get(links[0])
        assert name in result.words and code in result.words and story.ceremony.code in result.text
        folder = story.folder / "result"
        folder.mkdir()
        (folder / "receipt.txt").write_bytes(public.get(links[0] + "/receipt.txt").raw)
        record = public.get(links[0] + "/record.json").raw
        done = verify("receipt", folder / "receipt.txt", "--vkey", house.run("log", "vkey").strip())
        assert done.returncode == 0, done.stdout + done.stderr
        assert hashlib.sha256(record).hexdigest() in done.stdout, "回执的条目应记有公示内容的摘要"
        nothing = public.get("/results?q=不存在的企业名称")
        assert "没有找到" in nothing.words

    def test_the_published_files_verify_and_a_second_verifier_agrees(self, story):
        story.after("抽取")
        folder = story.files = walk.download(story.public, story.ceremony.code, story.folder / "ceremony")
        done = verify("ceremony", folder)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "验证通过" in done.stdout
        judged = subprocess.run(
            [sys.executable, ROOT / "tools" / "judge-ceremony.py", folder], capture_output=True, text=True, check=False, timeout=120)
        assert judged.returncode == 0, judged.stdout + judged.stderr
        story.done.append("核验")

    def test_one_changed_byte_is_found(self, story):
        story.after("核验")
        population = (story.files / "population.txt").read_bytes()
        record = (story.files / "ceremony.json").read_bytes()
        # Strata are numbered by a secret order: the first may be one of which none is drawn.
        drawn = next(one["drawn"][0] for one in json.loads(record)["strata"] if one["drawn"])
        changes = [
            ("population.txt", population, population.index(b"\t") + 1),
            ("ceremony.json", record, record.index(drawn["ticket"].encode()) + 5),
            ("ceremony.json", record, record.index(drawn["id"].encode()) + 5),
            ("ceremony.json", record, record.index(b"vdraw-seed") + 40),
        ]
        for place, (name, text, at) in enumerate(changes):
            folder = story.folder / f"tampered-{place}"
            shutil.copytree(story.files, folder)
            other = b"1" if text[at:at + 1] == b"0" else b"0"
            (folder / name).write_bytes(text[:at] + other + text[at + 1:])
            done = verify("ceremony", folder)
            assert done.returncode == 1, f"{name} 第 {at} 字节改动没有被发现:{done.stdout[-600:]}{done.stderr[-300:]}"
            assert "不符" in done.stdout + done.stderr

    def test_the_whole_log_verifies(self, story):
        story.after("抽取")
        key = story.house.check_log(story.folder / "log")
        story.log = story.folder / "log"
        tile = sorted(path for path in story.log.glob("tile/entries/**/*") if path.is_file())[0]
        text = tile.read_bytes()
        tile.write_bytes(text[:40] + bytes([text[40] ^ 1]) + text[41:])
        done = verify("log", story.log, "--vkey", key)
        assert done.returncode == 1, done.stdout + done.stderr
        tile.write_bytes(text)

    def test_no_public_page_or_file_tells_a_class(self, story):
        """Architecture, invariant 4; every page that the portal leads to, every file it offers."""
        story.after("公示")
        seen, waiting, told = set(), ["/", "/results", "/results.atom", "/ceremonies", "/plans", "/items", "/verify"], []
        while waiting and len(seen) < 400:
            path = waiting.pop()
            if path in seen:
                continue
            seen.add(path)
            page = story.public.get(path, expect=None)
            assert page.status == 200, f"{path}:{page.status}"
            # Workbooks by what their parts say; a guide in PDF as the bytes it is.
            text = (page.text or page.raw.decode("utf-8", errors="replace")).replace(ALLOWED, "")
            told += [f"{path}:{found}" for found in CLASS_WORDS.findall(text)]
            if "json" in page.type:
                told += [f"{path}:{found}" for found in self._keys(json.loads(text))]
            waiting += [link for link in page.links if re.match(r"/(results|ceremonies|plans|items|verify)(\W|$)", link)]
        assert len(seen) > story.wanted + 10
        assert not told, told[:20]
        strata = {line.split("\t")[0] for line in (story.files / "population.txt").read_text().splitlines()}
        assert all(re.fullmatch(r"c\d+:s\d+", name) for name in strata)

    def test_no_public_page_or_file_joins_a_name_to_its_lot(self, story):
        """A lot's stratum is public with its ratio, and the ratio tells the class: lot and name must never meet."""
        story.after("公示")
        drawn = {one["id"]: stratum["name"] for stratum in json.loads((story.files / "ceremony.json").read_bytes())["strata"]
                 for one in stratum["drawn"]}
        shown = [story.public.get(f"/results/{row[0]}{file}").raw.decode() for row in story.house.sql("SELECT id FROM publication_result")
                 for file in ("", "/receipt.txt", "/record.json")]
        assert len(shown) == 3 * story.wanted
        assert not [lot for lot in drawn for text in shown if lot in text]
        bundles = [path.read_bytes() for path in story.log.glob("tile/entries/**/*") if path.is_file()]
        # Lots stand in no entry of a visit or an inspection; ids are public there, so their order must tell nothing either.
        assert not [lot for lot in drawn for bundle in bundles if lot.encode() in bundle]
        slips = [row[0] for row in story.house.sql("SELECT slip FROM inspection_visit ORDER BY id")]
        published = [slip["id"] for slip in json.loads((story.files / "ceremony.json").read_bytes())["slips"]]
        assert sorted(slips) == published and not set(slips) & set(drawn)
        assert slips not in (sorted(slips), sorted(slips, reverse=True))

    def _keys(self, value) -> list[str]:
        """Keys and words that would tell a class, also inside the entries in base64."""
        if isinstance(value, dict):
            return [key for key in value if key in CLASS_KEYS] + [f for v in value.values() for f in self._keys(v)]
        if isinstance(value, list):
            return [found for one in value for found in self._keys(one)]
        if isinstance(value, str) and len(value) > 100:
            try:
                return self._keys(json.loads(base64.b64decode(value, validate=True)))
            except ValueError:
                return []
        return CLASS_WORDS.findall(value) if isinstance(value, str) else []
