import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Missed, playedUntilMet, type Ran, sluiceIn, start } from "../support/cli.ts";

/** `sluice generate` as its users call it: a development gate of its own, weights that ship, other processes. */
const folder = mkdtempSync(join(tmpdir(), "sluice-generate-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const SLOW = 300_000;

/** One person's machine. */
function machine(name: string) {
  const at = (...parts: readonly string[]) => join(folder, name, ...parts);
  const env = { XDG_CONFIG_HOME: at("config"), XDG_STATE_HOME: at("state") };
  const gate = at("state/sluice/gate");
  return {
    gate,
    run: (...words: readonly string[]) => sluiceIn({ env }, ...words),
    start: (...words: readonly string[]) => start(words, { env }),
    receipt: (image: string) => join(gate, "receipts", `${image}.json`),
    ledger: () =>
      readFileSync(join(gate, "ledger.jsonl"), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { body: { event: { type: string } } }).body.event.type),
  };
}
type Machine = ReturnType<typeof machine>;

/** The shapes' training set has no card, so that their model wants an exception. */
async function withException(name: string): Promise<Machine> {
  const made = machine(name);
  expect((await made.run("generate", "a red circle", "--model", "tiny-cascade", "--n", "9")).code).toBe(3);
  expect((await made.run("gate", "except", "tiny-cascade", "--reason", "a test")).code).toBe(0);
  return made;
}

const words = ["generate", "a green square", "--model", "tiny-cascade", "--n", "3", "--seed", "5"];
const apart = ["--threads", "1", "--json"];
const first = [...words, ...apart, "--stages", "1..1", "--steps", "400"];
const second = [...words, ...apart, "--stages", "2..2"];

interface Document {
  readonly requests: readonly { readonly request: string; readonly status: string }[];
  readonly images: readonly {
    readonly image: string | null;
    readonly state: string;
    readonly stage: string;
  }[];
  readonly notes: readonly string[];
  readonly skipped: readonly string[];
}
const document = ({ stdout }: Ran) => JSON.parse(stdout) as Document;

/** Network calls that a command made, by stage, as its events say. */
function calls({
  stderr,
}: Pick<Ran, "stderr">): readonly { readonly stage: string; readonly call: number }[] {
  return stderr
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as { type: string; stage: string; call: number })
    .filter(({ type }) => type === "stage-step");
}

let whole: Machine;
beforeAll(async () => {
  whole = await withException("whole");
}, SLOW);

/** A receipt but for its salt, which is drawn anew for each. */
const unsalted = (path: string) => readFileSync(path, "utf8").replace(/"salt":"[0-9a-f]+"/u, "");

