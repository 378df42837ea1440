// The drawn slips and the campaigns that drew each (docs/draw-spec.md, 7 and 10): they must go with the drawn lots, though nobody
// but auditors can tell which slip is whose.

import { compare, isLot, stem } from "./bytes.mjs";
import { need } from "./report.mjs";

/** The text whose hash the draw entry holds. */
export const slipsText = (slips) => `vdraw-slips/v1\n${slips.map(({ id, campaigns }) => `${[id, ...campaigns].join(" ")}\n`).join("")}`;

const ascending = (words) => words.every((word, at) => at === 0 || compare(words[at - 1], word) < 0);

const add = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);

/** Each campaign calls as many slips as it drew lots; a lot that several campaigns drew is a slip that just these call. */
export function checkCalls(slips, strata) {
  need(slips.every(({ id }) => isLot(id)), "签条的格式不对");
  need(ascending(slips.map(({ id }) => id)), "签条没有按字节顺序排列，或者重复");
  const odd = slips.find(({ campaigns }) => campaigns.length === 0 || !ascending(campaigns));
  need(!odd, `签条“${odd?.id}”没有写明由哪些任务抽中，或者次序不对`);
  const drawn = new Map();
  const drawnBy = new Map();
  for (const stratum of strata) {
    const campaign = stem(stratum.name);
    for (const { id } of stratum.drawn) {
      add(drawn, campaign);
      drawnBy.set(id, [...(drawnBy.get(id) ?? []), campaign]);
    }
  }
  const called = new Map();
  const sets = new Map();
  for (const { campaigns } of slips) {
    for (const campaign of campaigns) add(called, campaign);
    add(sets, campaigns.join(" "));
  }
  for (const campaign of new Set([...drawn.keys(), ...called.keys()])) {
    const [lots, own] = [drawn.get(campaign) ?? 0, called.get(campaign) ?? 0];
    need(lots === own, `任务${campaign}抽中${lots}个签号，公布的签条中有${own}个属于它`);
  }
  const together = new Map();
  for (const campaigns of drawnBy.values()) if (campaigns.length > 1) add(together, campaigns.sort(compare).join(" "));
  for (const [names, lots] of together) {
    const own = sets.get(names) ?? 0;
    need(own >= lots, `同时被任务${names}抽中的签号有${lots}个，签条只有${own}个`);
  }
}
