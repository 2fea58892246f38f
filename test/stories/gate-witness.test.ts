import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { witnessKey } from "../../src/ledger/cosignature.ts";
import { parsePublicKey } from "../../src/ledger/keys/public-key.ts";
import { type Running, start } from "../support/cli.ts";
import { gateHome } from "../support/gate-home.ts";

const home = gateHome("witness");
let running: Running | null = null;
afterAll(async () => {
  running?.kill("SIGTERM");
  await running?.done;
  home.remove();
});

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address === null || typeof address === "string" ? 0 : address.port));
    });
  });

const listening = async (url: string) => {
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer !== null) return answer.status;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

it("a witness in a process of its own cosigns what grew, and finds a cut end and a second copy, after a restart too", async () => {
  const name = "witness.example/w1";
  await home.keygen("cy");
  const line = await home.keygen("w");
  expect((await home.as("cy", ["init", "--as", "cy", "--origin", "test.example/witnessed"])).code).toBe(0);
  expect((await home.as("cy", ["export", "--out", join(home.folder, "export")])).code).toBe(0);
  const log = /test\.example\/witnessed\+\S+/u.exec(
    readFileSync(join(home.folder, "export/README.md"), "utf8"),
  )?.[0];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const begin = async () => {
    const words = [
      "--name",
      name,
      "--log",
      log ?? "",
      "--state",
      join(home.folder, "seen"),
      "--port",
      String(port),
    ];
    running = start(["gate", "witness", ...words], { env: { ...home.env, SLUICE_KEY: "w" } });
    expect(await listening(url)).toBe(404);
  };
  await begin();
  const key = witnessKey({ name, key: parsePublicKey(line) });
  const settings = join(home.gate, "rules/settings.yaml");
  const without = readFileSync(settings, "utf8").replace(/^witnesses: .*$/mu, "");
  writeFileSync(settings, `${without}witnesses:\n  - { url: "${url}", key: "${key}" }\n`);
  expect((await home.as("cy", ["rules", "--apply", "--reason", "a witness"])).code).toBe(0);

  const signed = await home.as("cy", ["checkpoint", "--json"]);
  expect(JSON.parse(signed.stdout)).toMatchObject({ witnesses: [{ witness: name, cosigned: true }] });
  const verified = await home.as("cy", ["verify", "--witness", key, "--json"]);
  expect(JSON.parse(verified.stdout)).toMatchObject({ valid: true, cosigned: [{ witness: name, size: 3 }] });

  const copy = join(home.folder, "copy");
  cpSync(home.gate, copy, { recursive: true });
  for (let i = 0; i < 2; i += 1) expect((await home.as("cy", ["checkpoint"])).code).toBe(0);
  running?.kill("SIGTERM");
  await running?.done;
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
