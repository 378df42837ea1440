"""Each page of pages.py at both widths: it opens, nothing complains, nothing overflows, axe is content, a picture is kept."""

import re

import pytest

import inspection
from fixtures import SCREENS
from pages import PAGES


def address(page, base: str, path: str) -> str:
    """The address of a line of the table; follows the links the line names, one after the other."""
    start, *links = re.split(r":(?=\{)", path)
    here = base + start
    for link in links:
        page.goto(here)
        # The browser asks for the page's icon after all else; going on at once would break that off.
        page.wait_for_load_state("networkidle")
        here = base + page.locator(link[1:-1]).first.get_attribute("href")
    return here


@pytest.mark.parametrize("width", inspection.WIDTHS)
@pytest.mark.parametrize(("name", "path", "role"), PAGES, ids=[name for name, _, _ in PAGES])
def test_page(server, session_of, page, name, path, role, width):
    with page(width, session_of(role)) as opened:
        response = opened.goto(address(opened, server.base, path))
        assert response.status == 200, f"{path} 回答 {response.status}"
        inspection.settle(opened)
        assert role is None or "/login" not in opened.url, f"{role} 打开 {path} 被要求登录"
        inspection.shot(opened, SCREENS, name, width)
        findings = (
            opened.watch.findings + inspection.policy(response) + inspection.overflow(opened) + inspection.axe(opened)
        )
        assert not findings, f"{path}({width} px):\n  " + "\n  ".join(findings)
