// Replacements of inspectors after the draw (docs/draw-spec.md, 12).

import { isIdentifier, isLot, repeated } from "./bytes.mjs";
import { need } from "./report.mjs";
import { hexOf } from "./sha256.mjs";
import { assignmentText, checkMatching, inspectionsText, officersText } from "./slo1.mjs";

/** Checks the published replacements in the order of the log. Throws a Fault. */
export function checkReplacements(record, steps, seed) {
  const published = record.replacements ?? [];
  if (steps.vacancy.length + steps.replacement.length + published.length === 0) return "";
  need(record.matching, "没有匹配检查人员，却有更换");
  const teams = new Teams(record.matching);
  const open = new Map();
  let filled = 0;
  for (const step of steps.all) {
    if (step.entry.type === "vdraw-vacancy/v1") {
      const at = published.findIndex((one) => one.vacancy === step.index);
      need(at >= 0, `日志第${step.index}条记有空缺，公布的更换中没有`);
      teams.leave(step);
      open.set(step.leaf, { step, row: published[at] });
    } else if (step.entry.type === "vdraw-replacement/v1") {
      const vacancy = open.get(step.entry.vacancy);
      need(vacancy, `日志第${step.index}条更换没有对应的空缺，或者空缺已经补过`);
      open.delete(step.entry.vacancy);
      checkOne(record, steps, seed, step, vacancy, teams);
      filled += 1;
    }
  }
  need(published.length === steps.vacancy.length, "公布的更换比日志所记的多");
  const order = published.map((one) => one.vacancy);
  need(order.every((index, at) => at === 0 || order[at - 1] < index), "更换没有按日志顺序排列");
  for (const { row } of open.values()) need(row.replacement == null, "公布了日志中没有的更换");
  teams.needSound(new Set([...open.values()].map(({ step }) => step.entry.inspection)));
  return `${filled}次更换${open.size > 0 ? `，还有${open.size}个空缺没有补上` : ""}`;
}

/** Who has which place, as replacements go on. */
class Teams {
  constructor({ officers, pools, inspections, assignment }) {
    this.officers = new Map(officers.map((officer) => [officer.id, officer]));
    this.pools = new Map(Object.entries(pools).map(([name, members]) => [name, new Set(members)]));
    this.inspections = new Map(inspections.map((inspection) => [inspection.id, inspection]));
    this.places = new Map(assignment.map(({ id, officers: team }) => [id, [...team]]));
    /** Who left an inspection, by its id. */
    this.left = new Map();
  }

  leave({ index, entry }) {
    const team = this.places.get(entry.inspection);
    need(team, `日志第${index}条的检查“${entry.inspection}”不存在`);
    need(repeated(entry.officers) === undefined, `日志第${index}条的人员重复`);
    for (const officer of entry.officers) {
      need(team.includes(officer), `日志第${index}条的“${officer}”当时不在这次检查中`);
      team[team.indexOf(officer)] = null;
      this.left.set(entry.inspection, [...(this.left.get(entry.inspection) ?? []), officer]);
    }
  }

  /** Places in all inspections as they stand. */
  load(officer) {
    let places = 0;
    for (const team of this.places.values()) if (team.includes(officer)) places += 1;
    return places;
  }

  needSound(waiting) {
    for (const [id, team] of this.places) {
      if (waiting.has(id)) continue;
      need(team.length >= 2 && team.every(Boolean) && new Set(team).size === team.length, `更换后检查“${id}”的人员不足两名或者重复`);
    }
  }
}

function checkOne(record, steps, seed, step, { step: vacancy, row }, teams) {
  const { entry } = step;
  const { inspection: id, officers: leaving } = vacancy.entry;
  const where = `检查“${id}”的更换：`;
  need(row.replacement === step.index, `${where}公布的与日志所记的不是同一次`);
  const sealed = hexOf(`vdraw-vacancy/v1\n${steps.plan.leaf}\n${id}\n${entry.server}\n`);
  need(sealed === vacancy.entry.commitment, `${where}系统公开的随机数与封存的不符`);
  const sub = hexOf(
    `vdraw-subseed/v1\nseed ${seed}\nvacancy ${vacancy.leaf}\nserver ${entry.server}\napprover ${entry.approver}\n`);
  need(sub === entry.seed, `${where}种子不是由双方的随机数得出`);

  const team = teams.places.get(id);
  const vacant = team.flatMap((officer, place) => (officer === null ? [place] : []));
  const drawn = teams.inspections.get(id);
  const [problem] = row.inspections;
  need(row.inspections.length === 1 && problem.id === id, `${where}重新匹配的不是这次检查`);
  const slots = vacant.map((place) => drawn.slots[place]);
  need(problem.slots.join(" ") === slots.join(" "), `${where}重新匹配的不是空缺的岗位`);
  const barred = new Set(problem.recused ?? []);
  const must = [...leaving, ...(teams.left.get(id) ?? []), ...team.filter(Boolean), ...(drawn.recused ?? [])];
  const missing = must.find((officer) => !barred.has(officer));
  need(missing === undefined, `${where}“${missing}”应当回避或者不能重复安排`);
  checkOfficers(row, teams, where);
  need(row.assignment.length === 1 && row.assignment[0].id === id, `${where}没有结果`);
  checkMatching({ ...row, seed: sub }, new Map([[id, row.assignment[0].officers]]));
  const hashes =
    entry.officerstext === hexOf(officersText(row)) && entry.inspections === hexOf(inspectionsText(row.inspections)) &&
    entry.assignment === hexOf(assignmentText(row.assignment));
  need(hashes, `${where}公布的内容与日志中的哈希不符`);
  vacant.forEach((place, at) => (team[place] = row.assignment[0].officers[at]));
}

/** Officers are frozen ones, with the load and the room that the draw and earlier replacements left them. */
function checkOfficers({ officers, pools }, teams, where) {
  for (const { id, cap, base } of officers) {
    const frozen = teams.officers.get(id);
    need(frozen && isLot(id), `${where}“${id}”不在冻结的检查人员之列`);
    const load = teams.load(id);
    need((base ?? 0) === (frozen.base ?? 0) + load, `${where}“${id}”的工作量与抽取结果不符`);
    const room = frozen.cap == null ? null : Math.max(0, frozen.cap - load);
    need((cap ?? null) === room, `${where}“${id}”的次数上限与抽取结果不符`);
  }
  for (const [name, members] of Object.entries(pools)) {
    need(isIdentifier(name), `${where}人员池的名称不对`);
    const extra = members.find((member) => !teams.pools.get(name)?.has(member));
    need(extra === undefined, `${where}“${extra}”不在冻结的人员池“${name}”中`);
  }
}
