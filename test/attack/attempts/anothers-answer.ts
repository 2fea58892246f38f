import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateX25519Identity } from "age-encryption";
import { makeCheckpoint } from "../../../src/gate/checkpoints.ts";
import { writeInclusion } from "../../../src/ledger/proof.ts";
import { type Answer, answerDigest, ratesOf } from "../../../src/outside/audit/answer.ts";
import { ask, questionDigest, sealQuestion } from "../../../src/outside/audit/question.ts";
import { readAnswer } from "../../../src/outside/audit/read-answer.ts";
import { digest, world } from "../../support/gate-world.ts";
import type { Attempt } from "../attempt.ts";
import { audited } from "../steps.ts";

export const attempt: Attempt = {
  what: "an outsider is handed the answer to somebody else's question",
  fault: 12,
  check: {
    rule: "answers-another-question",
    file: "src/outside/audit/read-answer.ts",
    on: "if (answer.question !== questionDigest(question))",
    off: "if (false)",
  },
  async run() {
    const w = await world();
    const { seq } = await w.gate.act(w.keys.cy, audited(w, "one", 1));
    const keys = { signing: w.keys.dee, identity: await generateX25519Identity() };
    const { origin } = w.gate.state;
    const wanted = { origin, model: "tiny-cascade", images: 1, seed: 0, prompts: [{ text: "red" }] } as const;
    const [theirs, own] = [ask({ ...wanted }, keys), ask({ ...wanted }, keys)];
    const prompts = [{ verdict: "held", rules: ["named-person"], pictures: [] }] as const;
    const answer: Answer = {
      ...{ schema: "sluice.gate-answer/1", origin, question: questionDigest(theirs.question), entry: seq },
      ...{ model: "tiny-cascade", manifest: digest, policies: { prompt: digest, image: digest } },
      ...{ notChecked: [], prompts, rates: ratesOf(prompts), salt: "ab".repeat(16) },
    };
    const tally = { made: 0, refused: 0, copies: 0 };
    const end = { type: "drawing-ended", drawing: seq, ...tally, answer: answerDigest(answer) } as const;
    const ended = await w.gate.act(w.keys.cy, end);
    const { text } = await makeCheckpoint(w.gate, w.keys.cy);
    const proof = writeInclusion(ended, w.gate.state.leaves, text, false);
    const at = (name: string) => join(w.folder, "..", name);
    writeFileSync(at("answer.json"), JSON.stringify({ answer, proof }));
    writeFileSync(at("question.age"), await sealQuestion(own, [], keys));
    await readAnswer(at("answer.json"), async () => keys, {
      question: at("question.age"),
      stewards: [w.keys.cy.public],
    });
  },
};
