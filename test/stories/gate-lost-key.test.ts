import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Ran, sluiceIn } from "../support/cli.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-lost-key-"));
afterAll(() => rmSync(folder, { recursive: true, maxRetries: 20 }));
const env = { XDG_CONFIG_HOME: join(folder, "config"), XDG_STATE_HOME: join(folder, "state") };

function as(key: string, ...words: readonly string[]): Promise<Ran> {
  return sluiceIn({ env: { ...env, SLUICE_KEY: key } }, "gate", ...words);
}

/** @returns the line that others enrol */
async function keygen(name: string): Promise<string> {
  const { stdout } = await as(name, "keygen", "--name", name, "--json");
  return (JSON.parse(stdout) as { public: string }).public;
}

describe("a lost key", () => {
  it("is replaced by a steward: the old one signs nothing more, what it signed stays, and the person is the same", async () => {
    const [, ann] = [await keygen("cy"), await keygen("ann")];
    expect((await as("cy", "init", "--as", "cy", "--origin", "test.example/lost")).code).toBe(0);
    expect((await as("cy", "enrol", "ann", "--role", "requester", "--public", ann)).code).toBe(0);
    const first = await as("ann", "request", "a red circle", "--model", "tiny-cascade", "--json");
    const { request } = JSON.parse(first.stdout) as { request: string };

    const next = await keygen("ann-2");
    const byHerself = await as("ann", "rekey", "ann", "--public", next);
    expect(byHerself.code).toBe(3);
    expect((await as("cy", "rekey", "nobody", "--public", next)).code).not.toBe(0);
    expect((await as("cy", "rekey", "ann", "--public", next)).code).toBe(0);

    const old = await as("ann", "request", "a blue circle", "--model", "tiny-cascade");
    expect(old.code).not.toBe(0);
    expect(old.stderr).toContain("was revoked or reported lost; a steward issues another");
    expect((await as("ann-2", "deny", request, "--reason", "no longer wanted")).code).toBe(0);
    const again = await as("cy", "rekey", "ann", "--public", ann);
    expect(again.code).toBe(3);

    const verified = await as("cy", "verify", "--json");
    expect(JSON.parse(verified.stdout)).toMatchObject({ valid: true, problems: [] });
  });
});
