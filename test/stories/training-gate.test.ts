import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { root, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { sampleCard } from "../support/sample-card.ts";

const training = join(root, "models/illustrator/training");
const python = (script: string, ...args: string[]) =>
  spawnSync(
    "python3",
    ["-c", `import json, sys\nfrom pathlib import Path\nfrom lineage import *\n${script}`, ...args],
    {
      cwd: training,
      encoding: "utf8",
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
    },
  );
const able = python("import yaml").status === 0;
const trains = python("import torch, onnx, onnxruntime, tokenizers, PIL").status === 0;

const green = { dataset: "illustrations", fingerprint: "f".repeat(64), cardSha256: "c".repeat(64) };
const rehearsal = { dataset: "illustrations", fingerprint: "rehearsal" };
const origin = (lineage: object, start: object | null = null) => ({
  lineage,
  encoder: "e",
  start: start && { sha256: "s", lineage: start },
});

describe.skipIf(!able)("the gate on training (needs python3 with PyYAML)", () => {
  const admit = (run: object, kept: object | null = null, rehearsing = false) =>
    python("admit(*json.loads(sys.argv[1]))", JSON.stringify([run, kept, rehearsing]));

  it("lets a run begin, and go on, on a pack behind a green card", () => {
    expect(admit(origin(green)).status).toBe(0);
    expect(admit(origin(green), origin(green)).status).toBe(0);
  });

  it.each([
    ["a pack without a card", origin(rehearsal), null],
    ["a start without a card", origin(green, rehearsal), null],
    ["a state of another pack", origin(green), origin({ ...green, fingerprint: "0".repeat(64) })],
    ["a state of another start", origin(green, green), origin(green)],
  ])("refuses %s", (_, run, kept) => {
    const { status, stderr } = admit(run, kept);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^Cannot train on this dataset: /u)]);
  });

  it("lets a rehearsal train on what has no card, which cannot be shipped", () => {
    expect(admit(origin(rehearsal), null, true).status).toBe(0);
    expect(shipped([origin(rehearsal)]).stderr).toMatch(/^Cannot export: .* without a green card/u);
    expect(JSON.parse(shipped([origin(rehearsal)], true).stdout).fingerprint).toBe("rehearsal");
  });
});

const shipped = (origins: object[], rehearsing = false) =>
  python(
    "print(json.dumps(shipped_lineage(*json.loads(sys.argv[1]))))",
    JSON.stringify([origins, rehearsing]),
  );

describe.skipIf(!able)("the lineage of an export (needs python3 with PyYAML)", () => {
  it("is that of its stages, with the conditions that all of them share", () => {
    const one = { ...green, selection: { style: "fluent-3d", skin_tones: "" } };
    const other = { ...green, selection: { skin_tones: "" } };
    expect(JSON.parse(shipped([origin(one), origin(other)]).stdout)).toEqual(other);
  });

  it.each([
    ["another dataset", [origin(green), origin({ ...green, fingerprint: "0".repeat(64) })]],
    ["another card", [origin(green), origin({ ...green, cardSha256: "0".repeat(64) })]],
    ["another text encoder", [origin(green), { ...origin(green), encoder: "other" }]],
    ["another start", [origin(green, { ...green, fingerprint: "0".repeat(64) })]],
  ])("is refused where a stage has %s", (_, origins) => {
    const { status, stderr } = shipped(origins);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^Cannot export: .* different data/u)]);
  });

  it("knows a start by the manifest beside it, and refuses one that has none", () => {
    const script = "print(json.dumps(started_from(Path(sys.argv[1]))))";
    const base = join(root, "models/illustrator/base.onnx");
    const manifest = JSON.parse(readFileSync(join(root, "models/illustrator/model.json"), "utf8"));
    const { sha256, lineage } = JSON.parse(python(script, base).stdout);
    expect([sha256, lineage]).toEqual([digest(base), manifest.lineage]);
    expect(python(script, join(training, "facts.json")).stderr).toMatch(/wanted a model\.json beside it/u);
  });
});

