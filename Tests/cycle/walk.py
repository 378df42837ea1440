"""The steps of the cycle, as the people of a county do them. The tests of the cycle and of faults share them."""

import concurrent.futures
import datetime
import hashlib
import json
import pathlib
import re
import secrets

import fiction
from house import House, Server
from visitor import Page, Visitor

# Login, role; the region is the county's, but for the planner of the neighbouring one.
PEOPLE = {
    "admin": "administrator", "planner": "planner", "drawer": "drawer", "drawer-two": "drawer", "witness": "witness",
    "reviewer": "reviewer", "publisher": "publisher", "neighbour": "planner",
}
COUNTY, NEIGHBOUR = "哈尔滨市道里区市场监督管理局(虚构)", "哈尔滨市南岗区市场监督管理局(虚构)"
ITEM = "S01"
RATIOS = {"ratio_A": "1", "ratio_B": "3", "ratio_C": "20", "ratio_D": "50"}


def today() -> datetime.date:
    """The product's day."""
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()


def add_person(house: House, login: str, role: str, *more) -> str:
    said = house.run("user", "add", login, "--name", f"虚构{login}", "--role", role, "--region",
                     fiction.FOREIGN if login == "neighbour" else fiction.REGION, *more)
    return re.search(r"口令：([a-z0-9-]{19})", said)[1]


def furnish(house: House, folder: pathlib.Path, count: int, officers: list[str] = fiction.OFFICERS) -> dict[str, str]:
    """From an empty directory to a county at work; gives each login's password."""
    house.run("migrate")
    people = {"admin": add_person(house, "admin", "administrator", "--authority-name", COUNTY)}
    house.run("import", "subjects", fiction.subjects(folder / "subjects.csv", count))
    house.run("import", "inspectors", fiction.inspectors(folder / "inspectors.csv"))
    house.run("import", "risk", fiction.classes(folder / "classes.csv", count), "--dated", f"{today().year}-01-01")
    house.run("import", "items", "--sample")
    wanted = {login: (role,) for login, role in PEOPLE.items() if login != "admin"}
    wanted["neighbour"] += ("--authority-name", NEIGHBOUR)
    wanted |= {login: ("inspector", "--inspector", login.upper()) for login in officers}
    # Two at a time: half the waiting, and two commands that write at once are an everyday thing.
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        passwords = pool.map(lambda login: add_person(house, login, *wanted[login]), wanted)
        people |= dict(zip(wanted, passwords))
    return people


def begin_plan(planner: Visitor) -> str:
    """An empty plan of this year; its path."""
    form = planner.get("/plan/new").form("/plan")
    page = planner.submit(form, {"year": str(today().year), "kind": "internal"})
    assert re.fullmatch(r"/plan/\d+", page.path), page.words[:500]
    return page.path


def campaign(planner: Visitor, plan: str, expect: int = 200, **changes) -> Page:
    form = planner.get(f"{plan}/campaigns/new").form(f"{plan}/campaigns")
    values = {
        "title": "营业执照规范使用抽查(虚构)", "items": [ITEM], "regions": [fiction.REGION],
        "starts_on": str(today()), "ends_on": f"{today().year}-12-31", **RATIOS, **changes}
    return planner.submit(form, values, expect)


def hand_in(planner: Visitor, plan: str, *steps: str) -> None:
    """Reports the plan, and publishes it."""
    for step in steps:
        planner.submit(planner.get(f"{plan}/{step}").form(f"{plan}/{step}"))


class Ceremony:
    """A ceremony of drawer and witness; `path` is its page for those who take part, `code` its public number."""

    PARTIES = ("drawer", "supervisor")

    def __init__(self, drawer: Visitor, witness: Visitor, witness_name: str):
        self.people = dict(zip(self.PARTIES, (drawer, witness)))
        self.values = {party: secrets.token_hex(32) for party in self.PARTIES}
        form = drawer.get("/draw/new").form("/draw")
        campaigns = [value for value, _ in form.choices["campaigns"]]
        supervisor = next(value for value, name in form.choices["supervisor"] if witness_name in name)
        page = drawer.submit(form, {"campaigns": campaigns, "supervisor": supervisor, "source": "hall-1"})
        assert re.fullmatch(r"/draw/\d+", page.path), page.words[:500]
        self.path = page.path
        self.code = re.search(r'data-code="([^"]+)"', page.text)[1]

    def step(self, name: str, values: dict | None = None, party: str = "drawer", expect: int = 200) -> Page:
        person = self.people[party]
        return person.submit(person.get(self.path).form(f"{self.path}/{name}"), values, expect)

    def commit(self, party: str) -> Page:
        """Seals a value made here: the server sees only its commitment."""
        person = self.people[party]
        form = person.get(self.path).form(f"{self.path}/commit")
        assert form.value("party") == party
        text = f"vdraw-commit/v1\n{form.attributes['data-plan']}\n{party}\n{self.values[party]}\n"
        return person.submit(form, {"commitment": hashlib.sha256(text.encode()).hexdigest()})

    def until_drawable(self) -> "Ceremony":
        """Every step without mistakes, up to the button that draws."""
        self.step("freeze")
        for party in self.PARTIES:
            self.commit(party)
        self.step("close-commits")
        for party in self.PARTIES:
            self.step("reveal", {"value": self.values[party]}, party)
        self.step("public-value", {"value": "31415926535897932384", "again": "31415926535897932384"})
        return self

    def outcome(self) -> Page:
        return self.people["drawer"].get(self.path)


def download(public: Visitor, code: str, folder: pathlib.Path) -> pathlib.Path:
    """What an outsider gets of a ceremony: the three files, the slips' proofs and the receipts of its steps."""
    page = public.get(f"/ceremonies/{code}")
    (folder / "receipts").mkdir(parents=True)
    for name in ("population.txt", "ceremony.json", "log.vkey"):
        assert f"/ceremonies/{code}/{name}" in page.links, f"公开页面没有 {name}"
        (folder / name).write_bytes(public.get(f"/ceremonies/{code}/{name}").raw)
    for link in page.found(rf"/ceremonies/{code}/receipts/\d+\.tlog-proof"):
        (folder / "receipts" / link.rsplit("/", 1)[1]).write_bytes(public.get(link).raw)
    (folder / "slips").mkdir()
    for slip in json.loads((folder / "ceremony.json").read_bytes())["slips"]:
        slip = slip["id"]
        (folder / "slips" / f"{slip}.json").write_bytes(public.get(f"/ceremonies/{code}/slips/{slip}.json").raw)
    return folder


def begin(server: Server, people: dict[str, str], *logins: str) -> list[Visitor]:
    return [Visitor(server.base).sign_in(login, people[login]) for login in logins]
