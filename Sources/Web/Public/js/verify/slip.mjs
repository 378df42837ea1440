// One subject's slip (docs/draw-spec.md, 2 and 11): is it in the slip tree that was frozen before the seed, and among those drawn?

import { fromHex, isIdentifier, isLot, utf8 } from "./bytes.mjs";
import { leafHash, proves } from "./merkle.mjs";
import { need, Unusable } from "./report.mjs";

/** Reads `#ceremony/identifier/slip/nonce` (with or without the #), or null. */
export function readFragment(fragment) {
  const parts = fragment.replace(/^#/, "").split("/").map((part) => {
    try {
      return decodeURIComponent(part).trim();
    } catch {
      return "";
    }
  });
  if (parts.length !== 4) return null;
  const [ceremony, identifier, slip, nonce] = parts;
  return { ceremony, identifier, slip: slip.toUpperCase(), nonce: nonce.toUpperCase() };
}

/** What is wrong with the way a slip is typed, in words, or null. */
export function typingFault({ ceremony, identifier, slip, nonce }) {
  if (!isIdentifier(ceremony)) return "摇号编号写得不对，应如 YH-2026-230102-001。";
  if (!isIdentifier(identifier)) return "统一社会信用代码写得不对，只能由字母和数字组成。";
  if (!isLot(slip)) return "签条应为20位数字和大写字母A至F。";
  if (!/^[0-9A-F]{44}$/.test(nonce)) return "随机码应为44位数字和大写字母A至F。";
  return null;
}

/** SHA-256 leaf of a slip in the slip tree. */
export const slipLeaf = ({ identifier, slip, nonce }) => leafHash(utf8(`vdraw-slip/v1\n${identifier}\n${slip}\n${nonce}\n`));

/** Checks of a slip against the frozen root and the published slips; each is added to the report. */
export function checkSlip({ freeze, slips }, mine, proof, report) {
  report.check("slip-leaf", "签条早已写定", "您的代码、签条和随机码合在一起，在种子产生之前就固定在冻结的名单里；谁也不能事后把您换进来或者换出去。", () => {
    need(proof && fromHex(freeze.slips, 32), "没有找到这个签条的证明，可能是签条抄写有误，或者属于另一次摇号");
    need(proof.count === freeze.subjects, "证明的总数与冻结时的户数不符");
    need(proves(proof, slipLeaf(mine), freeze.slips), "代码、签条和随机码合起来对不上冻结的名单，可能抄写有误，也可能这份通知书不属于这次摇号");
    return `名单共${freeze.subjects.toLocaleString("zh-CN")}户`;
  });
  report.check("slip-drawn", "签条在抽中的之列", "抽中的签条与抽取结果一起公布，哈希记在日志里。", () => {
    need(slips.includes(mine.slip), "这个签条没有被抽中");
    return `抽中${slips.length.toLocaleString("zh-CN")}户`;
  });
}

/** Reads `slips/<slip>.json`. */
export function readProof(source) {
  try {
    const { index, count, path } = JSON.parse(source);
    if (Number.isSafeInteger(index) && Number.isSafeInteger(count) && Array.isArray(path)) return { index, count, path };
  } catch {
    // Told below.
  }
  throw new Unusable("签条的证明文件写得不对。");
}
