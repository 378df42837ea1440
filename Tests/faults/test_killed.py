"""kill -9 in the middle of an import and in the middle of a draw: nothing half-done, nothing lost."""

import hashlib
import random
import re
import signal
import threading
import time

import pytest
import requests

import fiction
import walk
from house import KINDS, ROOT, verify
from visitor import Visitor

RANDOM = random.Random(20260101)


def register(folder):
    """The real register where it is at hand, with what must come out of it; else an invented one."""
    for base in (ROOT.parent, ROOT.parent.parent):
        real = base / "shared" / "data" / "heilongjiang-registry.csv.gz"
        if real.exists():
            return real, 98_045, 23
    return fiction.subjects(folder / "subjects.csv", 20_000), 20_000, 3


@pytest.mark.parametrize("kind", KINDS)
def test_an_import_that_is_killed_leaves_nothing_and_runs_again(kind, empty, tmp_path):
    house = empty(kind)
    file, kept, refused = register(tmp_path)
    size = int(house.sql("SELECT COUNT(*) FROM log_entry")[0][0])
    during = 0
    # From the first look at the file to well inside the one transaction.
    for wait in (0.4, *(RANDOM.uniform(1, 8) for _ in range(3))):
        process = house.start("import", "subjects", file)
        time.sleep(wait)
        was_running = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if was_running:
            during += 1
            assert process.returncode == -signal.SIGKILL
        else:
            assert process.returncode == 0
        for table, all_rows in (("registry_subject", kept), ("registry_import", 1), ("registry_import_refusal", refused)):
            assert house.count(table) in (0, all_rows), f"{wait:.1f} 秒时中断:{table} 只剩一部分"
        assert int(house.sql("SELECT COUNT(*) FROM log_entry")[0][0]) - size == house.count("registry_import")
    assert during >= 2, "没有一次中断落在导入过程中"
    had = house.count("registry_subject")
    said = house.run("import", "subjects", file)
    assert f"入库 {kept} 行（新增 {kept - had}，更新 0，未变 {had}），退回 {refused} 行" in said
    assert house.count("registry_subject") == kept
    house.check_log(tmp_path / "log")


def test_a_server_that_is_killed_while_drawing_has_drawn_all_or_nothing(stage, tmp_path):
    states = []
    whole = None
    for place, share in enumerate((None, 0.15, 0.4, 0.7, 1.1)):
        house = stage.copy()
        server = house.serve()
        drawer = stage.visitor(server, "drawer")
        form = drawer.get(stage.ceremony).form(f"{stage.ceremony}/draw")
        if whole is None:
            # Once without a fault, to know how long it takes.
            began = time.monotonic()
            drawer.submit(form)
            whole = time.monotonic() - began
            server.stop()
            wanted = house.count("inspection_visit"), house.count("draw_lot")
            assert wanted[0] > 0
            continue
        sent = threading.Thread(target=lambda: _post_quietly(drawer, form))
        sent.start()
        time.sleep(whole * share)
        server.kill()
        sent.join()
        [[state]] = house.sql("SELECT state FROM draw_ceremony")
        states.append(state)
        assert state in ("revealed", "drawn")
        found = house.count("inspection_visit"), house.count("draw_lot")
        assert found == (wanted if state == "drawn" else (0, 0)), f"{state}:{found}"
        assert house.count("plan_campaign", "state = 'inspecting'") == (state == "drawn")
        with house.serve() as again:
            drawer = stage.visitor(again, "drawer")
            page = drawer.get(stage.ceremony)
            if state == "revealed":
                drawer.submit(page.form(f"{stage.ceremony}/draw"))
            else:
                assert not page.has_form(f"{stage.ceremony}/draw")
            assert (house.count("inspection_visit"), house.count("draw_lot")) == wanted
            files = walk.download(Visitor(again.base), stage.code, tmp_path / f"files-{place}")
        done = verify("ceremony", files)
        assert done.returncode == 0, done.stdout + done.stderr
        house.check_log(tmp_path / f"log-{place}")
    print("中断后的状态:", states)


