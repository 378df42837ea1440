// Rule SLO-1 (docs/draw-spec.md, 8), checked without solving it: the published matching is proved complete, of least cost, and
// first among those of least cost. A matching is a flow from officers through (officer, inspection) to slots; what follows
// searches the residual graph of that flow.
//
// A slot that loses its officer is a hole. An officer of its pool fills it: one who has no place in that inspection and then has
// one place more (or leaves another of his places, where the hole appears again), or one who changes places within the
// inspection. So holes move from officer to officer, and the whole graph can be kept as one set of bits an officer: to whom a
// hole at one of his places can move.

import { compare, repeated, utf8 } from "./bytes.mjs";
import { need } from "./report.mjs";
import { Tickets } from "./tickets.mjs";

const LARGEST = 1e9;

/** Checks a problem with its published outcome (Map of inspection id to officers). Throws a Fault. Returns figures for a reader. */
export function checkMatching(problem, outcome, progress = () => {}) {
  const matching = new Matching(problem, outcome);
  matching.needLeastCost();
  matching.needFirst(progress);
  return `${problem.inspections.length}次检查，${matching.slots.length}个岗位，${problem.officers.length}名检查人员`;
}

class Matching {
  constructor({ seed, officers, pools, inspections }, outcome) {
    this.seed = seed;
    this.officers = officers.map(({ id, cap, base }) => ({ id, cap: cap ?? Infinity, base: base ?? 0, slots: new Set() }));
    this.words = Math.ceil(officers.length / 32);
    const index = new Map(this.officers.map((officer, at) => [officer.id, at]));
    need(index.size === officers.length, "检查人员重复");
    need(this.officers.every(({ base, cap }) => base >= 0 && base <= LARGEST && cap >= 0), "检查人员的工作量不对");
    this.#readPools(pools, index);
    this.#readInspections(inspections, index);
    this.#fill(outcome, index);
    this.reach = this.officers.map(() => new Uint32Array(this.words));
    this.givers = this.officers.map(() => new Uint32Array(this.words));
    this.officers.forEach((_, at) => this.#linkOfficer(at));
  }

  #readPools(pools, index) {
    this.pools = new Map();
    for (const [name, members] of Object.entries(pools)) {
      const bits = new Uint32Array(this.words);
      for (const member of members) {
        need(index.has(member), `人员池“${name}”中的“${member}”不在检查人员之列`);
        set(bits, index.get(member));
      }
      this.pools.set(name, bits);
    }
  }

