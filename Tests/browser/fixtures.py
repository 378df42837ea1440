"""Fixtures: the browser, the running product, signed-in pages. A test module imports those it uses."""

import contextlib
import os
import pathlib

import pytest
from playwright.sync_api import sync_playwright

import inspection
import product

CHROMIUM = "/usr/bin/chromium"
SCREENS = pathlib.Path(os.environ.get("MINGCHA_TEST_SCREENS", product.ROOT / ".local" / "screens"))


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium; no sandbox, since tests run as root in containers and open our own pages only."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The product, serving a small province of its own."""
    running = product.Running(tmp_path_factory.mktemp("province"))
    yield running
    status = running.stop()
    assert status == 0, f"mingcha serve 停止时退出码 {status}:\n{running.log_tail()}"


@pytest.fixture
def page(chromium):
    """`with page(width) as p`: a fresh page without cookies; `p.watch` collects what the browser complains of."""

    @contextlib.contextmanager
    def fresh(width: int, state=None):
        context = chromium.new_context(
            viewport={"width": width, "height": inspection.WIDTHS[width]}, storage_state=state, locale="zh-CN",
            timezone_id="Asia/Shanghai", reduced_motion="reduce", has_touch=width < 600)
        fresh_page = context.new_page()
        fresh_page.set_default_timeout(15_000)
        fresh_page.watch = inspection.Watch(fresh_page)
        try:
            yield fresh_page
        finally:
            context.close()

    return fresh


@pytest.fixture(scope="session")
def session_of(chromium, server):
    """The cookies of a role, signed in once through the form; None for a visitor without account."""
    kept = {}

    def cookies(role):
        if role is None:
            return None
        if role not in kept:
            assert role in server.accounts, f"演示数据没有「{role}」的账号,有:{'、'.join(server.accounts)}"
            context = chromium.new_context(locale="zh-CN")
            product.sign_in(context.new_page(), server.base, *server.accounts[role])
            kept[role] = context.storage_state()
            context.close()
        return kept[role]

    return cookies
