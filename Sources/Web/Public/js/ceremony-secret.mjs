// What is a party's own: its random value, made and kept in this browser; and the two blind keyings of a public value.

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

export function prepareSecrets(root) {
  for (const form of root.querySelectorAll("form[data-commit]")) prepareCommit(form);
  for (const form of root.querySelectorAll("form[data-reveal]")) prepareReveal(form);
}

/** The second keying is blind: while it is typed, the first is covered, and neither can be copied into it. */
export function prepareKeying(root) {
  for (const form of root.querySelectorAll("form[data-keying]")) {
    const [first, second] = [form.elements.value, form.elements.again ?? form.elements.value];
    second.addEventListener("paste", (event) => event.preventDefault());
    second.addEventListener("drop", (event) => event.preventDefault());
    if (first !== second) {
      second.addEventListener("focus", () => first.classList.add("covered"));
      first.addEventListener("focus", () => {
        first.classList.remove("covered");
        if (second.value) second.value = "";
      });
    }
    const count = form.querySelector("[data-keyed]");
    const tell = () => {
      const lengths = [first, second].map((field) => field.value.replace(/\s/g, "").length);
      count.hidden = lengths.every((length) => length === 0);
      count.textContent = first === second ? `已录 ${lengths[0]} 位` : `第一遍 ${lengths[0]} 位，第二遍 ${lengths[1]} 位`;
    };
    for (const field of new Set([first, second])) field.addEventListener("input", tell);
  }
}
