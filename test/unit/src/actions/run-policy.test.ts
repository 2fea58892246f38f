import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { decideOpenBy, decideRun } from "../../../../src/actions/decide.ts";
import { openRun } from "../../../../src/actions/open-run.ts";
import { reportRun } from "../../../../src/actions/report.ts";
import { saveMovedCuts } from "../../../../src/actions/save-policy.ts";
import { runCache } from "../../../../src/tui/run-cache.ts";
import { sluice } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { writeRunOf } from "../../../support/written-run.ts";

const folder = scratchFolder();
const first = folder("first");

beforeAll(() => writeRunOf(first, [{ image_porn: 0.95 }, { image_porn: 0.6 }, { text_toxicity: 0.3 }]));

/** A copy of the run that nobody chose a policy for. */
function copy(name: string): string {
  cpSync(first, folder(name), { recursive: true });
  return folder(name);
}

async function policyOf(run: string): Promise<string> {
  const { policy, close } = await openRun(run);
  close();
  return `${policy.name} v${policy.version}`;
}

describe("the policy of a run", () => {
  it("is the one that comes with sluice until one is chosen, and then stays that one", async () => {
    const run = copy("chosen");
    const before = await policyOf(run);
    expect(before).toMatch(/^default v/u);
    await decideRun(run, "strict");
    expect(await policyOf(run)).toMatch(/^strict v/u);
    expect((await decideRun(run)).policy).toBe("strict");
    await reportRun(run);
    expect(readFileSync(join(run, "report.html"), "utf8")).toContain("strict");
    expect((await sluice("curate", run, "--to", folder("nowhere"))).stderr).not.toContain("default");
  });

  it("is not changed by looking at it through another", async () => {
    const run = copy("looked");
    const strict = await openRun(run, "strict");
    strict.close();
    await sluice("report", run, "--policy", "strict");
    expect(await policyOf(run)).toMatch(/^default v/u);
  });

  it("is the one that was saved from the interface, at the next start too, wherever the run was moved to", async () => {
    const run = copy("saved");
    const settings = { policy: undefined, reviewer: "ann", now: () => new Date() };
    const cache = runCache(settings, () => {});
    const view = await cache.open(run);
    const path = await saveMovedCuts(view, [{ rule: "image-porn", index: 0, value: 0.5 }]);
    const decided = await cache.use(run, path);
    cache.close();
    const version = `default v${decided.policy.version}`;
    expect(await policyOf(run)).toBe(version);
    cpSync(run, folder("elsewhere/moved"), { recursive: true });
    rmSync(run, { recursive: true });
    expect(await policyOf(folder("elsewhere/moved"))).toBe(version);
  });

  it("is not taken back by who opened the run before another was chosen, until they took that one up", async () => {
    const run = copy("raced");
    const settings = { policy: undefined, reviewer: "ann", now: () => new Date() };
    const [ann, bo] = [runCache(settings, () => {}), runCache(settings, () => {})];
    const view = await ann.open(run);
    await bo.open(run);
    const path = await saveMovedCuts(view, [{ rule: "image-porn", index: 0, value: 0.5 }]);
    expect((await sluice("decide", run, "--policy", "strict")).code).toBe(0);
    const wanted = 'changed meanwhile to "strict"; reread: :policy strict';
    // As often as they try: nobody overwrites by trying again.
    await expect(ann.use(run, path)).rejects.toThrow(wanted);
    await expect(ann.use(run, path)).rejects.toThrow(wanted);
    expect(await policyOf(run)).toMatch(/^strict v/u);
    expect(existsSync(path)).toBe(true);
    await ann.use(run, "strict");
    const { policy } = await ann.use(run, path);
    expect(await policyOf(run)).toBe(`${policy.name} v${policy.version}`);
    await expect(bo.use(run, "default")).rejects.toThrow(
      /changed meanwhile to ".*policies.default\.v\d+\.yaml"/u,
    );
    // The command line reads and writes at once.
    expect((await sluice("decide", run, "--policy", "strict")).code).toBe(0);
    expect(await policyOf(run)).toMatch(/^strict v/u);
    ann.close();
    bo.close();
  });

  it("stays where another cannot be applied", async () => {
    const run = copy("refused");
    const view = await openRun(run);
    await expect(decideOpenBy(view, "nobody-has-it", null)).rejects.toThrow(
      'Cannot read policy "nobody-has-it"',
    );
    view.close();
    expect(await policyOf(run)).toMatch(/^default v/u);
  });

  it("is refused with the way on where the choice is damaged", async () => {
    const run = copy("damaged");
    writeFileSync(join(run, "policy.json"), '{"schema":"sluice.run-policy/1"}');
    await expect(openRun(run)).rejects.toThrow(
      /Cannot read ".*policy\.json": it names no policy; choose again: sluice decide .* --policy default/u,
    );
    await decideRun(run, "default");
    expect(await policyOf(run)).toMatch(/^default v/u);
  });
});
