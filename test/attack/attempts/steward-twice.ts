import { revoked } from "../../../src/gate/roster/people.ts";
import { changed, consent, propose, stewards } from "../../support/gate-stewards.ts";
import type { Attempt } from "../attempt.ts";
import { Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "one steward under two names, with the same age identity, is two of the three who have to agree",
  fault: 9,
  check: {
    rule: "not-enough-people",
    file: "src/gate/state/stewards.ts",
    on: "version < 5 ? names.map((name) => [name])",
    off: "version < 9 ? names.map((name) => [name])",
  },
  async run() {
    const w = await stewards(3);
    const recipients = [`age1${"q".repeat(58)}`];
    const as = (name: "dee" | "bo") => changed(name, (person) => ({ ...person, recipients }))(w);
    for (const name of ["dee", "bo"] as const)
      await consent(w, name === "dee" ? "bo" : "dee", await propose(w, "cy", as(name)));
    const id = await propose(w, "dee", changed("ann", revoked)(w));
    await consent(w, "bo", id);
    if (w.gate.state.proposals.get(id)?.status === "open") throw new Foiled("not-enough-people");
  },
};
