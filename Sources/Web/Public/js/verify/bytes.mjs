// Bytes and their spellings (docs/draw-spec.md, 1). Nothing here is forgiving: what has one spelling is read in one spelling.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of a text. */
export const utf8 = (text) => encoder.encode(text);

/** The text of UTF-8 bytes; null when they are none. */
export function text(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hex. */
export function hex(bytes) {
  let out = "";
  for (const byte of bytes) out += HEX[byte];
  return out;
}

/** Bytes of lower-case hex; null for anything else. */
export function fromHex(word, length) {
  if (typeof word !== "string" || word.length !== 2 * length || !/^[0-9a-f]*$/.test(word)) return null;
  return Uint8Array.from({ length }, (_, at) => parseInt(word.slice(2 * at, 2 * at + 2), 16));
}

/** Bytes of standard Base64 with padding; null for anything else, also for padding bits that are not zero. */
export function fromBase64(word) {
  if (typeof word !== "string" || word.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(word)) return null;
  const binary = atob(word);
  if (btoa(binary) !== word) return null;
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** Order of two texts by their UTF-8 bytes: the order of code points, which UTF-16 units have only below U+D800. */
export function compare(a, b) {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at += 1) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
const rank = (unit) => (unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit);

export const isHash = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
export const isIdentifier = (value) => typeof value === "string" && /^[0-9A-Za-z:-]{1,64}$/.test(value);
export const isLot = (value) => typeof value === "string" && /^[0-9A-F]{20}$/.test(value);

/** `2026-03-01T01:30:00Z`, 20 characters, so that the order of texts is the order of times. */
export function isTime(value) {
  const found = typeof value === "string" && /^\d{4}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/.exec(value);
  if (!found) return false;
  const [month, day, hour, minute, second] = found.slice(1).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60;
}

/** The part of an identifier before its first colon. */
export const stem = (id) => id.split(":", 1)[0];

/** The first value that occurs twice, or undefined. */
export function repeated(values) {
  const seen = new Set();
  for (const value of values) {
    if (seen.has(value)) return value;
    seen.add(value);
  }
  return undefined;
}
