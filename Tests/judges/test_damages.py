"""Everything that can be wrong with a published ceremony is refused by `mingcha-verify`, with the right reason.

The ceremony is a stranger's (stranger.py). Three kinds of liar: one who edits published files, one who also makes up a
log, and an operator who holds all keys and makes everything after the lie agree with it.
"""

import base64
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import subprocess

import pytest
import stranger

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERIFY = str(pathlib.Path(os.environ.get("MINGCHA_TEST_BIN", ROOT / ".build" / "debug")) / "mingcha-verify")


def verify(folder, *words):
    return subprocess.run([VERIFY, "ceremony", str(folder), *words], capture_output=True, text=True, check=False)


# --- the liars

def file(name, change):
    """Edits the bytes of a published file."""
    def damage(folder):
        stranger.make(folder)
        path = folder / name
        path.write_bytes(change(path.read_bytes()))
    return damage


def lines(change):
    """Edits the lines of population.txt."""
    def edit(data):
        all_lines = data.decode().splitlines()
        told = change(all_lines)
        return "".join(line + "\n" for line in (all_lines if told is None else told)).encode()
    return file("population.txt", edit)


def record(change):
    """Edits ceremony.json."""
    def edit(data):
        told = json.loads(data)
        change(told)
        return json.dumps(told, ensure_ascii=False).encode()
    return file("ceremony.json", edit)


def entry(kind, change, which=0):
    """Edits a logged entry in ceremony.json and leaves its receipt as it is."""
    def edit(told):
        of_kind = [one for one in told["entries"] if f'"vdraw-{kind}/v1"' in base64.b64decode(one["entry"]).decode()]
        logged = json.loads(base64.b64decode(of_kind[which]["entry"]))
        made = change(logged)
        made = made if isinstance(made, bytes) else stranger.spell(logged)
        of_kind[which]["entry"] = base64.b64encode(made).decode()
    return record(edit)


def receipt(kind, change):
    def edit(told):
        for one in told["entries"]:
            if f'"vdraw-{kind}/v1"' in base64.b64decode(one["entry"]).decode():
                one["receipt"] = change(one["receipt"], told)
                return
    return record(edit)


def operator(**lies):
    """Lies while the ceremony goes on; everything later follows from the lie and is logged."""
    return lambda folder: stranger.make(folder, **lies)


def once(kind_of_lie, change):
    """Lies at the first of several steps of a kind."""
    told = []

    def lie(value):
        if told:
            return None
        told.append(True)
        return change(value)
    return {kind_of_lie: lie}


def forged_log(folder):
    """Population edited, everything after it made again, in a log of another key; log.vkey is the true one."""
    true = stranger.make(folder)
    other = folder / "other"
    other.mkdir()
    secret = stranger.Log.__init__.__defaults__
    stranger.Log.__init__.__defaults__ = (secret[0], bytes([8]) * 32)
    try:
        stranger.make(other, population=lambda told: told[:-1])
    finally:
        stranger.Log.__init__.__defaults__ = secret
    for name in ("population.txt", "ceremony.json"):
        shutil.copy(other / name, folder / name)
    (folder / "log.vkey").write_text(true.log.vkey + "\n", encoding="utf-8")


def forged_entries(folder):
    """The same, but with the receipts of the true ceremony put beside the forged entries."""
    stranger.make(folder)
    true = json.loads((folder / "ceremony.json").read_bytes())
    stranger.make(folder, population=lambda told: told[:-1])
    forged = json.loads((folder / "ceremony.json").read_bytes())
    for one, genuine in zip(forged["entries"], true["entries"]):
        one["receipt"] = genuine["receipt"]
    (folder / "ceremony.json").write_text(json.dumps(forged), encoding="utf-8")


# --- what they change

def swap(values, a, b):
    values[a], values[b] = values[b], values[a]


def set_in(**members):
    return lambda told: told.update(members)


def other_lot(told):
    told[5] = told[5][:-20] + "0" * 20
    return sorted(told)


def flip(text, at):
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1:]


def stratum(index, **members):
    return lambda told: told["strata"][index].update(members)


