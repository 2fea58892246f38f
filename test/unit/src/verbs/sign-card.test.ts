import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { noteSignature } from "../../../../src/actions/card/sign.ts";
import { releaseRoles, signatureLacks } from "../../../../src/cards/sign-off.ts";
import { type Card, readCard } from "../../../../src/cards/source/card.ts";
import { cardDigest } from "../../../../src/cards/source/signed.ts";
import { exchanged, revoked } from "../../../../src/gate/roster/people.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { checkpoint } from "../../../../src/verbs/publish.ts";
import { signatureLedger, signCard } from "../../../../src/verbs/sign-card.ts";
import { type Name, sessionAt, type World, world } from "../../../support/gate-world.ts";
import { shipped } from "../../../support/sample-card.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-sign-"));
const at = (name: string) => join(scratch, name);
const file = (name: string) => join(at(name), "cards/card.yaml");
let w: World;

type Loose = { -readonly [K in keyof Card["answers"][string]]: Card["answers"][string][K] };
const edit = (name: string, change: (card: Card) => unknown) => {
  const card = parse(readFileSync(file(name), "utf8")) as Card;
  change(card);
  writeFileSync(file(name), stringify(card, { lineWidth: 100 }));
};
const copy = (from: string, name: string) => {
  rmSync(at(name), { recursive: true, force: true });
  cpSync(at(from), at(name), { recursive: true });
};

async function sign(name: string, who: Name, role: "reviewer" | "auditor" | "steward"): Promise<void> {
  const card = await readCard(at(name));
  const what = { subject: "dataset", title: "a set", role, profile: "release", files: true } as const;
  await noteSignature(at(name), card, await signCard(sessionAt(w, who), { card: cardDigest(card), ...what }));
}

/** What keeps the signatures of a card from being good. */
async function lacks(
  name: string,
  gate = w.folder,
  keys: readonly string[] = [],
): Promise<readonly string[]> {
  const ledger = await signatureLedger({ env: {}, gate, checkpoints: [], keys });
  const found = await signatureLacks(at(name), await readCard(at(name)), ledger, releaseRoles);
  return found.map(({ id, message }) => `${id}: ${message}`);
}

beforeAll(async () => {
  w = await world();
  mkdirSync(join(at("signed"), "cards"), { recursive: true });
  cpSync(join(shipped, "card.yaml"), file("signed"));
  await sign("signed", "bo", "reviewer");
  await sign("signed", "cy", "steward");
});

