import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { hubHome } from "../support/hub-home.ts";
import { COMMIT } from "../support/hub-server.ts";
import { tinyToxicBert } from "../support/tiny-models.ts";

const at = hubHome();

describe("a model that nobody has pinned", () => {
  it.each(["toxic-bert", "clip-vit-base-patch32", "falconsai-nsfw"])(
    "refuses %s, which nobody has pinned, in words, without asking anybody",
    async (id) => {
      for (const from of [[], ["--from", at.home]]) {
        const ran = await at.sluice(["models", "pull", id, ...from]);
        expect(ran).toMatchObject({ code: 2, stdout: "" });
        expect(ran.stderr).toMatch(
          new RegExp(
            `^sluice: Cannot pull model "${id}": nobody has pinned it: [^\\n]+ sluice models pin ${id} --commit COMMIT\\n$`,
            "u",
          ),
        );
      }
      expect(at.hub.requests).toEqual([]);
      expect(existsSync(at.lockFile)).toBe(false);
      const listed = JSON.parse((await at.sluice(["models", "list", "--json"])).stdout) as {
        id: string;
        state: string;
      }[];
      expect(listed.find((one) => one.id === id)?.state).toBe("not pinned");
    },
  );

  it.each([
    ["a branch", ["toxic-bert", "--commit", "main"], /wanted a commit of 40 hexadecimal digits, got "main"/u],
    ["nothing", ["toxic-bert"], /wanted either --commit or --from/u],
    ["what ships", ["icon-clip", "--commit", COMMIT], /it ships with Sluice/u],
  ])("pins no model at %s", async (_, words, message) => {
    const ran = await at.sluice(["models", "pin", ...words]);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(message);
    expect(at.hub.requests).toEqual([]);
  });

  it("pins what a folder holds, and takes nothing else from then on", async () => {
    const held = join(at.home, "held");
    for (const [path, bytes] of tinyToxicBert()) {
      mkdirSync(dirname(join(held, path)), { recursive: true });
      writeFileSync(join(held, path), bytes);
    }
    expect((await at.sluice(["models", "pin", "toxic-bert", "--from", held])).code).toBe(0);
    expect((await at.sluice(["models", "verify", "toxic-bert"])).code).toBe(0);
    writeFileSync(join(held, "config.json"), "{}");
    rmSync(join(at.home, "hf"), { recursive: true });
    const ran = await at.sluice(["models", "pull", "toxic-bert", "--from", held]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/it holds no config\.json \(SHA-256 [0-9a-f]{64}\)/u);
  });

  it.each([
    [
      "other bytes than its manifest states",
      {},
      /has SHA-256 [0-9a-f]{64}, wanted [0-9a-f]{64}; it was changed/u,
    ],
  ])("refuses %s for a model whose manifest states its digests", async (_, lies, message) => {
    at.hub.lies = lies;
    const ran = await at.sluice(["models", "pin", "ppocr-v4", "--commit", COMMIT]);
    expect(ran.code).toBe(2);
    expect(ran.stderr.trimEnd().split("\n").at(-1)).toMatch(message);
    expect(existsSync(at.lockFile)).toBe(false);
  });
});

describe("a branch", () => {
  it("is asked for no commit that is a path, where files from a folder are fetched again", async () => {
    const held = join(at.home, "held");
    for (const [path, bytes] of tinyToxicBert()) {
      mkdirSync(dirname(join(held, path)), { recursive: true });
      writeFileSync(join(held, path), bytes);
    }
    expect((await at.sluice(["models", "pin", "toxic-bert", "--from", held])).code).toBe(0);
    rmSync(at.snapshot("Xenova/toxic-bert").replace(COMMIT, "from-folder"), { recursive: true });
    at.hub.lies = { sha: "../../../../../evil" };
    const ran = await at.sluice(["models", "pull", "toxic-bert"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/the hub named no commit for/u);
  });
});

describe("a model that changed", () => {
  const weights = "onnx/model_quantized.onnx";

  it("on this disk is never loaded", async () => {
    await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT]);
    writeFileSync(join(at.snapshot("Xenova/toxic-bert"), weights), "other bytes");
    const ran = await at.sluice(["models", "verify", "toxic-bert"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(
      /onnx\/model_quantized\.onnx has SHA-256 [0-9a-f]{64}, wanted [0-9a-f]{64}; run: sluice models pull toxic-bert/u,
    );
    const audit = await at.sluice([
      "audit",
      "sample",
      "--out",
      join(at.home, "run"),
      "--filters",
      "text-toxicity",
      "--model",
      "text-toxicity=toxic-bert",
      "--quiet",
    ]);
    expect(audit.code).toBe(2);
    expect(audit.stderr).toMatch(/^sluice: Cannot load model "toxic-bert"[^\n]+\n$/u);
  });

  it("on the hub is refused against the lock", async () => {
    await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT]);
    rmSync(join(at.home, "hf"), { recursive: true });
    at.hub.tamper(weights, new TextEncoder().encode("other bytes"));
    const ran = await at.sluice(["models", "pull", "toxic-bert"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/it was changed on the hub or on the way, and is not used\n$/u);
  });

  it("whose lock is damaged is not trusted either", async () => {
    await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT]);
    writeFileSync(at.lockFile, "{");
    const ran = await at.sluice(["models", "list"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(
      /^sluice: Cannot read lock file .*: it is damaged; restore it, or delete it and pull again\n$/u,
    );
  });
});
