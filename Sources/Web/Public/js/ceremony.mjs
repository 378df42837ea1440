// The ceremony's page and the room's screen: keeps them up to date, counts down, shows how far the draw has come.
// Works without: every step is a form, and the page can be loaded again by hand. Secrets: ceremony-secret.mjs.

import { prepareKeying, prepareSecrets } from "./ceremony-secret.mjs";

const root = document.getElementById("ceremony");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const grouped = (number) => number.toLocaleString("en-US");

function prepare() {
  prepareSecrets(root);
  prepareKeying(root);
  for (const form of root.querySelectorAll("form[data-draw]")) form.addEventListener("submit", draw);
  countDown();
}

// --- Countdowns, by the server's clock: the room's may be wrong.

let ahead = 0;

function setClock() {
  const told = Date.parse(root.querySelector(".ceremony-state")?.dataset.now ?? "");
  if (Number.isFinite(told)) ahead = told - Date.now();
}

function words(seconds) {
  if (seconds <= 0) return "已到";
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours >= 48) return `还有 ${Math.floor(hours / 24)} 天`;
  if (hours > 0) return `还有 ${hours} 小时 ${minutes} 分`;
  return minutes >= 10 ? `还有 ${minutes} 分` : `还有 ${minutes} 分 ${String(rest).padStart(2, "0")} 秒`;
}

function countDown() {
  for (const clock of root.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Date.parse(clock.dataset.until) - Date.now() - ahead) / 1000);
    clock.textContent = words(left);
  }
}

// --- The draw: the form is sent in the background, the page shows what the use case itself reports.

let sending = false;

async function draw(event) {
  event.preventDefault();
  if (sending) return;
  sending = true;
  const form = event.currentTarget;
  form.hidden = true;
  showRunning({ stage: 0, done: 0, total: 0, totals: {} });
  try {
    const response = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "manual", credentials: "same-origin",
    });
    // A redirect is a draw that was made; anything else says why not: sent again, the refusal is a page to read.
    if (response.type !== "opaqueredirect") return form.submit();
    await refresh();
  } catch {
    // The connection broke; the draw was made or was not, and the next refresh shows which.
  } finally {
    sending = false;
  }
}

function showRunning(report) {
  const panel = root.querySelector("[data-running]");
  if (!panel) return;
  panel.hidden = false;
  root.classList.add("drawing");
  for (const item of panel.querySelectorAll("[data-stage]")) {
    const stage = Number(item.dataset.stage);
    item.className = stage < report.stage ? "done" : stage === report.stage ? "current" : "waiting";
    item.querySelector("use").setAttribute("href", `/img/icons.svg#${stage < report.stage ? "check" : stage === report.stage ? "arrow" : "dot"}`);
    const known = report.totals[stage];
    const count = item.querySelector("[data-count]");
    if (stage === report.stage && report.done > 0) count.textContent = `${grouped(report.done)} / ${grouped(report.total)} ${item.dataset.unit}`;
    else count.textContent = known > 0 ? `${grouped(known)} ${item.dataset.unit}` : "";
  }
  const bar = panel.querySelector("[data-bar]");
  bar.value = (report.stage + (report.total > 0 ? report.done / report.total : 0)) / panel.querySelectorAll("[data-stage]").length;
}

function hideRunning() {
  if (sending) return;
  root.classList.remove("drawing");
  const panel = root.querySelector("[data-running]");
  if (panel) panel.hidden = true;
  for (const form of root.querySelectorAll("form[data-draw]")) form.hidden = false;
}

/** Asks how far a draw is; true while one runs. Without cookies: the answer is public and touches no database. */
async function watchDraw(address) {
  const response = await fetch(address, { credentials: "omit", cache: "no-store" });
  const report = response.ok ? await response.json() : { running: false };
  if (report.running) showRunning(report);
  else hideRunning();
  return report.running;
}

// --- The page, fetched again

/** Somebody is at work in a form: typing, or a value made and not yet submitted. */
function busy() {
  const active = document.activeElement;
  if (active && root.contains(active) && active.matches("input, textarea, select")) return true;
  if (root.querySelector("form[data-sent]:not([data-draw])")) return true;
  for (const made of root.querySelectorAll("[data-made]")) if (!made.hidden) return true;
  for (const field of root.querySelectorAll("input:not([type=hidden]):not([type=checkbox])")) {
    if (field.value !== "" && field.value !== field.defaultValue && !field.closest("form[data-reveal]")) return true;
  }
  return false;
}

async function refresh() {
  const response = await fetch(root.dataset.poll, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (response.status === 401 || response.status === 409) return location.reload();
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector(".ceremony-state");
  const shown = root.querySelector(".ceremony-state");
  if (!fresh) return;
  if (fresh.dataset.stamp === shown.dataset.stamp) return;
  // Without forms of one's own there is nothing to lose; with one being filled in, only the reading parts change.
  if (!busy()) {
    shown.replaceWith(document.adoptNode(fresh));
    document.getElementById("ceremony-fresh").hidden = true;
    setClock();
    root.classList.remove("drawing");
    if (fresh.dataset.stamp.startsWith("drawn")) arrive();
    prepare();
    return;
  }
  for (const part of [".steps", ".ceremony-parties", ".timeline"]) {
    const next = fresh.querySelector(part);
    const old = shown.querySelector(part);
    if (next && old) old.replaceWith(document.adoptNode(next));
  }
  document.getElementById("ceremony-fresh").hidden = false;
}

/** The result comes in ticket order, one lot after the other; whoever loads the page later sees it at once. */
function arrive() {
  root.classList.add("arriving");
  delete root.dataset.poll;
  const outcome = root.querySelector(".room-outcome, .ceremony-outcome");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  outcome?.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
}

async function watch() {
  let round = 0;
  while (root.dataset.poll) {
    await pause(700);
    round += 1;
    if (document.visibilityState === "hidden" && !root.dataset.room) continue;
    try {
      const progress = root.querySelector(".ceremony-state").dataset.progress;
      const runs = progress ? await watchDraw(progress) : false;
      // While it runs nothing else can change; then the result is one request away.
      if (!runs && !sending && (round % 3 === 0 || root.classList.contains("drawing") || progress)) await refresh();
    } catch {
      // The network or the server is gone for a moment; the next round tries again.
      await pause(1500);
    }
  }
}

if (root) {
  setClock();
  prepare();
  setInterval(countDown, 1000);
  if (root.dataset.poll) watch();
}
