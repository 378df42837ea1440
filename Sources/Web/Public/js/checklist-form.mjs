// The questions of a checklist on a page: shown and hidden as one answers, rows added and taken away, the advice at once.
// Without scripts the server does all of it when the draft is saved.

import { advise, evaluate } from "./checklist.mjs";

/** Binds the checklist within a form; `changed` is called after a row came or went. */
export function bind(form, changed = () => {}) {
  const place = form.querySelector("[data-checklist]");
  if (!place) return;
  const { sections = [] } = JSON.parse(place.dataset.checklist);
  const outcomes = JSON.parse(place.dataset.outcomes);
  if (sections.length === 0) return;

  function answers() {
    const all = {};
    for (const [name, value] of new FormData(form)) {
      if (!name.startsWith("answer.") || typeof value !== "string") continue;
      const text = value.trim();
      if (text === "") continue;
      const key = name.slice("answer.".length);
      // Several options, or 不适用 beside a number, which wins over what was typed.
      all[key] = key in all ? (text === "na" ? "na" : `${all[key]} ${text}`) : text;
    }
    return all;
  }

  function refresh() {
    const given = answers();
    const state = evaluate(sections, given);
    state.visible.forEach((visible, index) => {
      part(sections[index].code).hidden = !visible;
    });
    const shown = new Map(state.places.map((one) => [one.key, one.visible]));
    for (const item of place.querySelectorAll("[data-place]")) {
      // A row beyond the counted ones is blank: its conditional questions wait for its first answer.
      item.hidden = !(shown.get(item.dataset.place) ?? isPlain(item.dataset.place));
    }
    for (const section of place.querySelectorAll("[data-section]")) rowButtons(section);
    const advice = advise(sections, given, outcomes);
    const title = form.querySelector("[data-advice-title]");
    if (title) title.textContent = advice.title;
    const reasons = form.querySelector("[data-advice-reasons]");
    if (reasons) reasons.textContent = advice.reasons.join("；");
  }

  function part(code) {
    return [...place.querySelectorAll("[data-section]")].find((one) => one.dataset.section === code);
  }

  function isPlain(key) {
    const code = key.replace(/\.[0-9]+$/, "");
    return sections.some((section) => section.questions.some((one) => one.code === code && !one.condition));
  }

  function rowButtons(section) {
    const rows = section.querySelectorAll("[data-row]");
    const more = section.querySelector("[data-more]");
    if (!more) return;
    more.hidden = rows.length >= Number(section.dataset.most);
    for (const row of rows) row.querySelector("[data-remove]").hidden = rows.length <= 1;
  }

  /** Gives a row its number, in every name, id and label. */
  function numbered(row, from, to) {
    const old = `.${from}`;
    for (const element of [row, ...row.querySelectorAll("[id], [name], [for], [data-place]")]) {
      for (const name of ["id", "name", "for", "data-place"]) {
        const value = element.getAttribute(name);
        if (value?.endsWith(old)) element.setAttribute(name, `${value.slice(0, -old.length)}.${to}`);
      }
    }
    row.dataset.row = to;
    row.querySelector("[data-row-title]").textContent = `第${to}项`;
  }

  place.addEventListener("click", (event) => {
    const section = event.target.closest("[data-section]");
    if (event.target.closest("[data-more]")) {
      event.preventDefault();
      const row = section.querySelector("template").content.cloneNode(true).firstElementChild;
      numbered(row, "ROW", section.querySelectorAll("[data-row]").length + 1);
      section.querySelector("template").before(row);
      row.querySelector("input, textarea, select")?.focus();
    } else if (event.target.closest("[data-remove]")) {
      const row = event.target.closest("[data-row]");
      const filled = [...row.querySelectorAll("input, textarea")].some((input) =>
        input.type === "radio" || input.type === "checkbox" ? input.checked : input.value.trim() !== "",
      );
      if (filled && !window.confirm("这一项已经填写，确定删去吗？")) return;
      row.remove();
      // From the top: no number is given while another row still has it.
      [...section.querySelectorAll("[data-row]")].forEach((one, index) => {
        if (one.dataset.row !== String(index + 1)) numbered(one, one.dataset.row, index + 1);
      });
    } else {
      return;
    }
    refresh();
    changed();
  });

  form.addEventListener("input", refresh);
  refresh();
}
