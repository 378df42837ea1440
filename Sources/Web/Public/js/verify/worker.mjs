// Verifies beside the page, so that the page stays alive. Takes { kind: "ceremony" | "slip", code | files, mine }, answers with
// { progress }, { check }, and at the end { done } or { unusable }.

import { text } from "./bytes.mjs";
import { verifyCeremony } from "./ceremony.mjs";
import { Report, Unusable } from "./report.mjs";
import { readProof } from "./slip.mjs";
import { verifySlip } from "./slip-check.mjs";

const tell = (message) => self.postMessage(message);
const watch = {
  check: (check) => tell({ check }),
  progress: (stage, share) => tell({ progress: { stage, share } }),
};

/** A published file; null where there is none. */
async function fetchFile(path, name) {
  const response = await fetch(path, { credentials: "omit" }).catch(() => {
    throw new Unusable(`网络不通，没有取到 ${name}。`);
  });
  if (response.status === 404) return null;
  if (!response.ok) throw new Unusable(`没有取到 ${name}，服务器回答 ${response.status}。`);
  const parts = [];
  let size = 0;
  const whole = Number(response.headers.get("content-length")) || 0;
  for (const reader = response.body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
    watch.progress(`下载 ${name}（${(size / 1e6).toFixed(1)} MB）`, whole > 0 ? size / whole : undefined);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts.splice(0)) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const folder = (code) => `/ceremonies/${encodeURIComponent(code)}`;

async function fetchRecord(code) {
  const record = await fetchFile(`${folder(code)}/ceremony.json`, "ceremony.json");
  if (!record) throw new Unusable("没有这个摇号编号，或者这次摇号还没有抽取、文件尚未公布。");
  return { record, key: await fetchFile(`${folder(code)}/log.vkey`, "log.vkey") };
}

async function fetchCeremony(code) {
  const { record, key } = await fetchRecord(code);
  return { record, key, population: await fetchFile(`${folder(code)}/population.txt`, "population.txt") };
}

async function readFiles(files) {
  const bytes = async (file) => file && new Uint8Array(await file.arrayBuffer());
  const receipts = new Map();
  for (const [index, file] of files.receipts ?? []) receipts.set(index, await bytes(file));
  return {
    record: (await bytes(files.record)) ?? new Uint8Array(0), key: await bytes(files.key),
    population: await bytes(files.population), receipts,
  };
}

async function ceremony({ code, files }) {
  const report = await verifyCeremony(code ? await fetchCeremony(code) : await readFiles(files), watch);
  if (code && report.ceremony !== code) throw new Unusable(`服务器给出的是另一次摇号“${report.ceremony}”。`);
  return report;
}

async function slip({ mine }) {
  const files = await fetchRecord(mine.ceremony);
  const proof = await fetchFile(`${folder(mine.ceremony)}/slips/${mine.slip}.json`, "签条的证明");
  const report = new Report(watch.check);
  await verifySlip(files, mine, proof && readProof(text(proof) ?? ""), report);
  return report;
}

self.addEventListener("message", async ({ data }) => {
  try {
    const report = await (data.kind === "slip" ? slip(data) : ceremony(data));
    const { verdict, firstFault, facts } = report;
    tell({ done: { verdict, firstFault, facts, ceremony: report.ceremony } });
  } catch (error) {
    if (error instanceof Unusable) tell({ unusable: error.message });
    else tell({ unusable: `核验程序出错：${error.message}` });
  }
});
