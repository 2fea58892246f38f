import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root, sluiceIn } from "../support/cli.ts";
import { stableDiffusion } from "../support/tiny-folders.ts";

/** `sluice generate --model FOLDER` as its users call it, on a machine of its own. */
const folder = mkdtempSync(join(tmpdir(), "sluice-folder-command-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const at = (...parts: readonly string[]) => join(folder, ...parts);
const env = { XDG_CONFIG_HOME: at("config"), XDG_STATE_HOME: at("state") };
const run = (...words: readonly string[]) => sluiceIn({ env }, ...words);
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

  it(
    "runs a changed copy of a model of ours under an exception; its receipt names its manifest and makes it again",
    async () => {
      const mine = at("mine");
      cpSync(join(root, "models/tiny-cascade"), mine, { recursive: true });
      const path = join(mine, "model.json");
      const { lineage: _, ...manifest } = JSON.parse(readFileSync(path, "utf8"));
      writeFileSync(path, JSON.stringify({ ...manifest, title: "Mine" }));
      const words = ["generate", "a red circle", "--model", mine, "--steps", "3", "--json"];
      const refused = await run(...words);
      expect(refused.code).toBe(3);
      expect(refused.stderr).toContain(
        `model mine names no training set; a steward may make an exception: sluice gate except ${mine} --reason`,
      );
      const excepted = await run("gate", "except", mine, "--reason", "a test", "--json");
      const made = await run(...words);
      expect({ excepted: excepted.code, made: made.code, said: made.stdout }).toMatchObject({
        excepted: 0,
        made: 0,
      });
      const { images, notes } = JSON.parse(made.stdout);
      expect(images).toMatchObject([{ state: "sealed", stage: "super" }]);
      // Why a device was passed over is said once, as an event and in the document.
      const said = made.stderr.split("\n").filter((line) => line.includes('"text":"on '));
      expect(notes.filter((note: string) => note.startsWith("on "))).toEqual(
        said.map((line) => JSON.parse(line).text),
      );
      expect(said.length).toBeLessThan(2);
      const receipt = JSON.parse(readFileSync(images[0].receipt, "utf8"));
      expect(receipt.model).toMatchObject({
        id: mine,
        manifest: JSON.parse(excepted.stdout).manifest,
        lineage: null,
      });
      const replay = ["generate", "--replay", images[0].receipt, "--quiet"];
      expect(await run(...replay)).toMatchObject({
        code: 0,
        stdout: "the same in every step: base 3, super 3\n",
      });

      appendFileSync(join(mine, "super.onnx"), "x");
      const changed = await run(...words, "--seed", "8", "--quiet");
      expect({ code: changed.code, lines: changed.stderr.trim().split("\n").length }).toEqual({
        code: 2,
        lines: 1,
      });
      expect(changed.stderr).toMatch(/super\.onnx has SHA-256 .*; export it again, or put back the file/u);
    },
    SLOW,
  );
});
