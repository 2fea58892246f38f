import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { pairsOf } from "../support/stored-pairs.ts";
import { jpeg, tarOf } from "../support/written.ts";

const folder = scratchFolder();
const source = folder("source");
const run = folder("run");
const insult = "YOU STUPID IDIOT, everyone hates you";

beforeAll(async () => {
  mkdirSync(source);
  const image = await jpeg();
  const members = [
    ["0.jpg", image],
    ["0.txt", "a red barn"],
    ["0.alt.txt", insult],
    ["0.json", JSON.stringify({ width: 8, title: insult })],
    ["1.jpg", image],
    ["1.txt", "two dogs"],
  ] as const;
  writeFileSync(join(source, "00000.tar"), await tarOf(members));
  const filters = "image-basics,text-basics";
  const audited = await sluice("audit", source, "--filters", filters, "--out", run, "--quiet");
  expect(audited.code, audited.stderr).toBe(0);
});

async function curate(name: string, ...flags: readonly string[]) {
  const to = folder(name);
  const ran = await sluice("curate", run, "--to", to, "--quiet", ...flags);
  expect(ran.code, ran.stderr).toBe(0);
  return { to, stdout: ran.stdout, said: parse(readFileSync(join(to, "CURATED.yaml"), "utf8")) };
}

it("writes nothing that was not measured, and lists what it left out", async () => {
  const { to, said, stdout } = await curate("stripped");
  expect(readFileSync(join(to, "00000.tar"), "latin1")).not.toContain("STUPID");
  expect((await pairsOf(to)).map(({ members }) => members?.map(({ name }) => name))).toEqual([
    ["0.jpg", "0.txt", "0.json"],
    ["1.jpg", "1.txt"],
  ]);
  expect([said.stripped, said.carried]).toEqual([{ ".alt.txt": 1, title: 1 }, {}]);
  expect(stdout).toContain("note: stripped, since nothing measured it (pairs): .alt.txt 1, title 1");
});

it("writes it where --carry says so, tells that, and names what --carry did not find", async () => {
  const { to, said, stdout } = await curate("carried", "--carry", ".alt.txt", "--carry", "absent");
  expect((await pairsOf(to))[0]?.meta).toMatchObject({ "alt.txt": insult, width: 8 });
  expect([said.stripped, said.carried]).toEqual([{ title: 1 }, { ".alt.txt": 1 }]);
  expect(stdout).toContain("note: written unmeasured, as --carry says (pairs): .alt.txt 1");
  expect(stdout).toContain("note: --carry absent found nothing of that name that was not measured");
});

it("is said by the card of what was written", async () => {
  const { to } = await curate("carried-card", "--carry", ".alt.txt");
  const again = folder("carried-run");
  const filters = "image-basics,text-basics";
  await sluice("audit", to, "--filters", filters, "--out", again, "--quiet");
  expect((await sluice("card", "init", again)).code).toBe(0);
  const rendered = await sluice("card", "render", again, "--to", folder("cards"), "--only", "datasheet,hub");
  expect(rendered.code, rendered.stderr).toBe(0);
  expect(readFileSync(join(folder("cards"), "datasheet.md"), "utf8")).toMatch(
    /Written unmeasured \|[^\n]*\.alt\.txt \(1\)/u,
  );
  expect(readFileSync(join(folder("cards"), "README.md"), "utf8")).toContain("written unmeasured: .alt.txt");
});

it("gives what is carried a column of its own in Parquet and a field in an imagefolder's metadata", async () => {
  const { to } = await curate("parquet", "--format", "parquet", "--carry", "title");
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(to, "data/00000.parquet")) });
  expect(rows.map(({ title }) => title ?? null)).toEqual([insult, null]);
  const other = await curate("imagefolder", "--format", "imagefolder", "--carry", "title");
  const lines = readFileSync(join(other.to, "data/00000/metadata.jsonl"), "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).title)).toEqual([insult, null]);
});

it("does not go on with what was begun without --carry", async () => {
  const to = folder("begun");
  mkdirSync(join(`${to}.part`, ".curate"), { recursive: true });
  writeFileSync(join(`${to}.part`, ".curate/plan.json"), "{}\n");
  const ran = await sluice("curate", run, "--to", to, "--carry", "title", "--quiet");
  expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining("it was begun with another run")]);
});
