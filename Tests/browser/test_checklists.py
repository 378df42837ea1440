"""Checklists in a real browser: the rules of checklist.mjs against the vectors of the server, the preview as it reacts, the
editor step by step with and without scripts."""

import json

import pytest

import fixtures
import inspection
import product
from fixtures import chromium, page, server, session_of  # noqa: F401

VECTORS = json.loads((product.ROOT / "Tests" / "vectors" / "checklist.json").read_text(encoding="utf-8"))
EDITOR = "/catalogue/items/S30/checklist/edit"

JUDGE = """async (vectors) => {
  const { advise, evaluate } = await import("/js/checklist.mjs");
  const outcomes = JSON.parse(document.querySelector("[data-outcomes]").dataset.outcomes);
  return vectors.map(({ body, answers }) => {
    const { sections } = JSON.parse(body);
    const { places, rows } = evaluate(sections, answers);
    const { outcome, value, reasons } = advise(sections, answers, outcomes);
    return {
      visible: places.filter((one) => one.visible).map((one) => one.key),
      open: places.filter((one) => one.open).map((one) => one.key),
      rows, outcome, value, reasons,
    };
  });
}"""


def test_the_browser_follows_the_same_rules_as_the_server(server, page, session_of):
    with page(1440, session_of("plan.dl")) as opened:
        opened.goto(server.base + "/catalogue/items/S28/checklist/preview")
        judged = opened.evaluate(JUDGE, VECTORS)
    assert len(judged) == len(VECTORS) >= 160
    for number, (found, vector) in enumerate(zip(judged, VECTORS, strict=True)):
        wanted = {name: vector.get(name) for name in found}
        assert found == wanted, f"第 {number} 例"


@pytest.mark.parametrize("width", [390, 1440])
def test_the_preview_asks_and_advises_as_one_answers(server, page, session_of, width):
    with page(width, session_of("plan.dl")) as opened:
        opened.goto(server.base + "/catalogue/items/S28/checklist/preview")
        days = opened.locator("[data-place='CS28-08.1']")
        assert days.is_hidden()
        opened.locator("label[for='answer-1-CS28-07.1']").click()
        assert days.is_visible()
        assert "待后续调查处理" in opened.locator("[data-advice-title]").inner_text()
        opened.get_by_role("button", name="再加一项").click()
        second = opened.locator("[data-row='2']")
        assert second.locator("[data-place='CS28-07.2']").is_visible()
        opened.locator("label[for='answer-1-CS28-06.2']").click()
        assert "（第2项）" in opened.locator("[data-advice-reasons]").inner_text()
        fixtures.SCREENS.mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=fixtures.SCREENS / f"checklist-answered-{width}.png", full_page=True)
        opened.get_by_role("button", name="按“未发现问题”试签").click()
        opened.wait_for_load_state()
        assert "签名会被退回" in opened.locator("main").inner_text()
        assert opened.locator("[data-place='CS28-08.1'] .error").is_visible()
        assert inspection.overflow(opened) == []
        assert opened.watch.findings == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_editor_keeps_every_step(server, chromium, session_of, scripts):
    context = chromium.new_context(
        viewport={"width": 1440, "height": 1000}, locale="zh-CN", storage_state=session_of("admin.hlj"),
        java_script_enabled=scripts, reduced_motion="reduce")
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    opened.goto(server.base + EDITOR)
    before = opened.locator("li[data-code]").count()
    opened.get_by_role("button", name="添加问题").first.click()
    fresh = opened.locator("li[data-code]").nth(before)
    fresh.wait_for()
    code = fresh.get_attribute("data-code")
    fresh.get_by_label("题目", exact=True).fill("是否留存广告合同")
    fresh.get_by_role("button", name="添加条件").click()
    item = opened.locator(f"li[data-code='{code}']")
    asked = item.get_by_label("看哪一题的答案")
    asked.wait_for()
    assert item.get_by_label("题目", exact=True).input_value() == "是否留存广告合同"
    asked.select_option(value="CS30-02")
    if scripts:
        opened.wait_for_function(
            "code => document.querySelector(`li[data-code='${code}'] .clause input[name$='.was']`)?.value === 'CS30-02'",
            arg=code)
    else:
        opened.get_by_role("button", name="保存草稿").click()
    opened.locator(f"li[data-code='{code}'] details").evaluate("one => one.open = true")
    item.get_by_label("答案", exact=True).first.select_option(label="是")
    opened.get_by_role("button", name="保存草稿").click()
    opened.locator("[data-saved]", has_text="草稿由").wait_for()
    opened.goto(server.base + EDITOR)
    assert opened.locator(f"li[data-code='{code}'] summary").inner_text().count("有条件") == 1
    assert opened.locator(".faults").count() == 0
    opened.get_by_role("button", name=f"第{before + 1}题上移").click()
    opened.locator(f"li[data-code='{code}'][data-at='0.{before - 1}']").wait_for()
    opened.get_by_role("button", name="撤销上一步").click()
    opened.locator(f"li[data-code='{code}'][data-at='0.{before}']").wait_for()
    if scripts:
        opened.on("dialog", lambda dialog: dialog.accept())
    opened.get_by_role("button", name="放弃草稿").click()
    opened.wait_for_load_state()
    opened.get_by_text("草稿已放弃").wait_for()
    context.close()
