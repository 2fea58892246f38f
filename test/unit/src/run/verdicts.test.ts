import { describe, expect, it } from "vitest";
import { type NewRecord, openLabelFile, type ReviewVerdict } from "../../../../src/run/labels.ts";
import { labelReader, readSettled } from "../../../../src/run/verdicts.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

const says = (key: string, verdict: ReviewVerdict, also: readonly string[] = []): NewRecord => ({
  type: "verdict",
  role: "reviewer",
  key,
  shard: "00000",
  row: 0,
  verdict,
  rung: 0,
  caption: false,
  seconds: 1,
  design: { strategy: "flagged", id: "flagged", stratum: null, probability: null },
  also,
});

describe("labels, settled", () => {
  it("give standing verdicts, what is held, what is disputed and each one's opinion from one replay", async () => {
    const run = folder("one-replay");
    const [ann, bob] = [
      await openLabelFile(run, "ann", () => new Date(0)),
      await openLabelFile(run, "bob", () => new Date(1)),
    ];
    await ann.append(says("a", "keep"));
    await ann.append(says("a", "drop", ["twin"]));
    const mistake = await ann.append(says("b", "drop"));
    await ann.append({ type: "undo", undoes: mistake.id });
    await bob.append(says("a", "keep"));
    await bob.append(says("b", "keep"));
    await Promise.all([ann.close(), bob.close()]);
    const { standing, final, disputed, opinions, records } = await readSettled(run);
    expect(records).toHaveLength(6);
    expect(standing.map(({ reviewer, key, verdict }) => `${reviewer} ${key} ${verdict}`)).toEqual([
      "ann a drop",
      "bob a keep",
      "bob b keep",
    ]);
    expect(Object.fromEntries(final)).toEqual({
      twin: { verdict: "drop", by: "single", reviewers: ["ann"] },
      b: { verdict: "keep", by: "single", reviewers: ["bob"] },
    });
    expect(disputed.map(({ key }) => key)).toEqual(["a"]);
    expect([...opinions.values()].map((said) => Object.fromEntries(said))).toEqual([
      { ann: "drop", bob: "keep" },
      { bob: "keep" },
    ]);
  });

  it("are replayed where a file has changed, and only there", async () => {
    const run = folder("changed");
    const read = labelReader(run);
    expect((await read()).standing).toEqual([]);
    const ann = await openLabelFile(run, "ann", () => new Date(0));
    await ann.append(says("a", "keep"));
    const first = await read();
    expect(first.standing).toHaveLength(1);
    expect(await read()).toBe(first);
    await ann.append(says("b", "drop"));
    await ann.close();
    expect((await read()).standing).toHaveLength(2);
  });
});
