import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ran, root, sluiceIn } from "../support/cli.ts";
import { COMMIT, type HubServer, startHub } from "../support/hub-server.ts";
import { sha256, tinyClip, tinyToxicBert } from "../support/tiny-models.ts";

let hub: HubServer;
let home: string;

beforeEach(async () => {
  hub = await startHub({ "Xenova/toxic-bert": tinyToxicBert(), "Xenova/clip-vit-base-patch32": tinyClip() });
  home = mkdtempSync(join(tmpdir(), "sluice-hub-"));
});
afterEach(async () => {
  await hub.close();
  rmSync(home, { recursive: true });
});

function sluice(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const own = {
    HF_HOME: join(home, "hf"),
    XDG_CONFIG_HOME: join(home, "config"),
    HF_ENDPOINT: hub.url,
    HF_TOKEN: "",
    HF_HUB_CACHE: "",
  };
  return sluiceIn({ env: { ...own, ...env } }, ...words);
}

const lockFile = () => join(home, "config/sluice/models.lock.json");
const snapshot = (repo: string) =>
  join(home, "hf/hub", `models--${repo.replace("/", "--")}`, "snapshots", COMMIT);

describe("sluice models pull", () => {
  it("downloads into the ordinary cache at one commit, locks the digests, and runs", async () => {
    const ran = await sluice(["models", "pull", "toxic-bert", "--json"]);
    expect(ran.code, ran.stderr).toBe(0);
    const files = tinyToxicBert();
    const digests = Object.fromEntries([...files].map(([path, bytes]) => [path, sha256(bytes)]));
    expect(JSON.parse(ran.stdout)).toEqual({
      id: "toxic-bert",
      repo: "Xenova/toxic-bert",
      revision: COMMIT,
      files: digests,
      lock: lockFile(),
    });
    expect(JSON.parse(readFileSync(lockFile(), "utf8"))).toEqual({
      models: { "toxic-bert": { repo: "Xenova/toxic-bert", revision: COMMIT, files: digests } },
    });
    for (const [path, bytes] of files)
      expect(sha256(readFileSync(join(snapshot("Xenova/toxic-bert"), path)))).toBe(sha256(bytes));
    expect(
      readdirSync(join(home, "hf/hub/models--Xenova--toxic-bert/blobs")).filter((name) =>
        name.endsWith(".incomplete"),
      ),
    ).toEqual([]);

    const scores = await score({ caption: "bad bad dog" }, { caption: "good dog" });
    expect(scores[0]).toBeGreaterThan(0.9);
    expect(scores[1]).toBeLessThan(0.1);
  });

  /** Runs the pulled text model through an audit of two captions. */
  async function score(...rows: readonly { readonly caption: string }[]): Promise<readonly number[]> {
    const data = join(home, "data.tsv");
    writeFileSync(data, rows.map(({ caption }, i) => `${caption}\thttps://example.com/${i}.jpg\n`).join(""));
    const run = join(home, "run");
    const words = [
      "audit",
      data,
      "--out",
      run,
      "--filters",
      "text-toxicity",
      "--model",
      "text-toxicity=toxic-bert",
      "--quiet",
    ];
    const ran = await sluice([...words, "--policy", "default"]);
    expect(ran.code, ran.stderr).toBe(0);
    const { openScores } = await import("../../src/run/query.ts");
    const query = await openScores(run);
    const found = await query.rows<{ text_toxicity: number }>(
      "SELECT text_toxicity FROM scores ORDER BY row",
    );
    query.close();
    return found.map(({ text_toxicity }) => text_toxicity);
  }

  it("asks nothing when the model is here and whole", async () => {
    await sluice(["models", "pull", "toxic-bert"]);
    hub.requests.length = 0;
    expect((await sluice(["models", "pull", "toxic-bert"])).code).toBe(0);
    expect(hub.requests).toEqual([]);
  });

  it("brings CLIP, after which pair-similarity runs by default and prefers the caption that fits", async () => {
    expect((await sluice(["models", "pull", "clip-vit-base-patch32"])).code).toBe(0);
    const listed = JSON.parse((await sluice(["filters", "list", "--json"])).stdout) as readonly {
      id: string;
      unavailable: string | null;
    }[];
    expect(listed.find(({ id }) => id === "pair-similarity")?.unavailable).toBeNull();
    const probe = `
      import { loadClip } from "${root}/models/index.ts";
      const clip = await loadClip("clip-vit-base-patch32", { device: "cpu" });
      const picture = { data: new Uint8Array(50 * 40 * 3).map((_, i) => (i % 3 === 0 ? 255 : 0)), width: 50, height: 40 };
      const [image] = await clip.embedImages([picture]);
      const texts = await clip.embedTexts(["red dog", "green dog"]);
      console.log(JSON.stringify(texts.map((text) => text.reduce((sum, v, i) => sum + v * image[i], 0))));`;
    const [red, green] = await evaluate(probe);
    expect(red).toBeGreaterThan(0.7);
    expect(green).toBeLessThan(0.5);
  });

  async function evaluate(code: string): Promise<readonly number[]> {
    const { execFileSync } = await import("node:child_process");
    const file = join(root, `test/support/.probe-${process.pid}.ts`);
    writeFileSync(file, code);
    try {
      const env = {
        ...process.env,
        HF_HOME: join(home, "hf"),
        XDG_CONFIG_HOME: join(home, "config"),
        HF_HUB_CACHE: "",
      };
      return JSON.parse(
        execFileSync(process.execPath, ["--import", "tsx", file], { env, encoding: "utf8", cwd: root }),
      ) as readonly number[];
    } finally {
      rmSync(file);
    }
  }

  it("sends the token, and says what to do when the hub wants one", async () => {
    hub.token = "hf_secret";
    const refused = await sluice(["models", "pull", "toxic-bert"]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /sluice: Cannot pull model "toxic-bert": the hub refuses .* \(401\); .*HF_TOKEN\n$/u,
    );
    expect(refused.stderr).not.toContain("hf_secret");
    writeFileSync(join(home, "token"), "hf_secret\n");
    expect(
      (await sluice(["models", "pull", "toxic-bert"], { HF_TOKEN_PATH: join(home, "token") })).code,
    ).toBe(0);
  });

  it("respects the offline switch, and says so", async () => {
    const ran = await sluice(["models", "pull", "toxic-bert"], { HF_HUB_OFFLINE: "1" });
    expect(ran).toMatchObject({
      code: 2,
      stdout: "",
      stderr: 'sluice: Cannot pull model "toxic-bert": HF_HUB_OFFLINE is set\n',
    });
    expect(hub.requests).toEqual([]);
  });

  it.each([
    ["falconsai-nsfw", /the hub has no .* \(404\)/u],
    ["nsfw-mobilenet-v2", /it ships with Sluice/u],
    ["nothing", /wanted one of/u],
  ])("refuses %s in one line", async (id, message) => {
    const ran = await sluice(["models", "pull", id]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(existsSync(lockFile())).toBe(false);
  });

  it.each([
    ["a commit that is a path", { sha: "../../../../../evil" }, /the hub named no commit for/u],
    ["a body beyond the limit", { length: 9e12 }, /the hub sends 9000000000000 bytes, wanted at most/u],
    ["a body that ends early", { cut: true }, /check the network and HF_ENDPOINT/u],
  ])("refuses %s, and leaves nothing behind", async (_, lies, message) => {
    hub.lies = lies;
    const before = readdirSync(home, { recursive: true }).length;
    const ran = await sluice(["models", "pull", "toxic-bert"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr.trimEnd().split("\n").at(-1)).toMatch(/^sluice: Cannot pull model "toxic-bert": /u);
    expect(existsSync(lockFile())).toBe(false);
    const left = readdirSync(home, { recursive: true, withFileTypes: true }).filter(
      (entry) => !entry.isDirectory(),
    );
    expect(left.map(({ name }) => name)).toEqual([]);
    expect(before).toBe(0);
  });

  it("says in one line that there is no network", async () => {
    const ran = await sluice(["models", "pull", "toxic-bert"], { HF_ENDPOINT: "http://127.0.0.1:9" });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(
      /^sluice: Cannot pull model "toxic-bert": [^\n]*check the network and HF_ENDPOINT\n$/mu,
    );
  });
});

describe("a model that changed", () => {
  const weights = "onnx/model_quantized.onnx";

  it("on this disk is never loaded", async () => {
    await sluice(["models", "pull", "toxic-bert"]);
    writeFileSync(join(snapshot("Xenova/toxic-bert"), weights), "other bytes");
    const ran = await sluice(["models", "verify", "toxic-bert"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(
      /onnx\/model_quantized\.onnx has SHA-256 [0-9a-f]{64}, wanted [0-9a-f]{64}; run: sluice models pull toxic-bert/u,
    );
    const audit = await sluice([
      "audit",
      "sample",
      "--out",
      join(home, "run"),
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
    await sluice(["models", "pull", "toxic-bert"]);
    rmSync(join(home, "hf"), { recursive: true });
    hub.tamper(weights, new TextEncoder().encode("other bytes"));
    const ran = await sluice(["models", "pull", "toxic-bert"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(/it was changed on the hub or on the way, and is not used\n$/u);
  });

  it("whose lock is damaged is not trusted either", async () => {
    await sluice(["models", "pull", "toxic-bert"]);
    writeFileSync(lockFile(), "{");
    const ran = await sluice(["models", "list"]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(
      /^sluice: Cannot read lock file .*: it is damaged; restore it, or delete it and pull again\n$/u,
    );
  });
});