def drawn(told, at=0):
    return told["strata"][at]["drawn"]


def steered(told):
    """A recusal that nobody declared, and the assignment that follows from it."""
    matching = told["matching"]
    first = matching["inspections"][0]
    first["recused"] = [matching["assignment"][0]["officers"][0]]
    problem = {**{key: matching[key] for key in ("officers", "pools", "inspections")},
               "seed": stranger.sha(told["seed_document"].encode())}
    solved = stranger.judge_assign.Flow(problem).first_optimum()
    matching["assignment"] = [{"id": one["id"], "officers": solved[one["id"]]} for one in matching["inspections"]]


def abort_after_all(told):
    return [told, {"type": "vdraw-abort/v1", "time": told["time"], "plan": told["plan"], "reason": "结果不满意"}]


def value_before_last_reveal(told):
    """The last party opens its value only when it knows the dice."""
    if told["party"] != "supervisor":
        return told
    dice = {"type": "vdraw-public/v1", "time": told["time"], "plan": told["plan"], "source": "dice:hall", "value": "4091736"}
    return [dice, told]


def favourite(told):
    drawn_lots = told[0]["drawn"]
    drawn_lots[0] = {"id": "0" * 20, "ticket": stranger.first_fraction("0" * 20, "any")}


def without(party):
    return lambda told: False if told["party"] == party else told


