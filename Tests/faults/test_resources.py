"""The ground gives way under the running server: database gone, disk full. Calm words, and all is there afterwards."""

import contextlib
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import threading
import time
import urllib.parse

import pytest

import fiction
import walk
from house import House
from visitor import HAN, Visitor, refused


class Line:
    """A line to PostgreSQL that can be cut and mended, as a network or a restarted server does."""

    def __init__(self, url: str):
        parts = urllib.parse.urlsplit(url)
        self.target, self.open = (parts.hostname, parts.port), []
        self.port, self.listener = 0, None
        self.mend()
        self.url = urllib.parse.urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{self.port}"))

    def mend(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        # Wakes the thread that waits in accept, which then lets go of the port.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in self.open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.open.clear()

    def _accept(self, listener) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self.target)
                self.open += [near, far]
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    @staticmethod
    def _carry(source, sink) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)


def calm(server, planner: Visitor, public: Visitor) -> None:
    """Every kind of page says that it cannot be done now; none hangs, none shows insides."""
    began = time.monotonic()
    for page in (public.get("/results", expect=None), planner.get("/plan", expect=None)):
        refused(page, 503, "暂时", "请稍后重试")
    assert time.monotonic() - began < 60
    assert server.process.poll() is None, "服务器不应因数据库而退出"


def recovered(planner: Visitor, public: Visitor, plan: str) -> None:
    until = time.monotonic() + 30
    while public.get("/results", expect=None).status != 200:
        assert time.monotonic() < until, "数据库回来以后没有恢复"
        time.sleep(0.2)
    planner.get(plan)


def test_the_database_goes_away_and_comes_back(stage):
    house = stage.copy()
    if house.kind == "postgres":
        direct, line = house.database, Line(house.database)
        house.database = line.url
        take, give = line.cut, line.mend
    else:
        aside = house.data.parent / "aside"

        def take():
            aside.mkdir()
            for file in house.data.glob("mingcha.db*"):
                file.rename(aside / file.name)

        def give():
            # A file that the server may have made in the meantime is not ours.
            for file in house.data.glob("mingcha.db*"):
                file.unlink()
            for file in aside.iterdir():
                file.rename(house.data / file.name)

    with house.serve() as server:
        planner, public = stage.visitor(server, "planner"), Visitor(server.base)
        form = planner.get("/plan/new").form("/plan")
        recovered(planner, public, stage.plan)
        take()
        try:
            calm(server, planner, public)
            refused(planner.submit(form, {"kind": "joint"}, expect=None), 503)
        finally:
            give()
        recovered(planner, public, stage.plan)
        # The form that was refused goes through now, once.
        assert planner.submit(form, {"kind": "joint"}).path != "/plan"
        assert house.count("plan_plan", "kind = 'joint'") == 1
    if house.kind == "postgres":
        house.database = direct


def test_connections_that_the_database_ends_are_made_anew(stage):
    if stage.house.kind != "postgres":
        # SQLite has no connections that somebody else could end; that its file goes is tested above.
        return
    house = stage.copy()
    with house.serve() as server:
        planner = stage.visitor(server, "planner")
        planner.get(stage.plan)
        ended = house.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        assert ["t"] in ended
        statuses = [planner.get(stage.plan, expect=None).status for _ in range(12)]
        assert set(statuses) <= {200, 503} and statuses[-1] == 200, statuses


@contextlib.contextmanager
def small_disk(folder: pathlib.Path, megabytes: int):
    """A file system of that size: root mounts one. Gives a function that makes it larger."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", folder], check=True)
    try:
        yield lambda size: subprocess.run(["mount", "-o", f"remount,size={size}m", folder], check=True)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def may_mount(folder: pathlib.Path) -> bool:
    if os.geteuid() != 0:
        return False
    with contextlib.suppress(subprocess.CalledProcessError):
        with small_disk(folder / "probe", 1):
            return True
    return False


def test_a_full_disk_stops_an_import_without_leaving_half_of_it(tmp_path, empty):
    file = fiction.subjects(tmp_path / "subjects.csv", 12_000)
    if not may_mount(tmp_path):
        # Without the right to mount: no file may grow beyond a limit (SIGXFSZ ignored, so that writing fails instead).
        house = empty("sqlite")
        limit = house.file().stat().st_size + (2 << 20)
        said = house.run(
            "import", "subjects", file, expect=2, restore_signals=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        assert HAN.search(said)
        assert house.count("registry_subject") == house.count("registry_import") == 0
        house.check_log(tmp_path / "log")
        return
    with small_disk(tmp_path / "disk", 6) as enlarge:
        house = empty("sqlite", tmp_path / "disk" / "data")
        said = house.run("import", "subjects", file, expect=2)
        assert "磁盘已满" in said and "没有生效" in said, said[-800:]
        assert house.count("registry_subject") == house.count("registry_import") == 0
        enlarge(200)
        assert "入库 12000 行（新增 12000" in house.run("import", "subjects", file)
        house.check_log(tmp_path / "log")


def test_a_full_disk_under_the_server_refuses_and_recovers(sqlite_stage, tmp_path):
    if not may_mount(tmp_path):
        pytest.fail("没有挂载权限,服务器磁盘满的情形没有测到:请用 root 运行 make test")
    template = sqlite_stage.house
    size = sum(file.stat().st_size for file in template.data.iterdir()) // (1 << 20) + 8
    with small_disk(tmp_path / "disk", size):
        house = House("sqlite", tmp_path / "disk" / "data")
        shutil.copytree(template.data, house.data, dirs_exist_ok=True)
        with house.serve() as server:
            planner, drawer = (sqlite_stage.visitor(server, login) for login in ("planner", "drawer"))
            form, button = planner.get("/plan/new").form("/plan"), drawer.get(sqlite_stage.ceremony).form(f"{sqlite_stage.ceremony}/draw")
            entries = house.count("log_entry")
            filler = tmp_path / "disk" / "filler"
            with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * 4096)
            refused(planner.submit(form, {"kind": "joint"}, expect=None), 503, "磁盘已满", "没有生效")
            refused(drawer.submit(button, expect=None, follow=False), 503, "磁盘已满")
            # Reading goes on.
            planner.get(sqlite_stage.plan)
            assert house.count("log_entry") == entries and house.count("plan_plan") == 1
            filler.unlink()
            planner.submit(form, {"kind": "joint"})
            drawer.submit(button)
            assert house.count("plan_plan") == 2 and house.count("inspection_visit") > 0
        house.check_log(tmp_path / "log")
