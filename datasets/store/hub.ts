import { askAt, follow } from "./follow.ts";
import { bytesOf, type HttpObject, partOf } from "./http-bytes.ts";
import type { HubAccess } from "./hub-access.ts";
import { type HubEntry, hubRefusal, namesOf, treeOf } from "./hub-api.ts";
import { type ObjectFacts, type Store, StoreError } from "./store.ts";

/** A dataset of the hub at one commit: what is read tomorrow is what was listed today. */
export interface HubStore extends Store {
  readonly commit: string;
  /** What is known of several names, in one question for hundreds; folders too. */
  find(names: readonly string[], signal?: AbortSignal): Promise<readonly HubEntry[]>;
}

/** @param commit 40 hexadecimal digits */
export function hubStore(access: HubAccess, repo: string, commit: string): HubStore {
  const name = `hf://datasets/${repo}@${commit}`;
  const known = new Map<string, ObjectFacts>();
  const objects = new Map<string, HttpObject>();
  const noted = ({ isFolder: _, ...facts }: HubEntry): ObjectFacts => {
    known.set(facts.key, facts);
    return facts;
  };
  const find = async (names: readonly string[], signal?: AbortSignal) => {
    const found = await namesOf(access, repo, commit, names, signal);
    for (const entry of found) if (!entry.isFolder) noted(entry);
    return found;
  };
  const stat = async (key: string, signal?: AbortSignal) => {
    if (!known.has(key)) await find([key], signal);
    return known.get(key);
  };
  const get = async (key: string, signal?: AbortSignal): Promise<HttpObject> => {
    const facts = await stat(key, signal);
    if (facts === undefined) throw new StoreError(`Cannot read "${name}/${key}": no such file`);
    const one = objects.get(key) ?? object(access, repo, commit, name, facts);
    objects.set(key, one);
    return one;
  };
  return {
    name,
    asked: access.endpoint,
    commit,
    find,
    stat,
    async *list(prefix, signal) {
      const folder = prefix.includes("/") ? prefix.slice(0, prefix.lastIndexOf("/")) : "";
      const all: ObjectFacts[] = [];
      for await (const entry of treeOf(access, repo, commit, folder, signal))
        if (!entry.isFolder && entry.key.startsWith(prefix)) all.push(noted(entry));
      yield* all.sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    range: async (key, span, signal) => partOf(await get(key, signal), span, signal),
    async *stream(key, signal, span) {
      const found = await get(key, signal);
      yield* bytesOf(found, span ?? { start: 0, end: found.size }, signal);
    },
  };
}

/** One file: where it lies is asked once, and again only when that is good no more. */
function object(
  { endpoint, token }: HubAccess,
  repo: string,
  commit: string,
  store: string,
  { key, size }: ObjectFacts,
): HttpObject {
  const path = key.split("/").map(encodeURIComponent).join("/");
  const first = new URL(`${endpoint}/datasets/${repo}/resolve/${commit}/${path}`);
  const own = token === undefined ? {} : { authorization: `Bearer ${token}` };
  let place: URL | undefined;
  return {
    name: `${store}/${key}`,
    size,
    async ask(headers, anew, signal) {
      if (place !== undefined && !anew) return askAt(place, first, headers, own, signal);
      const { answer, url } = await follow(first, headers, own, { signal });
      if (answer.status < 300) place = url;
      return answer;
    },
    refusal: (answer) => hubRefusal(repo, answer),
  };
}
