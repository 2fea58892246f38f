import { expandBraces } from "../braces.ts";
import type { Location } from "../format.ts";
import { inLanes } from "../lanes.ts";
import { located, matching } from "./located.ts";
import { PUSH_BEGUN, PUSH_DONE } from "./pushed-names.ts";
import { s3Store } from "./s3.ts";
import { parseS3 } from "./s3-address.ts";
import { s3Access } from "./s3-client.ts";
import { isSafeKey, type ObjectFacts, type Store, StoreError } from "./store.ts";

/** From so many names on, a listing is asked instead of each. */
const MANY = 32;
/** Names asked for at once. */
const LANES = 8;

const TAR = /\.tar$/iu;

/** A prefix, an object, or several of object storage. @throws Error with one line, which holds no secret */
export async function onS3(uri: string): Promise<Location> {
  const { bucket, path } = parseS3(uri);
  const names = path === "" ? [""] : expandBraces(path);
  if (names.some((name) => name !== "" && !isSafeKey(bare(name))))
    throw new StoreError(`Cannot open "${uri}": wanted a path inside its bucket`);
  const access = await s3Access();
  // Keys are told from the folder that all names lie in, as paths on disk are.
  const base = folderOf(shared(names).split(/[*?]/u)[0] ?? "");
  const store = s3Store(access, bucket, base);
  const below = names.map((name) => name.slice(base.length));
  if (/[*?]/u.test(path)) {
    const patterns = below.map(matching);
    const all = await listed(store, "");
    refuseHalf(uri, all);
    const files = all.filter(({ key }) => patterns.some((isOf) => isOf(key)));
    return located(store, uri, uri, all, files, false, []);
  }
  const [only = ""] = below;
  if (below.length === 1 && (only === "" || (await store.stat(only)) === undefined)) {
    const folder = only === "" ? store : s3Store(access, bucket, `${base}${only}/`);
    const all = await listed(folder, "");
    refuseHalf(uri, all);
    return located(folder, uri, uri, all, all, true, []);
  }
  const [known, files] = below.length < MANY ? await oneByOne(store, below) : await together(store, below);
  const named = new Set(below);
  const found = new Set(files.flatMap(({ key }) => [...pathsTo(key)]));
  const isFolder = files.some(({ key }) => !named.has(key));
  const missing = below.filter((name) => !found.has(bare(name)));
  return located(store, uri, uri, known, files, isFolder, missing);
}

/** What `sluice push` has begun and not ended is not there yet. */
function refuseHalf(uri: string, all: readonly ObjectFacts[]): void {
  const keys = new Set(all.map(({ key }) => key));
  if (keys.has(PUSH_BEGUN) && !keys.has(PUSH_DONE))
    throw new StoreError(
      `Cannot open "${uri}": a push into it is not whole; wait for it, or go on with it by sluice push`,
    );
}

type Found = readonly [known: readonly ObjectFacts[], files: readonly ObjectFacts[]];

async function oneByOne(store: Store, names: readonly string[]): Promise<Found> {
  const known: ObjectFacts[] = [];
  const files: ObjectFacts[] = [];
  await inLanes(names, LANES, async (name) => {
    const facts = name.endsWith("/") ? undefined : await store.stat(name);
    if (facts === undefined) {
      files.push(...(await listed(store, `${bare(name)}/`)));
      return;
    }
    files.push(facts);
    // What lies beside an archive is asked for with it.
    const beside = TAR.test(name) ? await store.stat(name.replace(TAR, ".parquet")) : undefined;
    if (beside) known.push(beside);
  });
  return [[...known, ...files], files];
}

async function together(store: Store, names: readonly string[]): Promise<Found> {
  const wanted = new Set(names.map(bare));
  const known = await listed(store, shared(names));
  return [known, known.filter(({ key }) => [...pathsTo(key)].some((path) => wanted.has(path)))];
}

/** A key, and every folder that it lies in. */
function* pathsTo(key: string): Generator<string> {
  for (let path = key; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) yield path;
}

async function listed(store: Store, prefix: string): Promise<readonly ObjectFacts[]> {
  const all: ObjectFacts[] = [];
  for await (const facts of store.list(prefix)) all.push(facts);
  return all;
}

function bare(name: string): string {
  return name.replace(/\/$/u, "");
}

/** What all names begin with. */
function shared(names: readonly string[]): string {
  const [first = ""] = names;
  let length = first.length;
  for (const name of names) while (!name.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

/** The folder that a name lies in: what ends with a slash is one itself. */
function folderOf(name: string): string {
  return name.slice(0, name.lastIndexOf("/") + 1);
}
