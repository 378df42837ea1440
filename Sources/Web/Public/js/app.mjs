// What makes pages pleasanter where scripts run; every page works without it.

/** Forms: one submission only, and a question before unsaved work is left behind. */
const dirty = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) dirty.add(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  dirty.delete(form);
  if (form.method === "post") {
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button) button.setAttribute("aria-disabled", "true");
  }
});

// A page that comes back from the browser's memory may be sent again; the server knows the submission key.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
  }
});

window.addEventListener("beforeunload", (event) => {
  if (dirty.size > 0) event.preventDefault();
});

// A form that came back with errors is read from its first one on.
document.querySelector("main [aria-invalid=true]:not([type=hidden])")?.focus();

/** Links that come back to this very page; without scripts they come back to the first one. */
for (const link of document.querySelectorAll("a[data-here]")) {
  link.search += `&back=${encodeURIComponent(location.pathname + location.search)}`;
}

/** Filters: a changed select asks at once. */
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && event.target.matches("select, input[type=date]")) form.requestSubmit();
});

/** Tables: arrow keys move from row to row, Enter opens the row's first link. */
document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(".table tbody tr");
  if (!row) return;
  const onRow = event.target === row;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    if (next && (onRow || event.target.matches("a"))) {
      event.preventDefault();
      focusRow(next);
    }
  } else if (event.key === "Enter" && onRow) {
    row.querySelector("a")?.click();
  }
});

function focusRow(row) {
  for (const other of row.parentElement.querySelectorAll("tr[tabindex]")) other.tabIndex = -1;
  row.tabIndex = 0;
  row.focus();
}

for (const body of document.querySelectorAll(".table tbody")) {
  const first = body.querySelector("tr");
  if (first?.querySelector("a")) first.tabIndex = 0;
}

/** Long work: the progress partial is fetched again until it no longer asks to be. */
async function poll(section) {
  const href = section.dataset.poll;
  if (!href) return;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  if (!section.isConnected) return;
  if (document.visibilityState === "hidden") return poll(section);
  try {
    const response = await fetch(href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (response.status === 401) {
      location.reload();
      return;
    }
    if (!response.ok) return poll(section);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector(".progress");
    if (!fresh) return;
    section.replaceWith(document.adoptNode(fresh));
    if (fresh.dataset.poll) poll(fresh);
    else location.reload();
  } catch {
    poll(section);
  }
}

for (const section of document.querySelectorAll(".progress[data-poll]")) poll(section);

/** htmx, where it is there: the token goes along, refusals are shown. */
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = document.body.dataset.csrf;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status >= 400 && status !== 401) event.detail.shouldSwap = true;
});

/** The menu under the name closes when one clicks elsewhere or presses Escape. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.me[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.me[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/** A row of a picker is a label, or what holds several of them (data-row). */
function rows(list) {
  return Array.from(list.querySelectorAll("[data-row], label")).filter(
    (row) => row.matches("[data-row]") || !row.closest("[data-row]"),
  );
}

/** A selector's groups say how many of their rows are chosen. */
document.addEventListener("input", (event) => {
  const group = event.target.closest?.(".selector .picker details");
  const note = group?.querySelector("summary .quiet");
  if (!note) return;
  const all = rows(group);
  const chosen = all.filter((row) => row.querySelector(":checked")).length;
  note.textContent = chosen > 0 ? `已选 ${chosen}` : String(all.length);
});

/** Pickers: a search field narrows the labels of a list; the ticked ones stay in sight. */
document.addEventListener("input", (event) => {
  const list = document.getElementById(event.target.dataset?.narrows ?? "");
  if (!list) return;
  const word = event.target.value.trim().toLowerCase();
  for (const row of rows(list)) {
    row.hidden = word !== "" && !row.querySelector(":checked") && !row.textContent.toLowerCase().includes(word);
  }
  for (const group of list.querySelectorAll("details")) {
    const shown = rows(group).some((row) => !row.hidden);
    group.hidden = !shown;
    if (word !== "") group.open = shown;
  }
});

/** Numbers beside a form (expected draws, whom a selector reaches): asked again a moment after the last change; an older answer
 * never overtakes a newer one. A refusal takes the place of numbers that no longer hold. */
let estimateTimer;
let estimateRound = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-estimate]");
  if (!form || event.target.dataset.narrows) return;
  // A form that asks with a part of itself only follows that part.
  if (form.querySelector("[data-asked]") && !event.target.closest("[data-asked]")) return;
  clearTimeout(estimateTimer);
  estimateTimer = setTimeout(() => estimate(form), 400);
});

async function estimate(form) {
  const round = ++estimateRound;
  const query = new URLSearchParams();
  const part = form.querySelector("[data-asked]");
  const asked = part && new Set(Array.from(part.querySelectorAll("[name]"), (one) => one.name));
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || value === "" || name.startsWith("_")) continue;
    if (!asked || asked.has(name)) query.append(name, value);
  }
  const place = form.querySelector("#estimate");
  try {
    const response = await fetch(`${form.dataset.estimate}?${query}`, {
      headers: { "HX-Request": "true" },
      credentials: "same-origin",
    });
    const says = response.ok || [400, 422].includes(response.status);
    if (!says || round !== estimateRound) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
    const brief = form.querySelector("[data-brief]");
    if (brief) brief.textContent = place.querySelector(".total")?.textContent ?? "—";
  } catch {
    // The button next to the form asks the same of the server.
  }
}
