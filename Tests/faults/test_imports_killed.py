"""kill -9 while a page import is checked, while it is applied, while it is taken back: what is in stays in and the rest follows,
nothing twice, and the page says what happened and goes on."""

import random
import threading
import time

import fiction

RANDOM = random.Random(20261123)
JOBS = "/registry/imports/jobs"
ROWS = 6_000


class Killable:
    """A house whose server is killed and started again; `admin` stays signed in."""

    def __init__(self, stage):
        self.stage, self.house = stage, stage.copy()
        self.server = None
        self.up()

    def up(self):
        self.server = self.house.serve()
        self.admin = self.stage.visitor(self.server, "admin")

    def kill_during(self, form, values, seconds, **more):
        """Sends a form, and kills the server so much later."""
        sent = threading.Thread(target=lambda: quietly(self.admin, form, values, **more))
        sent.start()
        time.sleep(seconds)
        self.server.kill()
        sent.join()
        self.up()

    def page(self, path):
        return self.admin.get(path)

    def settled(self, path, busy=("正在核对", "正在导入")):
        """The page once nothing is under way, or once it says that the work broke off."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            page = self.admin.get(path)
            if "中断了" in page.words or not any(word in page.words for word in busy):
                return page
            time.sleep(0.3)
        raise AssertionError(f"{path}:{page.words[:400]}")

    def state(self):
        return self.house.sql("SELECT state FROM registry_import_job ORDER BY id DESC LIMIT 1")[0][0]

    def reached(self):
        """The last row that is in."""
        return int(self.house.sql("SELECT COALESCE(reached, 0) FROM registry_import_job ORDER BY id DESC LIMIT 1")[0][0])


def quietly(visitor, form, values, **more):
    try:
        visitor.submit(form, values, expect=None, **more)
    except Exception:  # noqa: BLE001  the server went away under it
        pass


def test_a_page_import_that_is_killed_at_any_time_goes_on_where_it_stands(stage, tmp_path):
    file = fiction.subjects(tmp_path / "名录.csv", ROWS, first=20_000)
    killable = Killable(stage)
    house = killable.house
    before = house.count("registry_subject")
    size = len(house.sql("SELECT idx FROM log_entry"))
    outcomes = []
    try:
        # Killed while it is checked.
        form = killable.page("/registry/imports/new").form(JOBS)
        data = file.read_bytes()
        killable.kill_during(form, {"kind": "subjects"}, 1.0, files={"file": ("名录.csv", data)})
        if house.sql("SELECT COUNT(*) FROM registry_import_job")[0][0] in (0, "0"):
            # Not even handed in: once more, and killed a little later.
            form = killable.page("/registry/imports/new").form(JOBS)
            killable.kill_during(form, {"kind": "subjects"}, 3.0, files={"file": ("名录.csv", data)})
        number = house.sql("SELECT MAX(id) FROM registry_import_job")[0][0]
        path = f"{JOBS}/{number}"
        outcomes.append(f"checking: {killable.state()}")
        page = killable.settled(path)
        if killable.state() == "checking":
            assert "核对中断了" in page.words, page.words[:400]
            killable.admin.submit(page.form(path + "/recheck"), expect=None)
            page = killable.settled(path)
        assert killable.state() == "checked", page.words[:600]
        assert house.count("registry_subject") == before and f"{ROWS:,}" in page.words

        # Killed while it is applied, at several moments, until it is in.
        for share in (0.3, 1.0, 2.2, RANDOM.uniform(2, 5)):
            page = killable.settled(path)
            if killable.state() == "checking" or (killable.state() == "running" and killable.reached() == 0):
                # Nothing of it was in: it is checked once more.
                assert "中断了" in page.words, page.words[:400]
                killable.admin.submit(page.form(path + "/recheck"), expect=None)
                page = killable.settled(path)
            if killable.state() == "running":
                form = page.form(path + "/recheck")
                assert "导入中断了" in page.words and "行已经导入" in page.words, page.words[:400]
            elif killable.state() == "checked":
                form = page.form(path + "/confirm")
            else:
                break
            killable.kill_during(form, {"mode": "goodRows"} if "confirm" in form.action else None, share)
            found = house.count("registry_subject") - before
            # The file's three bad rows are counted as reached, and refused.
            wrong = house.sql("SELECT COALESCE(MAX(refused), 0) FROM registry_import WHERE file_name = '名录.csv'")[0][0]
            reached = killable.reached() - int(wrong)
            outcomes.append(f"applying {share:.1f} s: {killable.state()}, {found}")
            # Each portion with its count, or not at all.
            assert found == reached, f"写入{found}，记到{reached}"
            assert (killable.state() == "done") == (found == ROWS)
            records = house.count("registry_import", "kind = 'subjects' AND file_name = '名录.csv'")
            assert records == (found > 0)
        for _ in range(4):
            page = killable.settled(path)
            if killable.state() in ("running", "checking"):
                killable.admin.submit(page.form(path + "/recheck"), expect=None)
            elif killable.state() == "checked":
                killable.admin.submit(page.form(path + "/confirm"), {"mode": "goodRows"}, expect=None)
            else:
                break
        assert killable.state() == "done" and house.count("registry_subject") == before + ROWS
        record = house.sql("SELECT MAX(id) FROM registry_import")[0][0]

        # Killed while it is taken back, until it is.
        undo = f"/registry/imports/{record}/undo"
        for share in (0.1, 0.5, 1.5, 4.0):
            page = killable.page(undo)
            if not page.has_form(undo):
                break
            killable.kill_during(page.form(undo), None, share)
            found = house.count("registry_subject") - before
            undone = house.count("registry_import_undo")
            outcomes.append(f"undoing {share:.1f} s: {undone}, {found}")
            assert (undone, found) in ((0, ROWS), (1, 0)), f"只撤销了一部分:{undone}、{found}"
        page = killable.page(undo)
        if page.has_form(undo):
            killable.admin.submit(page.form(undo))
        assert house.count("registry_subject") == before and house.count("registry_import_undo") == 1
        # An entry for each portion, one for the whole import, one for its undo, and a log that holds.
        assert house.count("log_entry", f"act = 'registry.import' AND object = 'import/{record}'") == 1
        assert len(house.sql("SELECT idx FROM log_entry")) > size + 2
        house.check_log(tmp_path / "log")
    finally:
        killable.server.stop()
    print("中断时的状态:", "; ".join(outcomes))


def test_what_broke_off_can_be_given_up(stage, tmp_path):
    """Also a file whose import was to begin: the page offers it, so it works. Once rows are in, it is carried on instead."""
    file = fiction.subjects(tmp_path / "名录.csv", ROWS, first=40_000)
    killable = Killable(stage)
    try:
        form = killable.page("/registry/imports/new").form(JOBS)
        page = killable.admin.submit(form, {"kind": "subjects"}, expect=None, files={"file": ("名录.csv", file.read_bytes())})
        path = page.path
        page = killable.settled(path)
        killable.kill_during(page.form(path + "/confirm"), {"mode": "goodRows"}, 0.4)
        if killable.state() == "done":
            return
        page = killable.settled(path)
        if page.has_form(path + "/discard"):
            killable.admin.submit(page.form(path + "/discard"))
            assert killable.state() == "discarded"
        else:
            assert "行已经导入" in page.words, page.words[:400]
            killable.admin.submit(page.form(path + "/recheck"), expect=None)
            killable.settled(path)
            assert killable.state() == "done"
    finally:
        killable.server.stop()
