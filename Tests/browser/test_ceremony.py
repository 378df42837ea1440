"""A whole ceremony in real browsers: drawer, supervisor and a business representative, each in a session of their own,
and the meeting room's screen. Pictures of every stage are left beside those of the pages."""

import re
import subprocess

import pytest

import fixtures
import inspection
import product

DICE = "31415 92653 58979 32384"
DIFFERENT = "31415926535897932386"


@pytest.fixture(scope="module")
def people(chromium, server, session_of):
    """`people(name, width, role)`: a browser of one's own; its page keeps a watch on what it complains of."""
    opened = []

    def one(width, role=None, height=None, motion="reduce"):
        context = chromium.new_context(
            viewport={"width": width, "height": height or inspection.WIDTHS.get(width, 1080)}, locale="zh-CN",
            storage_state=session_of(role), timezone_id="Asia/Shanghai", reduced_motion=motion, has_touch=width < 600)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.watch = inspection.Watch(page)
        opened.append((context, page))
        return page

    yield one
    for context, _ in opened:
        context.close()


def picture(page, name):
    inspection.settle(page)
    fixtures.SCREENS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"]
    page.screenshot(path=fixtures.SCREENS / f"ceremony-{name}-{width}.png", full_page=width < 600)
    assert inspection.overflow(page) == [], f"{name} 在 {width} 宽横向溢出"


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def seal(page):
    """Makes a value in this browser, keeps it, and sends its commitment."""
    press(page, "生成随机数")
    page.locator("[data-value]", has_text=re.compile("[0-9a-f]{64}")).wait_for()
    page.get_by_label("我已抄下或保存随机数").check()
    value = page.locator("[data-value]").inner_text()
    press(page, "提交承诺")
    page.get_by_text("承诺已写入留痕日志").wait_for()
    return value


def test_three_parties_draw_in_their_own_browsers(server, people):
    drawer, room = people(1440, "draw.dl"), people(1920, "draw.dl", 1080)
    witness, business = people(390, "witness.dl"), people(390)
    visitor = people(390)

    # The plan: a third party without account, dice and a lottery number.
    drawer.goto(server.base + "/draw/new")
    for box in drawer.locator("input[name=campaigns]").all():
        box.check()
    drawer.get_by_label("监督人").select_option(index=1)
    drawer.locator("input[name=party3_title]").fill("企业代表")
    press(drawer, "增加一个来源")
    assert drawer.locator("input[name=party3_title]").input_value() == "企业代表"
    drawer.locator("select[name=source_kind2]").select_option("lottery")
    drawer.locator("input[name=source2]").fill("2026150")
    picture(drawer, "01-plan")
    press(drawer, "公布方案")
    path = drawer.url.removeprefix(server.base)
    assert re.fullmatch(r"/draw/\d+", path), drawer.locator("main").inner_text()[:300]
    room.goto(server.base + path + "?room=1")
    picture(room, "02-planned")
    press(drawer, "冻结名单")

    # The supervisor's phone: the room's QR code, the sign-in, the page.
    link = room.locator(".room-join .link").inner_text()
    assert room.locator(".room-join svg.qr").count() == 1
    visitor.goto("http://" + link)
    assert visitor.get_by_text("旁听和核验").count() == 1
    picture(visitor, "03-join")
    witness.goto("http://" + link)
    assert witness.url == server.base + path
    picture(witness, "04-commit")
    sealed = {"supervisor": seal(witness)}

    # The business representative's phone: a one-time link, good for one browser.
    press(drawer, "签发一次性链接")
    picture(drawer, "05-link")
    token = drawer.locator("main .code").inner_text()
    drawer.goto(server.base + path)
    business.goto(token)
    picture(business, "06-offer")
    press(business, "在这台手机上参加")
    assert business.url == server.base + "/draw/party"
    sealed["party-3"] = seal(business)
    picture(business, "07-sealed")
    visitor.goto(token)
    assert "已经用过" in visitor.locator("main").inner_text()
    drawer.get_by_text("在这里代录").wait_for(state="detached")

    sealed["drawer"] = seal(drawer)
    room.get_by_role("heading", name="结束承诺，开始揭示").wait_for()
    picture(room, "08-sealed")
    assert not any(value in room.content() for value in sealed.values()), "大屏上出现了随机数"
    press(drawer, "结束承诺")

    # Everybody opens; the value is still in the browser that made it.
    for person, party in ((witness, "supervisor"), (business, "party-3"), (drawer, "drawer")):
        person.reload()
        field = person.locator("form[data-reveal] input[name=value]")
        assert field.input_value() == sealed[party]
        press(person, "揭示")
        person.get_by_text("随机数已揭示，与承诺一致").wait_for()
        if party == "supervisor":
            picture(person, "09-revealed")
    room.get_by_role("heading", name="掷骰子，录入点数").wait_for()
    picture(room, "10-dice")

    # Double keying at one screen: blind, and refused with the places that differ.
    first, second = drawer.locator("input[name=value]"), drawer.locator("input[name=again]")
    first.fill(DICE)
    second.focus()
    assert "covered" in first.get_attribute("class")
    second.fill(DIFFERENT)
    press(drawer, "两遍都已录入")
    assert "第20位（第一遍4，第二遍6）不同" in drawer.locator("main").inner_text()
    picture(drawer, "11-differs")
    drawer.locator("input[name=value]").fill(DICE)
    drawer.locator("input[name=again]").fill(DICE.replace(" ", ""))
    press(drawer, "两遍都已录入")

    # By two people: the drawer keys the lottery number, the supervisor keys it again unseen.
    drawer.locator("input[name=value]").fill("05121927")
    press(drawer, "只录第一遍，请另一人复录")
    witness.reload()
    assert "05121927" not in witness.content()
    witness.locator("input[name=value]").fill("05121926")
    press(witness, "复录")
    assert "第8位（第一遍7，第二遍6）不同" in witness.locator("main").inner_text()
    picture(witness, "12-second-keying")
    witness.locator("input[name=value]").fill("05121927")
    press(witness, "复录")
    assert "两遍一致" in witness.locator("main").inner_text()
    room.get_by_role("heading", name="抽取", exact=True).wait_for()
    picture(room, "13-ready")

    # The draw, seen on every screen; on a reload it is simply there.
    drawer.reload()
    press(drawer, "抽取")
    for page, name in ((drawer, "14-drawn"), (room, "14-drawn"), (witness, "14-drawn"), (business, "14-drawn")):
        page.locator(".room-outcome, .ceremony-outcome").wait_for()
        picture(page, name)
    assert "企业代表" in room.locator(".ceremony-parties").inner_text()
    lots = room.locator(".room-outcome .code").all_inner_texts()
    assert lots and all(re.fullmatch("[0-9A-F]{20}", lot) for lot in lots)
    for page in (room, witness, business):
        page.reload()
        assert page.locator(".room-outcome, .ceremony-outcome").count() == 1
    assert business.locator(".ceremony-outcome .code").first.inner_text() == lots[0]
    room.set_viewport_size({"width": 1440, "height": 900})
    picture(room, "15-room")
    for page in (drawer, room, witness, business):
        assert inspection.axe(page) == [], inspection.axe(page)
        # A refusal is a page with status 422, which the console also tells; a page that is left ends its polling, and
        # the draw's own answer, a redirect, is not followed.
        expected = re.compile(rf"422|请求失败:.*({path}|/draw/party)(/state.*)?$|请求失败:.*/progress$")
        assert [told for told in page.watch.findings if not expected.search(told)] == []


