import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type WitnessHome, witnessHome } from "../support/witness-home.ts";

const made: WitnessHome[] = [];
const begun = async (folder: string) => {
  const one = await witnessHome(folder);
  made.push(one);
  return one;
};
afterAll(async () => {
  for (const { home, end } of made) {
    await end("SIGTERM");
    home.remove();
  }
});

it("a witness in a process of its own cosigns what grew, and finds a cut end and a second copy, after a restart too", async () => {
  const { home, name, key, begin, end } = await begun("witness");
  await begin();
  const signed = await home.as("cy", ["checkpoint", "--json"]);
  expect(JSON.parse(signed.stdout)).toMatchObject({ witnesses: [{ witness: name, cosigned: true }] });
  const verified = await home.as("cy", ["verify", "--witness", key, "--json"]);
  expect(JSON.parse(verified.stdout)).toMatchObject({ valid: true, cosigned: [{ witness: name, size: 3 }] });

  const copy = join(home.folder, "copy");
  cpSync(home.gate, copy, { recursive: true });
  for (let i = 0; i < 2; i += 1) expect((await home.as("cy", ["checkpoint"])).code).toBe(0);
  await end("SIGTERM");
  await begin();
  // The copy is the ledger with its end cut; then it grows another way.
  const cut = await home.as("cy", ["checkpoint"], { gate: copy });
  expect(cut.stderr).toMatch(/its end was cut, or it has a second copy$/mu);
  let split = "";
  for (let i = 0; i < 3; i += 1) split = (await home.as("cy", ["checkpoint"], { gate: copy })).stderr;
  expect(split).toMatch(/knows another beginning of this ledger/u);
  // A verification of the copy against what the witness cosigned of the other one.
  const [note = ""] = ["5.note", "4.note"].map((file) => join(home.gate, "checkpoints", file));
  const held = await home.as("cy", ["verify", copy, "--checkpoint", note, "--json"]);
  expect(held.code).toBe(3);
  expect(JSON.parse(held.stdout).why.map(({ rule }: { rule: string }) => rule)).toEqual(["entries-changed"]);
}, 600_000);

/** Kills the process at the rename that remembers a tree, before it or after it and before the signature. */
const KILLS = `
import fs from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
const rename = fs.rename;
const die = (when, to) => {
  if (process.env.DIES === when && String(to).endsWith(".json")) process.kill(process.pid, "SIGKILL");
};
fs.rename = async (from, to) => {
  die("before", to);
  await rename(from, to);
  die("after", to);
};
syncBuiltinESMExports();
`;

it("a witness that is killed between what it remembers and what it signs goes on, and cosigns no cut end", async () => {
  const { home, name, begin, end } = await begun("witness-killed");
  const script = join(home.folder, "kills.mjs");
  writeFileSync(script, KILLS);
  const copy = join(home.folder, "copy");
  cpSync(home.gate, copy, { recursive: true });
  const checkpoint = async (machine = {}) =>
    JSON.parse((await home.as("cy", ["checkpoint", "--json"], machine)).stdout).witnesses[0];
  const cosigned = { witness: name, cosigned: true };

  await begin();
  expect(await checkpoint()).toMatchObject(cosigned);
  await end("SIGTERM");
  for (const when of ["before", "after"]) {
    const running = await begin({ NODE_OPTIONS: `--import ${script}`, DIES: when });
    expect(await checkpoint()).toMatchObject({ cosigned: false });
    // 137 in a shell: killed, no exit of its own.
    expect((await running.done).code).not.toBe(0);
    await begin();
    // What it remembered without a signature stands: the copy, whose end is cut before it, is refused.
    const cut = await checkpoint({ gate: copy });
    if (when === "after") expect(cut.problem).toMatch(/its end was cut, or it has a second copy$/u);
    expect(await checkpoint()).toMatchObject(cosigned);
    await end("SIGTERM");
  }
}, 600_000);
