import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type AuditWish, auditDataset } from "../../../../src/actions/audit.ts";
import { openRun, withRun } from "../../../../src/actions/open-run.ts";
import { runFolderOf } from "../../../../src/actions/run-folder.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
const run = folder("run");
const context = { now: () => new Date(), emit: () => {}, signal: new AbortController().signal };
const wish: AuditWish = {
  ...{ uris: ["sample"], out: run, filters: ["text-basics"], limit: 12, workers: 1 },
  ...{ policy: "default", command: ["sluice", "audit", "sample"] },
};

describe("an audit", () => {
  beforeAll(async () => {
    expect(await auditDataset(wish, context)).toMatchObject({ complete: true, trouble: null });
  });

  it("leaves a report decided by the policy, whichever face began it", async () => {
    const { report } = await auditDataset(wish, context);
    expect(report?.summary).toMatchObject({ pairs: 12, decisions: { policy: "default" } });
    expect(existsSync(report?.report ?? "")).toBe(true);
  });

  it("goes on as the run was begun only where that is asked for", async () => {
    const { filters: _, limit: __, ...bare } = wish;
    const again = await auditDataset({ ...bare, asBegun: true }, context);
    expect(again.report?.summary.pairs).toBe(12);
    await expect(auditDataset(bare, context)).rejects.toThrow(
      /Cannot resume run ".*": .*other filters, limit/u,
    );
  });

  it("keeps the scores and says why there is no report, where the policy does not fit the run", async () => {
    const policy = folder("misfit.yaml");
    const rules = [{ id: "bad", reason: "r", when: "caption_length + 1", action: "drop" }];
    writeFileSync(policy, JSON.stringify({ name: "misfit", version: 1, description: "d", rules }));
    const { complete, report, trouble } = await auditDataset({ ...wish, policy }, context);
    expect({ complete, report }).toEqual({ complete: true, report: null });
    expect(trouble?.message).toMatch(/rule "bad"/u);
  });

  it("refuses a policy that is not there before any work", async () => {
    const out = folder("never");
    await expect(auditDataset({ ...wish, out, policy: "nothing" }, context)).rejects.toThrow(
      'Cannot read policy "nothing"',
    );
    expect(existsSync(out)).toBe(false);
  });

  it("closes a run that was opened for one question, and no other", async () => {
    const view = await openRun(run, "default");
    const count = () => view.query.rows<{ n: number }>("SELECT count(*)::INTEGER AS n FROM scores");
    expect(await withRun(view, count)).toEqual([{ n: 12 }]);
    expect(await count()).toEqual([{ n: 12 }]);
    const kept = await withRun({ folder: run, policy: "strict" }, async (opened) => opened);
    await expect(kept.query.rows("SELECT 1")).rejects.toThrow(/closed/u);
    view.close();
  });
});

it.each([
  [["data/laion/{00000..00009}.tar"], "00000..00009"],
  [["data/cc12m.tsv"], "cc12m"],
  [["data/laion/"], "laion"],
  [["データ"], "データ"],
  [["a b.parquet", "c.parquet"], "a_b"],
  [["***"], "run"],
])("a run of %j is found by its name", (uris, name) => {
  expect(runFolderOf(uris)).toBe(join("runs", name));
  expect(runFolderOf(uris, "elsewhere")).toBe(join("elsewhere", name));
});

it("a run of another dataset's name goes beside that one, its own is found again", () => {
  const runs = folder("named");
  const put = (name: string, text: string) => {
    mkdirSync(join(runs, name), { recursive: true });
    writeFileSync(join(runs, name, "run.json"), text);
  };
  put("laion", JSON.stringify({ schema: "sluice.run/1", inputs: { uri: 'data "x"/laion' } }, null, 2));
  expect(runFolderOf(['data "x"/laion'], runs)).toBe(join(runs, "laion"));
  expect(runFolderOf(['./data "x"/laion/'], runs)).toBe(join(runs, "laion"));
  expect(runFolderOf(["curated/laion"], runs)).toBe(join(runs, "laion-2"));
  put("laion-2", JSON.stringify({ inputs: { uri: "curated/laion", shards: [] } }));
  expect(runFolderOf(["curated/laion"], runs)).toBe(join(runs, "laion-2"));
  expect(runFolderOf(["other/laion"], runs)).toBe(join(runs, "laion-3"));
  // What cannot be read says so when it is opened.
  put("laion", "{");
  expect(runFolderOf(["other/laion"], runs)).toBe(join(runs, "laion"));
});
