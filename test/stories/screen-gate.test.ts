import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { testSigner } from "../../src/provenance/signer.ts";
import { sluiceIn } from "../support/cli.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

let cwd = "";
let terminal: Terminal;
let env: NodeJS.ProcessEnv = {};

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), "sluice-gate-"));
  env = { XDG_STATE_HOME: join(cwd, "state"), XDG_CONFIG_HOME: join(cwd, "config") };
});
afterEach(() => terminal?.close());
afterAll(() => rm(cwd, { recursive: true, force: true, maxRetries: 20 }));

const events = async (): Promise<readonly string[]> =>
  (await readFile(join(cwd, "state/sluice/gate/ledger.jsonl"), "utf8"))
    .trim()
    .split("\n")
    .map((line) => String(/"type":"([a-z-]+)"/u.exec(line)?.[1]));

it("begins a gate, passes the output filter once, opens a sealed image rung by rung, judges and releases it", async () => {
  terminal = openTerminal([], { cwd, env });
  await terminal.until(/Start here/u);
  await terminal.press(":", "gate", "enter");
  await terminal.until(/There is no gate here yet/u);
  await terminal.press("enter");
  await terminal.until(/nothing waits for a person/u);
  await terminal.press("n");
  await terminal.until(/prompt:/u);
  await terminal.press("a blue heart", "enter");
  await terminal.until(/size +128 px, after stage 2 of 2/u);
  await terminal.press("s");
  await terminal.until(/seed: 0/u);
  await terminal.press("backspace", "3", "enter");
  await terminal.until(/--n 1 --seed 3/u);
  await terminal.press("enter");
  await terminal.until(/1 in quarantine/u);
  expect(terminal.screen()).toMatch(/✓ prompt filters/u);
  expect(terminal.screen()).toMatch(/not checked: text in images/u);
  await terminal.press("enter");
  await terminal.until(/sealed; space opens it/u);
  expect(terminal.screen()).toMatch(/prompt +a b▒+ h▒+/u);
  expect(terminal.screen()).toMatch(/scores +\w+ 0\.\d\d/u);

  await terminal.press("p");
  await terminal.until(/Cannot review/u);
  // Typed ahead: each key climbs one rung, however long the one before takes to open.
  terminal.send("   ");
  await terminal.until(/seen by +\S+ to rung 4/u);
  expect((await events()).filter((type) => type === "reveal")).toHaveLength(3);
  await terminal.press("p");
  await terminal.until(/reviews +\S+: pass/u);
  await terminal.press("w");
  await terminal.until(/release to:/u);
  await terminal.press("enter");
  await terminal.until(/with C2PA manifest by a test certificate/u);

  // The user's own certificate signs on screen as it does on the command line.
  const keys = join(cwd, "config/sluice/keys");
  await testSigner(join(cwd, "authority"), () => new Date());
  for (const kind of ["pem", "key"])
    await copyFile(join(cwd, `authority/test-certificate.${kind}`), join(keys, `certificate.${kind}`));
  for (const [out, said] of [
    ["own.gif", /wanted a name that ends with/u],
    ["own.webp", /own\.webp: with C2PA manifest by your certificate/u],
  ] as const) {
    await terminal.press("w");
    await terminal.until(/release to:/u);
    await terminal.press("\u0015", out, "enter");
    await terminal.until(said);
  }
  await rm(join(keys, "certificate.key"));
  await terminal.press("w");
  await terminal.until(/release to:/u);
  await terminal.press("\u0015", "half.png", "enter");
  // What was refused only later stands there again, to be mended.
  await terminal.until(/certificate\.pem and certificate\.key belong together/u);
  await terminal.until(/release to: half\.png/u);
  await rm(join(keys, "certificate.pem"));

  await terminal.press("escape", "q");
  await terminal.until(/nothing waits for a person/u);
  await terminal.press("Q");
  expect(await terminal.ended).toBe(0);
  expect((await events()).filter((type) => type === "request")).toHaveLength(1);
  const [file = ""] = /r\d+\.0\.png/u.exec(terminal.written()) ?? [];
  const { code, stdout } = await sluiceIn({ cwd, env }, "provenance", file);
  expect(stdout).toMatch(/whole, signer unknown \(png, 128 × 128\)/u);
  expect(stdout).toContain("development gate: one person in every role");
  expect(code).toBe(5);
  const trust = ["--trust", join(cwd, "authority/test-certificate.pem")];
  const own = await sluiceIn({ cwd, env }, "provenance", "own.webp", ...trust, "--json");
  expect(JSON.parse(own.stdout)).toMatchObject({
    verdict: "verified",
    manifest: { signedBy: { trusted: true } },
  });
}, 900_000);

it("draws nothing that was hidden while it was being opened, and shows no prompt unmasked unasked", async () => {
  terminal = openTerminal([], { cwd, env });
  await terminal.until(/Runs/u);
  await terminal.press(":", "gate", "enter");
  await terminal.until(/nothing waits for a person/u);
  await terminal.press("\t");
  await terminal.until(/b▒+ h▒+/u);
  expect(terminal.screen()).not.toContain("blue heart");
  await terminal.press("c");
  await terminal.until(/blue heart/u);
  await terminal.press("enter");
  await terminal.until(/sealed; space opens it/u);
  const before = terminal.written().length;
  await terminal.settled();
  terminal.send(" x");
  await expect.poll(async () => (await events()).filter((type) => type === "reveal").length).toBe(4);
  // Longer than opening takes, shorter than what would hide a picture by itself.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(terminal.written().slice(before)).not.toMatch(/[▀▌▘▚▛▜▙]/u);
});

it("destroys a sealed image's file with D, and not only in the ledger", async () => {
  const quarantine = join(cwd, "state/sluice/gate/quarantine");
  const sealed = async () =>
    (await readdir(quarantine, { recursive: true })).filter((path) => path.endsWith(".age"));
  expect(await sealed()).not.toEqual([]);
  terminal = openTerminal([], { cwd, env });
  await terminal.until(/Runs/u);
  await terminal.press(":", "gate", "enter");
  await terminal.until(/nothing waits for a person/u);
  await terminal.press("\t");
  await terminal.until(/released/u);
  await terminal.press("enter");
  await terminal.until(/sealed; space opens it/u);
  await terminal.press("D");
  await terminal.until(/destroy, reason:/u);
  await terminal.press("no longer needed", "enter");
  await terminal.until(/r\d+\.0 destroyed/u);
  expect([(await events()).at(-1), await sealed()]).toEqual(["destroyed", []]);
  await terminal.press("Q");
  await terminal.ended;
});

it("shows a prompt's escape sequences as dots, and obeys none", async () => {
  const prompt = "a \u001b]0;owned\u0007green \u001b[2Jheart";
  const asked = await sluiceIn({ cwd, env }, "gate", "request", prompt, "--model", "illustrator");
  expect(asked.code, asked.stderr).toBe(0);
  terminal = openTerminal(["gate", "open"], { cwd, env });
  await terminal.until(/you: /u);
  await terminal.press("\t");
  await terminal.until(/1 × illustrator/u);
  await terminal.press("c");
  await terminal.until(/a ·\]0;owned·green ·\[2Jheart/u);
  expect(terminal.written()).not.toContain("\u001b]0;owned");
  await terminal.press("Q");
  await terminal.ended;
});
