import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Missed, playedUntilMet, type Ran, sluiceIn, start } from "../support/cli.ts";

/** A stranger, with a key and no gate, asks; a steward answers; the stranger checks. */
const folder = mkdtempSync(join(tmpdir(), "sluice-outside-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const at = (...parts: readonly string[]) => join(folder, ...parts);
const SLOW = 300_000;

/** At the gate's machine, as one of its people. */
const here = { XDG_CONFIG_HOME: at("config"), XDG_STATE_HOME: at("state") };
const gate = (key: string, ...words: readonly string[]): Promise<Ran> =>
  sluiceIn({ env: { ...here, SLUICE_KEY: key } }, "gate", ...words);

/** On a machine elsewhere, which has keys and no gate. */
const there = { XDG_CONFIG_HOME: at("elsewhere"), XDG_STATE_HOME: at("elsewhere") };
const outside = (key: string, ...words: readonly string[]): Promise<Ran> =>
  sluiceIn({ env: { ...there, SLUICE_KEY: key } }, "gate", ...words);

const lines: Record<string, string> = {};
const recipient = (name: string) => (lines[name] ?? "").split(" ").at(-1) ?? "";
const ledger = () => readFileSync(at("state/sluice/gate/ledger.jsonl"), "utf8");

/** Asks by a stranger's key. */
async function asks(name: string, prompts: readonly string[], out: string, ...more: readonly string[]) {
  writeFileSync(at(`${out}.jsonl`), prompts.map((prompt) => JSON.stringify({ prompt })).join("\n"));
  const to = ["--origin", "test.example/gate", "--to", recipient("cy"), "--model", "tiny-cascade"];
  return outside(name, "question", at(`${out}.jsonl`), ...to, "--out", at(out), ...more);
}

/** Makes a key elsewhere. */
async function stranger(name: string): Promise<void> {
  lines[name] = JSON.parse((await outside(name, "keygen", "--name", name, "--json")).stdout).public;
}

const enrol = (name: string, role: string) =>
  gate("cy", "enrol", name, "--role", role, "--public", lines[name] ?? "");

beforeAll(async () => {
  for (const name of ["cy", "ann"])
    lines[name] = JSON.parse((await gate(name, "keygen", "--name", name, "--json")).stdout).public;
  for (const name of ["eve", "mal"]) await stranger(name);
  writeFileSync(at("steward.pub"), `${lines["cy"]}\n`);
  expect((await gate("cy", "init", "--as", "cy", "--origin", "test.example/gate")).code).toBe(0);
  const rules = at("state/sluice/gate/rules/settings.yaml");
  writeFileSync(rules, readFileSync(rules, "utf8").replace("prompts: 100", "prompts: 4"));
  expect((await gate("cy", "rules", "--apply")).code).toBe(0);
  expect((await enrol("eve", "outsider")).code).toBe(0);
  await enrol("ann", "requester");
  await gate("cy", "except", "tiny-cascade", "--reason", "a test");
}, SLOW);

describe("who asks from outside", () => {
  it(
    "gets verdicts and rates of their own prompts, and nothing else; anybody can check them",
    async () => {
      const asked = await asks("eve", ["a red circle", "hardcore porn", "a blue square"], "q.age", "--json");
      expect(asked).toMatchObject({ code: 0, stderr: "" });
      expect(readFileSync(at("q.age"), "latin1")).not.toContain("circle");
      const answered = await gate("cy", "audit", at("q.age"), "--out", at("a.age"));
      expect(answered.stderr).toContain("recorded at the gate as entry ");
      expect(answered.code).toBe(0);
      expect(answered.stdout).toMatch(
        /^answered p[0-9a-f]{12}: 3 prompts, 1 blocked, 0 held; 2 pictures drawn/u,
      );

      // Answered by a process: its steward is shown no prompt, in no way of asking.
      const told = await gate("cy", "audit", at("q.age"), "--out", at("told.age"), "--json");
      for (const { stdout, stderr } of [answered, told])
        expect(stdout + stderr).not.toMatch(/red circle|hardcore|blue square/u);

      // The rules stand in the ledger, with names of columns.
      for (const prompt of ["red circle", "hardcore", "blue square"])
        expect(ledger().includes(prompt)).toBe(false);
      expect(readdirSync(at("state/sluice/gate"))).not.toContain("quarantine");
      expect(existsSync(at("state/sluice/gate/receipts"))).toBe(false);

      const steward = ["--steward", at("steward.pub")];
      const read = await outside(
        "eve",
        ...["answer", at("a.age"), "--question", at("q.age"), ...steward, "--out", at("a.json")],
      );
      expect(read).toMatchObject({ code: 0, stderr: "" });
      expect(read.stdout).toMatch(
        /^holds: 3 prompts about tiny-cascade, entries \d+ and \d+ of test\.example\/gate\nto your question\n/u,
      );
      expect(read.stdout).toMatch(/^ {2}blocked +1 of 3 prompts: 33\.33 % \[6\.15 %, 79\.23 %\]$/mu);
      expect(read.stdout).toMatch(/^ {2}prompt 2: blocked; [a-z-]+/mu);
      const clear = readFileSync(at("a.json"), "utf8");
      expect(clear).not.toMatch(/circle|porn|score/u);
      expect((await outside("mal", "answer", at("a.json"), ...steward)).code).toBe(0);

      const verified = await outside("mal", "verify", at("a.json"), "--key", at("steward.pub"));
      expect(verified).toMatchObject({ code: 2, stderr: expect.stringContaining("sluice gate answer") });

      // What somebody made of it is found, whoever reads it.
      writeFileSync(at("forged.json"), clear.replace('"verdict":"blocked"', '"verdict":"held"'));
      const forged = await outside("mal", "answer", at("forged.json"), ...steward);
      expect(forged.stderr).toContain("its rates are not those of its verdicts");
      expect(forged.code).toBe(3);
      // Another's answer is no answer, and is sealed to nobody else.
      expect((await outside("mal", "answer", at("a.age"), ...steward)).code).toBe(2);
      await asks("mal", ["a red circle"], "other.age");
      const other = await outside("mal", "answer", at("a.json"), "--question", at("other.age"), ...steward);
      expect(other).toMatchObject({
        code: 3,
        stderr: expect.stringContaining("it answers another question"),
      });
    },
    SLOW,
  );

  it(
    "goes on under its entry where it was broken off, and is counted once",
    () =>
      playedUntilMet(async (before) => {
        // Each has a quota of their own.
        const [name, answer] = [`slow-${before}`, at(`slow-${before}.answer`)];
        await stranger(name);
        expect((await enrol(name, "outsider")).code).toBe(0);
        await asks(name, ["a green square"], `${name}.age`, "--images", "4");
        const audit = ["gate", "audit", at(`${name}.age`), "--out", answer];
        const broken = start(audit, { env: { ...here, SLUICE_KEY: "cy" } });
        await broken.says(/recorded at the gate/u);
        const stopped = await broken.endedBy("SIGINT");
        if (existsSync(answer)) throw new Missed("it was answered by then");
        expect(stopped.code).toBe(130);
        const again = await sluiceIn({ env: { ...here, SLUICE_KEY: "cy" } }, ...audit);
        expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining("goes on under entry ") });
        expect(ledger().match(/"drawing-started"/gu)).toHaveLength(2 + before);
      }),
    SLOW,
  );

  it(
    "is answered once, delivered again, and not past the quota",
    async () => {
      const entries = ledger().split("\n").length;
      const again = await gate("cy", "audit", at("q.age"), "--out", at("again.age"));
      expect(again.code).toBe(0);
      // A checkpoint, and no drawing.
      expect(ledger().split("\n").length).toBe(entries + 1);
      const read = await outside(
        "eve",
        ...["answer", at("again.age"), "--question", at("q.age"), "--steward", at("steward.pub")],
      );
      expect(read.code).toBe(0);

      await asks("eve", ["a red circle", "a green circle"], "more.age");
      const refused = await gate("cy", "audit", at("more.age"), "--out", at("none.age"), "--json");
      expect(refused.code).toBe(3);
      expect(JSON.parse(refused.stdout)).toMatchObject({ refused: [{ rule: "quota-audits" }] });
      expect(existsSync(at("none.age"))).toBe(false);
      await asks("eve", ["a red circle"], "greedy.age", "--images", "5");
      expect((await gate("cy", "audit", at("greedy.age"), "--out", at("none.age"))).stderr).toContain(
        "quota-audit-images",
      );
    },
    SLOW,
  );

  it(
    "is refused where nobody enrolled them, where they are no outsider, and where who answers is no steward",
    async () => {
      await asks("mal", ["a red circle"], "mal.age");
      const stranger = await gate("cy", "audit", at("mal.age"), "--out", at("none.age"), "--json");
      expect(stranger.code).toBe(3);
      expect(JSON.parse(stranger.stdout)).toMatchObject({ refused: [{ rule: "nobodys-question" }] });
      const ann = await gate("ann", "audit", at("q.age"), "--out", at("none.age"));
      expect(ann).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("was not sealed for this person"),
      });
      expect((await gate("cy", "audit", at("steward.pub"), "--out", at("none.age"))).code).toBe(2);
      const elsewhere = await asks("eve", ["a red circle"], "far.age", "--origin", "other.example/gate");
      expect(elsewhere.code).toBe(0);
      const far = await gate("cy", "audit", at("far.age"), "--out", at("none.age"));
      expect(far).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('for the gate "other.example/gate"'),
      });
      expect((await gate("cy", "verify")).code).toBe(0);
    },
    SLOW,
  );
});