  #readInspections(inspections, index) {
    const twice = repeated(inspections.map((inspection) => inspection.id));
    need(twice === undefined, `检查“${twice}”重复`);
    this.slots = [];
    this.inspections = inspections.map(({ id, slots, recused }) => {
      const inspection = { id, slots: [], holders: new Map() };
      const barred = (recused ?? []).map((officer) => index.get(officer)).filter((at) => at !== undefined);
      for (const name of slots) {
        need(this.pools.has(name), `检查“${id}”的人员池“${name}”不存在`);
        let eligible = this.pools.get(name);
        if (barred.length > 0) {
          eligible = eligible.slice();
          for (const at of barred) clear(eligible, at);
        }
        inspection.slots.push(this.slots.length);
        this.slots.push({ inspection, eligible, holder: -1, open: true });
      }
      return inspection;
    });
  }

  /** Puts the officers in; the matching must be complete. */
  #fill(outcome, index) {
    need(outcome.size === this.inspections.length, `匹配结果有${outcome.size}次检查，应有${this.inspections.length}次`);
    for (const inspection of this.inspections) {
      const named = outcome.get(inspection.id) ?? [];
      need(named.length === inspection.slots.length, `检查“${inspection.id}”的岗位没有配齐`);
      inspection.slots.forEach((slot, place) => {
        const at = index.get(named[place]);
        const wrong = at === undefined || !has(this.slots[slot].eligible, at);
        need(!wrong, `检查“${inspection.id}”的“${named[place]}”不在可派人员之列`);
        need(!inspection.holders.has(at), `检查“${inspection.id}”中“${named[place]}”出现两次`);
        inspection.holders.set(at, slot);
        this.slots[slot].holder = at;
        this.officers[at].slots.add(slot);
      });
    }
    for (const { id, cap, slots } of this.officers) need(slots.size <= cap, `检查人员“${id}”的次数超过上限`);
    for (const officer of this.officers) officer.load = officer.base + officer.slots.size;
  }

  hasRoom(at) {
    return this.officers[at].slots.size < this.officers[at].cap;
  }

  /**
   * Adds to `bits` everyone to whom a hole at the slot can move, exchanges within the inspection included: who has no place in it.
   * `free` is an officer who counts as having none although he has one.
   */
  #addFillers(slot, bits, free = -1) {
    const { inspection } = this.slots[slot];
    const seen = [slot];
    for (let next = 0; next < seen.length; next += 1) {
      const { eligible } = this.slots[seen[next]];
      for (let word = 0; word < this.words; word += 1) bits[word] |= eligible[word];
      for (const [at, held] of inspection.holders) {
        if (at !== free && this.slots[held].open && has(eligible, at) && !seen.includes(held)) seen.push(held);
      }
    }
    for (const at of inspection.holders.keys()) if (at !== free) clear(bits, at);
  }

  /** Notes to whom a hole at one of the officer's open places can move (`reach`), and the same the other way (`givers`). */
  #linkOfficer(at, free = -1, inspection = null) {
    const bits = new Uint32Array(this.words);
    const one = new Uint32Array(this.words);
    for (const slot of this.officers[at].slots) {
      if (!this.slots[slot].open) continue;
      one.fill(0);
      this.#addFillers(slot, one, this.slots[slot].inspection === inspection ? free : -1);
      for (let word = 0; word < this.words; word += 1) bits[word] |= one[word];
    }
    const old = this.reach[at];
    this.reach[at] = bits;
    for (const other of members(bits.map((word, place) => word ^ old[place]))) {
      if (has(bits, other)) set(this.givers[other], at);
      else clear(this.givers[other], at);
    }
  }

  /** Everyone on a way from `start` along `links`; stops early when `found` says yes, and then returns who that was, else -1. */
  #search(start, links, found) {
    const seen = start.slice();
    const queue = [];
    for (const at of members(seen)) {
      if (found(at)) return at;
      queue.push(at);
    }
    for (let next = 0; next < queue.length; next += 1) {
      const bits = links[queue[next]];
      for (let word = 0; word < seen.length; word += 1) {
        let fresh = bits[word] & ~seen[word];
        seen[word] |= fresh;
        while (fresh !== 0) {
          const bit = 31 - Math.clz32(fresh);
          fresh ^= 1 << bit;
          const at = word * 32 + bit;
          if (found(at)) return at;
          queue.push(at);
        }
      }
    }
    return -1;
  }

  /** No place can move from an officer to one who has at least two fewer. */
  needLeastCost() {
    this.officers.forEach((officer, at) => {
      if (officer.slots.size === 0) return;
      const other = this.#search(this.reach[at], this.reach, (one) => this.hasRoom(one) && this.officers[one].load < officer.load - 1);
      need(other < 0, `“${officer.id}”的检查可以改派给更空闲的“${this.officers[other]?.id}”，匹配不是负担最均衡的`);
    });
  }

  /** With earlier slots fixed, no officer preferred to the published one can have the slot at the same cost. */
  needFirst(progress) {
    const order = new Tickets(`${this.seed}:inspections`);
    const sorted = this.inspections.map((inspection) => ({ inspection, key: order.key(utf8(inspection.id)) }));
    sorted.sort((a, b) => a.key - b.key || order.order(a.inspection.id, b.inspection.id));
    const ids = this.officers.map(({ id }) => utf8(id));
    sorted.forEach(({ inspection }, done) => {
      const tickets = new Tickets(`${this.seed}:assign:${inspection.id}`);
      const keys = new Map();
      const key = (at) => keys.get(at) ?? (keys.set(at, tickets.key(ids[at])), keys.get(at));
      const before = (a, b) => (key(a) - key(b) || tickets.order(this.officers[a].id, this.officers[b].id)) < 0;
      inspection.slots.forEach((slot) => this.#needFirstHere(inspection, slot, before));
      if (done % 64 === 0) progress(done);
    });
  }

  /** Fixes the slot, once it is proved that nobody preferred to its holder could have it. */
  #needFirstHere(inspection, slot, before) {
    const mine = this.slots[slot];
    const { holder } = mine;
    mine.open = false;
    const team = [...inspection.holders].filter(([, held]) => this.slots[held].open).map(([at]) => at);

    const start = new Uint32Array(this.words);
    for (const at of members(mine.eligible)) {
      if (at === holder || !before(at, holder)) continue;
      const held = inspection.holders.get(at);
      if (held === undefined) set(start, at);
      else if (this.slots[held].open) this.#addFillers(held, start, holder);
    }
    if (start.some((word) => word !== 0)) {
      // The holder is free to go elsewhere, also to a later slot of this inspection: holes there may move to him.
      for (const at of [holder, ...team]) this.#linkOfficer(at, holder, inspection);
      const other = this.#searchChange(start, holder);
      const { id } = this.officers[holder];
      need(other < 0, `检查“${inspection.id}”的“${id}”之前还有签序更靠前的人可派，匹配不是规则规定的那一个`);
    }
    for (const at of [holder, ...team]) this.#linkOfficer(at);
  }

  /**
   * Looks for a change without cost that gives the holder's slot to one of `start`: the hole comes round to the holder; or
   * somebody gets one place more and ends with as many as he had who loses one, the holder or another whose hole can move to the
   * holder. Returns who ends it, or -1.
   */
  #searchChange(start, holder) {
    let top = 0;
    this.#search(only(holder, this.words), this.givers, (at) => {
      top = Math.max(top, this.officers[at].load);
      return false;
    });
    return this.#search(start, this.reach, (at) => at === holder || (this.hasRoom(at) && this.officers[at].load === top - 1));
  }
}

