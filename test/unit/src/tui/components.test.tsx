import { render } from "ink-testing-library";
import { describe, expect, it } from "vitest";
import { defaultQueue, type ReviewQueue } from "../../../../src/review/kept-queues.ts";
import type { DecisionReceipt } from "../../../../src/run/questions/receipt.ts";
import { detailLines } from "../../../../src/screens/explore/detail.ts";
import { unseen } from "../../../../src/screens/review/state.ts";
import { factCount } from "../../../../src/screens/review/words.ts";
import { Detail } from "../../../../src/tui/explore/detail.tsx";
import { Table } from "../../../../src/tui/explore/table.tsx";
import { KeyBar, titleLine } from "../../../../src/tui/kit/frame.tsx";
import { Finished } from "../../../../src/tui/review/finished.tsx";
import { factRows, Pair } from "../../../../src/tui/review/pair.tsx";
import { GlanceText } from "../../../../src/tui/run/glance-text.tsx";

const frame = (element: Parameters<typeof render>[0]) => render(element).lastFrame() ?? "";
const nothing = () => {};

it("shows a line of one dim cell whole: nothing stands beside it", () => {
  const text = "claimed 8 · taken up again 1 · failed attempts 0 · 00000, 00001";
  const line = { id: "claims", kind: "dim", cells: [text], where: null } as const;
  expect(frame(<GlanceText line={line} chosen={false} />)).toBe(text);
});

const receipt: DecisionReceipt = {
  key: "00000/1",
  shard: "00000",
  row: 1,
  caption: "you horrid thing",
  error: null,
  action: "review",
  policy: { name: "default", version: 1, digest: "d" },
  rules: [
    {
      id: "first",
      action: "review",
      reason: "It may hurt",
      when: "a",
      fired: true,
      decides: true,
      values: {},
    },
    { id: "second", action: "drop", reason: "Never", when: "b", fired: false, decides: false, values: {} },
  ],
  scores: [
    {
      id: "text_toxicity",
      value: 0.75,
      by: "text-toxicity",
      model: null,
      columns: ["text_toxicity"],
      cuts: [0.5],
      reached: true,
    },
  ],
  verdicts: [],
  hiddenVerdicts: 0,
  fingerprint: null,
  duplicateOf: null,
  notes: [],
  otherText: null,
  where: null,
  facts: [{ name: "language", value: "en" }],
  doubt: 0.75,
};

describe("the table", () => {
  const rows = Array.from({ length: 1000 }, (_, i) => ({
    action: "keep",
    key: `shard/${i}`,
    caption: "secret words",
  }));
  const columns = ["action", "key", "caption"].map((name) => ({
    column: { name, kind: "text" as const },
    width: name === "caption" ? 20 : 8,
  }));

  it("mounts only the rows of its window, and masks captions", () => {
    const asked: number[] = [];
    const row = (i: number) => {
      asked.push(i);
      return rows[i];
    };
    const text = frame(
      <Table
        columns={columns}
        current="key"
        sort={null}
        top={500}
        height={5}
        cursor={502}
        total={1000}
        row={row}
      />,
    );
    expect([...new Set(asked)]).toEqual([500, 501, 502, 503, 504]);
    // Keys that begin alike are told apart.
    expect(text).toMatch(/shar…502 .*\n.*shar…503 /u);
    expect(text).toMatch(/s▒+ w▒+/u);
    expect(text).not.toContain("secret");
  });

  it("draws a mark where a page has not come yet", () => {
    const text = frame(
      <Table
        columns={columns}
        current="key"
        sort={null}
        top={0}
        height={2}
        cursor={0}
        total={2}
        row={() => undefined}
      />,
    );
    expect(text.split("\n").slice(1)).toEqual(["…", "…"]);
  });
});

it("names the policy in the title, however long the way is: the way loses its start first", () => {
  expect(titleLine("runs/a › explore", "default v6", 60)).toBe(
    " sluice › runs/a › explore · policy default v6".padEnd(60),
  );
  expect(titleLine("runs/a › explore", "default v6", 40)).toBe(" sluice › runs/a › explore · default v6 ");
  expect(titleLine("runs/a › explore", "default v6", 30)).toMatch(/^…runs\/a › explore · default v6$/u);
  expect(titleLine("home", null, 16)).toBe(" sluice › home  ");
});

it("keeps the key that finds all other keys, however narrow the bar", () => {
  const bindings = ["one", "two", "three", "four", "five"]
    .map((bar, i) => ({ keys: [String(i)], help: bar, bar, action: nothing }))
    .concat([{ keys: ["?"], help: "keys", bar: "keys", action: nothing }]);
  expect(frame(<KeyBar bindings={bindings} columns={22} />)).toMatch(/^0 one +1 two +\? keys$/u);
});

