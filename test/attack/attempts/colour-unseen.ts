import { votingOn } from "../../../src/actions/models/vote.ts";
import type { VoteFile } from "../../../src/compare/votes.ts";
import type { Attempt } from "../attempt.ts";
import { Foiled } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a screen takes a comparison's picture in colour, and nobody recorded that it is shown",
  fault: 1,
  check: {
    rule: "nobody-revealed-it",
    file: "src/actions/models/vote.ts",
    on: 'if (revealed === undefined) return { reason: "nobody revealed it", refused: false };',
    off: "",
  },
  async run() {
    const voting = votingOn({
      ...{ models: { a: "one", b: "two" }, prompts: [{ text: "a pear" }], seed: 1 },
      votes: {} as VoteFile,
      picture: async () => ({ bytes: Uint8Array.of(1) }),
      record: async () => {},
    });
    const found = await voting.picture("a", 0, "colour");
    if ("reason" in found) throw new Foiled("nobody-revealed-it");
  },
};
