"""People where they may not be: wrong role, foreign region, no session, a session that has ended, a forged form."""

from visitor import Visitor, refused


def test_who_may_not_is_told_what_it_takes_and_nothing_changes(stage):
    house = stage.copy()
    with house.serve() as server:
        planner, neighbour, drawer = (stage.visitor(server, login) for login in ("planner", "neighbour", "drawer"))
        entries = house.count("log_entry")

        # Wrong role.
        refused(planner.get("/draw/new", expect=None), 403, "主持抽取", "需要具备以下角色之一", "抽取")
        csrf = planner.csrf(planner.get("/plan"))
        keys = {"_csrf": csrf, "_submission": "a" * 32}
        refused(planner.post(f"{stage.ceremony}/draw", keys), 403, "主持抽取")
        refused(drawer.get(stage.plan + "/campaigns/new", expect=None), 403, "计划制定")
        refused(planner.get("/system/accounts", expect=None), 403, "平台管理")

        # Foreign region: as if it did not exist.
        own, foreign = planner.get(stage.plan), neighbour.get(stage.plan, expect=None)
        assert own.status == 200
        refused(foreign, 404, "没有找到")
        nowhere = refused(neighbour.get("/plan/987654", expect=None), 404, "没有找到")
        assert foreign.words.split("编号")[0] == nowhere.words.split("编号")[0], "别处的计划和不存在的计划应当看不出区别"
        refused(neighbour.post(f"{stage.plan}/report?version=1", {"_csrf": neighbour.csrf(nowhere), "_submission": "b" * 32}), 404)
        assert "道里区" not in neighbour.get("/plan").words.replace("虚构", "")
        refused(neighbour.get(stage.ceremony, expect=None), 404)

        # A forged form, and one without its secret.
        for secret in ("", "0" * 32):
            refused(drawer.post(f"{stage.ceremony}/draw", {"_csrf": secret, "_submission": "c" * 32}), 403, "来源校验")
        assert house.sql("SELECT state FROM draw_ceremony") == [["revealed"]]
        assert house.count("log_entry") == entries


def test_without_a_session_or_after_it_ended_one_signs_in_first(stage):
    house = stage.copy()
    with house.serve() as server:
        nobody = Visitor(server.base)
        page = nobody.get("/plan", expect=303, follow=False)
        assert page.response.headers["Location"].startswith("/login?next=")
        drawer = stage.visitor(server, "drawer")
        form = drawer.get(stage.ceremony).form(f"{stage.ceremony}/draw")
        house.sql("UPDATE access_session SET last_seen_at = '2020-01-01T00:00:00.000Z'")
        refused(drawer.submit(form, expect=None, follow=False), 401, "登录")
        assert house.sql("SELECT state FROM draw_ceremony") == [["revealed"]]
        page = stage.visitor(server, "planner").get("/plan")
        assert page.path == "/login" and "登录已结束" in page.words