def test_the_printed_record_is_the_ceremony(server, people, tmp_path):
    """poppler reads the seed out of the PDF, zbar the address out of its QR code; the same record is the same bytes."""
    drawer = people(1440, "draw.dl")
    drawer.goto(server.base + "/draw/5/record")
    seed = drawer.locator(".record .seed").inner_text()
    code = drawer.locator(".record dd").nth(1).inner_text()
    lots = drawer.locator(".record .annex .code").all_inner_texts()
    assert re.fullmatch("[0-9a-f]{64}", seed) and lots
    answers = [drawer.context.request.get(server.base + "/draw/5/record.pdf") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200], answers[0].text()[:500]
    assert answers[0].headers["content-type"] == "application/pdf"
    assert answers[0].body() == answers[1].body()
    paper = tmp_path / "record.pdf"
    paper.write_bytes(answers[0].body())

    def said(*words):
        return subprocess.run(words, capture_output=True, check=True, timeout=60).stdout.decode()

    text = said("pdftotext", "-layout", str(paper), "-")
    for expected in [seed, code, "在场人员签名", *lots]:
        assert expected in text, f"PDF 中没有 {expected}"
    said("pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-png", str(paper), str(tmp_path / "page"))
    [picture] = tmp_path.glob("page*.png")
    assert said("zbarimg", "--quiet", "--raw", str(picture)).strip() == f"{server.base}/verify/ceremony#{code}"


def test_the_record_is_a_page_to_print(server, people):
    """What remains where the program that makes PDF files is missing; readable on a phone."""
    witness = people(390, "witness.dl")
    response = witness.goto(server.base + "/draw/5/record")
    assert response.status == 200 and inspection.overflow(witness) == [] and inspection.axe(witness) == []
    assert witness.get_by_role("link", name="下载 PDF").count() >= 1
