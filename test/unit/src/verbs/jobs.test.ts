import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { seal } from "../../../../src/ledger/sealed.ts";
import { tended } from "../../../../src/verbs/housekeeping.ts";
import { openJob, removeEndedJobs } from "../../../../src/verbs/jobs.ts";
import { approval, asked, judged, started, type World, world } from "../../../support/gate-world.ts";

let w: World;
const now = () => new Date(w.clock);
const jobs = () => readdirSync(join(w.folder, "jobs")).sort();
beforeEach(async () => {
  w = await world((files) => {
    files["settings.yaml"] = files["settings.yaml"]?.replace(/requests: \d+/u, "requests: 100") ?? "";
  });
});

/** A request of ann's that generates, for as many hours. */
async function generating(hours = 1): Promise<string> {
  const { seq } = await w.gate.act(w.keys.ann, asked());
  const request = `r${seq}`;
  await w.gate.act(w.keys.bo, approval(request, w.clock, hours));
  await w.gate.act(w.keys.ann, started(request));
  return request;
}

/** Keeps something of a job. */
async function checkpoint(...requests: readonly string[]) {
  const store = await openJob(w.gate, requests);
  await store.write("base/000000", new Uint8Array(8));
  return store;
}

it("a job stays as long as one of its requests can go on, and is removed with its key once none can", async () => {
  const [short, long, done] = [await generating(1), await generating(2), await generating(2)];
  await w.gate.act(w.keys.ann, judged(done, 0, "fault"));
  for (const one of [[short], [long], [done, short], [short, long], ["r99999"]]) await checkpoint(...one);
  expect((await removeEndedJobs(w.gate, now)).removed).toEqual([]);
  w.clock += 3_600_000;
  const { removed } = await removeEndedJobs(w.gate, now);
  expect([...removed].sort()).toEqual([short, `${done}-${short}`].sort());
  // One that this process does not know of may have been asked for just now.
  expect(jobs()).toEqual([long, `${short}-${long}`, "r99999"].sort());
  w.clock += 3_600_000;
  expect((await removeEndedJobs(w.gate, now)).removed.length).toBe(2);
});

it("a job whose name was cut stays as long as its requester has anything that can go on", async () => {
  const many: string[] = [];
  for (let i = 0; i < 30; i++) many.push(await generating(i === 29 ? 3 : 1));
  await checkpoint(...many);
  w.clock += 3_600_000;
  expect((await removeEndedJobs(w.gate, now)).removed).toEqual([]);
  w.clock += 2 * 3_600_000;
  expect((await removeEndedJobs(w.gate, now)).removed.length).toBe(1);
});

it("a denial ends a job at once, and the run that still writes to it in one line", async () => {
  const said: string[] = [];
  const gate = tended(w.gate, { now, say: (line) => said.push(line) });
  const request = await generating();
  const store = await checkpoint(request);
  await gate.act(w.keys.ann, asked());
  expect(jobs()).toEqual([request]);
  await gate.act(w.keys.bo, { type: "denial", request, reason: seal("not this") });
  expect(jobs()).toEqual([]);
  expect(said).toEqual([`removed what was kept of ${request}, which cannot go on`]);
  await expect(store.write("base/000000", new Uint8Array(8))).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/^Cannot keep checkpoint .* its grant ended or its request was denied$/u),
  });
  await store.destroy();
});

it("what cannot be removed is named with the reason, without its key", async () => {
  const request = await generating();
  await checkpoint(request);
  w.clock += 3_600_000;
  mkdirSync(join(w.folder, "jobs", request, "folder"));
  const { removed, left } = await removeEndedJobs(w.gate, now);
  expect([removed, left.map(({ job }) => job)]).toEqual([[], [request]]);
  expect(existsSync(join(w.folder, "jobs", request, "job.key"))).toBe(false);
});

it("nothing is removed through a link", async () => {
  const request = await generating();
  const elsewhere = join(w.folder, "elsewhere");
  mkdirSync(join(elsewhere, request), { recursive: true });
  w.clock += 3_600_000;
  symlinkSync(elsewhere, join(w.folder, "jobs"));
  expect((await removeEndedJobs(w.gate, now)).removed).toEqual([]);
  expect(existsSync(join(elsewhere, request))).toBe(true);
});
