// A checklist together with answers: what is asked, what is open, which outcome is advised (2.4.1).
//
// The same as ChecklistState and OutcomeAdvice of the server, held together by Tests/vectors/checklist.json. No page
// here: checklist-form.mjs does that.

const ROWS = 50;

/** Numbers as checklists write them; null for anything else. */
export function number(text) {
  return /^-?[0-9]{1,15}(\.[0-9]{1,6})?$/.test(text) ? Number(text) : null;
}

function same(value, answer) {
  const left = number(value);
  const right = number(answer);
  return left !== null && right !== null ? left === right : value === answer;
}

/** Whether a comparison holds for an answer; "" is none, and of none only `unanswered` holds. */
export function holds(comparison, value, answer) {
  if (answer === "") return comparison === "unanswered";
  if (comparison === "answered") return true;
  if (comparison === "unanswered") return false;
  if (comparison === "=") return same(value, answer);
  if (comparison === "!=") return !same(value, answer);
  if (comparison === "has") return answer.split(" ").filter((one) => one !== "").includes(value);
  const limit = number(value);
  const given = number(answer);
  if (limit === null || given === null) return false;
  if (comparison === ">") return given > limit;
  if (comparison === ">=") return given >= limit;
  if (comparison === "<") return given < limit;
  return given <= limit;
}

export function key(code, row) {
  return row === null ? code : `${code}.${row}`;
}

function given(answers, name) {
  return Object.hasOwn(answers, name) ? answers[name] : "";
}

function rowsOf(section, answers) {
  if (!section.rows) return 1;
  const most = Math.min(Math.max(1, section.rows.most), ROWS);
  let last = 1;
  for (let row = 1; row <= most; row += 1) {
    if (section.questions.some((question) => given(answers, key(question.code, row)) !== "")) last = row;
  }
  return Math.min(Math.max(1, section.rows.least, last), most);
}

/** Every question in its place: {section, question, row, key, answer, visible, due, open}. */
export function evaluate(sections, answers) {
  const rows = sections.map((section) => rowsOf(section, answers));
  const spots = new Map();
  sections.forEach((section, s) => {
    section.questions.forEach((question, q) => {
      if (!spots.has(question.code)) spots.set(question.code, { s, q });
    });
  });
  const known = new Map();

  function clauseHolds(clause, from) {
    const asked = spots.get(clause.question);
    if (!asked) return false;
    const section = sections[asked.s];
    let candidates = [null];
    if (section.rows) {
      // Within a section of rows a clause asks the same row; from elsewhere one row for which it holds is enough.
      candidates =
        from.row !== null && from.s === asked.s
          ? [from.row]
          : Array.from({ length: rows[asked.s] }, (_, index) => index + 1);
    }
    return candidates.some((row) => {
      const answer = isVisible(asked.s, asked.q, row) ? given(answers, key(section.questions[asked.q].code, row)) : "";
      return holds(clause.comparison, clause.value, answer);
    });
  }

  function remembered(spot, condition) {
    if (!condition || condition.clauses.length === 0) return true;
    const name = `${spot.s}/${spot.q}/${spot.row}`;
    if (known.has(name)) return known.get(name);
    // A condition that leads back to itself, which no published checklist has, never holds.
    known.set(name, false);
    const result = condition.any
      ? condition.clauses.some((clause) => clauseHolds(clause, spot))
      : condition.clauses.every((clause) => clauseHolds(clause, spot));
    known.set(name, result);
    return result;
  }

  function isVisible(s, q, row) {
    const section = sections[s];
    if (!remembered({ s, q: null, row: null }, section.condition)) return false;
    return q === null || remembered({ s, q, row }, section.questions[q].condition);
  }

  const visible = sections.map((_, s) => isVisible(s, null, null));
  const places = [];
  sections.forEach((section, s) => {
    const least = section.rows?.least ?? 1;
    for (let row = 1; row <= rows[s]; row += 1) {
      const own = section.rows ? row : null;
      const due =
        own === null ||
        row <= least ||
        section.questions.some((question) => given(answers, key(question.code, row)) !== "");
      section.questions.forEach((question, q) => {
        const answer = given(answers, key(question.code, own));
        const shown = isVisible(s, q, own);
        places.push({
          section: s,
          question,
          row: own,
          key: key(question.code, own),
          answer,
          visible: shown,
          due,
          open: shown && due && !question.isOptional && answer === "",
        });
      });
    }
  });
  return { places, visible, rows };
}

/** An answer as people read it. */
export function words(question, answer) {
  const canNotApply = ["yes_no_na", "number", "choice"].includes(question.kind);
  if (answer === "na" && canNotApply) return "不适用";
  const choices =
    question.kind === "yes_no_na"
      ? [
          { code: "yes", title: "是" },
          { code: "no", title: "否" },
        ]
      : (question.options ?? []);
  const title = (code) => choices.find((choice) => choice.code === code)?.title ?? code;
  if (question.kind === "yes_no_na" || question.kind === "choice") return title(answer);
  if (question.kind === "several") {
    return answer
      .split(" ")
      .filter((one) => one !== "")
      .map(title)
      .join("、");
  }
  return question.kind === "number" ? answer + (question.unit ?? "") : answer;
}

/** The advice of 2.4.1: {outcome, value, reasons, unanswered, title}. `outcomes` is a map by code. */
export function advise(sections, answers, outcomes) {
  const { places } = evaluate(sections, answers);
  const unanswered = places.filter((place) => place.open).length;
  const votes = [];
  for (const place of places) {
    if (!place.visible || place.answer === "") continue;
    const suggestion = (place.question.suggestions ?? []).find((one) =>
      holds(one.comparison, one.value, place.answer),
    )?.outcome;
    if (suggestion === undefined) continue;
    const [code, value] = parts(suggestion);
    if (!Object.hasOwn(outcomes, code)) continue;
    const named = value !== null && Object.hasOwn(outcomes[code].values, value) ? outcomes[code].values[value] : null;
    const problem = named?.problem ?? outcomes[code].problem ?? true;
    const title = place.question.text + (place.row === null ? "" : `（第${place.row}项）`);
    votes.push({
      weight: (problem ? 100 : 0) + outcomes[code].order,
      suggestion,
      reason: `“${title}”的答案是“${words(place.question, place.answer)}”`,
    });
  }
  if (votes.length === 0) {
    const none = { outcome: null, value: null, unanswered, title: "暂无建议" };
    if (places.length === 0) return { ...none, reasons: ["这个事项没有检查表，请按实际情况选择"] };
    if (unanswered > 0) return { ...none, reasons: [`还有 ${unanswered} 项没有填写，填完后给出建议`] };
    const reasons = ["检查表各项都已填写，没有指向问题的答案"];
    return { ...none, outcome: "no-problem", reasons, title: titled(outcomes, "no-problem", null) };
  }
  const weight = Math.max(...votes.map((vote) => vote.weight));
  const strongest = votes.find((vote) => vote.weight === weight).suggestion;
  const [outcome, value] = parts(strongest);
  const reasons = votes.filter((vote) => vote.suggestion === strongest).map((vote) => vote.reason);
  return { outcome, value, reasons, unanswered, title: titled(outcomes, outcome, value) };
}

function titled(outcomes, code, value) {
  const outcome = Object.hasOwn(outcomes, code) ? outcomes[code] : null;
  return `建议选择：${outcome?.values[value]?.title ?? outcome?.title ?? code}`;
}

function parts(suggestion) {
  const at = suggestion.indexOf(":");
  return at < 0 ? [suggestion, null] : [suggestion.slice(0, at), suggestion.slice(at + 1)];
}
