"""A county before the draw, made once for each database; every test that breaks something gets a copy of its own."""

import itertools
import pathlib

import pytest

import walk
from house import KINDS, House
from visitor import Visitor

SUBJECTS = 400
LOGINS = ("planner", "drawer", "drawer-two", "witness", "neighbour", "admin")


class Stage:
    """A stopped house whose ceremony waits for the draw, with browsers that are signed in (sessions live in the database)."""

    def __init__(self, kind: str, folder: pathlib.Path):
        self.folder, self.numbers = folder, itertools.count(1)
        self.house = House(kind, folder / "data")
        people = walk.furnish(self.house, folder, SUBJECTS, officers=["dl001"])
        with self.house.serve() as server:
            visitors = walk.begin(server, people, *LOGINS)
            self.visitors = dict(zip(LOGINS, visitors))
            self.plan = walk.begin_plan(self.visitors["planner"])
            walk.campaign(self.visitors["planner"], self.plan)
            walk.hand_in(self.visitors["planner"], self.plan, "report")
            ceremony = walk.Ceremony(self.visitors["drawer"], self.visitors["witness"], "虚构witness").until_drawable()
            self.ceremony, self.code = ceremony.path, ceremony.code
        self.copies = []

    def copy(self) -> House:
        house = House(self.house.kind, self.folder / f"copy-{next(self.numbers)}" / "data", template=self.house)
        self.copies.append(house)
        return house

    def visitor(self, server, login: str) -> Visitor:
        """A browser of that person, signed in, for a server that runs on a copy."""
        visitor = Visitor(server.base)
        visitor.session.cookies.update(self.visitors[login].session.cookies)
        return visitor


@pytest.fixture(scope="session")
def stages(tmp_path_factory):
    """`stages(kind)`, each made once."""
    made = {}

    def stage_of(kind: str) -> Stage:
        if kind not in made:
            made[kind] = Stage(kind, tmp_path_factory.mktemp(f"stage-{kind}"))
        return made[kind]

    yield stage_of
    for stage in made.values():
        for house in [*stage.copies, stage.house]:
            house.remove()


@pytest.fixture(params=KINDS)
def stage(request, stages):
    return stages(request.param)


@pytest.fixture
def sqlite_stage(stages):
    """For faults that only a file can have, and what does not depend on the database."""
    return stages("sqlite")


@pytest.fixture
def empty(tmp_path):
    """`empty(kind)`: a migrated house without content."""
    houses = []

    def make(kind: str, data: pathlib.Path | None = None) -> House:
        houses.append(House(kind, data or tmp_path / f"data-{len(houses)}"))
        houses[-1].run("migrate")
        return houses[-1]

    yield make
    for house in houses:
        house.remove()


class FreshStage:
    """A house of one's own whose campaign waits for a ceremony; `people` are browsers, one of them a phone without account."""

    def __init__(self, house: House, people: dict[str, Visitor]):
        self.house, self.people = house, people


@pytest.fixture(params=KINDS)
def fresh_stage(request, tmp_path):
    house = House(request.param, tmp_path / "data")
    passwords = walk.furnish(house, tmp_path, SUBJECTS, officers=["dl001"])
    with house.serve() as server:
        planner, drawer, witness = walk.begin(server, passwords, "planner", "drawer", "witness")
        plan = walk.begin_plan(planner)
        walk.campaign(planner, plan)
        walk.hand_in(planner, plan, "report")
    yield FreshStage(house, {"drawer": drawer, "witness": witness, "phone": Visitor("")})
    house.remove()