DAMAGES = {
    # Files edited after publication.
    "名单少一行": (lines(lambda told: told[:-1]), "名单共89行，冻结时为90行"),
    "名单多一行": (lines(lambda told: told + ["c2:s1\t" + "F" * 20]), "名单共91行，冻结时为90行"),
    "名单换了一户": (lines(other_lot), "名单有改动，根哈希不符"),
    "名单两行对调": (lines(lambda told: swap(told, 3, 4)), "没有按字节顺序排列"),
    "名单一行重复": (lines(lambda told: told[:4] + told[3:]), "第5行与上一行相同"),
    "名单末尾没有换行": (file("population.txt", lambda data: data[:-1]), "末尾没有换行符"),
    "名单改成 CRLF": (file("population.txt", lambda data: data.replace(b"\n", b"\r\n")), "第1行不是“层名、制表符、20位签号”"),
    "名单签号改小写": (lines(lambda told: [told[0].lower(), *told[1:]]), "不是“层名、制表符、20位签号”"),
    "没有名单": (lambda folder: (stranger.make(folder), (folder / "population.txt").unlink()), "没有公布名单"),
    "抽中的换了一户": (record(lambda told: drawn(told)[0].update(id="0" * 20)), "层“c1:s1”的结果与重新计算不符"),
    "抽中的次序对调": (record(lambda told: swap(drawn(told), 0, 1)), "层“c1:s1”的结果与重新计算不符"),
    "签值改一位": (record(lambda told: drawn(told)[0].update(ticket="0." + "1" * 77)), "层“c1:s1”的结果与重新计算不符"),
    "少抽一户": (record(lambda told: drawn(told).pop()), "层“c1:s1”的结果与重新计算不符"),
    "结果少一层": (record(lambda told: told["strata"].pop()), "结果有2层，应有3层"),
    "没有结果": (record(lambda told: told.pop("strata")), "没有抽取结果"),
    "签条少一张": (record(lambda told: told["slips"].pop()), "公布的签条中有"),
    "签条换一张": (record(lambda told: told["slips"][0].update(id="0" * 20)), "公布的签条与日志中的哈希不符"),
    "签条次序对调": (record(lambda told: swap(told["slips"], 0, 1)), "签条没有按字节顺序排列"),
    "种子文件换公开值": (record(lambda told: told.update(seed_document=told["seed_document"].replace("4091736", "4091737"))),
                  "种子文件与日志条目不符"),
    "种子文件多一个空格": (record(lambda told: told.update(seed_document=told["seed_document"].replace("plan ", "plan  "))),
                   "种子文件的格式不对"),
    "没有种子文件": (record(lambda told: told.pop("seed_document")), "没有种子文件"),
    "两人对调": (record(lambda told: told["matching"]["assignment"][0]["officers"].reverse()), "与重新计算不符"),
    "临时添一名人员": (record(lambda told: told["matching"]["officers"].append({"id": "0" * 20, "cap": 9})),
                "人员名单与冻结时的哈希不符"),
    "改某人的已有任务": (record(lambda told: told["matching"]["officers"][0].update(base=9)), "人员名单与冻结时的哈希不符"),
    "某人移出人员池": (record(lambda told: told["matching"]["pools"]["p2"].pop()), "人员名单与冻结时的哈希不符"),
    "事后添加回避": (record(steered), "公布的匹配与日志中的哈希不符"),
    "抽中的没有安排检查": (record(lambda told: told["matching"]["inspections"].pop()), "没有安排检查"),
    "没有公布匹配": (record(lambda told: told.pop("matching")), "没有公布匹配结果"),
    "计划没有回执": (record(lambda told: told["entries"][0].pop("receipt")), "缺少回执"),
    "回执是另一条的": (receipt("freeze", lambda _, told: told["entries"][0]["receipt"]), "回执是另一条的"),
    "回执路径改一处": (receipt("plan", lambda text, _: text.replace(text.split("\n")[2], flip(text.split("\n")[2], 3))), "推算出的根哈希与检查点不一致"),
    "回执签名改一处": (receipt("plan", lambda text, _: flip(text, len(text) - 9)), "的签名无效"),
    "封存的回执取自后来的日志": (
        receipt("commit", lambda _, told: MADE["log"].receipt(told["entries"][2]["index"], len(MADE["log"].entries))),
        "不是种子文件所记的那一棵"),
    "公钥换成别人的": (file("log.vkey", lambda _: stranger.Log(secret=bytes([7]) * 32).vkey.encode()), "没有可信密钥的签名"),
    "计划事后改期限": (entry("plan", set_in(revealby="2026-03-01T03:00:00Z")), "属于另一次摇号的计划"),
    "条目多一个空格": (entry("draw", lambda told: stranger.spell(told).replace(b":", b": ", 1)), "唯一写法"),
    "条目多一个成员": (entry("draw", set_in(note="好")), "唯一写法"),
    "条目改时间": (entry("draw", set_in(time="2026-03-01T02:07:00Z")), "推算出的根哈希与检查点不一致"),
    "条目改序号": (record(lambda told: told["entries"][-1].update(index=99)), "回执是另一条的"),
    "条目次序对调": (record(lambda told: swap(told["entries"], 2, 3)), "没有按日志顺序排列"),
    "条目不是 Base64": (record(lambda told: told["entries"][3].update(entry="*")), "不是Base64编码"),
    "少一条公开": (record(lambda told: told["entries"].pop(5)), "种子文件与日志条目不符"),
    "摇号编号改了": (record(set_in(ceremony="YH-2026-TEST-002")), "属于另一次摇号"),
    # A made-up log.
    "另造一本日志": (forged_log, "没有可信密钥的签名"),
    "伪造条目配真回执": (forged_entries, "推算出的根哈希与检查点不一致"),
    # An operator who holds every key.
    "冻结时少记应抽数": (operator(freeze=stratum(0, take=7)), "层“c1:s1”应抽8户，冻结时记为7户"),
    "冻结时多记户数": (operator(freeze=stratum(0, count=41)), "层“c1:s1”有40户，冻结时记为41户"),
    "冻结的根是别的名单": (operator(freeze=set_in(root="0" * 64)), "根哈希不符"),
    "政策取值与哈希不符": (operator(freeze=lambda told: told["policy"][1].update(value="100")), "政策取值"),
    "冻结漏记一层": (operator(freeze=lambda told: told["strata"].pop(1) and None), "层“c1:s2”没有列入冻结条目"),
    "层不属于计划的任务": (operator(population=lambda told: sorted(line.replace("c2:", "c3:") for line in told),
                         freeze=lambda told: told["strata"][2].update(name="c3:s1", count=30, take=5)), "不属于计划中的任务"),
    "户数不符": (operator(freeze=set_in(subjects=59)), "名单内至少有60户，冻结时记为59户"),
    "户数多记": (operator(freeze=set_in(subjects=67)), "名单内最多有66户，冻结时记为67户"),
    "一方封存两次": (operator(**once("commit", lambda told: [told, {**told, "commitment": "1" * 64}])), "封存了两次"),
    "逾期封存": (operator(commit=lambda told: told.update(time="2026-03-01T01:00:01Z")), "逾期封存"),
    "外人封存": (operator(**once("commit", set_in(party="stranger"))), "不是计划中的参与方"),
    "一方没有封存": (operator(commit=without("business"), reveal=without("business")), "没有封存随机数"),
    "公开的不是封存的": (operator(**once("reveal", set_in(value="ff" * 32))), "公开的随机数与封存的不符"),
    "公开两次": (operator(**once("reveal", lambda told: [told, dict(told)])), "公开了两次"),
    "逾期公开": (operator(reveal=lambda told: told.update(time="2026-03-01T02:00:01Z")), "逾期公开"),
    "最后一方看了骰子再公开": (operator(reveal=value_before_last_reveal, public=lambda _: False), "已知之后才公开随机数"),
    "一方不公开而骰子已掷": (operator(reveal=without("supervisor"), public=set_in(time="2026-03-01T01:50:00Z")),
                   "截止时间之后没有公开值"),
    "骰子掷两次": (operator(public=lambda told: [told, {**told, "value": "1111111"}]), "有两个值"),
    "来源不在计划中": (operator(public=set_in(source="dice:other")), "不在计划中"),
    "没有公开值": (operator(public=lambda _: False), "没有值"),
    "日志树不含封存": (operator(committed=lambda size: size - 2), "不包含参与方"),
    "日志树已含公开": (operator(committed=lambda size: size + 8), "在全部封存之前就已公开"),
    "换一个种子": (operator(document=lambda text: text.replace("4091736", "4091737")), "种子文件与日志条目不符"),
    "抽取条目记别的种子": (operator(draw=set_in(seed="0" * 64)), "不是种子文件的哈希"),
    "抽取条目记别的结果": (operator(draw=set_in(selection="0" * 64)), "公布的结果与日志中的哈希不符"),
    "换上熟人": (operator(strata=favourite), "结果与重新计算不符"),
    "多一张签条": (operator(slips=lambda told: [{"id": "0" * 20, "campaigns": ["c1"]}, *told]), "任务c1抽中8个签号，公布的签条中有9个属于它"),
    "只派一人": (operator(inspections=lambda told: [{**one, "slots": ["p1"]} for one in told]), "少于两名"),
    "检查没抽中的": (operator(inspections=lambda told: [*told, {"id": "0" * 20, "slots": ["p1", "p2"]}]), "没有被抽中"),
    "派定另一组人": (operator(assignment=lambda told: told[0]["officers"].reverse()), "与重新计算不符"),
    "时间倒流": (operator(reveal=lambda told: told.update(time="2026-03-01T00:00:30Z")), "时间早于上一条"),
    "抽两次": (operator(draw=lambda told: [told, {**told, "time": "2026-03-01T02:07:00Z"}]), "排在抽取或中止条目之后"),
    "不满意就中止": (operator(draw=abort_after_all), "排在抽取或中止条目之后"),
    "只有一方": (operator(plan=lambda told: told["parties"].__delitem__(slice(1, None))), "参与方少于两方"),
    "期限颠倒": (operator(plan=set_in(commitby="2026-03-01T03:00:00Z")), "公开随机数的截止时间早于封存的截止时间"),
    "规则不认识": (operator(plan=set_in(rules="vdraw/v9")), "规则版本“vdraw/v9”不认识"),
    "没有抽取条目": (operator(draw=lambda _: False), "缺少冻结条目、抽取条目或名单"),
}

