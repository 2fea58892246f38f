import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { newPerson } from "../../src/gate/roster/people.ts";
import { verifyLedger } from "../../src/gate/verify.ts";
import { newSigningKey } from "../../src/ledger/keys/signing-key.ts";
import { seal } from "../../src/ledger/sealed.ts";
import { draws } from "../fuzz/mutate.ts";
import { type World, world } from "../support/gate-world.ts";

/**
 * `npm run torture -- --kills 1000 --seed 7`: real processes, two at a time, append to one gate and are killed, some
 * before a call of the disk, some at any moment. After every pair the gate has to open, and to hold each entry that a
 * process was told of. The gate lies in the folder for temporary files: TMPDIR names another file system, and
 * `--mount A --mount B` one that is seen in two places, as from two machines, of which each writer has one. Exit code 1
 * where something was lost.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    mount: { type: "string", multiple: true, default: [] },
  },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
const [home = tmpdir(), ...elsewhere] = values.mount.map((folder) => resolve(folder));
const places = [home, ...elsewhere];
process.env["TMPDIR"] = home;
if (!(kills > 0) || !Number.isFinite(seed)) {
  console.error(`Cannot torture: wanted numbers, got --kills ${values.kills} --seed ${values.seed}`);
  process.exit(2);
}

const appender = join("node_modules/.cache/sluice-tests", `torture-${process.pid}.mjs`);
await build({
  entryPoints: [join(import.meta.dirname, "../support/gate-appender.ts")],
  outfile: appender,
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
});

/** Every so many kills another gate, so that opening it stays quick. */
const PER_GATE = 40;
const draw = draws(seed);
const keys = [newSigningKey(), newSigningKey()];
let [killed, told, lost] = [0, 0, 0];

for (let w = await freshGate(), here = 0; killed < kills; ) {
  const runs = await Promise.all(keys.map(({ pem }, i) => run(placed(w, i), pem)));
  killed += runs.filter(({ died }) => died).length;
  here += 1;
  const all = runs.flatMap((one) => one.told);
  told += all.length;
  const gate = await w.again().catch((error: unknown) => {
    console.error(`after ${killed} kills the gate does not open: ${String(error)}`);
    return null;
  });
  const stand = new Set(gate?.entries.map(({ seq }) => seq));
  const gone = all.filter((seq) => !stand.has(seq));
  if (gate === null || gone.length > 0 || new Set(all).size < all.length) {
    lost += 1;
    console.error(
      `after ${killed} kills: told ${all.join(", ")}; lost ${gone.join(", ") || "none"} in ${w.folder}`,
    );
  }
  // A dead holder's turn would be waited for; now and then it is.
  if (draw() < 0.95) rmSync(join(w.folder, "ledger.jsonl.lock"), { recursive: true, force: true });
  if (here < PER_GATE && lost === 0) continue;
  lost += await verified(w);
  if (lost > 0) break;
  console.error(`${killed} kills, ${told} entries told, none lost`);
  rmSync(join(w.folder, ".."), { recursive: true });
  [w, here] = [await freshGate(), 0];
}
rmSync(appender);
console.log(`${killed} kills, ${told} entries told, ${lost} lost`);
process.exit(lost === 0 ? 0 : 1);

async function freshGate(): Promise<World> {
  const w = await world();
  const people = keys.map((key, i) =>
    newPerson({
      ...{ name: `writer ${i}`, key: key.public, recipients: [], roles: ["requester"], until: null },
      quota: { requests: 1_000_000, images: 1_000_000 },
    }),
  );
  await w.gate.act(w.keys.cy, (state) => ({
    type: "roster-changed",
    people: [...state.people.values(), ...people],
    reason: seal("two writers"),
  }));
  return w;
}

/** A gate's folder as a writer sees it. */
function placed({ folder }: World, writer: number): string {
  return `${places[writer % places.length] ?? home}${folder.slice(home.length)}`;
}

/** Appends until it is killed: before its n-th call of the disk, or some milliseconds after its first entry. */
function run(
  folder: string,
  pem: string,
): Promise<{ readonly told: readonly number[]; readonly died: boolean }> {
  const atCall = draw() < 0.5;
  const env = {
    ...process.env,
    ...{ GATE: folder, COUNT: "40", PEM: pem },
    DIE_AT: atCall ? String(1 + Math.floor(draw() * 60)) : "0",
  };
  const child = spawn(process.execPath, [appender], { env, stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  const after = draw() * 60;
  child.stdout.on("data", (bytes: Buffer) => {
    out += bytes.toString();
    if (!atCall) timer ??= setTimeout(() => child.kill("SIGKILL"), after);
  });
  return new Promise((resolve) => {
    child.on("close", (_code, signal) => {
      clearTimeout(timer);
      resolve({ told: out.split("\n").filter(Boolean).map(Number), died: signal === "SIGKILL" });
    });
  });
}

/** Appends once more, as recovery comes with the next entry. @returns 1 where the ledger does not verify then */
async function verified(w: World): Promise<number> {
  const gate = await w.again();
  await gate.act(w.keys.cy, { type: "clock-set", reason: seal("afterwards") });
  const found = await verifyLedger(join(w.folder, "ledger.jsonl"), {
    checkpoints: [],
    keys: [],
    redacted: false,
  });
  for (const problem of found.problems) console.error(problem);
  return found.valid ? 0 : 1;
}
