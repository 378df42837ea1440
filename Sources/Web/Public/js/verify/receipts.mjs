// Receipts (C2SP tlog-proof): where an entry is in the log, and the signed checkpoint that says so. Ed25519 is the browser's own.

import { fromBase64, hex, utf8 } from "./bytes.mjs";
import { leafHash, proves } from "./merkle.mjs";
import { need } from "./report.mjs";
import { sha256 } from "./sha256.mjs";

const LONGEST = 1_000_000;

/**
 * Reads the keys of a log: vkey lines, the present key and those it had before, all under one name (docs/log.md, Rotation).
 * Null unless every line is one.
 */
export function readKeys(source) {
  const keys = (source ?? "").split(/\r?\n/).filter((line) => line !== "").map(readKey);
  if (keys.length === 0 || keys.some((key) => key?.name !== keys[0]?.name || !key)) return null;
  return { name: keys[0].name, all: keys, line: keys.map((key) => key.line).join("  ") };
}

/** A vkey line `name+key id+base64(1 ‖ key)`; null when it is none. */
function readKey(line) {
  const [, name, id, encoded] = /^\s*([^\s+]+)\+([0-9a-f]{8})\+(\S+)\s*$/.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!bytes || bytes.length !== 33 || bytes[0] !== 1) return null;
  const own = hex(sha256(utf8(`${name}\n`), bytes).subarray(0, 4));
  return own === id ? { name, id, raw: bytes.slice(1), line: line.trim() } : null;
}

/** Whether this browser can check Ed25519 signatures (it needs a page served with TLS, and a version of 2025 or later). */
export async function checksSignatures() {
  try {
    // RFC 8032, 7.1, test 1: the signature of the empty message.
    const raw = fromBase64("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    const signature = fromBase64("5VZDAMNgrHKQhuLMgG6CioSHfx645dl02HPgZSJJAVVfuIIVkKM7rMYeOXAc+bRr0lv18FlbviRlUUFDjnoQCw==");
    const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, new Uint8Array(0));
  } catch {
    return false;
  }
}

/** Reads a receipt. Throws a Fault. */
export function readReceipt(source) {
  need(source.length <= LONGEST, "回执过长");
  const at = source.indexOf("\n\n");
  need(at >= 0, "回执不完整，缺少检查点");
  const lines = source.slice(0, at).split("\n");
  need(lines.shift() === "c2sp.org/tlog-proof@v1", "不是日志回执");
  if (lines[0]?.startsWith("extra ")) need(fromBase64(lines.shift().slice(6)), "回执的附加数据写得不对");
  const index = /^index (0|[1-9][0-9]{0,15})$/.exec(lines.shift() ?? "");
  need(index, "回执缺少条目序号");
  need(lines.length <= 63, "回执过长");
  const path = lines.map((line) => {
    const hash = fromBase64(line);
    need(hash?.length === 32, "回执中的哈希写得不对");
    return hex(hash);
  });
  return { index: Number(index[1]), path, note: readNote(source.slice(at + 2)) };
}

/** A signed note with a checkpoint in it. */
function readNote(source) {
  const end = source.lastIndexOf("\n\n");
  need(end >= 0 && source.endsWith("\n"), "检查点没有签名");
  const body = source.slice(0, end + 1);
  need(!/[\u0000-\u0009\u000b-\u001f]/.test(body), "检查点含有控制字符");
  const signatures = source.slice(end + 2, -1).split("\n").map((line) => {
    const [, name, encoded] = /^— ([^\s+]+) (\S+)$/.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    need(bytes && bytes.length >= 5, "检查点的签名写得不对");
    return { name, id: hex(bytes.subarray(0, 4)), signature: bytes.slice(4) };
  });
  const [origin, size, root, ...rest] = body.split("\n");
  need(origin && /^(0|[1-9][0-9]{0,15})$/.test(size ?? ""), "检查点的条数写得不对");
  const hash = fromBase64(root);
  need(hash?.length === 32, "检查点的根哈希写得不对");
  need(rest.pop() === "" && rest.every((line) => line !== ""), "检查点写得不对");
  return { body, signatures, origin, size: Number(size), root: hex(hash) };
}

/** Checks notes under a log's keys, each once. One key's signature is enough; a wrong one by any of them is a fault. */
export class Notary {
  #known = new Map();
  #imported = new Map();

  constructor(keys, canSign) {
    this.keys = keys;
    this.canSign = canSign;
  }

  /** Throws a Fault unless a key of the log signed the note. Where signatures cannot be checked, only that it claims so. */
  async check(note) {
    const { name, all } = this.keys;
    need(note.origin === name, `回执属于另一个日志“${note.origin}”`);
    let signed = 0;
    for (const line of note.signatures) {
      const key = line.name === name ? all.find((one) => one.id === line.id) : null;
      if (!key) continue;
      signed += 1;
      if (!this.canSign) continue;
      const known = `${note.body}${key.id}${hex(line.signature)}`;
      if (!this.#known.has(known)) this.#known.set(known, await this.#verify(key, line.signature, note.body));
      need(this.#known.get(known), "检查点的签名无效");
    }
    need(signed > 0, "检查点没有这个日志的签名");
  }

  async #verify(key, signature, body) {
    if (signature.length !== 64) return false;
    if (!this.#imported.has(key)) {
      this.#imported.set(key, await crypto.subtle.importKey("raw", key.raw, { name: "Ed25519" }, false, ["verify"]));
    }
    return crypto.subtle.verify("Ed25519", this.#imported.get(key), signature, utf8(body));
  }
}

/** Checks that the entry stands in the log at its index. Returns the checkpoint. Throws a Fault. */
export async function checkReceipt(source, { index, bytes }, notary) {
  const receipt = readReceipt(source);
  need(receipt.index === index, "回执是另一条的");
  const { note } = receipt;
  need(
    proves({ index, count: note.size, path: receipt.path }, leafHash(bytes), note.root),
    "回执不能证明这一条在日志中");
  await notary.check(note);
  return note;
}
