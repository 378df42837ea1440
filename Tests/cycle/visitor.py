"""A browser without a window: cookies, pages, forms filled in as the page offers them."""

import dataclasses
import html.parser
import io
import re
import urllib.parse
import zipfile

import requests

HAN = re.compile("[\u4e00-\u9fff]")
VOID = {"input", "br", "img", "meta", "link", "hr", "use", "path", "rect"}


@dataclasses.dataclass
class Form:
    """A form with its values as shown; `choices` holds all values (with their words) of boxes, radios and selects."""

    action: str
    attributes: dict
    fields: list = dataclasses.field(default_factory=list)
    choices: dict = dataclasses.field(default_factory=dict)

    def value(self, name: str) -> str:
        return next(value for known, value in self.fields if known == name)

    def filled(self, values: dict) -> list[tuple[str, str]]:
        """The fields with some replaced; None takes one out. A name that the form does not have is a mistake of the test."""
        known = {name for name, _ in self.fields} | set(self.choices)
        assert set(values) <= known, f"表单 {self.action} 没有字段 {set(values) - known},有 {sorted(known)}"
        kept = [(name, value) for name, value in self.fields if name not in values]
        for name, value in values.items():
            for one in [] if value is None else value if isinstance(value, list) else [value]:
                kept.append((name, str(one)))
        return kept


class Reader(html.parser.HTMLParser):
    """Collects forms, links and the words of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.forms, self.links, self.words = [], [], []
        self.form = self.select = self.option = self.area = None
        self.silent = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag in ("script", "style"):
            self.silent += 1
        if a.get("href"):
            self.links.append(a["href"])
        if tag == "form":
            self.form = Form(a.get("action", ""), a)
            self.forms.append(self.form)
        if not self.form or "name" not in a and tag != "option":
            return
        if tag == "input":
            kind, value = a.get("type", "text"), a.get("value", "")
            if kind in ("checkbox", "radio"):
                self.form.choices.setdefault(a["name"], []).append((value or "on", ""))
                if "checked" in a:
                    self.form.fields.append((a["name"], value or "on"))
            elif kind == "file":
                self.form.choices.setdefault(a["name"], [])
            elif kind not in ("submit", "button"):
                self.form.fields.append((a["name"], value))
        elif tag == "select":
            self.select = (a["name"], [])
        elif tag == "option" and self.select:
            self.option = [a.get("value", ""), "", "selected" in a]
            self.select[1].append(self.option)
        elif tag == "textarea":
            self.area = [a["name"], ""]

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.silent -= 1
        if tag == "form":
            self.form = None
        elif tag == "option":
            self.option = None
        elif tag == "select" and self.select:
            name, options = self.select
            self.form.choices.setdefault(name, []).extend((value, words.strip()) for value, words, _ in options)
            chosen = [value for value, _, selected in options if selected] or [value for value, _, _ in options[:1]]
            self.form.fields.extend((name, value) for value in chosen[:1])
            self.select = None
        elif tag == "textarea" and self.area:
            self.form.fields.append(tuple(self.area))
            self.area = None

    def handle_data(self, data):
        if self.option is not None:
            self.option[1] += data
        elif self.area is not None:
            self.area[1] += data
        if not self.silent:
            self.words.append(data)


class Page:
    """An answer of the server."""

    def __init__(self, response: requests.Response):
        self.response, self.status, self.raw = response, response.status_code, response.content
        self.path = urllib.parse.urlsplit(response.url).path
        self.type = response.headers.get("Content-Type", "")
        if "spreadsheetml" in self.type:
            # A workbook's words: what its parts say.
            with zipfile.ZipFile(io.BytesIO(response.content)) as book:
                self.text = "".join(book.read(name).decode("utf-8") for name in book.namelist())
        else:
            self.text = response.content.decode("utf-8") if "text" in self.type or "json" in self.type or "xml" in self.type else ""
        reader = Reader(self.text if "html" in self.type else "")
        self.forms, self.links = reader.forms, reader.links
        self.words = re.sub(r"\s+", " ", " ".join(reader.words))

    def form(self, action: str) -> Form:
        """The form that posts to this path (a query may follow)."""
        found = [form for form in self.forms if form.action.split("?")[0] == action]
        assert found, f"{self.path}({self.status})没有提交到 {action} 的表单,有 {[form.action for form in self.forms]}:{self.words[:600]}"
        return found[0]

    def has_form(self, action: str) -> bool:
        return any(form.action.split("?")[0] == action for form in self.forms)

    def found(self, pattern: str) -> list[str]:
        """Paths of links of this shape, each once, in order."""
        return list(dict.fromkeys(link for link in self.links if re.fullmatch(pattern, link)))


class Visitor:
    """One person with one browser."""

    def __init__(self, base: str):
        self.base, self.session = base, requests.Session()
        self.session.trust_env = False

    def moved(self, base: str) -> "Visitor":
        """The same browser after the server came back on another port (cookies know no ports)."""
        self.base = base
        return self

    def get(self, path: str, expect: int | None = 200, follow: bool = True) -> Page:
        page = Page(self.session.get(self.base + path, allow_redirects=follow, timeout=120))
        return self._checked(page, expect, f"GET {path}")

    def post(self, path: str, fields, expect: int | None = None, follow: bool = True, files=None) -> Page:
        page = Page(self.session.post(
            self.base + path, data=fields, files=files, headers={"Origin": self.base}, allow_redirects=follow, timeout=120))
        return self._checked(page, expect, f"POST {path}")

    def submit(self, form: Form, values: dict | None = None, expect: int | None = 200, follow: bool = True, files=None) -> Page:
        return self.post(form.action, form.filled(values or {}), expect, follow, files)

    def csrf(self, page: Page) -> str:
        return re.search(r'data-csrf="([0-9a-f]+)"', page.text)[1]

    def sign_in(self, username: str, password: str) -> "Visitor":
        page = self.submit(self.get("/login").form("/login"), {"username": username, "password": password})
        assert page.path != "/login", f"{username} 登录不成功:{page.words[:400]}"
        return self

    @staticmethod
    def _checked(page: Page, expect: int | None, what: str) -> Page:
        if expect is not None:
            assert page.status == expect, f"{what}:{page.status}(应为 {expect}){page.words[:900]}"
        return page


def refused(page: Page, status: int, *words: str) -> Page:
    """A refusal a person can read: the status, Chinese, the words asked for, nothing of the program's insides."""
    assert page.status == status, f"{page.path}:{page.status}(应为 {status}){page.words[:900]}"
    said = page.words or page.text
    assert HAN.search(said), f"不是中文:{said[:300]}"
    for word in words:
        assert word in said, f"没有“{word}”:{said[:900]}"
    for inside in ("Error", "Optional(", "SQLITE_", "libpq", "Swift", "nil"):
        assert inside not in said, f"露出了程序内部的“{inside}”:{said[:600]}"
    return page
