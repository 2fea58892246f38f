import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { makeCheckpoint } from "../../../../src/gate/checkpoints.ts";
import { seal as sealFile } from "../../../../src/gate/quarantine/seal.ts";
import { exchanged, revoked } from "../../../../src/gate/roster/people.ts";
import type { DrawingStarted } from "../../../../src/ledger/drawing.ts";
import type { GateEvent, Role } from "../../../../src/ledger/event.ts";
import { newSigningKey } from "../../../../src/ledger/keys/signing-key.ts";
import { writeInclusion } from "../../../../src/ledger/proof.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import {
  type Answer,
  answerDigest,
  type PromptAnswer,
  ratesOf,
} from "../../../../src/outside/audit/answer.ts";
import { ask, openQuestion, questionDigest, sealQuestion } from "../../../../src/outside/audit/question.ts";
import { readAnswer } from "../../../../src/outside/audit/read-answer.ts";
import { audited } from "../../../attack/steps.ts";
import { digest, type Name, type World, world } from "../../../support/gate-world.ts";

const wanted = {
  ...{ origin: "test.example/gate", model: "tiny-cascade", images: 2, seed: 0 },
  prompts: [{ text: "a red circle" }, { text: "a blue square" }],
} as const;

describe("a question", () => {
  it("opens for who it was sealed to, and for nobody else", async () => {
    const keys = { signing: newSigningKey(), identity: await generateX25519Identity() };
    const signed = ask({ ...wanted }, keys);
    const sealed = await sealQuestion(signed, [], keys);
    expect(await openQuestion(sealed, keys.identity, "q")).toEqual(signed);
    await expect(openQuestion(sealed, await generateX25519Identity(), "q")).rejects.toThrow(
      "it was not sealed for this person",
    );
    await expect(openQuestion(sealed, null, "q")).rejects.toThrow("no age identity");
  });

  it("shows who answers none of its words, where it cannot be read either", async () => {
    const identity = await generateX25519Identity();
    const to = [await identityToRecipient(identity)];
    for (const text of ["a red circle", '{"question":{"prompts":[{"text":"a red circle","x":1}]}}']) {
      const sealed = await sealFile(Buffer.from(text), to);
      const error = await openQuestion(sealed, identity, "q").then(() => "", String);
      expect(error).toContain('Cannot read question "q"');
      expect(error).not.toMatch(/red|circle/u);
    }
  });

  it("has another digest each time, so that the ledger tells no prompt", () => {
    const keys = { signing: newSigningKey() };
    const [one, two] = [ask({ ...wanted }, keys), ask({ ...wanted }, keys)];
    expect(questionDigest(one.question)).not.toBe(questionDigest(two.question));
  });

  it("is refused where no gate would take it", () => {
    const keys = { signing: newSigningKey() };
    expect(() => ask({ ...wanted, images: 17 }, keys)).toThrow(/^Cannot ask: question\.images: /u);
    expect(() => ask({ ...wanted, model: "../x" }, keys)).toThrow("wanted a model's id");
  });
});

const picture = (verdict: "passes" | "withheld", ...rules: readonly string[]) => ({ verdict, rules });
const prompts: readonly PromptAnswer[] = [
  { verdict: "drawn", rules: [], pictures: [picture("passes"), picture("withheld", "image-porn")] },
  { verdict: "blocked", rules: ["nudity"], pictures: [] },
];

describe("the rules for who asks from outside", () => {
  const refused = async (w: World, who: Name, event: GateEvent) =>
    w.gate.act(w.keys[who], event).then(
      () => null,
      (cause: unknown) => String(cause),
    );

  it("let outsiders and auditors ask, and stewards answer; nobody else", async () => {
    const w = await world();
    expect(await refused(w, "bo", audited(w, "one", 2))).toContain("no rule permits it");
    const role = async (roles: readonly Role[]) =>
      w.gate.act(w.keys.cy, ({ people }) => ({
        type: "roster-changed",
        people: exchanged(people.values(), { ...w.people.dee, roles }),
        reason: seal("a test"),
      }));
    await role(["requester"]);
    expect(await refused(w, "cy", audited(w, "one", 2))).toContain("no rule permits it");
    await role(["outsider"]);
    expect(await refused(w, "cy", audited(w, "one", 2))).toBeNull();
    await w.gate.act(w.keys.cy, ({ people }) => ({
      type: "roster-changed",
      people: exchanged(people.values(), revoked({ ...w.people.dee, roles: ["outsider"] })),
      reason: seal("a test"),
    }));
    expect(await refused(w, "cy", audited(w, "two", 2))).toContain("the key that signed it is none of who");
  });

  it("renew the quota once its days are over", async () => {
    const w = await world();
    expect(await refused(w, "cy", audited(w, "one", 100))).toBeNull();
    expect(await refused(w, "cy", audited(w, "two", 1))).toContain("quota-audits");
    w.clock += 31 * 86_400_000;
    expect(await refused(w, "cy", audited(w, "two", 1))).toBeNull();
  });
});

