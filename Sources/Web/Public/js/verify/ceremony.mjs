// A whole published ceremony, checked again from its files (docs/draw-spec.md, 10). Written from that page, not from the product:
// where the two disagree, one of them is wrong.

import { compare, isIdentifier, isLot, repeated, stem, text } from "./bytes.mjs";
import { checkCalls, slipsText } from "./calls.mjs";
import { readRecord, readSteps } from "./entries.mjs";
import { checkReceipts } from "./log-check.mjs";
import { Population, quota } from "./population.mjs";
import { readKeys } from "./receipts.mjs";
import { checkReplacements } from "./replacements.mjs";
import { need, Report, Unusable } from "./report.mjs";
import {
  checkCommits, checkPublicValues, checkReveals, makeSeedDocument, missingParties, readSeedDocument,
} from "./seed.mjs";
import { hexOf, selfTest } from "./sha256.mjs";
import { assignmentText, checkMatching, inspectionsText, officersText } from "./slo1.mjs";
import { drawStratum, Tickets } from "./tickets.mjs";

const count = (number) => number.toLocaleString("zh-CN");
const head = (hash) => `${hash.slice(0, 16)}…`;

/**
 * Checks the files { record, population, key, receipts } (bytes; population may be missing, receipts is a Map of index to bytes).
 * `watch` has `check(check)` and `progress(stage, share)`. Returns the report. Throws Unusable for what cannot be read at all.
 */
export async function verifyCeremony(files, watch = {}) {
  await selfTest();
  const record = readRecord(text(files.record) ?? "");
  if (!record) throw new Unusable("ceremony.json 的格式不对，或者不是这一版本的记录。");
  const keys = readKeys(text(files.key ?? new Uint8Array(0)));
  if (!keys) throw new Unusable("没有日志公钥 log.vkey，或者公钥写得不对。");
  const report = new Report(watch.check);
  const progress = watch.progress ?? (() => {});
  report.ceremony = record.ceremony;
  report.key = keys.line;

  let steps = null;
  let population = null;
  if (files.population) {
    const readable = report.check(
      "population-file", "名单文件可读", "每行是一个分层和一个签号，按固定次序排列，没有重复，也没有别的内容。", () => {
        population = new Population(files.population, (at) => progress("读取名单", at / files.population.length));
        return `${count(population.count)}行`;
      });
    if (!readable) return report;
  }
  const orderly = report.check(
    "entries", "日志条目齐全、有序、属于同一次摇号", "从公布方案到抽取的每一步都按规定写进日志，时间不倒流，也没有混入别的条目。", () => {
      steps = readSteps(record);
      const roles = steps.plan.entry.parties.length;
      return `共${steps.all.length}条，参与方${roles}个，计划条目${head(steps.plan.leaf)}`;
    });
  const document = orderly ? checkSteps(record, steps, population, report, progress) : null;
  await checkReceipts(steps, keys, files.receipts ?? new Map(), document, report);
  return report;
}

/** Returns the seed document where there is one to go by. */
function checkSteps(record, steps, population, report, progress) {
  const { plan, freeze, draw, abort } = steps;
  if (plan.entry.after) {
    report.note("after", "这次摇号承接一次中止的摇号", `中止条目${head(plan.entry.after)}，中止的原因记在那次摇号里。`);
  }
  if (freeze) checkPopulation(steps, population, report);
  if (abort) {
    report.check("aborted", "中止的摇号没有结果", "中止之后不得再公布种子、抽取结果或者人员匹配。", () => {
      const results = [record.seed_document, record.strata, record.matching, record.slips?.length ? record.slips : null];
      need(results.every((one) => one == null), "中止之后仍列有种子或结果");
      return `中止原因：${abort.entry.reason}`;
    });
    return null;
  }
  const complete = report.check("complete", "摇号已经完成", "有冻结条目、抽取条目和公布的名单。", () =>
    need(freeze && draw && population, "缺少冻结条目、抽取条目或名单"));
  if (!complete) return null;
  const { document, held } = checkSeed(record, steps, report);
  if (held) {
    checkDraw(record, steps, population, document.seed, report, progress);
    checkInspectors(record, steps, document.seed, report, progress);
  }
  return document;
}

