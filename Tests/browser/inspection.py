"""What every page must stand: it is watched while it loads, then measured. Each check returns findings, empty when clean."""

import pathlib
import time

from axe_playwright_python.sync_playwright import Axe

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GRAVE = {"serious", "critical"}
WIDTHS = {1440: 900, 390: 844}


class Watch:
    """Collects what the browser complains of while a page loads and runs."""

    def __init__(self, page):
        self.findings: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.findings.append(f"脚本错误:{error}"))
        page.on("requestfailed", lambda request: self.findings.append(f"请求失败:{request.url}"))
        page.on("response", self._response)

    def _console(self, message):
        # A strict content security policy reports what it blocks as a console error, so this covers it.
        if message.type in ("error", "warning"):
            self.findings.append(f"控制台 {message.type}:{message.text}")

    def _response(self, response):
        if response.status >= 400 and response.request.resource_type != "document":
            self.findings.append(f"资源 {response.status}:{response.url}")


def policy(response) -> list[str]:
    """The content security policy must be there and must not allow inline or evaluated script."""
    header = response.headers.get("content-security-policy", "")
    if not header:
        return ["没有 Content-Security-Policy"]
    directives = {part.split()[0]: part.split()[1:] for part in header.split(";") if part.strip()}
    script = directives.get("script-src", directives.get("default-src", ["*"]))
    return [f"脚本策略过宽:{word}" for word in script if word in ("*", "'unsafe-inline'", "'unsafe-eval'", "http:", "https:")]


def overflow(page) -> list[str]:
    """Elements that make the page scroll sideways (those inside a box that scrolls by itself are fine)."""
    return page.evaluate("""() => {
        const width = document.documentElement.clientWidth
        if (document.documentElement.scrollWidth <= width) return []
        const scrolls = e => { for (let p = e.parentElement; p; p = p.parentElement)
            if (p !== document.body && ['auto', 'scroll', 'hidden', 'clip'].includes(getComputedStyle(p).overflowX)) return true
            return false }
        const wide = [...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > width + 1 && !scrolls(e))
            .map(e => `横向溢出:<${e.tagName.toLowerCase()} class="${e.getAttribute('class') || ''}"> 右缘 `
                + Math.round(e.getBoundingClientRect().right) + ` > ${width}`)
        return wide.length ? wide.slice(0, 5) : [`横向溢出:页宽 ${document.documentElement.scrollWidth} > ${width}`]
    }""")


def axe(page) -> list[str]:
    """Serious and critical WCAG 2.2 AA findings of axe-core."""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}})
    return [
        f"无障碍 {violation['impact']} {violation['id']}:{violation['help']} {node['target']}"
        for violation in result.response["violations"] if violation["impact"] in GRAVE
        for node in violation["nodes"][:5]
    ]


def settle(page, seconds: float = 5) -> None:
    """Waits until htmx has nothing under way. Polls `evaluate`: `wait_for_function` violates a strict policy."""
    until = time.monotonic() + seconds
    while page.evaluate("document.readyState !== 'complete' || document.querySelector('.htmx-request') !== null"):
        assert time.monotonic() < until, f"{page.url}:{seconds} 秒后仍在加载"
        time.sleep(0.05)


def shot(page, directory: pathlib.Path, name: str, width: int) -> pathlib.Path:
    """The whole page as a picture, for a person to look at."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{name}-{width}.png"
    page.screenshot(path=path, full_page=True)
    return path