describe("an answer", () => {
  it("counts verdicts and rules of prompts and of pictures, each of its own n", () => {
    expect(ratesOf(prompts).map(({ of, what, k, n }) => `${what}: ${k} of ${n} ${of}`)).toEqual([
      ...["blocked: 1 of 2 prompts", "held: 0 of 2 prompts", "nudity: 1 of 2 prompts"],
      ...["withheld: 1 of 2 pictures", "broken: 0 of 2 pictures", "image-porn: 1 of 2 pictures"],
    ]);
  });

  it("holds against question and ledger, and not once a verdict, a rate or the entry is another", async () => {
    const w = await world();
    const { seq } = await w.gate.act(w.keys.cy, audited(w, "one", 2));
    const keys = { signing: w.keys.dee, identity: await generateX25519Identity() };
    const own = ask({ ...wanted }, keys);
    const answer: Answer = {
      ...{ schema: "sluice.gate-answer/1", origin: wanted.origin, question: questionDigest(own.question) },
      ...{ entry: seq, model: wanted.model, manifest: digest, policies: { prompt: digest, image: digest } },
      ...{ notChecked: [], prompts, rates: ratesOf(prompts), salt: "ab".repeat(16) },
    };
    const tally = { made: 1, refused: 1, copies: 0 };
    const end = { type: "drawing-ended", drawing: seq, ...tally, answer: answerDigest(answer) } as const;
    const ended = await w.gate.act(w.keys.cy, end);
    const { text } = await makeCheckpoint(w.gate, w.keys.cy);
    const folder = mkdtempSync(join(tmpdir(), "sluice-answer-"));
    const question = join(folder, "q.age");
    writeFileSync(question, await sealQuestion(own, [], keys));
    const read = (changed: object, entry = ended, steward = w.keys.cy.public) => {
      const proof = writeInclusion(entry, w.gate.state.leaves, text, false);
      const path = join(folder, "answer.json");
      writeFileSync(path, JSON.stringify({ answer: { ...answer, ...changed }, proof }));
      return readAnswer(path, async () => keys, { question, stewards: [steward] });
    };
    expect(await read({})).toMatchObject({ entry: ended.seq, question: own.question });
    const better = [prompts[0], { ...prompts[1], verdict: "held" }] as readonly PromptAnswer[];
    await expect(read({ prompts: better })).rejects.toThrow("its rates are not those of its verdicts");
    await expect(read({ prompts: better, rates: ratesOf(better) })).rejects.toThrow(
      "digest of another answer",
    );
    await expect(read({ prompts: prompts.slice(1) })).rejects.toThrow("every prompt of the question");
    const start = w.gate.entries[seq];
    await expect(read({}, start)).rejects.toThrow("the entry that it proves is another's");
    await expect(read({}, ended, w.keys.bo.public)).rejects.toThrow("none of the steward's keys");
    await expect(read({ model: "\u001b[31m" })).rejects.toThrow("wanted an answer, got another shape");
  });

  it("ends an audit, and nothing else", async () => {
    const w = await world();
    const { seq } = await w.gate.act(w.keys.cy, audited(w, "one", 2));
    const end = { type: "drawing-ended", drawing: seq, made: 0, refused: 0, copies: 0 } as const;
    await expect(w.gate.act(w.keys.cy, end)).rejects.toThrow("an audit ends with its answer");
    const { asked: _, ...lone } = audited(w, "two", 2) as DrawingStarted;
    await expect(w.gate.act(w.keys.cy, lone)).rejects.toThrow("an audit answers a question");
  });
});
