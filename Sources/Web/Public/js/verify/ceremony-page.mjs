// /verify/ceremony: the whole ceremony in the visitor's browser, from the served files or from files on disk.

import { Board, element } from "./page.mjs";

const page = document.getElementById("verify-ceremony");
const board = new Board(document.getElementById("verify-board"));
const chosen = { receipts: new Map() };

function summarise({ verdict, firstFault, ceremony }) {
  const limits = element(
    "p", { class: "quiet" },
    "公开文件不能说明的有两点：名单是否列全了应当列入的主体，签号背后是哪一户。这两点由审计账号用密钥对照名录库核对，结论在摇号页公布。");
  if (verdict === "refuted") {
    return [
      "danger", "与公布的规则或日志不符", `${firstFault.title}：${firstFault.detail}。`,
      "可能是文件在下载或保存时损坏，请重新下载再核验一次；仍然不符的，请保存文件，向组织机关或其上级机关反映。",
    ];
  }
  if (verdict === "partly") {
    return ["attention", "能核对的全部相符", `摇号 ${ceremony} 的名单、随机数、抽取和人员匹配都与规则一致；日志的签名在这个浏览器里没有核对。`, limits];
  }
  return ["success", "全部相符", `摇号 ${ceremony} 的名单、随机数、抽取结果和人员匹配，都与公布的规则和日志一致，重新计算的结果分毫不差。`, limits];
}

/** Sorts files by what they are, by their names; a browser may have put “(1)” into them. */
function take(files) {
  for (const file of files) {
    const receipt = /^(\d+)\.tlog-proof/.exec(file.name);
    if (/^ceremony.*\.json$/i.test(file.name)) chosen.record = file;
    else if (/^population.*\.txt$/i.test(file.name)) chosen.population = file;
    else if (/vkey/i.test(file.name)) chosen.key = file;
    else if (receipt) chosen.receipts.set(Number(receipt[1]), file);
  }
  const missing = [
    ["ceremony.json", chosen.record], ["population.txt", chosen.population], ["log.vkey", chosen.key],
  ].filter(([, file]) => !file).map(([name]) => name);
  const status = page.querySelector("[data-chosen]");
  const names = [chosen.record, chosen.population, chosen.key].filter(Boolean).map((file) => file.name);
  status.textContent = names.length === 0
    ? "没有认出其中的文件。需要 ceremony.json、population.txt 和 log.vkey 三个文件，可以一次选中。"
    : `已选：${names.join("、")}。${missing.length > 0 ? `还差 ${missing.join("、")}。` : ""}`;
  if (missing.length === 0) board.ask({ kind: "ceremony", files: chosen }, summarise);
}

const input = page.querySelector("input[type=file]");
input.addEventListener("change", () => {
  take(input.files);
  input.value = "";
});

const drop = page.querySelector("[data-drop]");
for (const name of ["dragenter", "dragover"]) {
  page.addEventListener(name, (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
}
page.addEventListener("dragleave", () => drop.classList.remove("over"));
page.addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  take(event.dataTransfer.files);
});

for (const part of page.querySelectorAll("[data-scripted]")) part.hidden = false;

/** The code of the address: the server's, or that behind the #, as QR codes carry it. */
function start() {
  const code = page.dataset.code || location.hash.slice(1).toUpperCase();
  if (/^[0-9A-Z:-]{1,64}$/.test(code)) board.ask({ kind: "ceremony", code }, summarise);
}

window.addEventListener("hashchange", start);
start();
