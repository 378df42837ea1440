// Log entries of a ceremony (docs/draw-spec.md, 4): JSON in one spelling, each kind with its members and no others.

import { compare, fromBase64, isHash, isIdentifier, isLot, isTime, text, utf8, hex } from "./bytes.mjs";
import { leafHash } from "./merkle.mjs";
import { need } from "./report.mjs";

/** The one spelling: members sorted by the bytes of their names, no white space. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).sort(compare);
    return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

// Shapes: a test for a plain value, [shape] for a list, { name: shape } for an object; `optional` marks what may be missing.
const string = (value) => typeof value === "string" && value.isWellFormed();
const whole = (value) => Number.isSafeInteger(value);
const optional = (shape) => ({ optional: shape });

const STEP = { plan: string, time: string, type: string };
const SHAPES = {
  "vdraw-plan/v1": {
    type: string, time: string, ceremony: string, rules: string, campaigns: [{ id: string, title: string }],
    parties: [{ id: string, role: string }], sources: [string], commitby: string, revealby: string, after: optional(string),
  },
  "vdraw-freeze/v1": {
    ...STEP, root: string, count: whole,
    strata: [{ name: string, count: whole, basispoints: optional(whole), fixed: optional(whole), take: whole }],
    policy: [{ name: string, value: string }], policyhash: string, exclusions: [{ reason: string, count: whole }],
    subjects: whole, slips: string, lotkey: string, slipkey: string, inspectorkey: optional(string), officers: optional(string),
  },
  "vdraw-commit/v1": { ...STEP, party: string, commitment: string },
  "vdraw-reveal/v1": { ...STEP, party: string, value: string },
  "vdraw-public/v1": { ...STEP, source: string, value: string },
  "vdraw-draw/v1": {
    ...STEP, seed: string, selection: string, slips: string, inspections: optional(string), assignment: optional(string),
  },
  "vdraw-abort/v1": { ...STEP, reason: string },
  "vdraw-vacancy/v1": { ...STEP, inspection: string, officers: [string], reason: string, commitment: string },
  "vdraw-replacement/v1": {
    ...STEP, vacancy: string, server: string, approver: string, seed: string, officerstext: string, inspections: string,
    assignment: string,
  },
};

/** Whether a value has the shape, with no member besides. */
function fits(shape, value) {
  if (typeof shape === "function") return shape(value);
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((one) => fits(shape[0], one));
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const given = Object.keys(value);
  if (!given.every((name) => Object.hasOwn(shape, name))) return false;
  return Object.entries(shape).every(([name, inner]) => {
    const may = Object.hasOwn(inner, "optional");
    if (!Object.hasOwn(value, name)) return may;
    return fits(may ? inner.optional : inner, value[name]);
  });
}

/** Reads an entry's bytes. Throws a Fault for anything that is not the one spelling of a known kind. */
function read(bytes) {
  need(bytes.length <= 65_535, "超过65535字节的上限");
  const source = text(bytes);
  need(source !== null, "不是UTF-8编码");
  let value;
  try {
    value = JSON.parse(source);
  } catch {
    need(false, "日志条目的格式不对");
  }
  need(value !== null && typeof value === "object" && Object.hasOwn(SHAPES, value.type), "日志条目的格式不对");
  need(fits(SHAPES[value.type], value), "日志条目的格式不对");
  need(canonical(value) === source, "日志条目不是规定的唯一写法");
  return value;
}

/**
 * A record's entries by kind, checked for order and for belonging together. Every one is { index, entry, bytes, leaf, receipt }.
 * Throws a Fault that names the entry.
 */
export function readSteps(record) {
  const steps = {
    all: [], plan: null, freeze: null, draw: null, abort: null,
    commit: [], reveal: [], public: [], vacancy: [], replacement: [],
  };
  for (const logged of record.entries) {
    const where = `日志第${logged.index}条：`;
    const bytes = fromBase64(logged.entry);
    need(bytes, `${where}不是Base64编码`);
    let entry;
    try {
      entry = read(bytes);
    } catch (error) {
      error.message = where + error.message;
      throw error;
    }
    const step = { index: logged.index, entry, bytes, leaf: hex(leafHash(bytes)), receipt: logged.receipt };
    const kind = entry.type.slice("vdraw-".length, -"/v1".length);
    const refuse = (reason) => need(!reason, where + reason);
    refuse(orderFault(steps, step, kind, record));
    refuse(kind === "plan" ? planFault(entry) : kind === "freeze" ? freezeFault(entry) : entryFault(entry));
    steps.all.push(step);
    if (Array.isArray(steps[kind])) steps[kind].push(step);
    else steps[kind] = step;
  }
  need(steps.plan, "没有计划条目");
  return steps;
}

/** The first entry is the plan; the others name it, follow in the log and in time, and nothing but replacements follows a draw. */
function orderFault(steps, step, kind, record) {
  const { index, entry } = step;
  const last = steps.all.at(-1);
  if (!Number.isSafeInteger(index) || index < 0) return "序号不对";
  if (!isTime(entry.time)) return "时间格式不对";
  if (last && index <= last.index) return "没有按日志顺序排列";
  if (last && entry.time < last.entry.time) return "时间早于上一条";
  if (kind === "plan") {
    if (steps.plan) return "计划条目出现两次";
    return entry.ceremony === record.ceremony ? null : "属于另一次摇号";
  }
  if (!steps.plan) return "排在计划条目之前";
  if (entry.plan !== steps.plan.leaf) return "属于另一次摇号的计划";
  if (steps.abort) return "排在中止条目之后";
  const afterDraw = kind === "vacancy" || kind === "replacement";
  if (steps.draw && !afterDraw) return "排在抽取条目之后";
  if (!steps.draw && afterDraw) return "在抽取之前就更换检查人员";
  if (kind === "freeze" && steps.freeze) return "冻结条目出现两次";
  return null;
}