UNREADABLE = {
    "没有记录文件": lambda folder: (folder / "ceremony.json").unlink(),
    "记录是空的": lambda folder: (folder / "ceremony.json").write_bytes(b""),
    "记录不是 JSON": lambda folder: (folder / "ceremony.json").write_bytes(b"{"),
    "记录不是 UTF-8": lambda folder: (folder / "ceremony.json").write_bytes(b'{"format":"\xff"}'),
    "记录是数组": lambda folder: (folder / "ceremony.json").write_bytes(b"[]"),
    "记录是别的格式": lambda folder: (folder / "ceremony.json").write_bytes(
        (folder / "ceremony.json").read_bytes().replace(b"mingcha-ceremony/v1", b"mingcha-ceremony/v2")),
    "一处有两个同名成员": lambda folder: (folder / "ceremony.json").write_bytes(
        (folder / "ceremony.json").read_bytes().replace(b'{"index"', b'{"index": 7, "index"', 1)),
    "成员名用转义写成": lambda folder: (folder / "ceremony.json").write_bytes(
        (folder / "ceremony.json").read_bytes().replace(b'"seed_document"', b'"seed\\u005fdocument"', 1)),
    "没有公钥": lambda folder: (folder / "log.vkey").unlink(),
    "公钥不成样子": lambda folder: (folder / "log.vkey").write_text("not a key\n"),
    "目录不存在": shutil.rmtree,
}

