import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { root, sluice, sluiceIn } from "../support/cli.ts";
import { type DataHub, HUB_COMMIT, startDataHub } from "../support/data-hub.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const TOKEN = "hf_aTokenThatIsGreppedFor";
const PLACE = "hf://datasets/org/name";
const before = {
  ".gitattributes": Buffer.from("*.tar filter=lfs\n"),
  "README.md": Buffer.from("---\nlicense: mit\n---\n"),
  "old/00000.tar": Buffer.alloc(2000, 1),
};
let hub: DataHub;
let run: string;

beforeAll(async () => {
  hub = await startDataHub(before);
  hub.token = TOKEN;
  run = folder("run");
  const light = ["--filters", "image-basics,text-basics", "--workers", "1", "--quiet"];
  await sluice("audit", join(root, "datasets/sample/shards/00000.tar"), "--out", run, ...light);
});
afterAll(() => hub.close());
beforeEach(() => {
  hub.requests.length = 0;
  hub.commits.refuse = undefined;
  hub.commits.uploadTo = undefined;
});

const there = (...words: readonly string[]) =>
  sluiceIn({ env: { HF_ENDPOINT: hub.url, HF_TOKEN: TOKEN } }, ...words, "--json");
const curate = (...words: readonly string[]) =>
  there("curate", run, "--to", PLACE, "--include-unreviewed", "--quiet", ...words);
const pushed = (text: string) =>
  (
    JSON.parse(text) as {
      pushed: {
        added: string[];
        changed: string[];
        removed: string[];
        open: string[];
        commit: string | null;
      };
    }
  ).pushed;
const SAID = ["--not-for-all-audiences", "no", "--gated", "no"];

it("takes no guard away that the owner has set on the hub without asking", async () => {
  const own = hub.files.get("README.md") as Buffer;
  hub.files.set("README.md", Buffer.from("---\ntags: [not-for-all-audiences]\n---\n"));
  try {
    const ran = await curate("--push", "--gated", "no");
    expect([ran.code, ran.stderr]).toEqual([
      2,
      expect.stringMatching(/its README there asks readers for more .*--not-for-all-audiences yes or no/u),
    ]);
    expect(hub.commits.titles).toEqual([]);
  } finally {
    hub.files.set("README.md", own);
  }
});

it("shows what a push would change, and changes nothing", async () => {
  const ran = await curate();
  expect(ran.stderr).toBe("");
  const diff = pushed(ran.stdout);
  expect(diff.added).toEqual([
    "00000.parquet",
    "00000.tar",
    "00000_stats.json",
    "CURATED.yaml",
    "croissant.json",
    "datasheet.md",
    "removed.parquet",
  ]);
  expect(diff).toMatchObject({ changed: ["README.md"], removed: ["old/00000.tar"], commit: null });
  expect(hub.requests.every((one) => /^GET |^POST .*\/paths-info\//u.test(one))).toBe(true);
  expect([...hub.files.keys()].sort()).toEqual(Object.keys(before).sort());
  for (const text of [ran.stdout, ran.stderr]) expect(text).not.toContain(TOKEN);
});

it("pushes data, documents and the list of what was removed as one commit, and no token with them", async () => {
  const ran = await curate("--push", ...SAID);
  expect(ran.stderr).toBe("");
  const { commit } = pushed(ran.stdout);
  expect(commit).toBe(hub.commit);
  expect(commit).not.toBe(HUB_COMMIT);
  expect(hub.commits.titles).toEqual([
    expect.stringMatching(/^\d+ pairs by policy default v\d+ \(Sluice\)$/u),
  ]);
  const own = `${run}.hub/dataset`;
  for (const name of readdirSync(own).filter((one) => one !== "README.md"))
    expect(Buffer.from(hub.files.get(name) ?? []).equals(readFileSync(join(own, name))), name).toBe(true);
  expect(hub.files.has("old/00000.tar")).toBe(false);
  expect(hub.files.has(".gitattributes")).toBe(true);
  const readme = Buffer.from(hub.files.get("README.md") ?? []).toString();
  expect(readme).toContain("configs:");
  expect(readme).not.toMatch(/not-for-all-audiences|extra_gated/u);
  for (const bytes of hub.files.values()) expect(Buffer.from(bytes).includes(TOKEN)).toBe(false);
  const looked = await there("inspect", PLACE);
  expect(JSON.parse(looked.stdout)).toMatchObject({ format: "webdataset", errors: { count: 0 } });
});

it("pushes nothing twice, and sets the two fields on a person's word alone", async () => {
  const again = await curate("--push", ...SAID);
  expect(pushed(again.stdout)).toMatchObject({ added: [], changed: [], removed: [], commit: null });
  expect(hub.commits.titles).toHaveLength(1);
  const marked = await curate("--push", "--not-for-all-audiences", "yes", "--gated", "yes");
  expect(pushed(marked.stdout)).toMatchObject({ changed: ["README.md"], commit: hub.commit });
  const readme = Buffer.from(hub.files.get("README.md") ?? []).toString();
  expect(readme).toMatch(/- not-for-all-audiences/u);
  expect(readme).toMatch(/extra_gated_fields:/u);
});

it("changes nothing where it is refused, where somebody pushed meanwhile, or where bytes would go to a private address", async () => {
  const kept = new Map(hub.files);
  const push = () => there("card", "push", `${run}.hub/run`, "--to", PLACE, "--push", ...SAID);
  hub.commits.refuse = 403;
  expect(await push()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/refuses it \(403\); set HF_TOKEN/u),
  });
  hub.commits.refuse = 412;
  expect(await push()).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/somebody pushed meanwhile/u),
  });
  hub.commits.refuse = undefined;
  hub.files.delete("00000.tar");
  kept.delete("00000.tar");
  hub.commits.uploadTo = "http://10.0.0.9:9";
  const ran = await curate("--push", ...SAID);
  expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(/private or reserved address/u) });
  expect([...hub.files.keys()].sort()).toEqual([...kept.keys()].sort());
  expect(await there("curate", run, "--to", folder("plain"), "--push")).toMatchObject({ code: 2 });
  expect(existsSync(folder("plain"))).toBe(false);
});

it("pushes a card's documents alone", async () => {
  const ran = await there("card", "push", `${run}.hub/run`, "--to", PLACE, "--push", ...SAID);
  expect(JSON.parse(ran.stdout)).toMatchObject({ changed: ["README.md"], removed: [], commit: hub.commit });
});
