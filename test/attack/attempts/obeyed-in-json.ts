import { jsonText } from "../../../src/words/json-text.ts";
import { type Attempt, Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a name with C1 controls and marks of direction speaks to the terminal out of --json",
  fault: 11,
  check: {
    rule: "escaped",
    file: "src/words/json-text.ts",
    on: "JSON.stringify(document, replacer).replace(OBEYED, escaped)",
    off: "JSON.stringify(document, replacer)",
  },
  async run() {
    const said = jsonText({ name: "ann\u009b31m\u202e" });
    if (!/[\u009b\u202e]/u.test(said)) throw new Foiled("escaped");
  },
};