# What the tests need of the sound ceremony; it is the same every time.
MADE = {}


@pytest.fixture(scope="module", autouse=True)
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound")
    MADE["log"] = stranger.make(folder).log
    return folder


def test_a_strangers_ceremony_passes(sound):
    done = verify(sound)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "验证通过" in done.stdout


def test_there_are_thirty_kinds_and_more():
    assert len(DAMAGES) >= 30 and len({id(damage) for damage, _ in DAMAGES.values()}) == len(DAMAGES)


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_refused_with_its_reason(name, tmp_path):
    damage, reason = DAMAGES[name]
    damage(tmp_path)
    done = verify(tmp_path)
    assert done.returncode == 1, f"退出码 {done.returncode}\n{done.stdout}{done.stderr}"
    said = [line for line in done.stdout.splitlines() if line.startswith("不符")] + [done.stderr]
    assert any(reason in line for line in said), f"应说“{reason}”\n" + "\n".join(said)
    assert "验证不通过" in done.stderr and "验证通过" not in done.stdout


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_neither_right_nor_wrong(name, sound, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(sound, folder)
    UNREADABLE[name](folder)
    done = verify(folder)
    assert done.returncode == 2, f"退出码 {done.returncode}\n{done.stdout}{done.stderr}"
    assert done.stderr.startswith("输入无法使用"), done.stderr


def test_a_ceremony_of_another_log_fails_under_the_known_key(sound):
    assert verify(sound, "--vkey", MADE["log"].vkey).returncode == 0
    other = stranger.Log(secret=bytes([6]) * 32)
    done = verify(sound, "--vkey", other.vkey)
    assert done.returncode == 1 and "条目确在签名日志中" in done.stderr


# --- what only the keys show

def audit(folder):
    return subprocess.run([VERIFY, "audit", str(folder)], capture_output=True, text=True, check=False)


def table(name, change):
    return file(f"audit/{name}.tsv", lambda data: "".join(
        line + "\n" for line in sorted(change(data.decode().splitlines()), key=str.encode)).encode())


def other_slip(told):
    """The slip of a friend comes off the list, that of somebody who was not drawn onto it."""
    undrawn = next(slip for slip in (stranger.seal(stranger.KEYS["slip"], f"TEST{n:014d}")[:20] for n in range(60))
                   if slip not in [one["id"] for one in told])
    return sorted([*told[1:], {**told[0], "id": undrawn}], key=lambda one: one["id"])


def other_calls(told):
    """One drawn by one campaign and one drawn by two change places: the counts stay."""
    first = next(one for one in told if one["campaigns"] == ["c1"])
    second = next(one for one in told if one["campaigns"] == ["c1", "c2"])
    first["campaigns"], second["campaigns"] = second["campaigns"], first["campaigns"]


AUDITS = {
    "密钥换一把": (file("audit/keys.json", lambda data: data.replace(b"0101", b"0102")), "签号密钥与冻结条目中的哈希不符"),
    "名录少一户": (table("subjects", lambda told: told[1:]), "名录有89行，公布的名单有90行"),
    "名录多一户": (table("subjects", lambda told: [*told, "TEST00000000000077\tc1:s1"]), "1行不在公布的名单中"),
    "一户换了层": (table("subjects", lambda told: [told[0].replace("c1:s1", "c1:s2"), *told[1:]]), "1行不在公布的名单中"),
    "没列入的少记一户": (table("excluded", lambda told: []), "没有列入的有0户，冻结时记为1户"),
    "没列入的换个原因": (table("excluded", lambda told: [told[0].replace("近期检查过", "熟人")]), "没有列入的有0户，冻结时记为1户"),
    "既列入又没列入": (table("excluded", lambda told: ["TEST00000000000001\tc1\t近期检查过"]), "既在名单中，又列为没有列入"),
    "人员少一名": (table("inspectors", lambda told: told[1:]), "不是名录中的任何一人"),
    "人员多一名": (table("inspectors", lambda told: [*told, "E9"]), "1人没有列入冻结的检查人员"),
    # Lies that the published files cannot show.
    "名单里有名录没有的签号": (operator(population=lambda told: sorted(line.replace(told[0][-20:], "0" * 20) for line in told)), "2行不在公布的名单中"),
    "抽中的签条换成别家的": (operator(slips=other_slip), "不属于任何抽中的对象"),
    "抽中的签条写上别的任务": (operator(slips=other_calls), "不是抽中它的那些"),
    "签条树漏了一户": (operator(sealed=lambda told: told[:-1]), "由名录算出的签条树与冻结时的不符"),
}


def test_the_auditors_package_passes(sound):
    done = audit(sound)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", AUDITS)
def test_auditors_find(name, tmp_path):
    damage, reason = AUDITS[name]
    damage(tmp_path)
    # The ceremony in itself is sound: only the keys show it.
    assert verify(tmp_path).returncode == 0
    done = audit(tmp_path)
    assert done.returncode == 1 and reason in done.stderr, f"应说“{reason}”\n{done.stdout}{done.stderr}"


def own_slip(folder, subject, nonce=None, slip=None):
    sealed = stranger.seal(stranger.KEYS["slip"], subject)
    return subprocess.run(
        [VERIFY, "slip", str(folder), "--id", subject, "--slip", slip or sealed[:20], "--nonce", nonce or sealed[20:]],
        capture_output=True, text=True, check=False)


def test_what_a_subject_checks(sound, tmp_path):
    drawn = [one["id"] for one in json.loads((sound / "ceremony.json").read_bytes())["slips"]]
    subjects = [f"TEST{n:014d}" for n in range(60)]
    inside = [one for one in subjects if stranger.seal(stranger.KEYS["slip"], one)[:20] in drawn]
    for subject in inside:
        assert own_slip(sound, subject).returncode == 0
    outside = next(one for one in subjects if one not in inside)
    assert own_slip(sound, outside).returncode == 1
    wrong = own_slip(sound, inside[0], nonce="0" * 44)
    assert wrong.returncode == 1 and "证明与冻结时的签条树不符" in wrong.stderr
    # Another subject's slip is not mine.
    borrowed = own_slip(sound, outside, slip=stranger.seal(stranger.KEYS["slip"], inside[0])[:20])
    assert borrowed.returncode == 1 and "证明与冻结时的签条树不符" in borrowed.stderr
    assert own_slip(sound, inside[0], nonce="xyz").returncode == 2
    # A slip tree that was made without me.
    stranger.make(tmp_path, sealed=lambda told: [leaf for leaf in told if inside[0].encode() not in leaf])
    assert own_slip(tmp_path, inside[0]).returncode == 1


# --- what nobody thought of

def mutated(data: bytes, rng: random.Random) -> bytes:
    """One change of a byte or a line, or two."""
    for _ in range(rng.choice((1, 1, 1, 2))):
        data = data or b"\n"
        at, kind = rng.randrange(len(data)), rng.randrange(7)
        if kind == 0:
            data = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1:]
        elif kind == 1:
            data = data[:at] + bytes([rng.choice(b'0123456789ABCDEFabcdef"{}[]:, \n\t\\')]) + data[at + 1:]
        elif kind == 2:
            data = data[:at] + data[at + rng.randint(1, 4):]
        elif kind == 3:
            data = data[:at] + bytes(rng.choices(b'0aZ"{,}[]\n\x00\xff', k=rng.randint(1, 3))) + data[at:]
        else:
            parts = data.split(b"\n") if b"\n" in data[:-1] else data.split(b",")
            mark = b"\n" if b"\n" in data[:-1] else b","
            a, b = rng.randrange(len(parts)), rng.randrange(len(parts))
            if kind == 4:
                parts[a], parts[b] = parts[b], parts[a]
            elif kind == 5:
                parts.insert(a, parts[b])
            else:
                del parts[a]
            data = mark.join(parts)
    return data


