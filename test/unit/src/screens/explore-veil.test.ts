import { describe, expect, it } from "vitest";
import { captionSeconds, defaultLimits } from "../../../../src/exposure/ladder.ts";
import { doubtOf } from "../../../../src/run/doubt.ts";
import type { LabelRecord } from "../../../../src/run/labels.ts";
import { detailLines, scoresShown } from "../../../../src/screens/explore/detail.ts";
import { pressed } from "../../../../src/screens/explore/press.ts";
import { explore, exploreStart } from "../../../../src/screens/explore/state.ts";
import { isClear, readOf, uncounted } from "../../../../src/screens/explore/veil.ts";
import { wrapped } from "../../../../src/screens/kit/wrap.ts";

const row = {
  key: "k",
  caption: "a red apple",
  error: null,
  text_coverage: "measured",
  text_unread: null,
  text_toxicity: 0.02,
  text_insult: 0.04,
  lexicon_severity: 0,
  lexicon_slurs: 0,
};

describe("how doubtful a caption is", () => {
  it("is its highest text score", () => expect(doubtOf(row)).toBe(0.04));

  it.each([
    ["a score is missing", { text_insult: null }],
    ["the run has no text scores", { text_toxicity: undefined, text_insult: undefined }],
    ["the model did not read it", { text_unread: "script" }],
    ["it was not measured", { text_coverage: "unsupported" }],
    ["a listed word stands in it", { lexicon_slurs: 1 }],
    ["no list was searched", { lexicon_severity: null }],
    ["the pair has an error", { error: "torn" }],
    ["it goes on where no list has searched", { caption_length: 20_001 }],
    ["there is none", { caption: null }],
  ])("is not known where %s", (_, change) => expect(doubtOf({ ...row, ...change })).toBeNull());
});

describe("the veil of explore", () => {
  const start = exploreStart(undefined, 0.1);
  const read = explore(start, { type: "counted", keys: ["k"] });

  it("lets a caption through once it is counted, and not where it scores higher or was not measured", () => {
    expect([isClear(start, row), isClear(read, row)]).toEqual([false, true]);
    expect(uncounted(start, [row])).toEqual([row]);
    expect(uncounted(read, [row])).toEqual([]);
    expect(uncounted(start, [{ ...row, text_toxicity: 0.1 }])).toEqual([]);
    expect(isClear(read, { ...row, text_toxicity: null })).toBe(false);
    expect(isClear(explore(read, { type: "veil", veil: 0.03 }), row)).toBe(false);
  });

  it("counts what its scores say, within the reader's budget", () => {
    const looking = { records: [], reviewer: "ann", limits: defaultLimits, now: new Date(0) };
    expect(readOf([row], 0.1, looking)).toEqual({
      type: "write-read",
      keys: ["k"],
      record: { type: "read", keys: ["k"], veil: 0.1, points: expect.closeTo(0.012) },
    });
    const spent = { type: "read", reviewer: "ann", time: new Date(0).toISOString(), points: 100 };
    expect(readOf([row], 0.1, { ...looking, records: [spent as unknown as LabelRecord] })).toMatchObject({
      type: "say",
      text: expect.stringMatching(/^exposure budget/u),
    });
  });

  it("is moved by V to a score, and says what is none", () => {
    const around = { columns: 1, column: undefined, total: 1, height: 1, values: [], valuesHeight: 1 };
    const press = (text: string) =>
      pressed(start, { type: "veil", text }, { ...around, paired: "k", clear: false, lines: 0, lineRows: 0 });
    expect(press("0.3")).toEqual({ effects: [], action: { type: "veil", veil: 0.3 } });
    for (const bad of ["", "x", "2", "-1"])
      expect(press(bad)).toMatchObject({ effects: [{ kind: "warning" }], action: null });
  });
});

describe("long captions", () => {
  it("hide by themselves once there was time to read them", () => {
    expect(captionSeconds("", defaultLimits)).toBe(3);
    expect(captionSeconds("x".repeat(300), defaultLimits)).toBe(23);
    expect(captionSeconds("x".repeat(30_000), defaultLimits)).toBe(60);
  });

  it("stand whole in the detail, in lines that fit", () => {
    const caption = "The quick brown fox ".repeat(40).trim();
    const lines = detailLines(
      {
        ...({
          key: "k",
          error: null,
          rules: [],
          notes: [],
          where: null,
          duplicateOf: null,
          verdicts: [],
        } as const),
        ...({ hiddenVerdicts: 0, scores: [], facts: [], caption, otherText: null } as const),
      } as unknown as Parameters<typeof detailLines>[0],
      true,
      56,
    );
    const texts = lines.map((line) => ("text" in line ? line.text : ""));
    expect(texts.join(" ")).toBe(caption);
    expect(Math.max(...texts.map(({ length }) => length))).toBeLessThanOrEqual(56);
  });

  it("are followed by the scores that a rule asks for, then by the others", () => {
    const score = (id: string, value: number | null, reached: boolean, cuts: readonly number[] = [0.5]) =>
      ({ id, value, cuts, reached }) as unknown as Parameters<typeof scoresShown>[0][number];
    const scores = [
      score("image_porn", 0.001, false),
      score("text_toxicity", 0.9, true),
      score("image_sexy", null, false),
      score("image_drawing", 0, false, []),
      score("text_insult", 0.7, true),
    ];
    expect(scoresShown(scores).map(({ id }) => id)).toEqual(["text_toxicity", "text_insult", "image_porn"]);
  });

  it("break inside of a word only where it is longer than a line", () => {
    expect(wrapped("aa bb cccccc d", 4)).toEqual(["aa", "bb", "cccc", "cc d"]);
    expect(wrapped("字字字", 4)).toEqual(["字字", "字"]);
    expect(wrapped("", 4)).toEqual([""]);
  });
});
