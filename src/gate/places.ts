import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Where the gate lies: `--gate`, else `$XDG_STATE_HOME/sluice/gate`. */
export function gateFolder(env: NodeJS.ProcessEnv, flag?: string): string {
  if (flag !== undefined) return resolve(flag);
  return join(env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state"), "sluice", "gate");
}

/** Where the user's keys lie: `$XDG_CONFIG_HOME/sluice/keys`. */
export function keysFolder(env: NodeJS.ProcessEnv): string {
  return join(env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config"), "sluice", "keys");
}

/** A key by its name in {@link keysFolder}, or by its file's path, which holds a slash or a dot. */
export function keyPath(env: NodeJS.ProcessEnv, nameOrPath = env["SLUICE_KEY"] || "default"): string {
  return /^[a-z0-9][a-z0-9_-]{0,31}$/u.test(nameOrPath)
    ? join(keysFolder(env), `${nameOrPath}.key`)
    : resolve(nameOrPath);
}