def meaning(folder: pathlib.Path):
    """What a reader takes from the files: receipts that need not be there are left out, unknown members too, and a base load
    that is not told is 0."""
    told = json.loads((folder / "ceremony.json").read_bytes())
    told = {key: told.get(key) for key in
            ("format", "ceremony", "entries", "seed_document", "slips", "strata", "matching", "replacements")}
    told["slips"] = [(one["id"], one["campaigns"]) for one in told["slips"]]
    told["strata"] = [(one["name"], [(lot["id"], lot["ticket"]) for lot in one["drawn"]]) for one in told["strata"]]
    matching = told["matching"]
    told["matching"] = (
        sorted((one["id"], one.get("cap") or -1, one.get("base", 0)) for one in matching["officers"]),
        {name: sorted(members) for name, members in matching["pools"].items()},
        [(one["id"], one["slots"], one.get("recused")) for one in matching["inspections"]],
        [(one["id"], one["officers"]) for one in matching["assignment"]])
    for one in told["entries"]:
        raw = base64.b64decode(one["entry"])
        kind = json.loads(raw)["type"]
        needed = kind in ("vdraw-plan/v1", "vdraw-freeze/v1", "vdraw-commit/v1")
        one.update(entry=raw.hex(), receipt=one.get("receipt") if needed else None)
        for key in set(one) - {"index", "entry", "receipt"}:
            del one[key]
    return told, (folder / "population.txt").read_bytes(), (folder / "log.vkey").read_text().strip()


