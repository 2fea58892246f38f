import { join } from "node:path";
import { locate } from "../location.ts";
import { oneLine } from "../one-line.ts";
import { hubAccess } from "./hub-access.ts";
import { isRemoteUri } from "./locate-remote.ts";
import { placed } from "./places.ts";
import { s3Access } from "./s3-client.ts";
import { s3Credentials } from "./s3-credentials.ts";

/** Whether a place can be read, and as whom. */
export interface Examined {
  /** Pinned, and without what may be a secret. */
  readonly place: string;
  /** What was shown to it, by where it was taken from; never its value. */
  readonly credentials: string;
  readonly files: number;
  /** The file of which a part was read. */
  readonly read: string | null;
  readonly milliseconds: number | null;
  /** Why it cannot be read; null where it can. */
  readonly problem: string | null;
}

/** Bytes that are asked for. */
const SOME = 1024;

/** Lists a place and reads a range of one of its files. */
export async function examinePlace(uri: string): Promise<Examined> {
  let credentials = "none";
  const nothing = { files: 0, read: null, milliseconds: null };
  try {
    credentials = await credentialsFor(uri);
    const location = await locate(uri);
    const path = location.files.map((file) => join(location.root, file)).find((file) => placed(file));
    const at = path === undefined ? undefined : placed(path);
    if (at === undefined)
      return { ...nothing, place: location.uri, credentials, files: location.files.length, problem: null };
    const started = performance.now();
    const size = at.facts.get(at.key)?.size ?? 0;
    await at.store.range(at.key, { start: 0, end: Math.min(SOME, size) });
    return {
      place: location.uri,
      credentials,
      files: location.files.length,
      read: at.key,
      milliseconds: Math.round(performance.now() - started),
      problem: null,
    };
  } catch (cause) {
    return {
      ...nothing,
      place: uri.replace(/^(https?:[^?#]*).*$/isu, "$1").replace(/^(s3:\/\/)[^/]*@/isu, "$1"),
      credentials,
      problem: oneLine(cause),
    };
  }
}

async function credentialsFor(uri: string): Promise<string> {
  if (!isRemoteUri(uri)) return "none: it is on this machine";
  if (/^s3:/iu.test(uri)) return s3Credentials(await s3Access());
  if (!/^hf:/iu.test(uri)) return uri.includes("?") ? "what stands behind the ? of its address" : "none";
  const { from, endpoint } = await hubAccess();
  return from === undefined
    ? `none for ${endpoint}: HF_TOKEN is not set`
    : `a token of ${from}, for ${endpoint}`;
}
