import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Card } from "../../src/cards/source/card.ts";
import { type Ran, sluiceIn } from "../support/cli.ts";
import { sampleCard } from "../support/sample-card.ts";

const { folder, copy } = sampleCard();
const env = { XDG_CONFIG_HOME: folder("config"), XDG_STATE_HOME: folder("state") };

function as(key: string, ...words: readonly string[]): Promise<Ran> {
  return sluiceIn({ env: { ...env, SLUICE_KEY: key } }, ...words);
}
const sign = (key: string, role: string, at: string) =>
  as(key, "card", "sign", at, "--role", role, "--no-files");
const check = (at: string, ...more: readonly string[]) =>
  as("nobody", "card", "check", at, "--profile", "release", "--no-files", ...more);
const cardOf = (at: string) => parse(readFileSync(join(at, "cards/card.yaml"), "utf8")) as Card;
const edit = (at: string, change: (card: Card) => unknown) => {
  const card = cardOf(at);
  change(card);
  writeFileSync(join(at, "cards/card.yaml"), stringify(card, { lineWidth: 100 }));
};
type Loose = { -readonly [K in keyof Card["answers"][string]]: Card["answers"][string][K] };

beforeAll(async () => {
  const lines: Record<string, string> = {};
  for (const name of ["cy", "ann", "bo"]) {
    const { stdout } = await as(name, "gate", "keygen", "--name", name, "--json");
    lines[name] = (JSON.parse(stdout) as { public: string }).public;
  }
  writeFileSync(folder("steward.pub"), `${lines["cy"]}\n`);
  await as("cy", "gate", "init", "--as", "cy", "--origin", "test.example/gate");
  for (const [name, role] of [
    ["ann", "requester"],
    ["bo", "reviewer,auditor"],
  ] as const)
    await as("cy", "gate", "enrol", name, "--role", role, "--public", lines[name] ?? "");
});

describe("a card's sign-off", () => {
  it("wants two people, prints them, and is held against the ledger; each later edit is named", async () => {
    const at = copy("signed");
    expect((await check(at)).stdout).toMatch(
      /^unsigned +reviewer +no reviewer has signed this card as it is/mu,
    );
    expect((await sign("ann", "reviewer", at)).stderr).toMatch(/reviewer is none of this person's/u);
    const bo = await sign("bo", "reviewer", at);
    expect(bo).toMatchObject({ code: 0 });
    expect(bo.stdout).toMatch(/^bo signed the card as reviewer: entry \d+ of ledger test\.example\/gate/u);
    expect((await sign("bo", "auditor", at)).stderr).toMatch(/one person signs a card once/u);
    // Again is no second entry.
    expect((await sign("bo", "reviewer", at)).stdout).toMatch(/^bo signed the card as reviewer before/u);
    expect(cardOf(at).signatures).toHaveLength(1);
    expect((await check(at)).stdout).toMatch(/^unsigned +steward/mu);
    await as("nobody", "card", "render", at);
    expect((await sign("cy", "steward", at)).stdout).toContain("written anew:");

    const green = await check(at, "--steward-key", folder("steward.pub"));
    expect(green.stdout).toMatch(/^green for release/u);
    expect(green.code).toBe(0);
    for (const name of ["README.md", "datasheet.md", "datasheet.html", "eu-contribution.md"])
      expect(readFileSync(join(at, "cards", name), "utf8"), name).toMatch(
        /Signed<?.*as it is by bo as reviewer on \d{4}-\d\d-\d\d \(entry \d+ of ledger .*; cy as steward/u,
      );
    // An outsider has an export alone.
    await as("cy", "gate", "checkpoint");
    expect((await as("cy", "gate", "export", "--out", folder("export"), "--redacted")).code).toBe(0);
    const outside = await check(at, "--gate", folder("export"), "--steward-key", folder("steward.pub"));
    expect(outside.stdout).toMatch(/^green for release/u);

    edit(at, ({ answers }) => Object.assign(answers["M1"] as Loose, { author: "eve" }));
    // A profile that wants no signature is red, too, where the card names one that does not hold.
    const forged = await check(at, "--profile", "hub");
    expect(forged.stdout).toMatch(/^unsigned +reviewer +signature of bo .*: answers\.M1\.author$/mu);
    expect(forged.code).toBe(3);
    await as("nobody", "card", "render", at);
    expect(readFileSync(join(at, "cards/datasheet.md"), "utf8")).toContain(
      "**Changed since it was signed** by bo",
    );
  }, 600_000);
});
