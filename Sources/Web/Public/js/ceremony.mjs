// The ceremony's page: seals a random value in the browser, keeps the page up to date. Works without: the form takes a
// commitment from any tool, and the page can be loaded again by hand.

const root = document.getElementById("ceremony");
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
const keyOf = (form) => `mingcha.ceremony.${form.dataset.code}.${form.dataset.party}`;

function stored(key) {
  try {
    const value = localStorage.getItem(key);
    return /^[0-9a-f]{64}$/.test(value ?? "") ? value : null;
  } catch {
    return null;
  }
}

function store(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private windows: the value is on the screen and in the file.
  }
}

/** hex SHA-256("vdraw-commit/v1\n" plan "\n" party "\n" value "\n"), docs/draw-spec.md. */
async function commitment(plan, party, value) {
  const text = `vdraw-commit/v1\n${plan}\n${party}\n${value}\n`;
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}

/** Shows a value beside its commitment; the value itself is in no field, so it is never sent. */
async function show(form, value) {
  const field = form.elements.commitment;
  field.value = await commitment(form.dataset.plan, form.dataset.party, value);
  field.readOnly = true;
  form.querySelector("[data-value]").textContent = value;
  const save = form.querySelector("[data-save]");
  save.href = URL.createObjectURL(
    new Blob([`${form.dataset.code} ${form.dataset.party}\n随机数 ${value}\n承诺值 ${field.value}\n`], { type: "text/plain" }),
  );
  save.download = `${form.dataset.code}-${form.dataset.party}.txt`;
  form.querySelector("[data-made]").hidden = false;
  form.querySelector("[data-kept]").required = true;
  form.querySelector("[data-scripted]").hidden = true;
}

function prepareCommit(form) {
  // crypto.subtle is there in secure contexts only (https, localhost); without it the field takes a pasted value.
  if (!globalThis.crypto?.subtle) return;
  const key = keyOf(form);
  const earlier = stored(key);
  if (earlier) {
    show(form, earlier);
    return;
  }
  form.querySelector("[data-scripted]").hidden = false;
  form.querySelector("[data-make]").addEventListener("click", async () => {
    const value = hex(crypto.getRandomValues(new Uint8Array(32)));
    store(key, value);
    await show(form, value);
  });
}

function prepareReveal(form) {
  const value = stored(keyOf(form));
  if (!value || form.elements.value.value) return;
  form.elements.value.value = value;
  form.querySelector("[data-found]").hidden = false;
}

function prepare() {
  for (const form of root.querySelectorAll("form[data-commit]")) prepareCommit(form);
  for (const form of root.querySelectorAll("form[data-reveal]")) prepareReveal(form);
}

/** Somebody is at work in a form: typing, or a value made and not yet submitted. */
function busy() {
  const active = document.activeElement;
  if (active && root.contains(active) && active.matches("input, textarea, select")) return true;
  if (root.querySelector("form[data-sent]")) return true;
  for (const made of root.querySelectorAll("[data-made]")) if (!made.hidden) return true;
  for (const field of root.querySelectorAll("input:not([type=hidden]):not([type=checkbox])")) {
    if (field.value !== "" && field.value !== field.defaultValue && !field.closest("form[data-reveal]")) return true;
  }
  return false;
}

async function refresh() {
  const response = await fetch(root.dataset.poll, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (response.status === 401) return location.reload();
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector(".ceremony-state");
  const shown = root.querySelector(".ceremony-state");
  if (!fresh || fresh.dataset.stamp === shown.dataset.stamp) return;
  // Without forms of one's own there is nothing to lose; with one being filled in, only the reading parts change.
  if (!busy()) {
    shown.replaceWith(document.adoptNode(fresh));
    document.getElementById("ceremony-fresh").hidden = true;
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

async function watch() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 3000));
    if (document.visibilityState === "hidden") continue;
    try {
      await refresh();
    } catch {
      // The network is gone for a moment; the next round tries again.
    }
  }
}

if (root) {
  prepare();
  if (root.dataset.poll) watch();
}
