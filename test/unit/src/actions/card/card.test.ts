import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AnsweredMeanwhile, answerQuestion } from "../../../../../src/actions/card/answer.ts";
import { checkCard } from "../../../../../src/actions/card/check.ts";
import { diffCards } from "../../../../../src/actions/card/diff.ts";
import { makeCard } from "../../../../../src/actions/card/make.ts";
import { renderCard } from "../../../../../src/actions/card/render.ts";
import { readCard } from "../../../../../src/cards/source/card.ts";
import { reviewerName } from "../../../../../src/process/account.ts";
import { packageRoot } from "../../../../../src/process/version.ts";
import { sluice } from "../../../../support/cli.ts";
import { sampleCard } from "../../../../support/sample-card.ts";

const { folder, copy } = sampleCard();
const signal = new AbortController().signal;
const given = { state: "answered", text: "  Words. ", author: "ann", date: "2026-01-02" } as const;

describe("a card", () => {
  it("keeps the policy that it was made by, until another is named", async () => {
    const run = copy("policy");
    expect((await makeCard(run, { policy: "strict" })).policy).toBe("strict");
    expect((await makeCard(run, { first: "default" })).policy).toBe("strict");
    expect((await makeCard(run, { policy: "default" })).policy).toBe("default");
  });

  it("keeps what others answered meanwhile", async () => {
    const run = copy("meanwhile");
    const [{ card: first }, { card: second }] = [
      await answerQuestion(run, "M1", given),
      await answerQuestion(run, "M2", { ...given, author: "ben" }),
    ];
    expect(first.answers["M1"]).toMatchObject({ text: "Words.", author: "ann" });
    expect(second.answers).toMatchObject({ M1: { author: "ann" }, M2: { author: "ben" } });
  });

  it("loses none of many answers at once, from several processes, nor the facts that are asked again meanwhile", async () => {
    const run = copy("at-once");
    const ids = ["M1", "M2", "C1", "C2", "L1", "L2"];
    const text = (id: string) => `Words for ${id}.`;
    const [there, ...codes] = await Promise.all([
      makeCard(run),
      ...ids.slice(0, 3).map((id) => answerQuestion(run, id, { ...given, text: text(id) })),
      ...ids.slice(3).map((id) => sluice("card", "answer", run, id, "--text", text(id))),
    ]);
    expect(there.policy).toBe("default");
    expect(codes.slice(3)).toMatchObject([{ code: 0 }, { code: 0 }, { code: 0 }]);
    const { answers } = await readCard(run);
    expect(ids.map((id) => answers[id]?.text)).toEqual(ids.map(text));
    expect(readdirSync(join(run, "cards")).filter((name) => /part|lock/u.test(name))).toEqual([]);
  });

  it("writes over nobody's answer that the person did not see", async () => {
    const run = copy("unseen");
    const { answer: first } = await answerQuestion(run, "M1", given, (await readCard(run)).answers["M1"]);
    await answerQuestion(run, "M1", { ...given, text: "Other words.", author: "ben" }, first);
    const late = answerQuestion(run, "M1", { ...given, text: "Late words." }, first);
    await expect(late).rejects.toThrow(AnsweredMeanwhile);
    await expect(late).rejects.toThrow("Cannot answer M1: ben answered it meanwhile; reread it");
    expect((await readCard(run)).answers["M1"]).toMatchObject({ text: "Other words.", author: "ben" });
  });

  it.each([
    ["M1", { text: " \n" }, /wanted words, got none/u],
    ["M1", { date: "2026-02-31T" }, /wanted --date as YYYY-MM-DD/u],
    ["Z9", {}, /Cannot answer "Z9": there is no such question/u],
  ])("takes no answer to %s with %j", async (id, change, message) => {
    const run = copy(`refused-${id}-${Object.keys(change).join("")}`);
    const before = readFileSync(join(run, "cards/card.yaml"), "utf8");
    await expect(answerQuestion(run, id, { ...given, ...change })).rejects.toThrow(message);
    expect(readFileSync(join(run, "cards/card.yaml"), "utf8")).toBe(before);
  });

  it("finds a policy that was named from the folder above its run", async () => {
    const run = copy("anchored");
    copyFileSync(join(packageRoot, "filters/policies/default.yaml"), folder("mine.yaml"));
    const path = join(run, "cards/card.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace(/^policy: .*$/mu, "policy: ./mine.yaml"));
    const wish = { profile: "internal", files: false } as const;
    expect((await checkCard(run, wish, signal, () => {})).card.policy).toBe("./mine.yaml");
    expect(await diffCards(run, run, undefined)).toMatchObject({ removed: 0, added: 0 });
  });

  it("renders what lies on disk, and says which documents it could not", async () => {
    const run = copy("rendered");
    await answerQuestion(run, "M1", { ...given, text: "For this very test." });
    const { files, refused } = await renderCard(
      run,
      { to: folder("documents"), only: ["datasheet"] },
      signal,
    );
    expect(refused).toEqual([]);
    expect(readFileSync(files[0]?.path ?? "", "utf8")).toContain("For this very test.");
    await expect(renderCard(run, { only: ["poem"] }, signal)).rejects.toThrow('Cannot render "poem"');
  });
});

it("is answered, reviewed and voted on under one name", () => {
  expect(reviewerName({ SLUICE_REVIEWER: "bea" })).toBe("bea");
  expect(reviewerName({ SLUICE_REVIEWER: "" })).not.toBe("");
});
