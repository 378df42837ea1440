"""kill -9 in the middle of an import and in the middle of a draw: nothing half-done, nothing lost."""

import random
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


def _post_quietly(drawer, form):
    try:
        drawer.submit(form, expect=None, follow=False)
    except requests.RequestException:
        pass
