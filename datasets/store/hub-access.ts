import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { StoreError } from "./store.ts";

/** How the hub is reached: as Python's huggingface_hub would. */
export interface HubAccess {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly token: string | undefined;
  /** What the token was taken from, for people. */
  readonly from: string | undefined;
}

/** Follows HF_ENDPOINT, HF_TOKEN, HF_TOKEN_PATH and HF_HOME. @throws StoreError where HF_ENDPOINT is none; what may be a secret is not said again */
export async function hubAccess(): Promise<HubAccess> {
  const { env } = process;
  const endpoint = (env["HF_ENDPOINT"] || "https://huggingface.co").trim().replace(/\/+$/u, "");
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/u.test(url.protocol) || `${url.username}${url.password}` !== "")
    throw new StoreError(
      "Cannot reach the hub: wanted HF_ENDPOINT as https://HOST, without a password in it, got something else",
    );
  const own = env["HF_TOKEN"]?.trim();
  if (own) return { endpoint, token: own, from: "HF_TOKEN" };
  const path = env["HF_TOKEN_PATH"] || join(hubHome(), "token");
  const token = (await readFile(path, "utf8").catch(() => "")).trim();
  return token === "" ? { endpoint, token: undefined, from: undefined } : { endpoint, token, from: path };
}

function hubHome(): string {
  const { env } = process;
  return env["HF_HOME"] || join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "huggingface");
}

/** Where the hub's own programs keep what they downloaded. */
export function hubCacheFolder(): string {
  return process.env["HF_HUB_CACHE"] || join(hubHome(), "hub");
}

/** Whether HF_HUB_OFFLINE asks for no request at all. */
export function isOffline(): boolean {
  const value = process.env["HF_HUB_OFFLINE"];
  return value !== undefined && !["", "0", "false", "off", "no"].includes(value.toLowerCase());
}
