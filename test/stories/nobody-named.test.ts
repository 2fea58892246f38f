import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { outputFormats } from "../../src/actions/curate.ts";
import { sha256Of } from "../../src/digest/sha256.ts";
import { type NewRecord, openLabelFile, type VerdictRecord } from "../../src/run/labels.ts";
import { createScoreFile } from "../../src/run/scores.ts";
import { root, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const run = folder("run");
const people = ["Zebedee.Quill", "aurelio-vanterpool", "quorra@lab"] as const;

beforeAll(async () => {
  cpSync(join(root, "datasets/sample/shards"), folder("source"), { recursive: true });
  const words = ["--filters", "image-basics,text-basics,lexicon,duplicates", "--workers", "1"];
  expect((await sluice("audit", folder("source"), "--out", run, ...words)).code).toBe(4);
  const before = folder("before");
  await sluice("curate", run, "--to", before, "--quiet");
  const held = (await rowsOf(join(before, "removed.parquet"))).filter(({ state }) => state === "held");
  const key = String(held[0]?.["key"]);
  const [one = "", two = "", three = ""] = [1, 2, 3].map((i) => `00000/00000000${i}`);
  await says(people[0], "reviewer", { [one]: "drop", [two]: "drop", [three]: "keep", [key]: "keep" });
  await says(people[1], "reviewer", { [one]: "drop", [two]: "keep", [three]: "unsure" });
  await says(people[2], "adjudicator", { [two]: "drop" });
});

async function says(
  reviewer: string,
  role: VerdictRecord["role"],
  verdicts: Readonly<Record<string, VerdictRecord["verdict"]>>,
): Promise<void> {
  let tick = 0;
  const file = await openLabelFile(run, reviewer, () => new Date(1e12 + reviewer.length * 1e6 + tick++));
  for (const [key, verdict] of Object.entries(verdicts))
    await file.append({
      ...{ type: "verdict", role, key, shard: "00000", row: 0, verdict },
      ...{ rung: 3, caption: true, seconds: 4, also: [], note: `as ${people[0]} says` },
      design: { strategy: "stratified", id: "stratified:caption_length:b1:s1", stratum: 0, probability: 0.1 },
    } as NewRecord);
  await file.close();
}

async function rowsOf(path: string) {
  return (await parquetReadObjects({ file: await asyncBufferFromFile(path) })) as Record<string, unknown>[];
}

/** Files under a path in which somebody who judged is named, whatever packs them; by file. */
async function naming(at: string): Promise<readonly string[]> {
  const files = readdirSync(at, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const found: string[] = [];
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name);
    const rows = name.endsWith(".parquet") ? await rowsOf(path) : [];
    const seen = (_: string, value: unknown) =>
      value instanceof Uint8Array
        ? Buffer.from(value).toString("latin1")
        : typeof value === "bigint"
          ? 0
          : value;
    const text = `${path}${readFileSync(path, "latin1")}${JSON.stringify(rows, seen)}`.toLowerCase();
    if (people.some((one) => text.includes(one.toLowerCase()))) found.push(name);
  }
  return found.sort();
}

