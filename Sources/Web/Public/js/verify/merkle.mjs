// Merkle trees of RFC 6962: hash of a leaf, root of many leaves as they come, audit paths.

import { fromHex, hex } from "./bytes.mjs";
import { compress, fresh, sha256, write } from "./sha256.mjs";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const START = fresh();

/** SHA-256(0x00 ‖ leaf). */
export const leafHash = (bytes) => sha256(LEAF, bytes);

/** SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left, right) => sha256(NODE, left, right);

/** The root over leaves that come one after another; keeps one hash for each complete subtree. */
export class Tree {
  count = 0;
  /** Hashes of complete subtrees, 32 bytes each, the largest first. */
  #stack = new Uint8Array(64 * 32);
  #top = 0;
  #state = fresh();
  #block = new Uint8Array(64);
  /** 0x01, two hashes, and the padding of these 65 bytes: two blocks. */
  #pair = new Uint8Array(128);

  constructor() {
    this.#pair[0] = 1;
    this.#pair[65] = 0x80;
    this.#pair[126] = (65 * 8) >> 8;
    this.#pair[127] = (65 * 8) & 0xff;
  }

  /** Adds the leaf `bytes[from..<to]`. */
  add(bytes, from = 0, to = bytes.length) {
    const length = to - from;
    if (length > 54) {
      this.addHash(leafHash(bytes.subarray(from, to)));
      return;
    }
    const block = this.#block;
    block[0] = 0;
    for (let at = 0; at < length; at += 1) block[at + 1] = bytes[from + at];
    block.fill(0, length + 2, 62);
    block[length + 1] = 0x80;
    block[62] = ((length + 1) * 8) >> 8;
    block[63] = ((length + 1) * 8) & 0xff;
    this.#state.set(START);
    compress(this.#state, block);
    write(this.#state, this.#stack, this.#top);
    this.#grow();
  }

  /** Adds a leaf by its hash. */
  addHash(hash) {
    this.#stack.set(hash, this.#top);
    this.#grow();
  }

  /** Joins what has become a complete subtree. */
  #grow() {
    this.#top += 32;
    this.count += 1;
    for (let size = this.count; size % 2 === 0; size /= 2) this.#join();
  }

  #join() {
    this.#top -= 64;
    this.#pair.set(this.#stack.subarray(this.#top, this.#top + 64), 1);
    this.#state.set(START);
    compress(this.#state, this.#pair, 0);
    compress(this.#state, this.#pair, 64);
    write(this.#state, this.#stack, this.#top);
    this.#top += 32;
  }

  /** The root in lower-case hex; the tree is used up. */
  root() {
    if (this.count === 0) return hex(sha256());
    while (this.#top > 32) this.#join();
    return hex(this.#stack.subarray(0, 32));
  }
}

/** Whether the audit path leads from a leaf's hash to the root (RFC 9162, 2.1.3.2). Path and root in hex. */
export function proves({ index, count, path }, leaf, root) {
  const whole = (value) => Number.isSafeInteger(value) && value >= 0;
  if (!whole(index) || !whole(count) || index >= count || !Array.isArray(path)) return false;
  let at = index;
  let last = count - 1;
  let hash = leaf;
  for (const word of path) {
    const other = fromHex(word, 32);
    if (!other || last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(other, hash);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = nodeHash(hash, other);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && hex(hash) === root;
}
