import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../support/cli.ts";
import { hubHome } from "../support/hub-home.ts";
import { COMMIT } from "../support/hub-server.ts";
import { sha256, tinyToxicBert } from "../support/tiny-models.ts";

const at = hubHome();

describe("sluice models pull", () => {
  it("downloads into the ordinary cache at one commit, locks the digests, and runs", async () => {
    const ran = await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT, "--json"]);
    expect(ran.code, ran.stderr).toBe(0);
    const files = tinyToxicBert();
    const digests = Object.fromEntries([...files].map(([path, bytes]) => [path, sha256(bytes)]));
    expect(JSON.parse(ran.stdout)).toEqual({
      id: "toxic-bert",
      repo: "Xenova/toxic-bert",
      revision: COMMIT,
      files: digests,
      lock: at.lockFile,
    });
    expect(JSON.parse(readFileSync(at.lockFile, "utf8"))).toEqual({
      models: { "toxic-bert": { repo: "Xenova/toxic-bert", revision: COMMIT, files: digests } },
    });
    for (const [path, bytes] of files)
      expect(sha256(readFileSync(join(at.snapshot("Xenova/toxic-bert"), path)))).toBe(sha256(bytes));
    expect(
      readdirSync(join(at.home, "hf/hub/models--Xenova--toxic-bert/blobs")).filter((name) =>
        name.endsWith(".incomplete"),
      ),
    ).toEqual([]);

    const scores = await score({ caption: "bad bad dog" }, { caption: "good dog" });
    expect(scores[0]).toBeGreaterThan(0.9);
    expect(scores[1]).toBeLessThan(0.1);
  });

  /** Runs the pulled text model through an audit of two captions. */
  async function score(...rows: readonly { readonly caption: string }[]): Promise<readonly number[]> {
    const data = join(at.home, "data.tsv");
    writeFileSync(data, rows.map(({ caption }, i) => `${caption}\thttps://example.com/${i}.jpg\n`).join(""));
    const run = join(at.home, "run");
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
    const ran = await at.sluice([...words, "--policy", "default"]);
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
    await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT]);
    at.hub.requests.length = 0;
    expect((await at.sluice(["models", "pull", "toxic-bert"])).code).toBe(0);
    expect(at.hub.requests).toEqual([]);
  });

  it("brings CLIP, after which pair-similarity runs by default and prefers the caption that fits", async () => {
    expect((await at.sluice(["models", "pin", "clip-vit-base-patch32", "--commit", COMMIT])).code).toBe(0);
    const listed = JSON.parse((await at.sluice(["filters", "list", "--json"])).stdout) as readonly {
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
        HF_HOME: join(at.home, "hf"),
        XDG_CONFIG_HOME: join(at.home, "config"),
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
    at.hub.token = "hf_secret";
    const refused = await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /sluice: Cannot pull model "toxic-bert": the hub refuses .* \(401\); .*HF_TOKEN\n$/u,
    );
    expect(refused.stderr).not.toContain("hf_secret");
    writeFileSync(join(at.home, "token"), "hf_secret\n");
    expect(
      (
        await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT], {
          HF_TOKEN_PATH: join(at.home, "token"),
        })
      ).code,
    ).toBe(0);
  });

  it("respects the offline switch, and says so", async () => {
    const ran = await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT], { HF_HUB_OFFLINE: "1" });
    expect(ran).toMatchObject({
      code: 2,
      stdout: "",
      stderr: 'sluice: Cannot pull model "toxic-bert": HF_HUB_OFFLINE is set\n',
    });
    expect(at.hub.requests).toEqual([]);
  });

  it.each([
    ["nsfw-mobilenet-v2", /it ships with Sluice/u],
    ["nothing", /wanted one of/u],
  ])("refuses %s in one line", async (id, message) => {
    const ran = await at.sluice(["models", "pull", id]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(existsSync(at.lockFile)).toBe(false);
  });

  it.each([
    ["a body beyond the limit", { length: 9e12 }, /the hub sends 9000000000000 bytes, wanted at most/u],
    ["a body that ends early", { cut: true }, /check the network and HF_ENDPOINT/u],
  ])("refuses %s, and leaves nothing behind", async (_, lies, message) => {
    at.hub.lies = lies;
    const before = readdirSync(at.home, { recursive: true }).length;
    const ran = await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr.trimEnd().split("\n").at(-1)).toMatch(/^sluice: Cannot pull model "toxic-bert": /u);
    expect(existsSync(at.lockFile)).toBe(false);
    const left = readdirSync(at.home, { recursive: true, withFileTypes: true }).filter(
      (entry) => !entry.isDirectory(),
    );
    expect(left.map(({ name }) => name)).toEqual([]);
    expect(before).toBe(0);
  });

  it("says in one line that there is no network", async () => {
    const ran = await at.sluice(["models", "pin", "toxic-bert", "--commit", COMMIT], {
      HF_ENDPOINT: "http://127.0.0.1:9",
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(
      /^sluice: Cannot pull model "toxic-bert": [^\n]*check the network and HF_ENDPOINT\n$/mu,
    );
  });
});
