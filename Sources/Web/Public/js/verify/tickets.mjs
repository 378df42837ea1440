// Tickets (docs/draw-spec.md, 6): SHA-256 of seed and id as a decimal number read backwards.

import { compare, hex, utf8 } from "./bytes.mjs";
import { compress, fresh, sha256 } from "./sha256.mjs";

/** Numbers below 1000 with their three digits reversed. */
const REVERSED = Uint16Array.from({ length: 1000 }, (_, n) => (n % 10) * 100 + (Math.floor(n / 10) % 10) * 10 + Math.floor(n / 100));

export class Tickets {
  /** The state after the 64 characters of `sh`, which are one whole block. */
  #prefix = fresh();
  #sh;
  #state = fresh();
  #block = new Uint8Array(64);

  /** `seed` with its purpose, for example `…:subjects`. */
  constructor(seed) {
    this.#sh = utf8(hex(sha256(utf8(seed))));
    compress(this.#prefix, this.#sh);
  }

  /** The eight words of SHA-256(sh ‖ id), valid until the next call. */
  #words(id, from, to) {
    const length = to - from;
    if (length > 55) {
      const digest = sha256(this.#sh, id.subarray(from, to));
      const view = new DataView(digest.buffer);
      for (let at = 0; at < 8; at += 1) this.#state[at] = view.getInt32(4 * at);
      return this.#state;
    }
    const block = this.#block;
    for (let at = 0; at < length; at += 1) block[at] = id[from + at];
    block[length] = 0x80;
    block.fill(0, length + 1, 62);
    const bits = (64 + length) * 8;
    block[62] = bits >> 8;
    block[63] = bits & 0xff;
    this.#state.set(this.#prefix);
    compress(this.#state, block);
    return this.#state;
  }

  /** The first nine digits of the ticket of `id[from..<to]`, as a number: the order of tickets, but for ties. */
  key(id, from = 0, to = id.length) {
    const words = this.#words(id, from, to);
    let rest = 0;
    for (let at = 0; at < 8; at += 1) {
      rest = (rest * 65_536 + (words[at] >>> 16)) % 1e9;
      rest = (rest * 65_536 + (words[at] & 0xffff)) % 1e9;
    }
    return REVERSED[rest % 1000] * 1e6 + REVERSED[Math.floor(rest / 1000) % 1000] * 1000 + REVERSED[Math.floor(rest / 1e6)];
  }

  /** The whole ticket. */
  ticket(id, from = 0, to = id.length) {
    let x = 0n;
    for (const word of this.#words(id, from, to)) x = (x << 32n) | BigInt(word >>> 0);
    return `0.${[...x.toString().padStart(64, "0")].reverse().join("")}`;
  }

  /** The order of two ids by (ticket, id). */
  order(a, b) {
    const [left, right] = [utf8(a), utf8(b)];
    return this.key(left) - this.key(right) || compare(this.ticket(left), this.ticket(right)) || compare(a, b);
  }
}

/** The first `take` of a stratum by (ticket, lot): [{ id, ticket }]. Whole tickets are made of those alone that may be among them. */
export function drawStratum(population, stratum, take, tickets, progress = () => {}) {
  if (!stratum || take === 0) return [];
  const { bytes } = population;
  const keys = new Uint32Array(stratum.count);
  for (let line = 0; line < stratum.count; line += 1) {
    const at = population.lotAt(stratum, line);
    keys[line] = tickets.key(bytes, at, at + 20);
    if (line % 65_536 === 0) progress(line);
  }
  const limit = take >= stratum.count ? 1e9 : keys.slice().sort()[take - 1];
  const drawn = [];
  keys.forEach((key, line) => {
    if (key > limit) return;
    const at = population.lotAt(stratum, line);
    let id = "";
    for (let step = 0; step < 20; step += 1) id += String.fromCharCode(bytes[at + step]);
    drawn.push({ id, ticket: tickets.ticket(bytes, at, at + 20) });
  });
  drawn.sort((a, b) => compare(a.ticket, b.ticket) || compare(a.id, b.id));
  return drawn.slice(0, take);
}