function checkPopulation(steps, population, report) {
  const freeze = steps.freeze.entry;
  report.check("population", "名单与冻结时一致", "名单的指纹（根哈希）在种子产生之前就记进了日志；改动任何一行，指纹都会不同。", () => {
    need(population, "没有公布名单");
    need(population.count === freeze.count, `名单共${population.count}行，冻结时为${freeze.count}行`);
    need(population.root === freeze.root, "名单有改动，根哈希不符");
    return `${count(freeze.count)}行，根哈希${head(freeze.root)}`;
  });
  if (!population) return;
  const excluded = freeze.exclusions.map((one) => `${one.reason}${count(one.count)}户`).join("，");
  report.check("strata", "各层数量和抽取数量按规则计算", "每一层有多少户、按什么比例、应抽几户，都能从名单重新算出。", () => {
    const campaigns = new Set(steps.plan.entry.campaigns.map((campaign) => campaign.id));
    for (const stratum of freeze.strata) {
      const found = population.stratum(stratum.name)?.count ?? 0;
      need(found === stratum.count, `层“${stratum.name}”有${found}户，冻结时记为${stratum.count}户`);
      const take = quota(stratum, found);
      need(take === stratum.take, `层“${stratum.name}”应抽${take}户，冻结时记为${stratum.take}户`);
      need(stratum.name.includes(":") && campaigns.has(stem(stratum.name)), `层“${stratum.name}”不属于计划中的任务`);
    }
    const named = new Set(freeze.strata.map((stratum) => stratum.name));
    const other = population.strata.find((stratum) => !named.has(stratum.name));
    need(!other, `名单中的层“${other?.name}”没有列入冻结条目`);
    return `${freeze.strata.length}层${excluded ? `；未列入名单：${excluded}` : ""}`;
  });
  report.check("policy", "依据的政策取值与其哈希一致", "抽取用到的比例、年限等取值连同其哈希一起冻结。", () => {
    const lines = freeze.policy.map(({ name, value }) => `${name}\t${value}\n`).join("");
    need(hexOf(lines) === freeze.policyhash, "政策取值与其哈希不符");
    return `${freeze.policy.length}项`;
  });
  report.check("subjects", "名单中的户数与冻结时相符", "一户在几项任务中用同一个签号，或者每项任务各用一个：户数不多于签号数，不少于任何一项任务的名单。", () => {
    const most = population.distinct();
    const sizes = new Map();
    for (const { name, count: lines } of population.strata) sizes.set(stem(name), (sizes.get(stem(name)) ?? 0) + lines);
    const least = Math.max(0, ...sizes.values());
    need(freeze.subjects <= most, `名单内最多有${most}户，冻结时记为${freeze.subjects}户`);
    need(freeze.subjects >= least, `名单内至少有${least}户，冻结时记为${freeze.subjects}户`);
    return `${count(freeze.subjects)}户`;
  });
}

/** The seed document, and whether what follows can rely on it. */
function checkSeed(record, steps, report) {
  let document = null;
  const readable = report.check("seed-document", "种子文书可读", "种子文书列出决定结果的全部随机数，写法唯一。", () => {
    document = readSeedDocument(record.seed_document);
  });
  if (!readable) return { document, held: false };
  report.check(
    "commits", "各方在名单冻结之后、公开之前封存随机数", "每一方先封存自己的随机数，谁也看不到别人的，所以没有人能凑出想要的结果。",
    () => checkCommits(steps, document.treeSize));
  report.check("reveals", "公开的随机数与封存的一致", "揭开的数必须正是封存的那个数，不能临时更换。", () => checkReveals(steps));
  report.check(
    "public-values", "公共随机值来自事先约定的来源，且在各方公开之后产生", "最后一个随机值在场外产生，连参与各方也无法预知。",
    () => checkPublicValues(steps));
  const missing = missingParties(steps);
  if (missing.length > 0) {
    report.note("missing", "有参与方未公开随机数", missing.map((party) => `${party.role}（${party.id}）`).join("，"));
  }
  if (steps.plan.entry.sources.some((source) => source.startsWith("drand-quicknet:"))) {
    report.note("drand", "drand 轮次的签名", "这里只核对写法；签名请用 drand 自己的工具核对。");
  }
  const held = report.check("seed", "种子由上述内容唯一确定", "种子是种子文书的哈希；文书由日志条目逐字得出，没有可以选择的余地。", () => {
    need(makeSeedDocument(steps, document) === document.text, "种子文件与日志条目不符");
    need(document.seed === steps.draw.entry.seed, "抽取所用的种子不是种子文件的哈希");
    return document.seed;
  });
  return { document, held };
}

