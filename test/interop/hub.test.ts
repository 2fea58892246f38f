import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sluiceIn } from "../support/cli.ts";
import { type DataHub, startDataHub } from "../support/data-hub.ts";
import { inPythonWith, withoutPython } from "../support/python.ts";
import { scratchFolder } from "../support/run-files.ts";
import { picture, tarOf } from "../support/written.ts";

interface Read {
  readonly files: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly rows: readonly {
    readonly key: string;
    readonly caption: string;
    readonly size: readonly number[];
  }[];
}

describe.skipIf(withoutPython)("a dataset of the hub that was audited, curated and pushed back", () => {
  const folder = scratchFolder();
  const PLACE = "hf://datasets/org/name";
  const light = ["--filters", "image-basics,text-basics", "--workers", "1", "--quiet"];
  const captions = ["a teal field", "a field of another colour", "a wider field"];
  let hub: DataHub;

  beforeAll(async () => {
    const members = await Promise.all(
      captions.map(
        async (caption, n) =>
          [
            [`00000000${n}.jpg`, await picture(n)],
            [`00000000${n}.txt`, caption],
          ] as const,
      ),
    );
    hub = await startDataHub({ "old.tar": await tarOf(members.flat()) });
  });
  afterAll(() => hub.close());

  const env = () => ({ HF_ENDPOINT: hub.url, HF_TOKEN: "hf_forTheTest", HF_HOME: folder("home") });
  const there = (...words: readonly string[]) => sluiceIn({ env: env() }, ...words);

  it("is read by huggingface_hub and datasets, file by file and row by row", async () => {
    const run = folder("run");
    expect(await there("audit", PLACE, "--out", run, ...light)).toMatchObject({ code: 0 });
    const said = ["--not-for-all-audiences", "no", "--gated", "no", "--push"];
    const pushed = await there("curate", run, "--to", PLACE, "--include-unreviewed", "--quiet", ...said);
    expect([pushed.code, pushed.stderr]).toEqual([0, ""]);
    expect(hub.commits.titles).toHaveLength(1);
    const { files, rows } = (await inPythonWith(env(), "hub.py", "org/name")) as Read;
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(["README.md", "croissant.json", "removed.parquet", "CURATED.yaml"]),
    );
    expect(Object.keys(files).filter((path) => path.endsWith(".tar"))).toEqual(["old.tar"]);
    for (const [path, bytes] of hub.files)
      expect(files[path], path).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(rows.map(({ caption }) => caption)).toEqual(captions);
    expect(rows.map(({ size }) => size)).toEqual(captions.map((_, n) => [8 + n, 6]));
  });

  it("is read without a request out of huggingface_hub's own cache where HF_HUB_OFFLINE is set", async () => {
    hub.requests.length = 0;
    const offline = { env: { ...env(), HF_HUB_OFFLINE: "1" } };
    const inspected = await sluiceIn(offline, "inspect", PLACE);
    expect([inspected.code, inspected.stderr]).toEqual([0, ""]);
    expect(inspected.stdout).toMatch(/pairs: 3\n/u);
    const run = folder("offline");
    expect(await sluiceIn(offline, "audit", PLACE, "--out", run, ...light)).toMatchObject({ code: 0 });
    expect(hub.requests).toEqual([]);
    const none = await sluiceIn(offline, "inspect", `${PLACE}@v1`);
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toMatch(/HF_HUB_OFFLINE is set, and .* has no copy of org\/name@v1\n$/u);
    expect(hub.requests).toEqual([]);
  });
});
