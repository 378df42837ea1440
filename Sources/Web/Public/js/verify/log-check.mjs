// That a ceremony's entries are in the log whose keys are given (docs/draw-spec.md, 9 and 10).

import { text } from "./bytes.mjs";
import { checksSignatures, checkReceipt, Notary } from "./receipts.mjs";
import { Fault, need } from "./report.mjs";

/**
 * Receipts of all entries: those of plan, freeze and commits must be there, those of the commits for the tree of the seed document
 * (null where there is none). `files` are receipts beside the record, by index.
 */
export async function checkReceipts(steps, keys, files, document, report) {
  const canSign = await checksSignatures();
  const notary = new Notary(keys, canSign);
  const without = [];
  let proven = 0;
  let fault = null;
  for (const step of steps?.all ?? []) {
    const kind = step.entry.type;
    const receipt = step.receipt ?? text(files.get(step.index) ?? new Uint8Array(0)) ?? "";
    try {
      if (!receipt) {
        need(!/-(plan|freeze|commit)\//.test(kind), "缺少回执");
        without.push(step.index);
        continue;
      }
      const note = await checkReceipt(receipt, step, notary);
      if (kind === "vdraw-commit/v1" && document) {
        const same = note.size === document.treeSize && note.root === document.treeRoot;
        need(same, "回执所依的日志树不是种子文书所记的那一棵");
      }
      proven += 1;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fault ??= `日志第${step.index}条：${error.message}`;
    }
  }
  if (!steps) fault = "条目无法读取";
  report.check(
    "receipts", canSign ? "条目确在签名日志中" : "条目确在日志的检查点之下", "每一步都有日志的回执，证明它记在第几条，事后不能插入或者改写。", () => {
      need(!fault, fault);
      return `${proven}张回执，日志“${keys.name}”`;
    });
  if (!canSign) {
    report.unchecked(
      "signatures", "日志的签名没有核对",
      "这个浏览器不能核对 Ed25519 签名（需要新版浏览器，并且页面用 https 打开）。请换用新版浏览器，或者用 mingcha-verify 核对。");
  }
  if (without.length > 0) report.note("no-receipt", "部分条目没有回执", without.map((index) => `第${index}条`).join("、"));
  report.note("key", "日志公钥与文件取自同一处", `请与另外取得的公钥核对：${keys.line}`);
}
