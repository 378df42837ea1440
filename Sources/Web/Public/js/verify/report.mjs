// What was checked, in the order of the ceremony, for people to read. Every check has a state of its own; the verdict follows.

/** The published input cannot be read at all: nothing is said about the ceremony. */
export class Unusable extends Error {}

/** What is claimed is false. */
export class Fault extends Error {}

/** Ends a check when `condition` does not hold. */
export function need(condition, reason) {
  if (!condition) throw new Fault(reason);
}

export class Report {
  /** { id, state: "passed" | "failed" | "unchecked" | "note", title, detail, meaning } */
  checks = [];

  /** `tell` is told of every check as it is made. */
  constructor(tell = () => {}) {
    this.tell = tell;
  }

  #add(check) {
    this.checks.push(check);
    this.tell(check);
  }

  /**
   * Runs `body`, which returns the figures to show (or nothing) and throws a Fault where the claim is false.
   * Returns whether it held.
   */
  check(id, title, meaning, body) {
    let state = "passed";
    let detail = "";
    try {
      detail = body() ?? "";
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      state = "failed";
      detail = error.message;
    }
    this.#add({ id, state, title, detail, meaning });
    return state === "passed";
  }

  note(id, title, detail, meaning = "") {
    this.#add({ id, state: "note", title, detail, meaning });
  }

  unchecked(id, title, detail, meaning = "") {
    this.#add({ id, state: "unchecked", title, detail, meaning });
  }

  /** "verified" | "partly" | "refuted" */
  get verdict() {
    if (this.checks.some((check) => check.state === "failed")) return "refuted";
    return this.checks.some((check) => check.state === "unchecked") ? "partly" : "verified";
  }

  get firstFault() {
    return this.checks.find((check) => check.state === "failed") ?? null;
  }
}