describe("sluice generate", () => {
  it(
    "goes on after Ctrl-C and after kill -9 where it stood, makes nothing twice, and gives the same bytes",
    async () => {
      const { broken, reached } = await playedUntilMet(async (before) => {
        const machine = await withException(`broken-${before}`);
        const interrupted = machine.start(...first);
        await interrupted.says(/"call":20,/u);
        const stopped = await interrupted.endedBy("SIGINT");
        expect(stopped.code).toBe(130);
        expect(stopped.stderr).toContain("Interrupted. What was finished is kept; go on with:");
        const at = calls(stopped).at(-1)?.call ?? 0;
        expect(at).toBeGreaterThanOrEqual(20);
        if (at >= 400) throw new Missed("every step was made by then");

        const killed = machine.start(...first);
        await killed.says(/"type":"stage-step"/u);
        const dead = await killed.endedBy("SIGKILL");
        expect(dead.code).toBeNull();
        expect(calls(dead)[0]?.call).toBe(at + 1);
        return { broken: machine, reached: at };
      });

      const resumed = await broken.run(...first);
      expect(resumed.code).toBe(0);
      expect(resumed.stderr).toMatch(/going on with r\d+, which is generating/u);
      const [from] = calls(resumed);
      expect(from?.call).toBeGreaterThan(reached);
      expect(document(resumed).notes).toContain(
        `stage base: 3 images begun before, going on after call ${(from?.call ?? 0) - 1}`,
      );
      expect(document(resumed).images).toMatchObject(
        [0, 1, 2].map(() => ({ image: null, state: "unfinished", stage: "base" })),
      );

      // The first stage again: all of it lies there.
      const again = await broken.run(...first);
      expect(calls(again)).toEqual([]);
      expect(document(again).notes).toContain("stage base: 3 images made before");

      const upper = await broken.run(...second);
      expect(upper.code).toBe(0);
      expect(new Set(calls(upper).map(({ stage }) => stage))).toEqual(new Set(["super"]));
      const ids = document(upper).images.map(({ image }) => image ?? "");
      expect(document(upper).images).toMatchObject(ids.map(() => ({ state: "sealed", stage: "super" })));
      expect(broken.ledger().filter((type) => type === "image-judged")).toHaveLength(3);
      expect(broken.ledger().filter((type) => type === "request")).toHaveLength(2);
      // What finished stages left for later ones is destroyed with the last.
      expect(existsSync(join(broken.gate, "jobs", ids[0]?.split(".")[0] ?? ""))).toBe(false);

      for (const stage of [first, second]) expect((await whole.run(...stage)).code).toBe(0);
      for (const id of ids) expect(unsalted(broken.receipt(id))).toBe(unsalted(whole.receipt(id)));
    },
    2 * SLOW,
  );

  it(
    "makes an image again from its receipt, and names the first step of one that was changed",
    async () => {
      const { images } = document(await whole.run(...words, "--json", "--steps", "6", "--seed", "6"));
      const path = whole.receipt(images[1]?.image ?? "");
      const same = await whole.run("generate", "--replay", path, "--quiet");
      expect({ ...same, stderr: "" }).toEqual({
        code: 0,
        stdout: "the same in every step: base 6, super 6\n",
        stderr: "",
      });
      const receipt = JSON.parse(readFileSync(path, "utf8")) as { stages: { steps: { x: string }[] }[] };
      const step = receipt.stages[1]?.steps[3];
      if (step) step.x = step.x.replace(/^./u, (digit) => (digit === "0" ? "1" : "0"));
      const doctored = join(folder, "doctored.json");
      writeFileSync(doctored, JSON.stringify(receipt));
      const differs = await whole.run("generate", "--replay", doctored, "--quiet");
      expect(differs.code).toBe(1);
      expect(differs.stdout).toMatch(
        /^first difference: step 4 of 6 of stage super \(timestep \d+\): SHA-256 [0-9a-f]{16}…, the receipt says /u,
      );
    },
    SLOW,
  );

  it(
    "takes prompts from JSON lines, skips those that are none by name, and exits with 4",
    async () => {
      const path = join(folder, "prompts.jsonl");
      const lines = [
        '{"prompt":"a red circle","seed":3}',
        "not JSON",
        '{"prompt":" "}',
        '{"prompt":"a blue square"}',
      ];
      writeFileSync(path, `${lines.join("\n")}\n`);
      const ran = await whole.run(
        ...["generate", "--prompts", path, "--model", "tiny-cascade", "--steps", "4", "--json", "--quiet"],
      );
      expect(ran.code).toBe(4);
      const { images, skipped } = document(ran);
      expect(images.map(({ state }) => state)).toEqual(["sealed", "sealed"]);
      expect(skipped).toEqual(["line 2: is no JSON", "line 3: prompt: is empty"]);
    },
    SLOW,
  );

  it.each([
    [
      ["--stages", "2..2", "--seed", "99"],
      "Cannot begin with stage 2: image 0 of stage 1 (base) was not saved here",
    ],
    [["--stages", "1..3"], "Cannot generate with --stages 1..3: tiny-cascade has stages 1..2 (base, super)"],
    [["--steps", "1001"], "Cannot generate with --steps 1001: wanted a whole number in [1, 1000]"],
    [["--guidance", "101"], "Cannot generate with --guidance 101: wanted a number in [0, 100]; 1 is off"],
    [["--seed", "9007199254740993"], "wanted a whole number of at least 0"],
  ] as const)(
    "refuses %j in one line, exit 2",
    async (flags, message) => {
      const { code, stderr } = await whole.run(...words, "--quiet", ...flags);
      const said = stderr
        .trim()
        .split("\n")
        .filter((line) => !line.startsWith("going on with"));
      expect({ code, lines: said.length }).toEqual({ code: 2, lines: 1 });
      expect(said[0]).toContain(message);
    },
    SLOW,
  );
});
