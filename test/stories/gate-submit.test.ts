import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readProvenance } from "../../src/provenance/read-provenance.ts";
import { type Ran, sluiceIn, start } from "../support/cli.ts";

/** Pictures that a model elsewhere made come in by a requester, and leave by a reviewer. */
const folder = mkdtempSync(join(tmpdir(), "sluice-submit-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const at = (...parts: readonly string[]) => join(folder, ...parts);
const env = { XDG_CONFIG_HOME: at("config"), XDG_STATE_HOME: at("state") };
const as = (key: string, ...words: readonly string[]): Promise<Ran> =>
  sluiceIn({ env: { ...env, SLUICE_KEY: key } }, "gate", ...words);
const SLOW = 300_000;

const MODEL = "Some Model/2.1 (fp16)";
const SMUGGLED = "smuggled-words-nobody-measured";

interface Row {
  readonly line: number;
  readonly state: string;
  readonly image: string | null;
  readonly request: string | null;
  readonly why: readonly string[];
}

const circle = (fill: string) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="96" height="80"><rect width="96" height="80" fill="#eef"/><circle cx="48" cy="40" r="30" fill="${fill}"/><rect x="4" y="60" width="20" height="14" fill="#333"/></svg>`,
  );

const list = (...rows: readonly Readonly<Record<string, unknown>>[]) =>
  rows.map((row) => JSON.stringify({ seed: 7, model: MODEL, prompt: "a red circle", ...row })).join("\n");

async function submitted(
  path: string,
): Promise<{ readonly code: number | null; readonly rows: readonly Row[] }> {
  const { code, stdout } = await as("ann", "submit", path, "--json");
  return { code, rows: (JSON.parse(stdout) as { rows: readonly Row[] }).rows };
}

const ledger = () => readFileSync(at("state/sluice/gate/ledger.jsonl"), "utf8");

beforeAll(async () => {
  mkdirSync(at("pictures"));
  await sharp(circle("#d22"))
    .withExif({ IFD0: { ImageDescription: SMUGGLED } })
    .jpeg()
    .toFile(at("pictures/one.jpg"));
  appendFileSync(at("pictures/one.jpg"), SMUGGLED);
  await sharp(circle("#24c")).png().toFile(at("pictures/two.png"));
  const frame = (fill: string) => sharp(circle(fill)).png().toBuffer();
  await sharp([await frame("#d22"), await frame("#222")], { join: { animated: true } })
    .webp({ loop: 0, delay: [100, 100] })
    .toFile(at("pictures/film.webp"));
  writeFileSync(at("pictures/words.png"), "no picture at all");
  writeFileSync(at("outside.png"), readFileSync(at("pictures/two.png")));
  symlinkSync(at("outside.png"), at("pictures/link.png"));
  writeFileSync(
    at("pictures/metadata.jsonl"),
    [
      list({ file: "one.jpg" }, { file_name: "two.png", prompt: "a blue circle", seed: 8 }),
      list({ file: "two.png", prompt: "hardcore porn" }),
      list({ file: "two.png", model: "illustrator" }, { file: "two.png", model: "another" }),
      list({ file: "film.webp" }, { file: "words.png" }, { file: "link.png" }, { file: "../outside.png" }),
      list({ file: "none.png" }, { file: "two.png", seed: "x" }),
      "{",
    ].join("\n"),
  );
  const lines: Record<string, string> = {};
  for (const name of ["cy", "ann", "bo"])
    lines[name] = JSON.parse((await as(name, "keygen", "--name", name, "--json")).stdout).public;
  expect((await as("cy", "init", "--as", "cy", "--origin", "test.example/gate")).code).toBe(0);
  await as("cy", "enrol", "ann", "--role", "requester", "--public", lines["ann"] ?? "");
  await as("cy", "enrol", "bo", "--role", "reviewer", "--public", lines["bo"] ?? "");
}, SLOW);

describe("pictures made elsewhere", () => {
  it(
    "need an exception, a prompt that passes and an approval; each bad line is a row of its own",
    async () => {
      const alone = await submitted(at("pictures"));
      expect(alone.rows[0]).toMatchObject({ state: "refused" });
      expect(alone.rows[0]?.why[0]).toContain(`sluice gate except 'elsewhere:${MODEL}'`);
      expect((await as("ann", "except", `elsewhere:${MODEL}`, "--reason", "mine")).code).toBe(3);
      const excepted = await as("cy", "except", `elsewhere:${MODEL}`, "--reason", "a test");
      expect(excepted.stdout).toContain("pictures made elsewhere by elsewhere-some-model-2-1-fp16-");
      const { code, rows } = await submitted(at("pictures"));
      expect(rows.map(({ state }) => state)).toEqual([
        ...["waiting", "waiting", "prompt-blocked", "refused", "refused"],
        ...["bad", "bad", "bad", "bad", "bad", "bad", "bad"],
      ]);
      expect(code).toBe(3);
      expect(rows.slice(3).map(({ why }) => why[0])).toEqual([
        expect.stringContaining('"illustrator" is a model of this installation'),
        expect.stringContaining("sluice gate except elsewhere:another"),
        "wanted one still picture, got 2 frames",
        expect.stringMatching(/^Cannot decode image/u),
        "file: it is a link, or lies behind one",
        "file: it lies outside the folder of the list",
        "file: there is no such file",
        expect.stringMatching(/^seed: /u),
        "is no JSON",
      ]);
      expect((await as("bo", "list", "--waiting")).stdout).toContain(
        "made elsewhere, as its submitter states",
      );
      // Asked once, blocked once, however often it is handed in.
      const entries = ledger().split("\n").length;
      expect((await submitted(at("pictures"))).rows.map(({ state }) => state)).toEqual(
        rows.map(({ state }) => state),
      );
      expect(ledger().split("\n").length).toBe(entries);
    },
    SLOW,
  );

  it(
    "are judged, sealed, reviewed and released as what they are, without what nobody measured",
    async () => {
      const waiting = (await submitted(at("pictures"))).rows.flatMap(({ request }) => request ?? []);
      for (const request of waiting) expect((await as("bo", "approve", request)).code).toBe(0);
      writeFileSync(
        at("pictures/good.jsonl"),
        list({ file: "one.jpg" }, { file: "two.png", prompt: "a blue circle", seed: 8 }),
      );
      const { code, rows } = await submitted(at("pictures/good.jsonl"));
      expect({ code, states: rows.map(({ state }) => state) }).toEqual({
        code: 0,
        states: ["sealed", "sealed"],
      });
      const image = rows[0]?.image ?? "";
      expect((await as("bo", "list")).stdout).toContain(
        `made elsewhere, by "${MODEL}" as stated; it has 0 of 1`,
      );
      // Another file under the old name changes nothing of what was taken in.
      writeFileSync(at("pictures/one.jpg"), readFileSync(at("pictures/two.png")));
      expect((await as("ann", "reveal", image, "--rung", "colour")).code).toBe(3);
      expect((await as("bo", "reveal", image, "--rung", "colour")).code).toBe(0);
      expect((await as("bo", "review", image, "--verdict", "pass")).code).toBe(0);
      expect((await as("bo", "release", image, "--out", at("left.png"))).code).toBe(0);

      const bytes = readFileSync(at("left.png"));
      expect(bytes.toString("latin1")).not.toContain(SMUGGLED);
      const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const [red = 0, , blue = 0] = data.subarray(3 * (40 * 96 + 48));
      expect(red).toBeGreaterThan(blue + 60);
      const report = await readProvenance(bytes, "left.png");
      expect(report.manifest).toMatchObject({ state: "valid", receipt: { elsewhere: { stated: MODEL } } });
      expect(report.explanations.join("\n")).toContain(
        `NOT made by this gate: made elsewhere by "${MODEL}", as its submitter stated and nobody checked`,
      );
      expect(bytes.toString("latin1")).toContain(`${MODEL}, made elsewhere, as stated by who submitted it`);
      expect(bytes.toString("latin1")).not.toMatch(/CreatorTool="sluice|sluice elsewhere-/u);
      const receipt = at("state/sluice/gate/receipts", `${image}.json`);
      const replayed = await sluiceIn(
        { env: { ...env, SLUICE_KEY: "ann" } },
        "generate",
        "--replay",
        receipt,
      );
      expect(replayed).toMatchObject({ code: 2, stderr: expect.stringContaining("made elsewhere") });
      expect((await as("bo", "verify")).code).toBe(0);
      expect((await as("bo", "export", "--redacted", "--out", at("export"))).code).toBe(0);
      const lines = readFileSync(at("export/ledger.jsonl"), "utf8").split("\n");
      // Rules are public, and name columns.
      const said = lines.filter((line) => !line.includes('"type":"rules-changed"')).join("\n");
      expect(said).not.toMatch(/circle|porn/u);
      expect((await sluiceIn({ env }, "gate", "verify", at("export"))).code).toBe(0);
    },
    SLOW,
  );

  it(
    "go on where they were broken off, and are taken in once",
    async () => {
      const again = await submitted(at("pictures/good.jsonl"));
      // one.jpg is another file now, and asks for itself.
      expect(again.rows.map(({ state }) => state)).toEqual(["waiting", "known"]);
      expect((await as("bo", "approve", again.rows[0]?.request ?? "")).code).toBe(0);
      const words = ["gate", "submit", at("pictures/good.jsonl")];
      const broken = start(words, { env: { ...env, SLUICE_KEY: "ann" } });
      await broken.says(/line 1 /u);
      broken.kill("SIGINT");
      expect([0, 130]).toContain((await broken.done).code);
      const { code, rows } = await submitted(at("pictures/good.jsonl"));
      expect({ code, states: rows.map(({ state }) => state) }).toEqual({
        code: 0,
        states: ["known", "known"],
      });
    },
    SLOW,
  );

  it(
    "leave the exit code 4 for bad lines beside good ones, and 2 for no list",
    async () => {
      writeFileSync(
        at("pictures/mixed.jsonl"),
        `${list({ file: "two.png", prompt: "a blue circle", seed: 8 })}\n${list({ file: "gone.png" })}\n`,
      );
      expect((await submitted(at("pictures/mixed.jsonl"))).code).toBe(4);
      for (const path of [at("none.jsonl"), at("config"), at("pictures/two.png")]) {
        const { code, stderr } = await as("ann", "submit", path);
        expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, lines: 1 });
      }
    },
    SLOW,
  );
});
