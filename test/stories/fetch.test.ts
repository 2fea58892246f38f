import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { fetching } from "../support/fetching.ts";

const { fetched, origin, at } = fetching();
const contact = ["--contact", "someone@example.org"];

it("fetches nothing without a deny list or the reason that there is none, nor without a contact", async () => {
  const { to } = await fetched([{ url: at("x.jpg") }], {}, "said");
  const list = join(to, "../in/said.jsonl");
  const out = join(to, "../refused");
  const ran = (...words: readonly string[]) => sluice("fetch", list, "--to", out, "--quiet", ...words);
  expect(await ran(...contact)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^sluice: Cannot fetch without a deny list: wanted --deny FILE/u),
  });
  expect(await ran("--waiver", " ", ...contact)).toMatchObject({ code: 2 });
  const empty = join(to, "../empty.txt");
  writeFileSync(empty, "# nothing\n");
  expect(await ran("--deny", empty, ...contact)).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/empty deny list/u),
  });
  expect(await ran("--waiver", "own pictures")).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/without a contact/u),
  });
  expect(await ran("--waiver", "own", "--contact", "a@b\r\nX-Other: 1")).toMatchObject({ code: 2 });
  expect(await sluice("audit", list, "--waiver", "x")).toMatchObject({ code: 2 });
  expect(existsSync(out)).toBe(false);
});

it("asks no machine of a private network for anything, whatever is typed, and says why in a row", async () => {
  const { to } = await fetched([{ url: at("x.jpg", "127.0.0.1") }], {}, "private");
  origin().requests.length = 0;
  const out = join(to, "../none");
  const ran = await sluice(
    "fetch",
    join(to, "../in/private.jsonl"),
    "--to",
    out,
    "--waiver",
    "a story",
    ...contact,
    "--json",
    "--quiet",
  );
  expect(ran.code).toBe(4);
  expect(JSON.parse(ran.stdout)).toMatchObject({
    schema: "sluice.fetched/1",
    rows: 1,
    fetched: 0,
    reasons: [{ reason: "Cannot fetch: its address, or one it leads to, is private or reserved", rows: 1 }],
  });
  expect(origin().requests).toEqual([]);
  expect(readFileSync(join(out, "FETCHED.yaml"), "utf8")).toContain("waiver: a story");
});

it("fetches and audits in one command: what came is beside the run, with the terms in both", async () => {
  const rows = Array.from({ length: 4 }, (_, i) => ({ url: at(i === 3 ? "404" : `${i}.jpg`) }));
  // What came of these addresses before is gone on with: this process may ask them, the command may not.
  const { to } = await fetched(rows, { waiver: "a story", list: "both" }, "run.fetched");
  const [list, run] = [join(to, "../in/both.jsonl"), join(to, "../run")];
  const light = ["--filters", "image-basics,text-basics", "--workers", "1", "--quiet"];
  const ran = await sluice(
    "audit",
    list,
    "--fetch",
    "--waiver",
    "a story",
    ...contact,
    "--out",
    run,
    ...light,
  );
  expect(ran.stderr).toBe("");
  expect(ran.code).toBe(4);
  const recorded = JSON.parse(readFileSync(join(run, "run.json"), "utf8")) as {
    readonly command: readonly string[];
  };
  expect(JSON.stringify(recorded)).toContain("a story");
  const report = await sluice("report", run, "--json");
  expect(JSON.parse(report.stdout)).toMatchObject({ state: "sealed", pairs: 3 });
});
