import { writeFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { openDecidedRun } from "../../../../src/run/decided-run.ts";
import { diffPolicies } from "../../../../src/run/questions/diff.ts";
import { decisionReceipt } from "../../../../src/run/questions/receipt.ts";
import { sluice } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { policyText, writeRunOf } from "../../../support/written-run.ts";

const folder = scratchFolder();
const run = folder("run");

beforeAll(() =>
  writeRunOf(run, [
    { image_porn: 0.2, image_sexy: 0.4, text_toxicity: 0.9 },
    { image_porn: 0.95, image_hentai: 0.01 },
    { image_porn: null, image_hentai: null, image_sexy: null },
  ]),
);

/** The path of a policy with these predicates, and what a receipt says of the pair's scores, by id. */
async function scoresUnder(key: string, ...whens: readonly string[]) {
  const policy = folder(`${whens.join().replace(/\W+/gu, "-")}.yaml`);
  writeFileSync(policy, policyText(...whens));
  const view = await openDecidedRun(run, policy);
  try {
    const { scores } = await decisionReceipt(view, key);
    return Object.fromEntries(scores.map((score) => [score.id, score]));
  } finally {
    view.close();
  }
}

it("asks whether a run, a policy or a pair that is not there was meant to be another", async () => {
  const slip = run.replace(/run$/u, "rnu");
  await expect(openDecidedRun(slip)).rejects.toThrow(
    `Cannot open run "${slip}": no run.json in it; did you mean ${run}? Or make one`,
  );
  await expect(openDecidedRun(folder("elsewhere"))).rejects.toThrow("no run.json in it; make one");
  await expect(openDecidedRun(run, "strcit")).rejects.toThrow("did you mean strict?");
  writeFileSync(folder("mine.yaml"), policyText("image_porn > 0.5"));
  await expect(openDecidedRun(run, folder("mnie.yaml"))).rejects.toThrow(
    `did you mean ${folder("mine.yaml")}?`,
  );
  const view = await openDecidedRun(run);
  try {
    await expect(decisionReceipt(view, "0000/1")).rejects.toThrow("did you mean 00000/1, 00000/0, 00000/2?");
    await expect(decisionReceipt(view, "nobody")).rejects.toThrow("keys look like <shard>/<name>");
  } finally {
    view.close();
  }
});

describe("the receipt of a decision", () => {
  it("gives a sum's cut to the sum, and none to its terms", async () => {
    const scores = await scoresUnder("00000/0", "image_porn + image_hentai + image_sexy >= 0.5");
    expect(scores["image_nsfw"]).toMatchObject({ cuts: [0.5], reached: true });
    expect(scores["image_nsfw"]?.value).toBeCloseTo(0.6, 6);
    for (const id of ["image_porn", "image_hentai", "image_sexy"])
      expect(scores[id]).toMatchObject({ cuts: [], reached: false });
  });

  it("gives the cut of a greatest to each that it compares", async () => {
    const scores = await scoresUnder("00000/1", "greatest(image_porn, image_hentai) >= 0.9");
    expect(scores["image_porn"]).toMatchObject({ cuts: [0.9], reached: true });
    expect(scores["image_hentai"]).toMatchObject({ cuts: [0.9], reached: false });
    expect(scores["image_sexy"]).toMatchObject({ cuts: [] });
    expect(scores["image_nsfw"]).toBeUndefined();
  });

  it.each([
    ["least(image_porn, text_toxicity) >= 0.5", [0.5]],
    ["coalesce(text_toxicity, 1) >= 0.5", [0.5]],
    ["0.5 <= text_toxicity", [0.5]],
    ["text_toxicity BETWEEN 0.25 AND 0.75", [0.25, 0.75]],
    ["text_toxicity::DOUBLE > CAST(0.5 AS DOUBLE)", [0.5]],
    ['"TEXT_TOXICITY" >= .5', [0.5]],
    ["text_toxicity >= 0.5 /* text_toxicity >= 0.1 */ AND caption <> 'text_toxicity >= 0.2'", [0.5]],
    ["text_toxicity + image_porn >= 0.5", []],
    ["2 * text_toxicity >= 0.5", []],
  ])("finds what %s cuts", async (when, cuts) => {
    expect((await scoresUnder("00000/0", when))["text_toxicity"]?.cuts).toEqual(cuts);
  });

  it("shows what was not measured as neither cut nor reached", async () => {
    const scores = await scoresUnder("00000/2", "image_porn + image_hentai + image_sexy < 0.5");
    expect(scores["image_nsfw"]).toMatchObject({ value: null, reached: false });
  });

  it("gives the values that a rule reads, and no other", async () => {
    const policy = folder("reads.yaml");
    writeFileSync(policy, policyText("\"Image_Porn\" > 0.1 AND 'text_toxicity' <> key -- image_sexy"));
    const view = await openDecidedRun(run, policy);
    const { rules } = await decisionReceipt(view, "00000/0");
    view.close();
    expect(Object.keys(rules[0]?.values ?? {})).toEqual(["key", "image_porn"]);
  });

  it("has what a rule compares of other texts, and of filters of one's own, with who measured it", async () => {
    const others = folder("others");
    const extra = { other_text_toxicity: (i: number) => (i === 0 ? 0.7 : null), my_words: () => 12 };
    await writeRunOf(others, [{}, {}], {}, extra);
    const policy = folder("others.yaml");
    writeFileSync(policy, policyText("other_text_toxicity >= 0.446 OR my_words > 20"));
    const view = await openDecidedRun(others, policy);
    const scores = async (key: string) => {
      const found = (await decisionReceipt(view, key)).scores.filter(({ id }) => /^(?:other|my)_/u.test(id));
      return found.map(({ id, value, by, cuts, reached }) => [
        id,
        Number(value?.toFixed(2)),
        by,
        cuts,
        reached,
      ]);
    };
    const mine = ["my_words", 12, "extra", [20], false];
    expect(await scores("00000/0")).toEqual([
      ["other_text_toxicity", 0.7, "text-toxicity", [0.446], true],
      mine,
    ]);
    // What is not measured is no score.
    expect(await scores("00000/1")).toEqual([mine]);
    view.close();
  });

  it("is what `sluice why` prints", async () => {
    const policy = folder("why.yaml");
    const when =
      "greatest(image_porn, image_hentai) >= 0.125 OR image_porn + image_hentai + image_sexy >= 0.5";
    writeFileSync(policy, policyText(when));
    const { code, stdout } = await sluice("why", run, "00000/0", "--policy", policy);
    expect(code).toBe(0);
    const cut = (id: string) => new RegExp(`^ {2}${id} .*?(?:, cut at (.*))?$`, "mu").exec(stdout)?.[1];
    expect(["image_nsfw", "image_porn", "image_hentai", "image_sexy"].map(cut)).toEqual([
      "0.5",
      "0.125",
      "0.125",
      undefined,
    ]);
  });
});

describe("a decided run", () => {
  it("reads one decision by every way: counts, rows, another policy beside it", async () => {
    const [a, b] = [folder("a.yaml"), folder("b.yaml")];
    writeFileSync(a, policyText("image_porn >= 0.9", "text_toxicity >= 0.5"));
    writeFileSync(b, policyText("image_porn >= 0.1"));
    const view = await openDecidedRun(run, a);
    const rows = () => view.query.rows("SELECT key, action, rules FROM explored ORDER BY key");
    const decided = [
      { key: "00000/0", action: "drop", rules: ["rule-1"] },
      { key: "00000/1", action: "drop", rules: ["rule-0"] },
      { key: "00000/2", action: "keep", rules: [] },
    ];
    expect(await rows()).toEqual(decided);
    expect(view.decisions.actions).toEqual({ keep: 1, review: 0, drop: 2 });
    const beside = await view.beside(b);
    expect(beside.decisions.rules).toMatchObject([{ id: "rule-0", pairs: 2 }]);
    expect((await diffPolicies(view, a, b, [])).diff.all).toMatchObject({ lost: { k: 0 }, gained: { k: 0 } });
    expect(await rows()).toEqual(decided);
    const other = await view.use(b);
    expect(other.decisions.digest).toBe(beside.decisions.digest);
    view.close();
  });

  it("judges by no rule whose columns the run lacks", async () => {
    const policy = folder("lacks.yaml");
    writeFileSync(
      policy,
      `${policyText("image_porn > 0.5", "clip_similarity < 0.2")}    needs: [clip_similarity]\n`,
    );
    const view = await openDecidedRun(run, policy);
    view.close();
    expect(view.judged.map(({ id }) => id)).toEqual(["rule-0"]);
    expect(view.decisions.skipped).toEqual([{ id: "rule-1", missing: ["clip_similarity"] }]);
  });
});