function planFault(plan) {
  if (plan.rules !== "vdraw/v1") return `规则版本“${plan.rules}”不认识`;
  if (!isIdentifier(plan.ceremony)) return "摇号编号的格式不对";
  if (!isTime(plan.commitby) || !isTime(plan.revealby)) return "时间格式不对";
  if (plan.commitby > plan.revealby) return "公开随机数的截止时间早于封存的截止时间";
  if (plan.parties.length < 2) return "参与方少于两方";
  for (const [what, ids] of [
    ["参与方", plan.parties.map((party) => party.id)],
    ["抽查任务", plan.campaigns.map((campaign) => campaign.id)],
    ["公开来源", plan.sources],
  ]) {
    if (!ids.every(isIdentifier)) return `${what}编号的格式不对`;
    if (new Set(ids).size !== ids.length) return `${what}重复`;
  }
  if (!plan.sources.every((source) => !/^drand-quicknet(:|$)/.test(source) || /^drand-quicknet:[1-9][0-9]*$/.test(source))) {
    return "drand轮次写得不对";
  }
  return plan.after === undefined || isHash(plan.after) ? null : "所承接的中止条目写得不对";
}

function freezeFault(freeze) {
  const hashes = ["root", "policyhash", "slips", "lotkey", "slipkey", "inspectorkey", "officers"];
  if (!hashes.every((name) => freeze[name] === undefined || isHash(freeze[name]))) return "哈希写得不对";
  const counts = [freeze.count, freeze.subjects, ...[...freeze.strata, ...freeze.exclusions].map((one) => one.count)];
  if (counts.some((count) => count < 0)) return "数量为负";
  const names = freeze.strata.map((stratum) => stratum.name);
  if (!names.every(isIdentifier)) return "层名的格式不对";
  if (names.some((name, at) => at > 0 && compare(names[at - 1], name) >= 0)) return "各层没有按字节顺序排列，或者重复";
  return null;
}

function entryFault(entry) {
  switch (entry.type) {
    case "vdraw-draw/v1": {
      const hashes = ["seed", "selection", "slips", "inspections", "assignment"];
      return hashes.every((name) => entry[name] === undefined || isHash(entry[name])) ? null : "哈希写得不对";
    }
    case "vdraw-vacancy/v1":
      if (!isIdentifier(entry.inspection) || entry.officers.length === 0 || !entry.officers.every(isLot)) return "空缺写得不对";
      if (!REASONS.has(entry.reason)) return "更换原因不在规定之列";
      return isHash(entry.commitment) ? null : "承诺写得不对";
    case "vdraw-replacement/v1": {
      const hashes = ["vacancy", "server", "approver", "seed", "officerstext", "inspections", "assignment"];
      return hashes.every((name) => isHash(entry[name])) ? null : "哈希写得不对";
    }
    default:
      return null;
  }
}

const REASONS = new Set(["recusal", "illness", "leave", "transfer", "certificate", "other"]);

const isCalledSlip = (slip) => slip && string(slip.id) && Array.isArray(slip.campaigns) && slip.campaigns.every(string);

/** Reads `ceremony.json`; null when it is no record of this format. Members it does not know are left alone. */
export function readRecord(source) {
  let record;
  try {
    record = JSON.parse(source);
  } catch {
    return null;
  }
  const lists = ["entries", "slips", "strata", "replacements"];
  const sound =
    record !== null && typeof record === "object" && record.format === "mingcha-ceremony/v1" &&
    string(record.ceremony) && Array.isArray(record.entries) &&
    record.entries.every((one) => one && Number.isSafeInteger(one.index) && string(one.entry) && may(string)(one.receipt)) &&
    lists.every((name) => may(Array.isArray)(record[name])) && may(string)(record.seed_document) &&
    may((slips) => slips.every(isCalledSlip))(record.slips) &&
    may((strata) => strata.every(isStratum))(record.strata) && may(isMatching)(record.matching) &&
    may((list) => list.every(isReplacement))(record.replacements);
  return sound && !hasOddName(source) ? record : null;
}

/**
 * Whether an object of a JSON text has two members of one name, or a name with an escape in it: readers disagree on what that means.
 * A string before a colon is a name.
 */
function hasOddName(source) {
  const open = [];
  for (const [token, name, colon] of source.matchAll(/"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (colon) {
      const names = open.at(-1);
      if (name.includes("\\") || names.has(name)) return true;
      names.add(name);
    }
  }
  return false;
}

const may = (test) => (value) => value === undefined || value === null || test(value);
const list = (test) => (value) => Array.isArray(value) && value.every(test);
const object = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const isStratum = (one) =>
  object(one) && string(one.name) && list((drawn) => object(drawn) && string(drawn.id) && string(drawn.ticket))(one.drawn);
const isOfficer = (one) => object(one) && string(one.id) && may(whole)(one.cap) && may(whole)(one.base);
const isInspection = (one) =>
  object(one) && string(one.id) && list(string)(one.slots) && may(list(string))(one.recused);
const isAssigned = (one) => object(one) && string(one.id) && list(string)(one.officers);
const isMatching = (one) =>
  object(one) && list(isOfficer)(one.officers) && object(one.pools) && Object.values(one.pools).every(list(string)) &&
  list(isInspection)(one.inspections) && list(isAssigned)(one.assignment);
const isReplacement = (one) =>
  object(one) && whole(one.vacancy) && (one.replacement === undefined || one.replacement === null || (whole(one.replacement) && isMatching(one)));
