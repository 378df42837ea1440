// Replacements of inspectors after the draw (docs/draw-spec.md, 12).

import { compare, repeated } from "./bytes.mjs";
import { need } from "./report.mjs";
import { hexOf } from "./sha256.mjs";
import { assignmentText, checkMatching, inspectionsText, officersText } from "./slo1.mjs";

/** Checks the published replacements in the order of the log. Throws a Fault. */
export function checkReplacements(record, steps, seed) {
  const published = record.replacements ?? [];
  need(record.matching, "没有匹配检查人员，却有更换");
  const order = published.map((one) => one.vacancy);
  need(order.every((index, at) => at === 0 || order[at - 1] < index), "更换没有按日志顺序排列");
  const rows = new Map(published.map((row) => [row.vacancy, row]));
  for (const { index } of steps.vacancy) need(rows.has(index), `日志第${index}条记有空缺，公布的更换中没有`);
  need(rows.size === steps.vacancy.length, "公布的更换比日志所记的多");
  const entries = new Set(steps.replacement.map((step) => step.index));
  for (const { vacancy, replacement } of published) {
    need(replacement == null || entries.has(replacement), `日志第${vacancy}条的更换不在日志中`);
  }

  const teams = new Teams(record.matching);
  const filled = new Set();
  for (const step of steps.replacement) {
    const vacancy = steps.vacancy.find((one) => one.leaf === step.entry.vacancy && one.index < step.index);
    need(vacancy && !filled.has(vacancy), `日志第${step.index}条更换没有对应的空缺，或者空缺已经补过`);
    filled.add(vacancy);
    const where = `检查“${vacancy.entry.inspection}”的更换：`;
    const row = rows.get(vacancy.index);
    need(row.replacement === step.index, `${where}公布的与日志所记的不是同一次`);
    checkSeed(step.entry, vacancy, steps.plan.leaf, seed, where);
    checkOne(row, step.entry, vacancy.entry, teams, where);
  }
  const open = steps.vacancy.length - filled.size;
  return `${filled.size}次更换${open > 0 ? `，另有${open}次没有更换` : ""}`;
}

function checkSeed(entry, vacancy, plan, seed, where) {
  const sealed = hexOf(`vdraw-vacancy/v1\n${plan}\n${vacancy.entry.inspection}\n${entry.server}\n`);
  need(sealed === vacancy.entry.commitment, `${where}系统公开的随机数与封存的不符`);
  const sub = hexOf(
    `vdraw-subseed/v1\nseed ${seed}\nvacancy ${vacancy.leaf}\nserver ${entry.server}\napprover ${entry.approver}\n`);
  need(sub === entry.seed, `${where}种子不是由双方的随机数得出`);
}

/** Who has which place: as the draw left it and the replacements so far. A vacancy alone moves nobody. */
class Teams {
  constructor({ officers, pools, inspections, assignment }) {
    this.officers = new Map(officers.map((officer) => [officer.id, officer]));
    this.pools = new Map(Object.entries(pools));
    this.inspections = new Map(inspections.map((inspection) => [inspection.id, inspection]));
    this.places = new Map(assignment.map(({ id, officers: team }) => [id, [...team]]));
    /** Who left an inspection, by its id. */
    this.left = new Map();
  }

  /** Places in all inspections as they stand. */
  load(officer) {
    let places = 0;
    for (const team of this.places.values()) if (team.includes(officer)) places += 1;
    return places;
  }

  /** An officer as a replacement counts. */
  counted(id) {
    const { cap, base } = this.officers.get(id);
    const load = this.load(id);
    return { id, base: (base ?? 0) + load, ...(cap == null ? {} : { cap: Math.max(0, cap - load) }) };
  }
}

function checkOne(row, entry, { inspection: id, officers: leaving }, teams, where) {
  const hashes =
    entry.officerstext === hexOf(officersText(row)) && entry.inspections === hexOf(inspectionsText(row.inspections)) &&
    entry.assignment === hexOf(assignmentText(row.assignment));
  need(hashes, `${where}公布的内容与日志中的哈希不符`);
  const team = teams.places.get(id);
  const drawn = teams.inspections.get(id);
  need(team && drawn, `${where}没有这次检查`);
  need(repeated(leaving) === undefined, `${where}退出的人员重复`);
  const stranger = leaving.find((officer) => !team.includes(officer));
  need(stranger === undefined, `${where}“${stranger}”当时不在这次检查中`);
  const vacant = team.flatMap((officer, place) => (leaving.includes(officer) ? [place] : []));

  const [problem] = row.inspections;
  need(row.inspections.length === 1 && problem.id === id, `${where}重新匹配的不是这次检查`);
  const slots = vacant.map((place) => drawn.slots[place]);
  need(problem.slots.join(" ") === slots.join(" "), `${where}重新匹配的不是空缺的岗位`);
  const earlier = teams.left.get(id) ?? [];
  const barred = [...new Set([...leaving, ...earlier, ...team, ...(drawn.recused ?? [])])].sort(compare);
  need((problem.recused ?? []).join(" ") === barred.join(" "), `${where}回避人员与规定不符`);
  checkOfficers(row, slots, teams, where);

  need(row.assignment.length === 1 && row.assignment[0].id === id, `${where}没有结果`);
  const incoming = row.assignment[0].officers;
  checkMatching({ ...row, seed: entry.seed }, new Map([[id, incoming]]));
  vacant.forEach((place, at) => (team[place] = incoming[at]));
  teams.left.set(id, [...earlier, ...leaving]);
  need(team.length >= 2 && repeated(team) === undefined, `${where}更换后的人员不足两名或者重复`);
}

/**
 * Pools are those of the vacated places with frozen members only, officers their members, with the load and the room that the draw and
 * earlier replacements left them. Who no longer serves is the house's word.
 */
function checkOfficers({ officers, pools }, slots, teams, where) {
  const foreign = officers.find(({ id }) => !teams.officers.has(id));
  need(!foreign, `${where}“${foreign?.id}”不在冻结的检查人员之列`);
  const serving = new Set(officers.map(({ id }) => id));
  const own = {};
  for (const name of slots) own[name] = (teams.pools.get(name) ?? []).filter((member) => serving.has(member));
  const wanted = { officers: [...new Set(Object.values(own).flat())].map((id) => teams.counted(id)), pools: own };
  for (const [name, members] of Object.entries(pools)) {
    const extra = members.find((member) => !teams.pools.get(name)?.includes(member));
    need(extra === undefined, `${where}“${extra}”不在冻结的人员池“${name}”中`);
  }
  need(officersText({ officers, pools }) === officersText(wanted), `${where}人员、工作量或者次数上限与抽取结果不符`);
}
