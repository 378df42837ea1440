// Autosave of the checklist. Without scripts the button 保存草稿 does the same.

import { bind } from "./checklist-form.mjs";

const form = document.querySelector("form.sheet");
const saved = form?.querySelector("[data-saved]");
let timer = null;
let running = false;
let again = false;
let stopped = false;

function say(text, isTrouble = false) {
  if (!saved) return;
  saved.textContent = text;
  saved.classList.toggle("trouble", isTrouble);
}

function later() {
  if (stopped) return;
  clearTimeout(timer);
  timer = setTimeout(save, 1200);
  say("有修改，正在等待保存");
}

async function save() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  again = false;
  try {
    const answer = await fetch(`${form.dataset.draft}?as=json`, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
      redirect: "manual",
    });
    const body = await answer.json().catch(() => null);
    if (answer.ok && body) {
      form.elements.version.value = body.version;
      say(`草稿已于 ${body.at.slice(11)} 保存`);
    } else {
      // A newer version elsewhere, a session that has ended: saving on would only repeat the refusal.
      stopped = answer.status === 409 || answer.status === 401 || answer.status === 403;
      say(body?.detail ?? body?.message ?? "草稿没有保存，请稍后再试", true);
    }
  } catch {
    say("没有网络，内容还在这一页上，恢复后会再保存", true);
    timer = setTimeout(save, 15000);
  } finally {
    running = false;
    if (again && !stopped) later();
  }
}

if (form) {
  bind(form, later);
  form.addEventListener("input", later);
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
  });
  window.addEventListener("online", () => {
    if (timer && !stopped) save();
  });
}
