"""Two who do the same at once, and one who does it twice."""

import threading

import fiction
import walk
from visitor import refused


def at_once(*posts):
    """Runs all of them at the same moment; their answers in order."""
    gate, answers = threading.Barrier(len(posts)), [None] * len(posts)

    def run(place):
        gate.wait()
        answers[place] = posts[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(posts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_people_draw_at_once_and_there_is_one_draw(stage, tmp_path):
    for turn in range(2):
        house = stage.copy()
        with house.serve() as server:
            people = [stage.visitor(server, login) for login in ("drawer", "drawer-two")]
            forms = [one.get(stage.ceremony).form(f"{stage.ceremony}/draw") for one in people]
            answers = at_once(*(
                lambda one=one, form=form: one.submit(form, expect=None, follow=False) for one, form in zip(people, forms)))
            first, second = sorted(answers, key=lambda page: page.status)
            assert first.status == 303, [page.status for page in answers]
            refused(second, 409, "不能抽取", "已抽取" if "已抽取" in second.words else "摇号")
            assert house.sql("SELECT state FROM draw_ceremony") == [["drawn"]]
            lots = house.sql("SELECT COUNT(*), COUNT(DISTINCT lot) FROM draw_lot")[0]
            assert lots[0] == lots[1] != "0"
            assert house.count("inspection_visit") == int(lots[0])
        house.check_log(tmp_path / f"log-{turn}")


def test_the_same_form_twice_is_one_draw_and_one_plan(stage):
    house = stage.copy()
    with house.serve() as server:
        drawer, neighbour = stage.visitor(server, "drawer"), stage.visitor(server, "neighbour")
        form = drawer.get(stage.ceremony).form(f"{stage.ceremony}/draw")
        answers = at_once(*[lambda: drawer.submit(form, expect=None, follow=False)] * 2)
        assert [page.status for page in answers] == [303, 303], [page.words[:300] for page in answers]
        assert {page.response.headers["Location"] for page in answers} == {stage.ceremony}
        visits = house.count("inspection_visit")
        late = drawer.submit(form, follow=False, expect=303)
        assert late.response.headers["Location"] == stage.ceremony
        assert house.count("inspection_visit") == visits > 0

        entries = house.count("log_entry")
        form = neighbour.get("/plan/new").form("/plan")
        values = {"year": str(walk.today().year), "kind": "internal"}
        pages = at_once(*[lambda: neighbour.submit(form, values, expect=None)] * 2)
        assert house.count("plan_plan", f"region_code = '{fiction.FOREIGN}'") == 1
        assert house.count("log_entry") == entries + 1
        assert all(page.status == 200 for page in pages), [(page.status, page.words[:300]) for page in pages]
