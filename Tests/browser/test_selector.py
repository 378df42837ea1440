"""The selector of an item built by clicking on its own form: numbers follow, saving keeps it, the form reads the same again."""

import pytest

import fixtures
import inspection

# Of the list a later version waits already: what is saved takes effect with it, and the form builds on it. Saving the same twice would be no change.
ITEMS = {1440: "/catalogue/items/S30", 390: "/catalogue/items/S28"}
SEARCH = "/registry/selection/reach"


def number(text: str) -> int:
    return int(text.replace(",", ""))


def total(opened) -> int:
    return number(opened.locator("#estimate .total").inner_text())


def clicked(opened, click) -> int:
    """The number after a click, once the answer to it has come."""
    with opened.expect_response(lambda one: SEARCH in one.url and one.ok):
        click()
    opened.wait_for_timeout(200)
    return total(opened)


def cleared(opened) -> int:
    """Every condition taken away, click by click: how many there are at all."""
    anybody = opened.locator("input[name=market][value='']")
    if not anybody.is_checked():
        clicked(opened, anybody.check)
    ticked = opened.locator(".selector input[type=checkbox]:checked")
    for _ in range(ticked.count()):
        clicked(opened, ticked.first.uncheck)
    assert opened.locator("#estimate .sentence").inner_text() == "全部存续的检查对象"
    return total(opened)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_selector_is_built_on_the_form_of_an_item(server, page, session_of, width):
    with page(width, session_of("admin.hlj")) as opened:
        opened.goto(server.base + ITEMS[width] + "/edit")
        before, everybody = total(opened), cleared(opened)
        assert everybody > before > 0
        opened.get_by_label("查找标签").fill("餐饮")
        row = opened.get_by_role("group", name="餐饮服务", exact=True)
        catering = clicked(opened, row.locator("input[name=tags]").check)
        assert 0 < catering < everybody
        # Groups without a row that fits are out of the way; the one with the row says that one is chosen.
        groups = opened.locator("#tag-picker details:visible")
        assert 0 < groups.count() < opened.locator("#tag-picker details").count()
        assert "已选 1" in opened.locator("#tag-picker details", has=row).locator("summary").inner_text()
        brief = opened.locator("[data-brief]")
        assert brief.is_visible() == (width == 390)
        if width == 390:
            box = brief.bounding_box()
            # In sight, and above the bar of the frame.
            bar = opened.locator(".rail").bounding_box()
            assert 0 < box["y"] and box["y"] + box["height"] <= bar["y"]
            assert number(brief.inner_text()) == catering
        market = clicked(opened, opened.locator("input[name=market][value=yes]").check)
        assert 0 < market <= catering
        opened.get_by_label("查找地区").fill("道里")
        place = clicked(opened, opened.locator("#region-picker label", has_text="道里区").click)
        assert 0 < place < market
        sentence = opened.locator("#estimate .sentence").inner_text()
        assert sentence == "位于道里区，属于市场主体，带有“餐饮服务”标签的检查对象"
        # The numbers by region and by type each add up to the total.
        tables = opened.locator("#estimate table.bars").all()
        assert len(tables) == 2
        for table in tables:
            assert sum(number(text) for text in table.locator("td.number").all_inner_texts()) == place
        fixtures.SCREENS.mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=fixtures.SCREENS / f"selector-built-{width}.png")
        opened.screenshot(path=fixtures.SCREENS / f"selector-built-{width}-whole.png", full_page=True)
        assert inspection.overflow(opened) == []
        assert inspection.axe(opened) == []
        opened.get_by_label("调整原因").fill(f"只查道里区（{width}）")
        opened.get_by_label("调整依据").fill("某文件")
        opened.get_by_role("button", name="保存并发布新版本").click()
        opened.wait_for_load_state()
        assert f"只查道里区（{width}）" in opened.locator("main").inner_text()
        # Read again: the form says the same, and its number opens just these subjects.
        opened.goto(server.base + ITEMS[width] + "/edit")
        assert opened.locator("#estimate .sentence").inner_text() == sentence
        assert total(opened) == place
        assert clicked(opened, opened.locator("#region-picker input:checked").first.uncheck) == market
        opened.goto(server.base + opened.locator("#estimate a", has=opened.locator(".total")).get_attribute("href"))
        assert f"{market:,} 户" in opened.locator("main").inner_text()
        assert opened.watch.findings == []


def test_without_scripts_the_button_counts(server, chromium, session_of):
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", storage_state=session_of("admin.hlj"),
        java_script_enabled=False)
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.goto(server.base + "/catalogue/items/S26/edit")
    opened.locator("input[name=market][value=no]").check()
    codes = opened.get_by_label("其他中类、小类的代码")
    codes.fill("9999")
    opened.get_by_role("button", name="计算涉及的对象").click()
    assert "“9999”不是国民经济行业分类" in opened.locator("main").inner_text()
    assert codes.input_value() == "9999"
    codes.fill("")
    opened.get_by_role("button", name="计算涉及的对象").click()
    assert opened.locator("#estimate .sentence").inner_text().startswith("属于非市场主体，")
    before = total(opened)
    ticked = opened.locator(".selector input[type=checkbox]:checked")
    for _ in range(ticked.count()):
        ticked.first.uncheck()
    opened.get_by_role("button", name="计算涉及的对象").click()
    assert total(opened) > before
    context.close()
