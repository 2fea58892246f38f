import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Ran, sluiceIn } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-gate-cli-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const at = (name: string) => join(folder, name);
const env = { XDG_CONFIG_HOME: at("config"), XDG_STATE_HOME: at("state") };

/** `sluice gate …` as one of the people. */
function as(key: string, ...words: readonly string[]): Promise<Ran> {
  return sluiceIn({ env: { ...env, SLUICE_KEY: key } }, "gate", ...words);
}

describe("a session of several people", () => {
  it("asks, blocks, approves and proves; a tampered copy is found; an outsider verifies the redacted export", async () => {
    const lines: Record<string, string> = {};
    for (const name of ["cy", "ann", "bo"]) {
      const { stdout } = await as(name, "keygen", "--name", name, "--json");
      lines[name] = (JSON.parse(stdout) as { public: string }).public;
    }
    writeFileSync(at("steward.pub"), `${lines["cy"]}\n`);
    expect((await as("cy", "init", "--as", "cy", "--origin", "test.example/gate")).code).toBe(0);
    expect((await as("ann", "whoami")).stderr).toContain("is nobody's in this gate");
    for (const [name, role] of [
      ["ann", "requester"],
      ["bo", "reviewer,auditor"],
    ] as const)
      expect((await as("cy", "enrol", name, "--role", role, "--public", lines[name] ?? "")).code).toBe(0);
    expect((await as("ann", "enrol", "eve", "--role", "steward", "--public", lines["ann"] ?? "")).code).toBe(
      3,
    );

    const blocked = await as("ann", "request", "hardcore porn", "--model", "tiny-cascade");
    expect(blocked.code).toBe(3);
    expect(blocked.stdout).toMatch(/^blocked \(/u);
    const asked = await as(
      "ann",
      "request",
      "a red \u001b[31mcircle",
      "--model",
      "tiny-cascade",
      "--seed",
      "0",
      "--json",
    );
    const { request } = JSON.parse(asked.stdout) as { request: string };
    const list = await as("bo", "list", "--waiting");
    expect(list.stdout).toContain("a red ·[31mcircle");
    expect(list.stdout).not.toContain("\u001b");
    const shown = await as("bo", "show", request);
    expect(shown).toMatchObject({ code: 0, stderr: "" });
    expect(shown.stdout).toContain("    seed: 0\n");
    expect(shown.stdout).toMatch(/^ {4}manifest: [0-9a-f]{64}$/mu);
    expect((await as("ann", "approve", request)).stderr).toMatch(/no rule permits|four-eyes/u);
    expect((await as("bo", "approve", request, "--hours", "99")).code).toBe(3);
    const refused = await as("bo", "approve", request, "--hours", "99", "--json");
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/^sluice: Cannot approve: a grant lasts \d+ hours at most\n$/u),
    });
    expect(JSON.parse(refused.stdout)).toEqual({
      schema: "sluice.refusal/1",
      refused: [{ rule: "grant-too-long", reason: expect.stringMatching(/^a grant lasts/u) }],
    });
    expect((await as("bo", "approve", request)).stdout).toContain(`${request} granted until`);

    writeFileSync(join(folder, "state/sluice/gate/rules/people.txt"), "Ada Testperson\n");
    expect((await as("cy", "rules", "--apply")).code).toBe(0);
    const named = await as("ann", "request", "Ada Testperson on a hill");
    expect(named.stdout).toContain("needs approval (named-person)");
    expect((await as("bo", "list")).stdout).toContain("1 × illustrator: Ada");

    expect((await as("cy", "checkpoint", "--out", at("first.note"))).code).toBe(0);
    expect((await as("cy", "checkpoint")).code).toBe(0);
    const verified = await as(
      "bo",
      "verify",
      "--key",
      at("steward.pub"),
      "--checkpoint",
      at("first.note"),
      "--json",
    );
    expect(JSON.parse(verified.stdout)).toMatchObject({ valid: true, pinned: true, problems: [] });

    const ledger = readFileSync(join(folder, "state/sluice/gate/ledger.jsonl"), "utf8");
    writeFileSync(
      at("tampered.jsonl"),
      ledger.replace('"hours"', '"hour5"').replace("tiny-cascade", "tiny-cascadE"),
    );
    const tampered = await as("bo", "verify", at("tampered.jsonl"), "--checkpoint", at("first.note"));
    expect(tampered.code).toBe(3);
    expect(tampered.stdout).toMatch(/^NOT verified/u);

    expect((await as("bo", "export", "--redacted", "--out", at("outside"))).code).toBe(0);
    expect(readFileSync(at("outside/ledger.jsonl"), "utf8")).not.toMatch(/circle|hardcore|"ann"|"bo"/u);
    const elsewhere = { XDG_CONFIG_HOME: at("fresh"), XDG_STATE_HOME: at("fresh") };
    const outside = await sluiceIn(
      { env: elsewhere },
      ...["gate", "verify", at("outside"), "--key", at("steward.pub"), "--checkpoint", at("first.note")],
    );
    expect(outside.code).toBe(0);
    expect(outside.stdout).toMatch(
      /^verified: .*\n.*\nthe steward's key is the one that was given\n\d+ texts are salted/u,
    );

    expect((await as("bo", "prove", request, "--out", at("one.tlog-proof"))).code).toBe(0);
    expect((await as("bo", "prove", "--since", at("first.note"), "--out", at("grew.tlog-proof"))).code).toBe(
      0,
    );
    for (const proof of ["one.tlog-proof", "grew.tlog-proof"])
      expect((await as("bo", "verify", at(proof), "--key", at("steward.pub"))).stdout).toMatch(
        /^verified: /u,
      );
    const forged = readFileSync(at("one.tlog-proof"), "utf8").replace(/^index (\d+)/mu, "index 0");
    writeFileSync(at("forged.tlog-proof"), forged);
    expect((await as("bo", "verify", at("forged.tlog-proof"), "--key", at("steward.pub"))).code).toBe(3);
  });
});

describe("sluice gate", () => {
  it("refuses unusable input in one line, exit 2", async () => {
    for (const words of [
      ["verify", at("nowhere")],
      ["list", "--gate", at("nowhere")],
      ["keygen", "--name", "../evil"],
      ["prove"],
      ["enrol", "late", "--role", "requester", "--public", "late.pub", "--until", "2026-01-01"],
      ["checkpoint", "--out", at("no-folder/first.note")],
    ]) {
      const { code, stderr } = await as("cy", ...words);
      expect({ code, lines: stderr.trim().split("\n").length }).toEqual({ code: 2, lines: 1 });
    }
  }, 600_000);

  it("lets no word of a user speak to the terminal in an error", async () => {
    const evil = "r\u001b[2J\u0007";
    for (const words of [
      ["show", evil],
      ["prove", evil],
      ["approve", evil],
      ["reveal", evil],
      ["release", evil, "--out", `${evil}.png`],
      ["enrol", evil, "--role", "reviewer", "--public", evil],
      ["verify", at(evil)],
      ["list", "--gate", at(evil)],
    ]) {
      const { code, stdout, stderr } = await as("cy", ...words);
      expect(code, words[0]).toBeGreaterThan(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
      expect(`${stdout}${stderr}`, words[0]).not.toMatch(/[\u0007\u001b]/u);
    }
  }, 600_000);
});