describe("what leaves with a dataset names nobody who judged", () => {
  it("is looked for where they are named", async () => {
    expect(await naming(run)).toEqual(people.map((one) => `${one}.jsonl`).sort());
  });

  it.each(outputFormats().map(({ id }) => id))("is curated as %s", async (format) => {
    const to = folder(`as-${format}`);
    const ran = await sluice(
      "curate",
      run,
      "--to",
      to,
      "--json",
      ...(format === null ? [] : ["--format", format]),
    );
    // Formats of their own kinds of source are refused for this one, in a line.
    if (ran.code === 2) return expect(ran.stderr).toMatch(/^Cannot /u);
    expect(await naming(to)).toEqual([]);
    expect(JSON.parse(ran.stdout)).toMatchObject({ schema: "sluice.curated/2", reviewers: 3 });
    const left = await rowsOf(join(to, "removed.parquet"));
    const said = left.flatMap(({ key, rule, reviewers }) =>
      reviewers === null ? [] : [[key, rule, reviewers]],
    );
    expect(said).toEqual([
      ["00000/000000001", "reviewer", 2],
      ["00000/000000002", "reviewer", 1],
    ]);
  });

  it("is recalled from, whose books of before named them", async () => {
    const to = folder("of-before");
    await sluice("curate", run, "--to", to, "--quiet");
    await nameAll(to);
    expect(await naming(to)).toEqual(["CURATED.yaml", "removed.parquet"]);
    writeFileSync(folder("keys"), "00000/000000005\n");
    const { code } = await sluice("recall", to, "--keys", folder("keys"));
    expect(code).toBe(0);
    expect(await naming(to)).toEqual([]);
    expect(parse(readFileSync(join(to, "CURATED.yaml"), "utf8"))).toMatchObject({ reviewers: 3 });
    const counts = (await rowsOf(join(to, "removed.parquet"))).map(({ reviewers }) => reviewers);
    expect(counts.filter((n) => n !== null)).toEqual([2]);
  });

  it("is documented, reported on and listed", async () => {
    const out = folder("out");
    const at = (name: string) => join(out, name);
    mkdirSync(out);
    const done = async (...words: readonly string[]) => {
      const { code, stderr } = await sluice(...words);
      expect([0, 3, 4], `${words.join(" ")}: ${stderr}`).toContain(code);
    };
    await done("card", "init", run);
    await done("card", "render", run, "--to", at("card"));
    await done("report", run);
    cpSync(join(run, "report.html"), at("report.html"));
    for (const form of ["csv", "jsonl", "fiftyone", "label-studio"])
      await done("review", "export", run, at(form), "--to", form);
    writeFileSync(at("pairs.json"), (await sluice("explore", run, "--json")).stdout);
    await done("explore", run, "--parquet", at("pairs.parquet"));
    expect(await naming(out)).toEqual([]);
    // They are told apart without their names.
    expect(readFileSync(at("csv"), "utf8")).toMatch(
      /,reviewer-1,adjudicator,.*,as reviewer-2 says\n[\s\S]*,reviewer-3,/u,
    );
    await done("review", "export", run, at("named"), "--names");
    expect(await naming(out)).toEqual(["named"]);
  });

  it("is made of labels without names", () => {
    const rooms = ["pipelines", "proof", "recall", "report", "cards"].map((room) => join(root, "src", room));
    const files = rooms.flatMap((room) =>
      readdirSync(room, { recursive: true, encoding: "utf8" }).map((name) => join(room, name)),
    );
    const texts = files.filter((name) => name.endsWith(".ts")).map((name) => readFileSync(name, "utf8"));
    expect(texts.filter((text) => text.includes(".namelessLabels()")).length).toBeGreaterThan(2);
    expect(texts.filter((text) => /\.labels\(\)|readLabels|readSettled|labelReader/u.test(text))).toEqual([]);
  });

  it("gives no second opinion where it comes back without names", async () => {
    const back = await sluice("review", "import", run, join(folder("out"), "csv"), "--json");
    expect(JSON.parse(back.stdout)).toMatchObject({ written: 0, known: 8 });
    expect(readdirSync(join(run, "labels")).sort()).toEqual(people.map((one) => `${one}.jsonl`).sort());
  });
});

/** Books as they were written once: with the names of who judged. */
async function nameAll(to: string): Promise<void> {
  const list = join(to, "removed.parquet");
  const rows = await rowsOf(list);
  rmSync(list);
  const columns = ["key", "shard", "row", "sha256", "state", "rule", "model", "reviewer"] as const;
  const file = createScoreFile(
    list,
    columns.map((name) => ({ name, type: name === "row" ? "int32" : "utf8", meaning: name }) as const),
  );
  const named = rows.map((row) => ({
    ...row,
    reviewer: row["reviewers"] === 2 ? people.slice(0, 2).join(", ") : null,
  }));
  await file.append(
    new Map(
      columns.map((name) => [
        name,
        named.map((row) => (row as Record<string, string | number | null>)[name] ?? null),
      ]),
    ),
  );
  await file.finish({});
  const path = join(to, "CURATED.yaml");
  const books = parse(readFileSync(path, "utf8"));
  const lists = { ...books.lists, "removed.parquet": sha256Of(readFileSync(list)) };
  writeFileSync(path, stringify({ ...books, schema: "sluice.curated/1", reviewers: people, lists }));
}