def test_a_server_that_is_killed_at_every_step_of_a_ceremony_goes_on_where_it_was(fresh_stage, tmp_path):
    """Three parties, one with a one-time link. At each step the server is killed while the form is on its way (at another
    moment each time: before it arrives, in the transaction, after the answer), started again, and the same form is sent
    once more, as a browser does. Every step is made once, and what comes out verifies."""
    house, people, server = fresh_stage.house, fresh_stage.people, None
    log, outcomes = [], {"made": 0, "lost": 0}

    def up():
        nonlocal server
        server = house.serve()
        for person in people.values():
            person.base = server.base

    def entries():
        return int(house.sql("SELECT COUNT(*) FROM log_entry")[0][0])

    def step(party, page, action, values=None, wait=None, adds=1, button=None):
        """Sends a form into a server that is killed `wait` seconds later, then again to the next one. `button` is the
        address of another button of the form."""
        person = people[party]
        form = person.get(page).form(action)
        form.action = button or form.action
        before = entries()
        sent = threading.Thread(target=lambda: _post_quietly(person, form, values))
        sent.start()
        time.sleep(RANDOM.choice((0.0, 0.01, 0.03, 0.08, 0.15)) if wait is None else wait)
        server.kill()
        sent.join()
        made = entries() - before
        assert made in (0, adds), f"{action}:中断后留下 {made} 条"
        outcomes["made" if made else "lost"] += 1
        up()
        try:
            person.submit(form, values, expect=None)
        except AssertionError as refused:
            raise AssertionError(f"{action} 重新提交:{refused}") from None
        assert entries() - before == adds, f"{action}:重新提交后有 {entries() - before} 条"
        log.append(form.action.rsplit("/", 1)[1])

    up()
    drawer, witness, phone = people["drawer"], people["witness"], people["phone"]
    form = drawer.get("/draw/new").form("/draw")
    values = {"campaigns": [value for value, _ in form.choices["campaigns"]], "party3_title": "企业代表",
              "supervisor": next(value for value, name in form.choices["supervisor"] if "虚构witness" in name)}
    step("drawer", "/draw/new", "/draw", values)
    path = "/draw/" + house.sql("SELECT id FROM draw_ceremony")[0][0]
    code = house.sql("SELECT code FROM draw_ceremony")[0][0]
    step("drawer", path, f"{path}/freeze", wait=RANDOM.uniform(0, 0.15))
    link = re.search(r"/draw/link/[0-9a-f]{32}", drawer.submit(drawer.get(path).form(f"{path}/link")).text)[0]
    phone.submit(phone.get(link).form(link))
    secret = {party: RANDOM.randbytes(32).hex() for party in ("drawer", "supervisor", "party-3")}
    pages = {"drawer": ("drawer", path), "supervisor": ("witness", path), "party-3": ("phone", "/draw/party")}
    for party, (person, page) in pages.items():
        seal = next(form for form in people[person].get(page).forms if form.action == f"{page}/commit" and form.value("party") == party)
        text = f"vdraw-commit/v1\n{seal.attributes['data-plan']}\n{party}\n{secret[party]}\n"
        step(person, page, f"{page}/commit", {"party": party, "commitment": hashlib.sha256(text.encode()).hexdigest()})
    step("drawer", path, f"{path}/close-commits")
    for party, (person, page) in pages.items():
        step(person, page, f"{page}/reveal", {"value": secret[party]})
    step("drawer", path, f"{path}/public-value", {"value": "31415 92653"}, button=f"{path}/key")
    step("witness", path, f"{path}/confirm-value", {"value": "3141592653"})
    step("drawer", path, f"{path}/draw", wait=RANDOM.uniform(0, 0.3))
    assert log == ["draw", "freeze", *["commit"] * 3, "close-commits", *["reveal"] * 3, "key", "confirm-value", "draw"]
    assert house.sql("SELECT state FROM draw_ceremony") == [["drawn"]]
    files = walk.download(Visitor(server.base), code, tmp_path / "files")
    server.stop()
    done = verify("ceremony", files)
    assert done.returncode == 0, done.stdout + done.stderr
    house.check_log(tmp_path / "log")
    print("中断时已完成", outcomes["made"], "步,未完成", outcomes["lost"], "步")


def _post_quietly(person, form, values=None):
    try:
        person.submit(form, values, expect=None, follow=False)
    except requests.RequestException:
        pass
