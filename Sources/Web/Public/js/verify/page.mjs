// What the two verification pages share: the worker and how its answers are shown.

const ICONS = { passed: "check", failed: "stop", unchecked: "clock", note: "info" };
const WORDS = { passed: "通过", failed: "不符", unchecked: "未核对", note: "说明" };
const MEANINGS = { passed: "success", failed: "danger", unchecked: "attention", note: "neutral" };

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/img/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** One check as a line of the list. */
function line({ state, title, detail, meaning }) {
  const item = element("li", { "data-state": state });
  item.append(
    element("span", { class: `chip ${MEANINGS[state]}` }, icon(ICONS[state]), WORDS[state]),
    element("div", {}, element("b", {}, title), ...(detail ? [element("p", { class: "figures" }, detail)] : []),
      ...(meaning ? [element("p", { class: "quiet" }, meaning)] : [])));
  return item;
}

/** The part of the page with progress, verdict and checks. */
export class Board {
  constructor(root) {
    this.root = root;
    this.part = (name) => root.querySelector(`[data-${name}]`);
    // Made at once, so that all its modules are there when the network is gone.
    this.worker = new Worker("/js/verify/worker.mjs", { type: "module" });
    this.worker.addEventListener("error", () => this.#unusable("这个浏览器不能运行核验程序，请换用新版浏览器，或者用 mingcha-verify 核验。"));
    this.worker.addEventListener("message", ({ data }) => this.#take(data));
  }

  /** Starts over with a question to the worker; `summarise` makes the final sentence ([meaning, heading, text]) of the outcome. */
  ask(question, summarise) {
    this.summarise = summarise;
    this.started = performance.now();
    this.part("checks").replaceChildren();
    this.part("verdict").replaceChildren();
    this.part("elapsed").textContent = "";
    this.root.hidden = false;
    this.root.dataset.state = "running";
    this.#progress({ stage: "准备核验" });
    this.worker.postMessage(question);
  }

  #take({ progress, check, done, unusable }) {
    if (progress) this.#progress(progress);
    if (check) this.part("checks").append(line(check));
    if (unusable) this.#unusable(unusable);
    if (done) this.#end(done.verdict, ...this.summarise(done));
  }

  #progress({ stage, share }) {
    this.part("progress").hidden = false;
    this.part("stage").textContent = share === undefined ? stage : `${stage} ${Math.floor(share * 100)}%`;
    const bar = this.part("bar");
    if (share === undefined) bar.removeAttribute("value");
    else bar.value = share;
  }

  #unusable(reason) {
    this.#end("unusable", "attention", "无法核验", reason);
  }

  #end(state, meaning, heading, ...paragraphs) {
    this.part("progress").hidden = true;
    const seconds = (performance.now() - this.started) / 1000;
    this.part("elapsed").textContent = `用时 ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} 秒，全部在您的浏览器里计算。`;
    const name = { success: "check", danger: "stop" }[meaning] ?? "clock";
    this.part("verdict").replaceChildren(
      element("div", { class: `verdict ${meaning}` }, element("h2", {}, icon(name), heading),
        ...paragraphs.map((text) => (typeof text === "string" ? element("p", {}, text) : text))));
    this.root.dataset.state = state;
  }
}
