// The editor of a checklist: each button is a step of the server; here it is made without leaving the page, drafts are
// kept while one types, and questions are dragged. Without scripts the same buttons send the form.

const form = document.querySelector("form[data-editor]");
const place = document.getElementById("editor");
let timer = null;
let running = Promise.resolve();
let stopped = false;
let typed = 0;

function say(text, isTrouble = false) {
  const line = place.querySelector("[data-saved]");
  if (!line) return;
  line.textContent = text;
  line.classList.toggle("trouble", isTrouble);
}

/** What is open now, so that the fresh part opens the same. */
function opened() {
  return new Map([...place.querySelectorAll("details[data-key]")].map((one) => [one.dataset.key, one.open]));
}

function send(step) {
  running = running.then(() => run(step)).catch(() => {});
  return running;
}

async function run(step) {
  if (stopped) return;
  clearTimeout(timer);
  const round = typed;
  const data = new URLSearchParams(new FormData(form));
  data.set("do", step);
  let answer;
  try {
    answer = await fetch(`${form.getAttribute("action")}?as=part`, {
      method: "POST",
      headers: { "HX-Request": "true" },
      body: data,
    });
  } catch {
    say("没有网络，改动还在这一页上，恢复后会再保存", true);
    timer = setTimeout(() => send("save"), 15000);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || !page.querySelector("[data-saved]")) {
    // Somebody else's draft, an ended session: saving on would only repeat the refusal.
    stopped = [401, 403, 404, 409].includes(answer.status);
    say(page.querySelector(".what, .refusal, .notice")?.textContent.trim() || "没有保存，请刷新页面后再试", true);
    return;
  }
  if (step === "save") {
    // Whoever is typing keeps the caret: only the state beside the form is renewed.
    for (const name of ["revision", "base"]) {
      form.elements[name].value = page.querySelector(`input[name="${name}"]`).value;
    }
    place.querySelector(".side").replaceWith(document.adoptNode(page.querySelector(".side")));
    summaries(page);
    if (round !== typed) later();
    return;
  }
  swap(page);
}

/** The summary lines of a fresh page, without touching the fields. */
function summaries(page) {
  for (const item of place.querySelectorAll("li[data-code]")) {
    const fresh = page.querySelector(`li[data-at="${item.dataset.at}"] summary`);
    const own = item.querySelector("summary");
    if (fresh && own.textContent !== fresh.textContent) own.replaceChildren(...fresh.childNodes);
  }
}

function swap(page) {
  const before = opened();
  const active = document.activeElement;
  const held = active?.closest?.("[data-code]")?.dataset.code;
  const heldTop = active?.closest?.("[data-code]")?.getBoundingClientRect().top;
  const name = active?.name;
  const value = active?.type === "submit" ? active.value.split(":")[0] : null;
  place.replaceChildren(...page.body.childNodes);
  for (const one of place.querySelectorAll("details[data-key]")) {
    if (before.get(one.dataset.key)) one.open = true;
  }
  const again = held && [...place.querySelectorAll("[data-code]")].find((one) => one.dataset.code === held);
  const fresh = [...place.querySelectorAll("li[data-code]")].find((one) => !before.has(one.dataset.code));
  const target = fresh ?? again;
  if (!target) return;
  if (fresh) {
    fresh.scrollIntoView({ block: "nearest" });
    fresh.querySelector("textarea")?.focus();
    return;
  }
  // What was acted on stays where the eye is.
  window.scrollBy(0, again.getBoundingClientRect().top - heldTop);
  const focus =
    value === null
      ? form.elements[name]
      : [...again.querySelectorAll("button")].find((one) => one.value.split(":")[0] === value);
  (focus instanceof HTMLElement ? focus : again.querySelector("summary"))?.focus({ preventScroll: true });
}

function later() {
  if (stopped) return;
  typed += 1;
  clearTimeout(timer);
  timer = setTimeout(() => send("save"), 1200);
  say("有修改，正在等待保存");
}

function start() {
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-refresh]")) later();
  });

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-refresh]")) send("refresh");
  });

  // Before app.mjs sees it: a step is no sending of the form.
  form.addEventListener("submit", (event) => {
    const step = event.submitter?.value ?? "save";
    const ask = event.submitter?.dataset.ask;
    if (ask && !window.confirm(ask)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (["publish", "preview", "discard"].includes(step)) {
      clearTimeout(timer);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    send(step);
  });

  document.addEventListener("keydown", (event) => {
    const item = event.target.closest?.("li[data-at]");
    if (!item || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    send(`question.${event.key === "ArrowUp" ? "up" : "down"}:${item.dataset.at}`);
  });

  // Dragging by the summary line; the buttons do the same for keyboards and touch.
  let dragged = null;
  place.addEventListener("mousedown", (event) => {
    const item = event.target.closest("li[data-at]");
    for (const other of place.querySelectorAll("li[draggable]")) other.removeAttribute("draggable");
    if (item && event.target.closest("summary") && !item.querySelector("details").open) item.draggable = true;
  });
  place.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("li[data-at]");
    event.dataTransfer.effectAllowed = "move";
  });
  place.addEventListener("dragover", (event) => {
    const over = event.target.closest("li[data-at]");
    for (const other of place.querySelectorAll(".over")) other.classList.remove("over");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    over.classList.add("over");
  });
  place.addEventListener("drop", (event) => {
    const over = event.target.closest("li[data-at]");
    if (!dragged || !over || over === dragged) return;
    event.preventDefault();
    send(`question.move:${dragged.dataset.at}.${over.dataset.at}`);
    dragged = null;
  });
  place.addEventListener("dragend", () => {
    dragged = null;
    for (const other of place.querySelectorAll(".over")) other.classList.remove("over");
  });

  window.addEventListener("beforeunload", (event) => {
    if (place.querySelector("[data-saved]")?.textContent.includes("等待保存")) event.preventDefault();
  });
  window.addEventListener("online", () => {
    if (!stopped) send("save");
  });
}

if (form && place) start();
