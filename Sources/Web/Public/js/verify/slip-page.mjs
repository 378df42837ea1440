// /verify/slip: "was I drawn fairly?". The notice's QR code opens this page with ceremony, identifier, slip and nonce behind the #,
// which browsers do not send to the server. Only the slip is asked of it, to fetch the slip's proof.

import { Board, element } from "./page.mjs";
import { readFragment, typingFault } from "./slip.mjs";

const form = document.getElementById("verify-slip");
const board = new Board(document.getElementById("verify-board"));
const fault = form.querySelector("[data-fault]");
const NAMES = ["ceremony", "identifier", "slip", "nonce"];

function day(time) {
  return new Date(time).toLocaleString("zh-CN", { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Shanghai" });
}

function summarise({ verdict, firstFault, facts, ceremony }) {
  if (verdict === "refuted") {
    return [
      "danger", "这份通知书没有通过核对", `${firstFault.title}：${firstFault.detail}。`,
      "请先对照通知书检查四项内容是否抄写正确；仍然不符的，可以拒绝检查，并向通知书上的机关或其上级机关核实。",
    ];
  }
  const number = (value) => value.toLocaleString("zh-CN");
  const whole = element("a", { href: `/verify/ceremony?code=${encodeURIComponent(ceremony)}` }, "核验整场摇号");
  const audit = element("a", { href: `/ceremonies/${encodeURIComponent(ceremony)}` }, "摇号页的审计核对");
  const sentence =
    `${facts.campaigns.join("、")}的名单上共有${number(facts.subjects)}户，抽中${number(facts.drawn)}户，您在其中。` +
    `名单在${day(facts.frozen)}冻结，之后${facts.roles.join("、")}各自封存随机数，再掷出公共随机值，由它们算出结果。` +
    "没有人挑选过您，也没有人能把您换进来。随机码只有平台知道，核对通过也说明通知书出自平台；请再对照检查人员的执法证件。";
  return [
    verdict === "partly" ? "attention" : "success", verdict === "partly" ? "抽取相符，日志签名没有核对" : "您是随机抽中的", sentence,
    element("p", {}, "想看签值是怎样重新算出来的，可以", whole, "。"),
    element(
      "p", { class: "quiet" },
      "公开资料不能说明的：抽中的签号里哪一个是您。签号所在的分层会透露信用风险分类，所以不公开对应关系；审计账号用密钥逐户核对，见", audit, "。"),
  ];
}

function check() {
  const mine = Object.fromEntries(NAMES.map((name) => [name, form.elements[name].value.replaceAll(/\s/g, "")]));
  for (const name of ["slip", "nonce", "identifier", "ceremony"]) mine[name] = mine[name].toUpperCase();
  const wrong = typingFault(mine);
  fault.textContent = wrong ?? "";
  fault.hidden = !wrong;
  if (!wrong) board.ask({ kind: "slip", mine }, summarise);
}

function open() {
  const mine = readFragment(location.hash);
  if (!mine) {
    if (location.hash.length > 1) {
      fault.textContent = "链接不完整，请重新扫描通知书上的二维码，或者在下面填写。";
      fault.hidden = false;
    }
    return;
  }
  for (const name of NAMES) form.elements[name].value = mine[name];
  check();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  check();
});
window.addEventListener("hashchange", open);
form.querySelector("[data-fields]").disabled = false;
for (const part of form.querySelectorAll("[data-scripted]")) part.hidden = false;
open();
