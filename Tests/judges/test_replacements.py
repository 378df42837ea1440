"""Replacements after the draw (docs/draw-spec.md, 12), made by a stranger, and what is refused in them."""

import pytest
import stranger
from test_damages import set_in, swap, verify

def replaced(**lies):
    return lambda folder: stranger.make(folder, replaced=True, **lies)


def published(change):
    """Edits what is published of replacements."""
    return replaced(record=lambda told: change(told["replacements"]) and None)


def seal_of(inspector):
    return stranger.seal(stranger.KEYS["inspector"], inspector)[:20]


def first_of(problem):
    return problem["officers"][0]


def another(told):
    """Somebody else of the six comes in."""
    told[0]["officers"] = [next(one for one in map(seal_of, ("E0", "E1")) if one not in told[0]["officers"])]


REPLACEMENTS = {
    "服务器事后换随机数": (replaced(replacement=set_in(server="ee" * 32)), "服务器公开的随机数与空缺条目封存的不符"),
    "批准人的随机数事后改了": (replaced(replacement=set_in(approver="ee" * 32)), "子种子不是由规定的内容算出的"),
    "子种子另选一个": (replaced(replacement=set_in(seed="ee" * 32)), "子种子不是由规定的内容算出的"),
    "换上熟人": (replaced(filled=another), "接替的人员与重新计算不符"),
    "递补名单里有外人": (replaced(problem=lambda told: first_of(told).update(id="0" * 20)), "不在冻结的人员名单内"),
    "递补时改已有任务": (replaced(problem=lambda told: first_of(told).update(base=0)), "已有任务数或剩余上限"),
    "递补时改上限": (replaced(problem=lambda told: first_of(told).update(cap=99)), "已有任务数或剩余上限"),
    "递补用没冻结的池": (replaced(problem=lambda told: (told.update(pools={"p9": list(told["pools"].values())[0]}),
                                             told["inspections"][0].update(slots=["p9"])) and None), "人员池“p9”没有冻结过"),
    "递补时不让某人参加": (replaced(problem=lambda told: told["inspections"][0]["recused"].append(seal_of("E5"))),
                  "换人的岗位或回避人员与规定不符"),
    "退出的人不在这次检查": (replaced(vacancy=set_in(officers=["0" * 20])), "不能退出"),
    "空缺没有写谁退出": (replaced(vacancy=set_in(officers=[])), "没有写明谁退出"),
    "同一空缺换两次人": (replaced(replacement=lambda told: [told, dict(told)]), "没有公布这次换人的结果"),
    "公布的接替人改了": (published(lambda told: told[0]["assignment"][0].update(officers=["0" * 20])), "公布的换人结果与日志中的哈希不符"),
    "换人不公布": (published(lambda told: told.pop()), "空缺没有公布"),
    "换人的次序对调": (published(lambda told: swap(told, 0, 1)), "换人没有按日志顺序排列"),
    "只公布空缺": (published(lambda told: [told[1].pop(key) for key in ("replacement", "officers", "pools", "inspections", "assignment")]),
             "没有公布这次换人的结果"),
    "拿掉空缺条目": (replaced(record=lambda told: told["entries"].pop(-4) and None), "不是空缺条目"),
}


def test_replacements_pass(tmp_path):
    stranger.make(tmp_path, replaced=True)
    done = verify(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "换人按规则随机递补：2次换人，换下2人次" in done.stdout


def test_a_vacancy_may_wait(tmp_path):
    stranger.make(tmp_path, replaced=True, replacement=lambda _: False)
    done = verify(tmp_path)
    assert done.returncode == 0 and "另有1次申请没有换人" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("name", REPLACEMENTS)
def test_a_wrong_replacement_is_refused(name, tmp_path):
    damage, reason = REPLACEMENTS[name]
    damage(tmp_path)
    done = verify(tmp_path)
    assert done.returncode == 1 and reason in done.stdout + done.stderr, f"应说“{reason}”\n{done.stdout}{done.stderr}"