describe("a signed card", () => {
  it("is good as it is, and a second signature of the same person is the first", async () => {
    expect(await lacks("signed")).toEqual([]);
    const entries = w.gate.entries.length;
    await sign("signed", "bo", "reviewer");
    expect(w.gate.entries).toHaveLength(entries);
    expect((await readCard(at("signed"))).signatures).toHaveLength(2);
  });

  it.each([
    ["a text", "M1", { text: "For fun." }, /the card was changed since: answers\.M1\.text$/u],
    ["an author", "M1", { author: "eve" }, /the card was changed since: answers\.M1\.author$/u],
    ["a date", "A3", { date: "2020-01-01" }, /the card was changed since: answers\.A3\.date$/u],
    ["a state", "A3", { state: "withheld" }, /the card was changed since: answers\.A3\.state$/u],
  ] as const)("is red by %s that was edited, and says where", async (_, id, change, line) => {
    copy("signed", "edited");
    edit("edited", ({ answers }) => Object.assign(answers[id] as Loose, change));
    const found = await lacks("edited");
    expect(found).toEqual([
      expect.stringMatching(line),
      expect.stringMatching(line),
      expect.stringMatching(/^reviewer: no reviewer has signed this card as it is/u),
      expect.stringMatching(/^steward: no steward has signed this card as it is/u),
    ]);
    // Without the copy of what was signed, it is found all the same, and a forged copy says nothing.
    for (const text of [null, "schema: sluice.card/1\npolicy: default\nfacts: {}\nanswers: {}\n"]) {
      rmSync(join(at("edited"), "cards/signed"), { recursive: true, force: true });
      if (text !== null) {
        mkdirSync(join(at("edited"), "cards/signed"));
        const { signatures: [note] = [] } = await readCard(at("signed"));
        writeFileSync(join(at("edited"), `cards/signed/${note?.card}.yaml`), text);
      }
      expect((await lacks("edited"))[0]).toMatch(/it is of another state of the card, or of another card/u);
    }
  });

  it("is red by a changed fact, policy or view, too", async () => {
    copy("signed", "other");
    edit("other", (card) => Object.assign(card, { policy: "strict", view: "some" }));
    edit("other", ({ facts }) => Object.assign(facts["pairs"] as object, { about: "more pairs" }));
    expect((await lacks("other"))[0]).toMatch(/changed since: policy, view, facts\.pairs$/u);
  });

  it.each([
    ["name", { name: "dee" }, /its name is not what entry \d+ of the ledger says/u],
    ["date", { date: "2020-01-01" }, /its date is not what/u],
    ["role", { role: "auditor" }, /its role is not what/u],
    ["leaf", { leaf: "0".repeat(64) }, /its leaf is not what/u],
    ["entry", { entry: 1 }, /the ledger has no signature of a card at entry 1$/u],
    ["gate", { gate: "another.example/gate" }, /said to stand in the ledger "another\.example\/gate"/u],
  ])("names no other %s than the ledger says", async (_, change, line) => {
    copy("signed", "renamed");
    edit("renamed", ({ signatures = [] }) => Object.assign(signatures[0] as object, change));
    expect(await lacks("renamed")).toEqual([expect.stringMatching(line)]);
  });

  it("gives its signature to no other card, and a note alone counts for nothing", async () => {
    copy("signed", "copied");
    edit("copied", ({ answers }) => Object.assign(answers["A1"] as Loose, { text: "Another set" }));
    const digest = cardDigest(await readCard(at("copied")));
    edit("copied", ({ signatures = [] }) => signatures.map((one) => Object.assign(one, { card: digest })));
    expect(await lacks("copied")).toEqual([
      expect.stringMatching(/its card is not what entry \d+/u),
      expect.stringMatching(/its card is not what entry \d+/u),
      expect.stringMatching(/no reviewer has signed/u),
      expect.stringMatching(/no steward has signed/u),
    ]);
  });

  it("is red without its end, with checkpoints or without, and under another root of trust", async () => {
    const cut = at("cut");
    const copied = (text: string) => {
      rmSync(cut, { recursive: true, force: true });
      cpSync(w.folder, cut, { recursive: true });
      writeFileSync(join(cut, "ledger.jsonl"), text);
    };
    await checkpoint(sessionAt(w, "cy"), null);
    const lines = readFileSync(join(w.folder, "ledger.jsonl"), "utf8").trimEnd().split("\n");
    const first = lines.findIndex((line) => line.includes("card-signed"));
    copied(`${lines.slice(0, first).join("\n")}\n`);
    expect((await lacks("signed", cut))[0]).toMatch(/the ledger does not verify: .* the end is gone/u);
    rmSync(join(cut, "checkpoints"), { recursive: true });
    expect((await lacks("signed", cut))[0]).toMatch(/has no signature of a card at entry/u);
    copied(`${lines.join("\n")}\n`.replace('"role":"reviewer"', '"role":"auditor"'));
    expect((await lacks("signed", cut)).join("\n")).toMatch(/the ledger does not verify/u);
    const eve = w.people.bo.keys[0]?.public ?? "";
    expect((await lacks("signed", w.folder, [eve]))[0]).toMatch(/none of the keys that were given/u);
    await expect(lacks("signed", at("nowhere"))).rejects.toThrow(
      /there is nothing; wanted a gate or an export/u,
    );
  });

  it("says in one line that a key was revoked since, until somebody else signs", async () => {
    const of = (name: Name) => w.gate.state.people.get(w.people[name].id) ?? w.people[name];
    await w.gate.act(w.keys.cy, (state) => ({
      type: "roster-changed",
      people: exchanged(state.people.values(), revoked(of("bo"))),
      reason: seal("left"),
    }));
    expect(await lacks("signed")).toEqual([
      expect.stringMatching(
        /^reviewer: signature of bo as reviewer \(entry \d+\): the key that signed it was revoked$/u,
      ),
      expect.stringMatching(/^reviewer: no reviewer has signed this card as it is/u),
    ]);
    await sign("signed", "both", "reviewer");
    expect(await lacks("signed")).toEqual([expect.stringMatching(/signature of bo .* was revoked$/u)]);
  });
});
