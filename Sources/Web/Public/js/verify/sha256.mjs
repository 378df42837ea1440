// SHA-256 (FIPS 180-4). The browser's own is asynchronous, which costs more than the hash itself where millions of short lines are
// hashed, and it is missing on pages without TLS; `selfTest` compares the two where both are there.

import { hex, utf8 } from "./bytes.mjs";

const K = new Int32Array(64);
const START = new Int32Array(8);

// The constants are the first 32 bits of the fractional parts of roots of the first primes (4.2.2, 5.3.3).
{
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p !== 0)) primes.push(n);
  const bits = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
  for (let i = 0; i < 64; i += 1) K[i] = bits(Math.cbrt(primes[i]));
  for (let i = 0; i < 8; i += 1) START[i] = bits(Math.sqrt(primes[i]));
}

const W = new Int32Array(64);

/** A fresh state. */
export const fresh = () => START.slice();

/** Takes the 64 bytes of `block` from `at` into `state` (eight 32-bit words). */
export function compress(state, block, at = 0) {
  for (let i = 0; i < 16; i += 1, at += 4) {
    W[i] = (block[at] << 24) | (block[at + 1] << 16) | (block[at + 2] << 8) | block[at + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const x = W[i - 15];
    const y = W[i - 2];
    const small = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const large = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + small + W[i - 7] + large) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i += 1) {
    const one = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t = (h + one + (g ^ (e & (f ^ g))) + K[i] + W[i]) | 0;
    const zero = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const majority = (a & b) | (c & (a | b));
    h = g;
    g = f;
    f = e;
    e = (d + t) | 0;
    d = c;
    c = b;
    b = a;
    a = (t + zero + majority) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/** Writes the state's words big-endian into `out` from `at`. */
export function write(state, out, at = 0) {
  for (let i = 0; i < 8; i += 1, at += 4) {
    const word = state[i];
    out[at] = word >>> 24;
    out[at + 1] = word >>> 16;
    out[at + 2] = word >>> 8;
    out[at + 3] = word;
  }
}

/** A hash that takes its message in parts. */
export class Sha256 {
  #state = fresh();
  #block = new Uint8Array(64);
  #length = 0;

  update(bytes) {
    let at = 0;
    const filled = this.#length % 64;
    this.#length += bytes.length;
    if (filled > 0) {
      at = Math.min(64 - filled, bytes.length);
      this.#block.set(bytes.subarray(0, at), filled);
      if (filled + at < 64) return this;
      compress(this.#state, this.#block);
    }
    for (; at + 64 <= bytes.length; at += 64) compress(this.#state, bytes, at);
    this.#block.set(bytes.subarray(at));
    return this;
  }

  /** The 32 bytes; the hash is used up. */
  digest() {
    const filled = this.#length % 64;
    const block = this.#block.fill(0, filled);
    block[filled] = 0x80;
    if (filled >= 56) {
      compress(this.#state, block);
      block.fill(0);
    }
    const view = new DataView(block.buffer);
    view.setUint32(56, Math.floor(this.#length / 2 ** 29));
    view.setUint32(60, (this.#length % 2 ** 29) * 8);
    compress(this.#state, block);
    const out = new Uint8Array(32);
    write(this.#state, out);
    return out;
  }
}

export const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), new Sha256()).digest();

/** Lower-case hex SHA-256 of a text. */
export const hexOf = (text) => hex(sha256(utf8(text)));

/** HMAC-SHA-256 (RFC 2104) with a key of 64 bytes at most. */
export function hmac(key, message) {
  const pad = (byte) => Uint8Array.from({ length: 64 }, (_, at) => (key[at] ?? 0) ^ byte);
  return sha256(pad(0x5c), sha256(pad(0x36), message));
}

/** Compares with the standard's example and, where there is one, with the browser's own. Throws when they differ. */
export async function selfTest() {
  if (hexOf("abc") !== "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad") throw new Error("SHA-256");
  if (!globalThis.crypto?.subtle) return;
  for (const length of [0, 55, 56, 63, 64, 65, 1000]) {
    const message = Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 0xff);
    const own = new Uint8Array(await crypto.subtle.digest("SHA-256", message));
    if (hex(own) !== hex(sha256(message))) throw new Error("SHA-256");
  }
}