describe("why a pair is what it is", () => {
  it("shows the deciding rule, the score beside its cut, and the caption only once revealed", () => {
    const detail = (clear: boolean, rows = 12, scroll = 0) => {
      const lines = detailLines(receipt, clear, 80);
      return frame(<Detail {...{ receipt, lines, scroll, rows }} columns={80} />);
    };
    const hidden = detail(false);
    expect(hidden).toMatch(/▶ first It may hurt/u);
    expect(hidden).not.toMatch(/second/u);
    expect(hidden).toMatch(/text_toxicity +█+.*0\.750/u);
    // A reason is read to its end, however narrow the pane.
    const narrow = detailLines(receipt, false, 14).slice(0, 2);
    expect(narrow).toMatchObject([{ text: "▶ first It may" }, { text: "  hurt", kind: "decides" }]);
    expect(hidden).not.toContain("horrid");
    expect(detail(true)).toContain("you horrid thing");
    // What fired stands first; what does not fit is counted, and scrolled to.
    expect(detail(true, 3)).toMatch(/lines 1–2 of 4, J K scroll\n▶ first It may hurt\nyou horrid thing$/u);
    expect(detail(true, 3, 2)).toMatch(/0\.750\nlanguage +en$/u);
  });
});

describe("the pair under review", () => {
  const item = { key: "00000/1", shard: "00000", row: 1, stratum: null, probability: null };
  const base = {
    pending: [item],
    done: [],
    note: "",
    spent: 0,
    given: 0,
    rested: 0,
    paused: null,
  };
  const drawn = (rung: number, caption = false) =>
    frame(
      <Pair
        item={item}
        state={{ ...base, shown: { ...unseen(0), rung, caption } }}
        receipt={receipt}
        cluster={["00000/2"]}
        images={null}
        columns={80}
        rows={18}
      />,
    );

  it("shows nothing but a masked caption at first, and scores one rung later", () => {
    expect(drawn(0)).not.toMatch(/horrid|0\.750|policy says/u);
    expect(drawn(0)).toMatch(/a opens its 1 near duplicate/u);
    expect(drawn(1)).toMatch(/the policy says review/u);
    expect(drawn(1)).not.toContain("horrid");
    expect(drawn(0, true)).toContain("you horrid thing");
    const long = frame(
      <Pair
        item={item}
        state={{ ...base, shown: { ...unseen(0), caption: true } }}
        receipt={{ ...receipt, caption: "word ".repeat(80).trim() }}
        cluster={[]}
        images={null}
        columns={80}
        rows={18}
      />,
    );
    expect(long).toContain("… 2 more, J scrolls");
  });

  it("scrolls what stands beside a picture to its last line, and says how much is left", () => {
    const rules = Array.from({ length: 20 }, (_, i) => ({
      ...{ id: `rule-${i}`, action: "review", reason: "", when: "true", value: null },
      ...{ fired: true, decides: i === 0 },
    }));
    const many = { ...receipt, rules } as unknown as typeof receipt;
    const shownAt = (scroll: number) =>
      frame(
        <Pair
          item={item}
          state={{ ...base, shown: { ...unseen(0), rung: 3, scroll } }}
          receipt={many}
          cluster={[]}
          images={null}
          columns={80}
          rows={18}
        />,
      );
    const last = factCount(many) - factRows(18);
    expect(last).toBeGreaterThan(5);
    expect(shownAt(0)).toMatch(new RegExp(`… ${last + 1} more, J scrolls`, "u"));
    expect(shownAt(0)).not.toContain("rule-19");
    expect(shownAt(last)).toContain("rule-19");
    expect(shownAt(last)).not.toContain("J scrolls");
  });

  it("says what was judged when nothing is left", () => {
    const seen = { topRung: 0, captionSeen: false };
    const done = (["keep", "drop", "drop", "skip"] as const).map((verdict, serial) => ({
      serial,
      item,
      verdict,
      covered: [],
      seen,
      note: "",
    }));
    const state = { ...base, pending: [], done, shown: unseen(0) };
    const told = (asked: Partial<ReviewQueue>) =>
      frame(<Finished {...{ state, folder: "runs/a", asked: { ...defaultQueue, ...asked } }} />);
    const text = told({ strategy: "stratified", signal: "text_toxicity" });
    expect(text).toMatch(/All 3 judged: 1 keep, 2 drop, 0 unsure/u);
    // By the score that was sampled; of a queue that was not drawn by chance nothing can be calibrated.
    expect(text).toMatch(/sluice calibrate runs\/a --filter text-toxicity/u);
    expect(told({ strategy: "flagged" })).not.toMatch(/sluice calibrate/u);
    expect(told({ strategy: "flagged" })).toMatch(/sluice review runs\/a --strategy stratified/u);
  });
});