function checkDraw(record, steps, population, seed, report, progress) {
  const freeze = steps.freeze.entry;
  const draw = steps.draw.entry;
  const strata = record.strata ?? [];
  report.check("draw", "抽中的检查对象与重新计算一致", "在您的浏览器里为名单上每个签号重新算了一遍签值，取每层最前面的几个，次序也一样。", () => {
    need(record.strata, "没有抽取结果");
    need(strata.length === freeze.strata.length, `结果有${strata.length}层，应有${freeze.strata.length}层`);
    const tickets = new Tickets(`${seed}:subjects`);
    let done = 0;
    freeze.strata.forEach(({ name, take }, at) => {
      const stratum = population.stratum(name);
      const own = drawStratum(population, stratum, take, tickets, (line) =>
        progress("重新抽取", (done + line) / population.count));
      done += stratum?.count ?? 0;
      const published = strata[at];
      const same = (one, i) => one.id === published.drawn[i].id && one.ticket === published.drawn[i].ticket;
      need(
        published.name === name && published.drawn.length === own.length && own.every(same),
        `层“${name}”的结果与重新计算不符`);
    });
    const all = strata.reduce((sum, stratum) => sum + stratum.drawn.length, 0);
    const visits = record.slips?.length ?? 0;
    const saved = all - visits;
    return `从${count(population.count)}户次中抽中${count(all)}户次，共${count(visits)}户${saved > 0 ? `，合并上门少${count(saved)}次` : ""}`;
  });
  report.check("selection", "抽取结果与日志所记一致", "抽取当时，结果的哈希已写进日志，之后不能改。", () => {
    const lines = [...strata].sort((a, b) => compare(a.name, b.name))
      .flatMap(({ name, drawn }) => drawn.map(({ id, ticket }) => `${name}\t${id}\t${ticket}\n`));
    need(hexOf(lines.join("")) === draw.selection, "公布的结果与日志中的哈希不符");
  });
  report.check("slips", "抽中的签条与抽中的签号相符", "每户抽中的主体有一个签条，写明由哪些任务抽中；签条不透露是哪一户、属于哪一类。", () => {
    const slips = record.slips ?? [];
    checkCalls(slips, strata);
    need(hexOf(slipsText(slips)) === draw.slips, "签条与日志中的哈希不符");
    return `${count(slips.length)}个`;
  });
}

function checkInspectors(record, steps, seed, report, progress) {
  const freeze = steps.freeze.entry;
  const draw = steps.draw.entry;
  const { matching } = record;
  if (!matching) {
    if (freeze.officers === undefined && draw.inspections === undefined && draw.assignment === undefined) {
      report.note("no-matching", "检查人员", "这次摇号不匹配检查人员。");
    } else {
      report.check("matching", "检查人员的匹配符合规则", "", () => need(false, "没有公布匹配结果"));
    }
    return;
  }
  report.check("officers", "检查人员名单在种子产生之前已经固定", "可派的人员、上限和已有工作量都在种子产生之前冻结。", () => {
    const bad = matching.officers.find((officer) => !isLot(officer.id));
    need(!bad, `检查人员“${bad?.id}”不是签号`);
    const names = [
      ...Object.entries(matching.pools).flat(2),
      ...matching.inspections.flatMap(({ id, slots, recused }) => [id, ...slots, ...(recused ?? [])]),
    ];
    const odd = names.find((name) => !isIdentifier(name));
    need(odd === undefined, `“${odd}”的格式不对`);
    need(hexOf(officersText(matching)) === freeze.officers, "人员名单与冻结时的哈希不符");
    return `${count(matching.officers.length)}人，${Object.keys(matching.pools).length}个人员池`;
  });
  report.check("coverage", "每个抽中的检查对象都安排了检查", "每次检查至少两名检查人员；没有抽中的不安排。", () => {
    const slips = new Set((record.slips ?? []).map(({ id }) => id));
    const covered = new Set();
    for (const { id, slots } of matching.inspections) {
      need(slips.has(stem(id)), `检查“${id}”的对象没有被抽中`);
      need(slots.length >= 2, `检查“${id}”少于两名检查人员`);
      covered.add(stem(id));
    }
    const missed = [...slips].find((slip) => !covered.has(slip));
    need(missed === undefined, `抽中的“${missed}”没有安排检查`);
    return `${count(matching.inspections.length)}次检查`;
  });
  report.check(
    "matching", "检查人员的匹配符合规则", "逐项证明：每个岗位都有合格的人、负担最均衡、每个岗位都不能换成签序更靠前的人。这样的匹配只有一个。", () => {
      const twice = repeated(matching.assignment.map((one) => one.id));
      need(twice === undefined, `检查“${twice}”的结果重复`);
      const outcome = new Map(matching.assignment.map(({ id, officers }) => [id, officers]));
      return checkMatching({ ...matching, seed }, outcome, (done) => progress("核对人员匹配", done / matching.inspections.length));
    });
  report.check("matching-logged", "匹配结果与日志所记一致", "匹配当时，检查安排和人员的哈希已写进日志。", () => {
    need(hexOf(inspectionsText(matching.inspections)) === draw.inspections, "公布的检查安排与日志中的哈希不符");
    need(hexOf(assignmentText(matching.assignment)) === draw.assignment, "公布的匹配与日志中的哈希不符");
  });
  if (steps.vacancy.length + steps.replacement.length + (record.replacements ?? []).length > 0) {
    report.check("replacements", "更换检查人员按规则重新匹配", "有人退出时，由系统和另一人各出一个随机数重新匹配，谁也不能指定人选。", () =>
      checkReplacements(record, steps, seed));
  }
}
