import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { witnessKey } from "../../src/ledger/cosignature.ts";
import { parsePublicKey } from "../../src/ledger/keys/public-key.ts";
import { type Running, start } from "./cli.ts";
import { freePort } from "./free-port.ts";
import { type GateHome, gateHome } from "./gate-home.ts";

const name = "witness.example/w1";

/** A gate of cy's whose rules name a witness, a process of its own that can be started again. */
export interface WitnessHome {
  readonly home: GateHome;
  readonly name: string;
  /** `name+id+key`. */
  readonly key: string;
  /** Starts it, and waits until it listens. @param env beside the home's */
  begin(env?: Readonly<Record<string, string>>): Promise<Running>;
  /** Ends it by a signal. */
  end(signal: NodeJS.Signals): Promise<void>;
}

const listening = async (url: string) => {
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.status === 404) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

/** Makes both; the witness does not run yet. */
export async function witnessHome(folder: string): Promise<WitnessHome> {
  const home = gateHome(folder);
  await home.keygen("cy");
  const key = witnessKey({ name, key: parsePublicKey(await home.keygen("w")) });
  await home.as("cy", ["init", "--as", "cy", "--origin", "test.example/witnessed"]);
  await home.as("cy", ["export", "--out", join(home.folder, "export")]);
  const readme = readFileSync(join(home.folder, "export/README.md"), "utf8");
  const log = /test\.example\/witnessed\+\S+/u.exec(readme)?.[0] ?? "";
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let running: Running | null = null;
  const settings = join(home.gate, "rules/settings.yaml");
  const without = readFileSync(settings, "utf8").replace(/^witnesses: .*$/mu, "");
  writeFileSync(settings, `${without}witnesses:\n  - { url: "${url}", key: "${key}" }\n`);
  const applied = await home.as("cy", ["rules", "--apply", "--reason", "a witness"]);
  if (applied.code !== 0) throw new Error(applied.stderr);
  const seen = join(home.folder, "seen");
  return {
    ...{ home, name, key },
    async begin(env = {}) {
      const words = ["--name", name, "--log", log, "--state", seen, "--port", String(port)];
      running = start(["gate", "witness", ...words], { env: { ...home.env, ...env, SLUICE_KEY: "w" } });
      await listening(url);
      return running;
    },
    async end(signal) {
      running?.kill(signal);
      await running?.done;
    },
  };
}
