// "Was I drawn fairly?": what one subject's notice proves, from the ceremony's record alone (no list of millions is needed).

import { text } from "./bytes.mjs";
import { slipsText } from "./calls.mjs";
import { readRecord, readSteps } from "./entries.mjs";
import { checkReceipts } from "./log-check.mjs";
import { readKeys } from "./receipts.mjs";
import { need, Unusable } from "./report.mjs";
import { checkCommits, checkPublicValues, checkReveals, makeSeedDocument, readSeedDocument } from "./seed.mjs";
import { hexOf, selfTest } from "./sha256.mjs";
import { checkSlip } from "./slip.mjs";

/** Adds the checks to the report, and `facts` for the words that sum them up. Throws Unusable for what cannot be read. */
export async function verifySlip({ record: bytes, key: keyBytes }, mine, proof, report) {
  await selfTest();
  const record = readRecord(text(bytes) ?? "");
  const keys = readKeys(text(keyBytes ?? new Uint8Array(0)));
  if (!record || !keys) throw new Unusable("这次摇号的公开记录无法读取，请稍后再试，或者向组织机关反映。");
  if (record.ceremony !== mine.ceremony) throw new Unusable(`服务器给出的是另一次摇号“${record.ceremony}”。`);
  report.ceremony = record.ceremony;
  let steps = null;
  const orderly = report.check("entries", "这次摇号的记录齐全、有序", "从公布方案到抽取，每一步都按规定写进日志。", () => {
    steps = readSteps(record);
    need(!steps.abort, `这次摇号已中止，没有抽取结果。中止原因：${steps.abort?.entry.reason}`);
    need(steps.freeze && steps.draw, "这次摇号还没有抽取");
    return `共${steps.all.length}条`;
  });
  if (!orderly) return;
  const freeze = steps.freeze.entry;
  const slips = record.slips ?? [];
  checkSlip({ freeze, slips: slips.map(({ id }) => id) }, mine, proof, report);
  report.check("slips-logged", "抽中的签条与日志所记一致", "抽取当时，全部抽中签条的哈希已写进日志。", () => {
    need(hexOf(slipsText(slips)) === steps.draw.entry.slips, "签条与日志中的哈希不符");
  });
  let document = null;
  report.check("frozen-first", "名单先冻结，随机数后产生", "名单冻结的时候，谁也不知道随机数，所以没有人能挑选您。", () => {
    document = readSeedDocument(record.seed_document);
    checkCommits(steps, document.treeSize);
    checkReveals(steps);
    checkPublicValues(steps);
    need(makeSeedDocument(steps, document) === document.text && document.seed === steps.draw.entry.seed, "种子与日志条目不符");
    return `冻结在日志第${steps.freeze.index}条，最早的封存在第${steps.commit[0].index}条`;
  });
  await checkReceipts(steps, keys, new Map(), document, report);
  report.facts = {
    subjects: freeze.subjects, drawn: slips.length, lines: freeze.count, roles: steps.plan.entry.parties.map((party) => party.role),
    campaigns: steps.plan.entry.campaigns.map((campaign) => campaign.title), frozen: freeze.time, time: steps.draw.entry.time,
  };
}
