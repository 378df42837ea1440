// population.txt: `stratum TAB lot LF`, sorted by bytes. It may have millions of lines, so it is read where it lies: within a
// stratum all lines have one length.

import { compare, isIdentifier, text } from "./bytes.mjs";
import { Tree } from "./merkle.mjs";
import { need } from "./report.mjs";

const LOT = 20;
const TAB = 9;
const LF = 10;

/** Whether the 20 bytes at `at` are upper-case hex. */
function isLotAt(bytes, at) {
  for (let end = at + LOT; at < end; at += 1) {
    const byte = bytes[at];
    if (!((byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 70))) return false;
  }
  return true;
}

/** Order of the lots at two places. */
export function compareLots(bytes, left, right) {
  for (let at = 0; at < LOT; at += 1) {
    const difference = bytes[left + at] - bytes[right + at];
    if (difference !== 0) return difference;
  }
  return 0;
}

export class Population {
  /** { name, start, count, width }: line i of a stratum begins at start + i · width. */
  strata = [];
  count = 0;
  root = "";

  /** Reads the file and computes its root. Throws a Fault that names the line. `progress` is told how many bytes are done. */
  constructor(bytes, progress = () => {}) {
    this.bytes = bytes;
    const tree = new Tree();
    let current = null;
    let at = 0;
    while (at < bytes.length) {
      const number = this.count + 1;
      if (!current || !this.#continues(current, at)) {
        const end = bytes.indexOf(LF, at);
        need(end >= 0, `名单第${number}行末尾没有换行符`);
        const tab = end - LOT - 1;
        need(tab > at && bytes[tab] === TAB && isLotAt(bytes, tab + 1), `名单第${number}行不是“层名、制表符、20位签号”`);
        const name = text(bytes.subarray(at, tab));
        need(isIdentifier(name), `名单第${number}行的层名含有不允许的字符`);
        need(!current || compare(current.name, name) < 0, `名单第${number}行没有按字节顺序排列`);
        current = { name, start: at, count: 0, width: end + 1 - at };
        this.strata.push(current);
      } else if (current.count > 0) {
        const lot = at + current.width - 1 - LOT;
        const order = compareLots(bytes, lot - current.width, lot);
        need(order !== 0, `名单第${number}行与上一行相同`);
        need(order < 0, `名单第${number}行没有按字节顺序排列`);
      }
      tree.add(bytes, at, at + current.width - 1);
      current.count += 1;
      this.count += 1;
      at += current.width;
      if (this.count % 65_536 === 0) progress(at);
    }
    this.root = tree.root();
  }

  /** Whether the line at `at` is one more of the stratum. */
  #continues({ start, width }, at) {
    const { bytes } = this;
    const tab = width - LOT - 2;
    if (at + width > bytes.length || bytes[at + width - 1] !== LF) return false;
    for (let step = 0; step <= tab; step += 1) if (bytes[start + step] !== bytes[at + step]) return false;
    return isLotAt(bytes, at + tab + 1);
  }

  stratum(name) {
    return this.strata.find((stratum) => stratum.name === name) ?? null;
  }

  /** Where the lot of a stratum's line begins. */
  lotAt({ start, width }, line) {
    return start + (line + 1) * width - 1 - LOT;
  }

  /** The number of distinct lots: all strata are walked together, each is in order. */
  distinct() {
    const heads = this.strata.map((stratum) => ({ at: this.lotAt(stratum, 0), left: stratum.count, width: stratum.width }));
    let distinct = 0;
    while (heads.length > 0) {
      let least = heads[0];
      for (const head of heads) if (compareLots(this.bytes, head.at, least.at) < 0) least = head;
      const lot = least.at;
      distinct += 1;
      for (let one = heads.length - 1; one >= 0; one -= 1) {
        const head = heads[one];
        if (compareLots(this.bytes, head.at, lot) !== 0) continue;
        head.at += head.width;
        head.left -= 1;
        if (head.left === 0) heads.splice(one, 1);
      }
    }
    return distinct;
  }
}

/** k of section 3: how many are drawn of a stratum. Throws a Fault when its quota is none. */
export function quota({ name, basispoints, fixed }, count) {
  need((basispoints === undefined) !== (fixed === undefined), `层“${name}”没有写明抽取比例或数量`);
  if (fixed !== undefined) {
    need(fixed >= 0, `层“${name}”的抽取数量不对`);
    return Math.min(fixed, count);
  }
  need(basispoints >= 1 && basispoints <= 10_000, `层“${name}”的抽取比例不对`);
  return count === 0 ? 0 : Math.max(1, Math.ceil((count * basispoints) / 10_000));
}
