"""The selector of an item built by clicking on its own form: numbers follow, saving keeps it, the form reads the same again."""

import pytest

import fixtures
import inspection

ITEM = "/catalogue/items/S30"
SEARCH = "/registry/selection/reach"


def total(opened) -> int:
    return int(opened.locator("#estimate .total").inner_text().replace(",", ""))


def clicked(opened, click) -> int:
    """The number after a click, once the answer to it has come."""
    with opened.expect_response(lambda one: SEARCH in one.url and one.ok):
        click()
    opened.wait_for_timeout(100)
    return total(opened)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_selector_is_built_on_the_form_of_an_item(server, page, session_of, width):
    with page(width, session_of("admin.hlj")) as opened:
        opened.goto(server.base + ITEM + "/edit")
        # From nothing: what the item names already is cleared first, click by click.
        before = total(opened)
        ticked = opened.locator(".selector input[type=checkbox]:checked")
        for _ in range(ticked.count()):
            clicked(opened, ticked.first.uncheck)
        everybody = total(opened)
        assert everybody > before > 0
        opened.get_by_label("查找标签").fill("餐饮")
        row = opened.get_by_role("group", name="餐饮服务", exact=True)
        catering = clicked(opened, row.get_by_text("其一").click)
        assert 0 < catering < everybody
        brief = opened.locator("[data-brief]")
        if width == 390:
            box = brief.bounding_box()
            assert brief.is_visible() and box["y"] + box["height"] <= inspection.WIDTHS[width]
            assert brief.inner_text() == opened.locator("#estimate .total").inner_text()
        households = clicked(opened, opened.locator(".selector").get_by_text("市场主体", exact=True).click)
        assert 0 < households <= catering
        opened.get_by_label("查找地区").fill("道里")
        place = clicked(opened, opened.locator("#region-picker label", has_text="道里区").click)
        assert 0 < place < households
        sentence = opened.locator("#estimate .sentence").inner_text()
        assert sentence == "位于道里区，属于市场主体，带有“餐饮服务”标签的检查对象"
        # The numbers by region and by type add up to the total.
        for table in opened.locator("#estimate table.bars").all():
            parts = [int(text.replace(",", "")) for text in table.locator("td.number").all_inner_texts()]
            assert sum(parts) == place
        fixtures.SCREENS.mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=fixtures.SCREENS / f"selector-built-{width}.png")
        assert inspection.overflow(opened) == []
        assert inspection.axe(opened) == []
        opened.get_by_label("调整原因").fill(f"只查道里区（{width}）")
        opened.get_by_label("调整依据").fill("某文件")
        opened.get_by_role("button", name="保存并发布新版本").click()
        opened.wait_for_load_state()
        # Read again: on the item's page, as a list, and in the form.
        opened.goto(server.base + ITEM)
        assert opened.locator("#reach .sentence").inner_text() == sentence
        assert int(opened.locator("#reach .total").inner_text().replace(",", "")) == place
        opened.screenshot(path=fixtures.SCREENS / f"selector-item-{width}.png", full_page=True)
        opened.locator("#reach .total").click()
        opened.wait_for_load_state()
        assert f"{place:,} 户" in opened.locator("main").inner_text()
        opened.goto(server.base + ITEM + "/edit")
        assert opened.locator("#estimate .sentence").inner_text() == sentence
        assert total(opened) == place
        # Back to what it was in number for the other width: the region goes, the rest stays.
        assert clicked(opened, opened.locator("#region-picker input:checked").first.uncheck) == households
        assert opened.watch.findings == []


def test_without_scripts_the_button_counts(server, chromium, session_of):
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, locale="zh-CN", storage_state=session_of("admin.hlj"),
        java_script_enabled=False)
    opened = context.new_page()
    opened.goto(server.base + "/catalogue/items/S26/edit")
    before = total(opened)
    opened.locator("input[name=market][value=no]").check(force=True)
    opened.get_by_label("其他中类、小类的代码").fill("9999")
    opened.get_by_role("button", name="计算涉及的对象").click()
    assert "不是国民经济行业分类" in opened.locator("main").inner_text()
    opened.get_by_label("其他中类、小类的代码").fill("")
    opened.locator("input[name=market][value=no]").check(force=True)
    opened.get_by_role("button", name="计算涉及的对象").click()
    assert opened.locator("#estimate .sentence").inner_text().startswith("属于非市场主体")
    assert total(opened) < before or before == 0
    context.close()
