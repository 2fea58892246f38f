import { readFileSync, writeFileSync } from "node:fs";
import { createFilter, type Row } from "../filters/index.ts";
import { openPromptGate } from "../src/gate/prompt/prompt-gate.ts";
import { loadPolicy } from "../src/policy/load.ts";
import { openRowJudge } from "../src/run/judge-rows.ts";
import { type Rate, wilson } from "../src/statistics/wilson.ts";

const folder = new URL("../test/fixtures/policy-captions/", import.meta.url);

/** A text by an independent author, who had seen neither rules nor training grammar. */
interface Line {
  readonly text: string;
  /** 1: should not pass. */
  readonly label: 0 | 1;
  readonly kind: string;
}

/** Base64 of JSON lines, so that nobody reads it by accident. */
function read(name: string): readonly Line[] {
  const text = Buffer.from(readFileSync(new URL(name, folder), "utf8"), "base64").toString();
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** What a policy does with one kind of text. */
export interface PolicyRate {
  readonly policy: string;
  readonly kind: string;
  readonly harmful: boolean;
  /** Not kept: dropped, or a person is asked. */
  readonly stopped: Rate;
  /** Dropped, or blocked. */
  readonly dropped: Rate;
}

/** `default`, `strict` and the gate's policy for prompts over captions and prompts by independent authors. */
export async function measurePolicies(): Promise<readonly PolicyRate[]> {
  const captions = read("policy-captions.jsonl.b64");
  const prompts = read("gate-prompts.jsonl.b64");
  const gate = await openPromptGate({ device: "cpu", people: names() });
  const verdicts = await gate.judge(prompts.map(({ text }) => ({ prompt: text })));
  await gate.close();
  const ofPrompts = verdicts.map(({ action }) => action);
  const rows = await score(captions.map(({ text }) => text));
  const rates: PolicyRate[] = [];
  for (const name of ["default", "strict"]) {
    const actions = await judge(name, rows);
    rates.push(...count(name, captions, actions, "drop", "keep"));
  }
  return [...rates, ...count("gate/prompt", prompts, ofPrompts, "block", "pass")];
}

function names(): readonly string[] {
  const path = new URL("../src/gate/rules/shipped/people.txt", import.meta.url);
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}

async function score(texts: readonly string[]): Promise<Row[]> {
  const samples = texts.map((caption, i) => ({ key: String(i), caption }));
  const rows: Row[] = texts.map((caption) => ({ caption }));
  for (const id of ["text-toxicity", "lexicon"] as const) {
    const filter = await createFilter(id, { device: "cpu", models: {} });
    for (const [i, row] of (await filter.score(samples)).entries()) rows[i] = { ...rows[i], ...row };
    await filter.close();
  }
  return rows.map((row) => ({ ...row, text_coverage: row["text_unread"] ?? "measured" }));
}

/** What a policy does with captions, as far as it reads them. @param known scores that stand for those of the filters */
export async function judgeCaptions(
  policy: string,
  captions: readonly string[],
  known: readonly Row[] = [],
): Promise<readonly string[]> {
  const rows = await score(captions);
  return judge(
    policy,
    rows.map((row, i) => ({ ...row, ...known[i] })),
  );
}

/** The rules of a policy that read captions alone: a picture, a duplicate or an address is another matter. */
async function judge(name: string, rows: readonly Row[]): Promise<readonly string[]> {
  const policy = await loadPolicy(name);
  const rules = policy.rules.filter(
    ({ needs = [], when }) =>
      ([...needs, ...(/\bcaption\b/u.test(when) ? ["caption"] : [])].some((column) =>
        /^(?:caption|text_(?!coverage)|lexicon_)/u.test(column),
      ) &&
        !needs.some((column) => /^(?:caption_|exif|other_|unmeasured)/u.test(column))) ||
      needs.join() === "text_coverage",
  );
  const known = Object.keys(rows[0] ?? {});
  const columns = known.map((column) => ({
    name: column,
    type: /^(?:caption|text_unread|text_coverage)$/u.test(column) ? ("utf8" as const) : ("float32" as const),
    meaning: column,
  }));
  const judged = await openRowJudge(
    { ...policy, rules: rules.map(({ needs: _, ...rule }) => rule) },
    columns,
  );
  const judgements = await judged.judge(rows);
  judged.close();
  return judgements.map(({ action }) => action);
}

function count(
  policy: string,
  lines: readonly Line[],
  actions: readonly string[],
  dropped: string,
  kept: string,
): readonly PolicyRate[] {
  const kinds = [...new Set(lines.map(({ kind, label }) => `${label} ${kind}`))].sort().reverse();
  return ["1 all", "0 all", ...kinds].map((id) => {
    const [label, kind = ""] = id.split(/ (.*)/u);
    const chosen = lines.flatMap((line, i) =>
      String(line.label) === label && (kind === "all" || line.kind === kind) ? [actions[i] ?? kept] : [],
    );
    const share = (of: (action: string) => boolean) => wilson(chosen.filter(of).length, chosen.length);
    const stopped = share((action) => action !== kept);
    return { policy, kind, harmful: label === "1", stopped, dropped: share((action) => action === dropped) };
  });
}

function cell({ k, n, rate, low, high }: Rate): string {
  const percent = (value: number | null) => (100 * (value ?? 0)).toFixed(1);
  return `${k} of ${n}: ${percent(rate)} % [${percent(low)}, ${percent(high)}]`;
}

/** The table of `docs/policies.md`. */
export function policyTable(rates: readonly PolicyRate[]): string {
  const rows = rates.map(
    ({ policy, kind, harmful, stopped, dropped }) =>
      `| \`${policy}\` | ${harmful ? "harmful" : "harmless"}: ${kind} | ${cell(stopped)} | ${cell(dropped)} |`,
  );
  return [
    "| Policy | Texts | not kept | of these dropped or blocked |",
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

if (process.argv[1]?.endsWith("policy-captions.ts")) {
  const path = new URL("../docs/policies.md", import.meta.url);
  const marks = /(<!-- measured by npm run policies -->\n)[\s\S]*?(\n<!-- end -->)/u;
  const table = policyTable(await measurePolicies());
  writeFileSync(
    path,
    readFileSync(path, "utf8").replace(marks, (_, head, tail) => `${head}${table}${tail}`),
  );
  console.log(table);
}