describe.skipIf(!able)("preparing a pack (needs python3 with PyYAML)", () => {
  const { folder, run, copy } = sampleCard();
  const curated = folder("curated");
  beforeAll(async () => {
    expect((await sluice("curate", run, "--to", curated, "--quiet")).code).toBe(0);
  });
  const lineage = (data: string, audit: string) =>
    python("print(json.dumps(card_lineage(Path(sys.argv[1]), Path(sys.argv[2]))))", data, audit);

  it("takes the fingerprint of what was curated and the digest of the green card", () => {
    const { stdout, stderr } = lineage(curated, run);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      fingerprint: parse(readFileSync(join(curated, "CURATED.yaml"), "utf8")).fingerprint,
      cardSha256: digest(join(run, "cards/card.yaml")),
    });
  });

  it("refuses a card that is no longer green", () => {
    const drifted = copy("drifted");
    const card = join(drifted, "cards/card.yaml");
    writeFileSync(card, readFileSync(card, "utf8").replace(/pairs: \d+/u, "pairs: 1"));
    expect(lineage(curated, drifted).stderr).toMatch(/`sluice card check .*` gave exit code [1-9]/u);
  });

  it("refuses a shard that is not what was curated", () => {
    const changed = folder("changed");
    cpSync(curated, changed, { recursive: true });
    const shard = readdirSync(changed).find((name) => name.endsWith(".tar")) as string;
    appendFileSync(join(changed, shard), "\0");
    expect(lineage(changed, run).stderr).toMatch(
      /is not what was curated: its SHA-256 is not in CURATED\.yaml/u,
    );
  });
});

describe.skipIf(!trains)("training (needs python3 with requirements.txt)", () => {
  const folder = scratchFolder();
  const recipe = (script: string, args: readonly string[], first = "") =>
    python(
      `import runpy\n${first}\nsys.argv = sys.argv[1:]\nrunpy.run_path(sys.argv[0], run_name="__main__")`,
      script,
      ...args,
    );
  const train = (run: string, more: readonly string[] = [], first = "") => {
    const where = ["--pack", folder("shapes"), "--run", folder(run)];
    const what = ["--preset", "tiny", "--stage", "base", "--piece", "0.02", "--threads", "1"];
    return recipe("train.py", [...where, ...what, ...more], first);
  };
  const logged = (run: string): { event?: string; step?: number; validation?: number }[] =>
    readFileSync(join(folder(run), "log.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  const starts = (run: string) => logged(run).filter(({ event }) => event === "start");

  beforeAll(() => {
    const shapes = "../../tiny-cascade/training/shapes.py";
    expect(recipe(shapes, ["--pack", folder("shapes"), "--each", "1"]).stderr).toBe("");
    expect(train("begun")).toMatchObject({ status: 0 });
  });

  it("keeps a state to go on from and the best one, and goes on", () => {
    expect(["state.pt", "best.pt"].map((name) => existsSync(join(folder("begun"), name)))).toEqual([
      true,
      true,
    ]);
    const reached = logged("begun").at(-1)?.step;
    expect(train("begun").status).toBe(0);
    expect(reached).toBeGreaterThan(0);
    expect(starts("begun").map(({ step }) => step)).toEqual([0, reached]);
  });

  it.each([
    ["--rate", "0.5", /began with rate 0\.002, not 0\.5;/u],
    ["--minutes", "3", /began with minutes null, not 3\.0;/u],
    ["--wander", "0.5", /began with wander 0\.0, not 0\.5;/u],
    ["--favour", "fluent-3d", /no training pair has the style "fluent-3d" of --favour; there are flat/u],
  ])("refuses to go on with another %s", (option, value, why) => {
    const before = starts("begun").length;
    expect(train("begun", [option, value])).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(why),
    });
    expect(starts("begun")).toHaveLength(before);
  });

  it("exports with the pack's lineage, and starts from that export; only the beginning needs onnx", () => {
    const facts = join(root, "models/tiny-cascade/training/facts.json");
    const exported = ["--facts", facts, "--base", folder("begun"), "--into", folder("to")];
    expect(recipe("export.py", exported).status).toBe(0);
    const read = (path: string) => JSON.parse(readFileSync(path, "utf8"));
    const { lineage } = read(join(folder("shapes"), "pack.json"));
    expect(read(join(folder("to"), "model.json"))).toMatchObject({ lineage });

    const start = ["--start", join(folder("to"), "base.onnx")];
    expect(train("second", [...start, "--piece", "0"]).status).toBe(0);
    const lowest = Math.min(...logged("begun").map(({ validation }) => validation ?? Infinity));
    expect(logged("second")[1]?.validation).toBeCloseTo(lowest, 2);
    expect(train("second", start, "sys.modules['onnx'] = None").status).toBe(0);
    expect(starts("second").map(({ step }) => step)).toEqual([0, 0]);
  });
});

function digest(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