const has = (bits, at) => (bits[at >>> 5] >>> (at & 31)) & 1;
const set = (bits, at) => (bits[at >>> 5] |= 1 << (at & 31));
const clear = (bits, at) => (bits[at >>> 5] &= ~(1 << (at & 31)));

function only(at, words) {
  const bits = new Uint32Array(words);
  set(bits, at);
  return bits;
}

function* members(bits) {
  for (let word = 0; word < bits.length; word += 1) {
    let rest = bits[word];
    while (rest !== 0) {
      const bit = 31 - Math.clz32(rest);
      rest ^= 1 << bit;
      yield word * 32 + bit;
    }
  }
}

// The texts whose hashes the log holds.

const lines = (kind, ...groups) => `${[kind, ...groups.flatMap((group) => group.sort(compare))].join("\n")}\n`;

export const officersText = ({ officers, pools }) =>
  lines(
    "vdraw-officers/v1",
    officers.map(({ id, cap, base }) => `officer ${id} ${cap ?? "-"} ${base ?? 0}`),
    Object.entries(pools).flatMap(([name, members]) => members.map((member) => `pool ${name} ${member}`)),
  );

export const inspectionsText = (inspections) =>
  lines(
    "vdraw-inspections/v1",
    inspections.map(({ id, slots }) => ["inspection", id, ...slots].join(" ")),
    inspections.flatMap(({ id, recused }) => (recused ?? []).map((officer) => `recused ${id} ${officer}`)),
  );

export const assignmentText = (assignment) =>
  lines("vdraw-assignment/v1", assignment.map(({ id, officers }) => [id, ...officers].join(" ")));
