import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { type AuditWish, auditDataset } from "../../../../src/actions/audit.ts";
import { reopenDataset } from "../../../../src/run/open-dataset.ts";
import { type RunFile, readRun } from "../../../../src/run/run.ts";
import { folderOf, jpeg, tarOf } from "../../../support/written.ts";

const context = { now: () => new Date(), emit: () => {}, signal: new AbortController().signal };
const tar = await tarOf([["a.txt", "caption"]]);

/** A wish that audits captions alone, into a folder that goes after the test. */
function auditOf(...uris: readonly string[]): AuditWish & { readonly out: string } {
  const out = join(folderOf({}), "run");
  return { uris, out, filters: ["text-basics"], workers: 1, policy: "default", command: ["sluice", "audit"] };
}

it("finds several places with spaces in their names again, one by one", async () => {
  const folder = folderOf({ "first of all.tar": tar, "then this.tar": tar });
  const uris = ["first of all.tar", "then this.tar"].map((name) => join(folder, name));
  const wish = auditOf(...uris);
  await auditDataset(wish, context);
  const { inputs } = await readRun(wish.out);
  expect(inputs.uris).toEqual(uris);
  const { shards } = await reopenDataset(inputs, wish.out, null);
  expect(shards.map(({ name }) => name)).toEqual(["first_of_all", "then_this"]);
  // As the interface goes on with it: by the one text that people see.
  const again = await auditDataset({ ...wish, uris: [inputs.uri], asBegun: true }, context);
  expect(again.report?.summary.pairs).toBe(2);
});

it("reads and goes on with a run of an older version, which kept several places as one text", async () => {
  const folder = folderOf({ "0.tar": tar, "1.tar": tar });
  const wish = auditOf(join(folder, "0.tar"), join(folder, "1.tar"));
  await auditDataset(wish, context);
  const path = join(wish.out, "run.json");
  const { inputs, ...run } = JSON.parse(readFileSync(path, "utf8")) as RunFile;
  const { uris: _, ...old } = inputs;
  writeFileSync(path, JSON.stringify({ ...run, inputs: old }));
  expect((await reopenDataset((await readRun(wish.out)).inputs, wish.out, null)).shards).toHaveLength(2);
  expect((await auditDataset(wish, context)).report?.summary.pairs).toBe(2);
});

it("follows links again where the run followed them, and refuses to mix such a run with another", async () => {
  const folder = folderOf({});
  symlinkSync(folderOf({ "0.jpg": await jpeg(), "0.txt": "zero" }), join(folder, "images"));
  const wish = { ...auditOf(folder), followLinks: true };
  await auditDataset(wish, context);
  const { inputs } = await readRun(wish.out);
  expect(inputs.followLinks).toBe(true);
  const dataset = await reopenDataset(inputs, wish.out, null);
  expect(dataset.shards.map(({ name }) => basename(name))).toEqual(["folder-00000"]);
  symlinkSync(join(folder, "images", "0.jpg"), join(folder, "1.jpg"));
  await expect(auditDataset({ ...wish, followLinks: false }, context)).rejects.toThrow(/other followLinks/u);
});
