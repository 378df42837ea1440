// From sealed values to the seed (docs/draw-spec.md, 5).

import { compare, fromHex, isHash, isIdentifier, repeated } from "./bytes.mjs";
import { need } from "./report.mjs";
import { hexOf } from "./sha256.mjs";

/** What a party logs of its value before anybody opens one. */
export const commitment = (plan, party, value) => hexOf(`vdraw-commit/v1\n${plan}\n${party}\n${value}\n`);

/** The published seed document, read in its one spelling. Throws a Fault. */
export function readSeedDocument(source) {
  need(source, "没有种子文件");
  const refuse = "种子文件的格式不对";
  const lines = source.split("\n");
  need(lines.length >= 6 && lines.pop() === "" && lines[0] === "vdraw-seed/v1", refuse);
  const words = lines.slice(1).map((line) => line.split(" "));
  const [plan, freeze, commits, ...rest] = words;
  const number = (word) => (/^(0|[1-9][0-9]{0,15})$/.test(word ?? "") ? Number(word) : NaN);
  need(plan.length === 2 && plan[0] === "plan" && isHash(plan[1]), refuse);
  need(freeze.length === 3 && freeze[0] === "freeze" && isHash(freeze[1]) && number(freeze[2]) >= 0, refuse);
  need(commits.length === 3 && commits[0] === "commits" && isHash(commits[2]) && number(commits[1]) >= 0, refuse);
  for (const line of rest) {
    need(line.length === (line[0] === "missing" ? 2 : 3) && ["reveal", "missing", "public"].includes(line[0]), refuse);
  }
  return { text: source, seed: hexOf(source), treeSize: number(commits[1]), treeRoot: commits[2] };
}

/** Every party sealed one value, after the freeze and in time, before anything was open. */
export function checkCommits(steps, treeSize) {
  const { parties, commitby } = steps.plan.entry;
  const known = new Set(parties.map((party) => party.id));
  for (const { index, entry } of steps.commit) {
    need(known.has(entry.party), `“${entry.party}”不是计划中的参与方`);
    need(isHash(entry.commitment), `参与方“${entry.party}”的承诺写得不对`);
    need(index > steps.freeze.index, `参与方“${entry.party}”在名单冻结之前封存`);
    need(entry.time <= commitby, `参与方“${entry.party}”逾期封存`);
    need(index < treeSize, `种子文件所记的日志树不包含参与方“${entry.party}”的封存`);
  }
  const twice = repeated(steps.commit.map((step) => step.entry.party));
  need(twice === undefined, `参与方“${twice}”封存了两次`);
  const absent = parties.find((party) => !steps.commit.some((step) => step.entry.party === party.id));
  need(!absent, `参与方“${absent?.id}”没有封存随机数`);
  const early = [...steps.reveal, ...steps.public].find((step) => step.index < treeSize);
  need(!early, `日志第${early?.index}条在全部封存之前就已公开`);
  return `${steps.commit.length}方：${parties.map((party) => party.role).join("、")}`;
}

/** What was opened is what was sealed, once, in time. */
export function checkReveals(steps) {
  for (const { entry } of steps.reveal) {
    const sealed = steps.commit.find((step) => step.entry.party === entry.party);
    need(sealed, `“${entry.party}”没有封存过随机数`);
    need(entry.time <= steps.plan.entry.revealby, `参与方“${entry.party}”逾期公开`);
    need(isHash(entry.value), `参与方“${entry.party}”的随机数写得不对`);
    const opened = commitment(steps.plan.leaf, entry.party, entry.value);
    need(opened === sealed.entry.commitment, `参与方“${entry.party}”公开的随机数与封存的不符`);
  }
  const twice = repeated(steps.reveal.map((step) => step.entry.party));
  need(twice === undefined, `参与方“${twice}”公开了两次`);
  return `${steps.reveal.length}方公开`;
}

/** Parties that sealed a value and did not open it. */
export const missingParties = (steps) =>
  steps.plan.entry.parties.filter((party) => !steps.reveal.some((step) => step.entry.party === party.id));

/** Exactly the planned sources, each after all reveals; after the deadline too where a party withheld its value. */
export function checkPublicValues(steps) {
  const { sources, revealby } = steps.plan.entry;
  for (const { index, entry } of steps.public) {
    need(sources.includes(entry.source), `公开来源“${entry.source}”不在计划中`);
    need(isPublicValue(entry.source, entry.value), `公开来源“${entry.source}”的值写得不对`);
    const late = steps.reveal.find((step) => step.index > index);
    need(!late, `参与方“${late?.entry.party}”在公开值“${entry.source}”已知之后才公开随机数`);
  }
  const twice = repeated(steps.public.map((step) => step.entry.source));
  need(twice === undefined, `公开来源“${twice}”有两个值`);
  const absent = sources.find((source) => !steps.public.some((step) => step.entry.source === source));
  need(absent === undefined, `公开来源“${absent}”没有值`);
  const [missing] = missingParties(steps);
  const after = steps.public.some((step) => step.entry.time >= revealby);
  need(!missing || after, `参与方“${missing?.id}”未公开随机数，而截止时间之后没有公开值`);
  return steps.public.map(({ entry }) => `${entry.source} = ${entry.value.slice(0, 20)}`).join("，");
}

function isPublicValue(source, value) {
  if (!isIdentifier(source)) return false;
  const kind = source.split(":", 1)[0];
  if (kind === "dice") return /^[0-9]{1,256}$/.test(value);
  if (kind === "drand-quicknet") return fromHex(value, 48) !== null;
  return /^[0-9A-Za-z:-]{1,256}$/.test(value);
}

/** The document that the entries make. */
export function makeSeedDocument(steps, { treeSize, treeRoot }) {
  const { plan, freeze } = steps;
  const parties = plan.entry.parties.map((party) => party.id).sort(compare);
  const shares = parties.map((party) => {
    const reveal = steps.reveal.find((step) => step.entry.party === party);
    return reveal ? `reveal ${party} ${reveal.entry.value}` : `missing ${party}`;
  });
  const values = plan.entry.sources.map((source) => {
    const found = steps.public.find((step) => step.entry.source === source);
    return `public ${source} ${found ? found.entry.value : ""}`;
  });
  return [
    "vdraw-seed/v1", `plan ${plan.leaf}`, `freeze ${freeze.entry.root} ${freeze.entry.count}`,
    `commits ${treeSize} ${treeRoot}`, ...shares, ...values,
  ].map((line) => `${line}\n`).join("");
}