def test_two_thousand_random_changes(sound, tmp_path):
    """Never verified unless it says the same, never a crash: a trap ends a process by a signal, below 0."""
    count, rng = int(os.environ.get("MINGCHA_TEST_MUTATIONS", "2000")), random.Random(20261123)
    genuine = meaning(sound)
    files = {path.name: path.read_bytes() for path in sound.iterdir() if path.is_file()}
    jobs = []
    for number in range(count):
        name = rng.choice(("ceremony.json",) * 6 + ("population.txt",) * 3 + ("log.vkey",))
        jobs.append((number, name, mutated(files[name], rng)))

    def run(job):
        number, name, data = job
        folder = tmp_path / str(number)
        folder.mkdir()
        for other, content in files.items():
            (folder / other).write_bytes(data if other == name else content)
        done = verify(folder)
        wrong = None
        if done.returncode not in (0, 1, 2):
            wrong = f"退出码 {done.returncode}"
        elif done.returncode == 0:
            try:
                wrong = None if meaning(folder) == genuine else "内容变了,仍通过"
            except (ValueError, KeyError, TypeError) as error:
                wrong = f"读不懂的内容通过了:{error!r}"
        elif not done.stderr.strip():
            wrong = "没有说明原因"
        if wrong is None:
            shutil.rmtree(folder)
        return done.returncode, wrong and f"{folder}/{name}:{wrong}"

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        answers = list(pool.map(run, jobs))
    wrong = [one for _, one in answers if one]
    assert not wrong, "\n".join(wrong[:20])
    codes = [code for code, _ in answers]
    print({code: codes.count(code) for code in sorted(set(codes))})
    assert codes.count(1) > count // 4 and codes.count(2) > count // 20
