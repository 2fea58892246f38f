import { expandBraces } from "../braces.ts";
import type { Location } from "../format.ts";
import { httpsStore } from "./https.ts";
import { type HubStore, hubStore } from "./hub.ts";
import { hubAccess, isOffline } from "./hub-access.ts";
import { parseHub } from "./hub-address.ts";
import { commitOf } from "./hub-api.ts";
import { cachedPlace } from "./hub-cache.ts";
import { onS3 } from "./locate-s3.ts";
import { located, matching } from "./located.ts";
import { isSafeKey, type ObjectFacts, type Store } from "./store.ts";

/** Whether a URI names a place of another machine that can be read where it is. */
export function isRemoteUri(uri: string): boolean {
  return /^(?:hf|s3|https?):\/\//iu.test(uri);
}

/** Lists a place of another machine. @throws Error with one line, which holds no secret */
export async function locateRemote(uri: string): Promise<Location | { readonly folder: string }> {
  if (/^s3:/iu.test(uri)) return onS3(uri);
  if (!/^hf:/iu.test(uri)) return onWeb(uri);
  const address = parseHub(uri);
  if (isOffline()) return { folder: await cachedPlace(uri, address) };
  const access = await hubAccess();
  const commit = await commitOf(access, address.repo, address.revision);
  return onHub(hubStore(access, address.repo, commit), address.path, uri);
}

async function onHub(store: HubStore, path: string, uri: string): Promise<Location> {
  const pinned = path === "" ? store.name : `${store.name}/${path}`;
  const names = path === "" ? [] : expandBraces(path);
  const isOf = names.length > 1 || !/[*?]/u.test(path) ? undefined : matching(path);
  if (path === "" || isOf !== undefined) {
    const start = path.split(/[*?]/u)[0] ?? "";
    const all = await listed(store, start.slice(0, start.lastIndexOf("/") + 1));
    const files = isOf === undefined ? all : all.filter(({ key }) => isOf(key));
    return located(store, pinned, uri, all, files, path === "", []);
  }
  // What lies beside an archive is asked for with it.
  const beside = names.flatMap((name) => (TAR.test(name) ? [name.replace(TAR, ".parquet")] : []));
  const found = await store.find([...names, ...beside]);
  const files: ObjectFacts[] = [];
  for (const entry of found)
    if (entry.isFolder) files.push(...(await listed(store, `${entry.key}/`)));
    else if (names.includes(entry.key)) files.push(entry);
  const isFolder = found.some((entry) => entry.isFolder);
  const missing = names.filter((name) => !found.some(({ key }) => key === name));
  const known = [...files, ...found.filter((entry) => !entry.isFolder)];
  return located(store, pinned, uri, known, files, isFolder, missing);
}

const TAR = /\.tar$/iu;

async function listed(store: Store, prefix: string): Promise<readonly ObjectFacts[]> {
  const all: ObjectFacts[] = [];
  for await (const facts of store.list(prefix)) all.push(facts);
  return all;
}

/** Files of web servers, by the names that a person typed. */
async function onWeb(uri: string): Promise<Location> {
  const bare = uri.replace(/[?#].*$/su, "");
  const query = /\?[^#]*/su.exec(uri)?.[0] ?? "";
  const names = expandBraces(bare);
  const [first = bare] = names;
  let base: URL;
  try {
    base = new URL("./", first);
  } catch {
    throw new Error(`Cannot open "${bare}": wanted an address`);
  }
  if (base.username !== "" || base.password !== "")
    throw new Error(
      `Cannot open a place at ${base.host}: wanted an address without a password in it; it would stand in the run`,
    );
  const keys = names.map((name) => {
    const { origin, pathname } = new URL(name);
    const key = decodeURIComponent(pathname.slice(base.pathname.length));
    if (origin === base.origin && pathname.startsWith(base.pathname) && isSafeKey(key)) return key;
    throw new Error(`Cannot open "${bare}": wanted names of files below ${base.href}`);
  });
  const store = httpsStore(base, query);
  const facts = await Promise.all(keys.map((key) => store.stat(key)));
  const files = facts.filter((one) => one !== undefined);
  const missing = keys.filter((_, i) => facts[i] === undefined);
  return located(store, bare, bare, files, files, false, missing);
}
