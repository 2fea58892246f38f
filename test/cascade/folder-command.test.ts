import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { start } from "../cli.ts";
import { stableDiffusion } from "./tiny-folders.ts";

/** `sluice generate --model FOLDER` as its users call it, on a machine of its own. */
const folder = mkdtempSync(join(tmpdir(), "sluice-folder-command-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...parts: readonly string[]) => join(folder, ...parts);
const env = { XDG_CONFIG_HOME: at("config"), XDG_STATE_HOME: at("state") };
const run = (...words: readonly string[]) => start(words, { env }).done;
const ledger = at("state/sluice/gate/ledger.jsonl");
const SLOW = 300_000;
const model = stableDiffusion(at("sd"), { layout: "optimum" });
const generate = ["generate", "red", "--model", model, "--quiet"] as const;

describe("sluice generate with a folder", () => {
  it.each([
    [["--sampler", "edm-euler"], 'Cannot build sampler "edm-euler": wanted schedule "edm"'],
    [["--steps", "1001"], "Cannot generate with --steps 1001: wanted a whole number in [1, 1000]"],
    [["--stages", "2..2"], "Cannot generate with --stages 2..2"],
    [["--replay", "receipt.json"], "wanted a prompt, --prompts FILE, --request ID or --replay RECEIPT, one"],
  ])(
    "%j cannot be: it is refused before the gate records a request",
    async (flags, message) => {
      const { code, stderr } = await run(...generate, ...flags);
      expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, lines: 1 });
      expect(stderr).toContain(message);
      expect(existsSync(ledger)).toBe(false);
    },
    SLOW,
  );

  it.each([
    [["--replay", "r1.json", "--steps", "3"], "with --replay and --steps: the receipt says it"],
    [["--request", "r1", "--n", "3"], "with --request and --n: the request says it"],
  ])(
    "%j is refused: the flag would do nothing",
    async (flags, message) => {
      const { code, stderr } = await run("generate", ...flags);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    },
    SLOW,
  );

  it(
    "runs under an exception, made as the refusal says it, and an exception leaves the gate open",
    async () => {
      const refused = await run(...generate, "--steps", "4");
      expect(refused.code).toBe(3);
      const [, advice = ""] =
        /make an exception: sluice (gate except .+) --reason/u.exec(refused.stderr) ?? [];
      expect(advice).toBe(`gate except ${model}`);
      const excepted = await run(...advice.split(" "), "--reason", "a test", "--json");
      expect(excepted.code).toBe(0);
      expect(JSON.parse(excepted.stdout)).toMatchObject({ model: "sd" });
      const made = await run(...generate, "--steps", "4", "--json");
      expect(made.code).toBe(0);
      expect(JSON.parse(made.stdout)).toMatchObject({ images: [{ state: "sealed", stage: "unet" }] });
      expect((await run("gate", "verify")).code).toBe(0);
      expect(readFileSync(ledger, "utf8")).toContain('"type":"exception"');
    },
    SLOW,
  );
});
