import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, sluiceIn, start } from "./cli.ts";

/** A folder with a gate and the keys of its people. */
export interface GateHome {
  readonly folder: string;
  /** The gate's own folder. */
  readonly gate: string;
  /** `sluice gate …` by who holds a key, on a machine whose clock is so many hours ahead. */
  as(
    key: string,
    words: readonly string[],
    machine?: { readonly hours?: number; readonly gate?: string },
  ): Promise<Ran>;
  /** Makes a key. @returns the line that others enrol */
  keygen(name: string): Promise<string>;
  /** Enrols a steward, or somebody else, with a fresh key. @returns what the command did */
  enrol(by: string, name: string, role: string): Promise<Ran>;
  env: Readonly<Record<string, string>>;
  remove(): void;
}

/** Sets a process's clock on, before anything of ours runs. */
const AHEAD = `
const by = Number(process.env.CLOCK_AHEAD_HOURS) * 3600000;
const Real = Date;
globalThis.Date = new Proxy(Real, {
  construct: (target, given) => (given.length > 0 ? new target(...given) : new target(target.now() + by)),
  get: (target, name) => (name === "now" ? () => target.now() + by : Reflect.get(target, name)),
});
`;

/**
 * An empty home.
 * @param where its commands run: here, told what time it is, or each as a process of its own whose clock was set
 */
export function gateHome(name: string, where: "here" | "processes" = "here"): GateHome {
  const folder = mkdtempSync(join(tmpdir(), `sluice-${name}-`));
  const env = { XDG_CONFIG_HOME: join(folder, "config"), XDG_STATE_HOME: join(folder, "state") };
  mkdirSync(join(folder, "config"));
  const clock = join(folder, "clock.mjs");
  writeFileSync(clock, AHEAD);
  const self: GateHome = {
    ...{ folder, gate: join(folder, "state/sluice/gate"), env },
    as(key, words, { hours = 0, gate } = {}) {
      const all = ["gate", ...words, ...(gate === undefined ? [] : ["--gate", gate])];
      const own = { ...env, SLUICE_KEY: key };
      if (where === "here") return sluiceIn({ env: own, hoursAhead: hours }, ...all);
      const ahead = { NODE_OPTIONS: `--import ${clock}`, CLOCK_AHEAD_HOURS: String(hours) };
      return start(all, { env: hours === 0 ? own : { ...own, ...ahead } }).done;
    },
    async keygen(person) {
      const { stdout } = await self.as(person, ["keygen", "--name", person, "--json"]);
      return (JSON.parse(stdout) as { readonly public: string }).public;
    },
    async enrol(by, person, role) {
      return self.as(by, ["enrol", person, "--role", role, "--public", await self.keygen(person)]);
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }),
  };
  return self;
}

/** The proposal that a command's output says waits; a key's digest, in Base64, may well hold `/c4+`. */
export function proposalIn({ stdout }: Ran): string {
  return /\bc\d+(?= waits for )/u.exec(stdout)?.[0] ?? `no proposal in: ${stdout}`;
}
