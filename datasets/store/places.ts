import { mkdirSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { isScratch, scratchFolder } from "../scratch.ts";
import { type ObjectFacts, type Store, StoreError } from "./store.ts";

/** A place of another machine: a folder of this process stands for it, which holds copies of some files and nothing else. */
interface Place {
  readonly store: Store;
  readonly facts: Map<string, ObjectFacts>;
  /** Keys of which the folder holds a copy. */
  readonly copied: Set<string>;
}

const places = new Map<string, Place>();
const byName = new Map<string, string>();
const failures = new Map<string, Error>();

/**
 * Makes a store readable by path, as if its files lay in a folder: formats join paths and know nothing of it.
 * @returns the folder
 */
export function mountStore(store: Store, facts: readonly ObjectFacts[]): string {
  const known = byName.get(store.name);
  // Of a place that can change, what was kept of another state of it is of no use.
  const isSame = known !== undefined && !facts.some((one) => hasChanged(places.get(known), one));
  const root = isSame ? known : scratchFolder("remote-");
  byName.set(store.name, root);
  const place = places.get(root) ?? { store, facts: new Map(), copied: new Set() };
  places.set(root, place);
  for (const one of facts) place.facts.set(one.key, one);
  // Formats look for the folders that pictures lie in.
  for (const folder of new Set(facts.map(({ key }) => dirname(key))))
    mkdirSync(join(root, folder), { recursive: true });
  return root;
}

function hasChanged(place: Place | undefined, { key, size, etag }: ObjectFacts): boolean {
  const before = place?.facts.get(key);
  return before !== undefined && (before.size !== size || before.etag !== etag);
}

/** A path in a place. */
export interface Placed extends Place {
  readonly path: string;
  readonly key: string;
  /** For people. */
  readonly name: string;
}

/** What a path is in a place of another machine; `undefined` for a file of this one, be it a copy. */
export function placed(path: string): Placed | undefined {
  if (!isScratch(path)) return undefined;
  for (const [root, place] of places) {
    if (!path.startsWith(`${root}${sep}`)) continue;
    const key = path.slice(root.length + 1).replaceAll(sep, "/");
    return place.copied.has(key) ? undefined : { ...place, path, key, name: `${place.store.name}/${key}` };
  }
  return undefined;
}

/** Keeps why a path cannot be read, whatever whoever reads it makes of that. */
export function noteFailure(path: string, failure: unknown): void {
  if (failure instanceof StoreError) failures.set(path, failure);
}

/** Why a path could not be read since that was asked last. */
export function takeFailure(path: string): Error | undefined {
  const failure = failures.get(path);
  failures.delete(path);
  return failure;
}
