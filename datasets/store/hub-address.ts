import { isSafeKey } from "./store.ts";

/** What `hf://datasets/ORG/NAME[@REV]/PATH` names. */
export interface HubAddress {
  readonly repo: string;
  readonly revision: string;
  /** Below the repository; may have braces and wildcards; empty for all of it. */
  readonly path: string;
}

/** A commit, whole. */
export const COMMIT = /^[0-9a-f]{40}$/u;

/** @throws Error with one line where it is no such address */
export function parseHub(uri: string): HubAddress {
  const [, org = "", name = "", revision = "main", path = ""] =
    /^hf:\/\/datasets\/([^/@]+)\/([^/@]+)(?:@([^/]+))?(?:\/(.*))?$/u.exec(uri) ?? [];
  const plain = path.replace(/\/+$/u, "");
  const isName = (part: string) => /^[\w][\w.-]{0,95}$/u.test(part) && !part.includes("..");
  const isRevision = /^[\w][\w.%~^-]{0,199}$/u.test(revision) && !revision.includes("..");
  if (!isName(org) || !isName(name) || !isRevision || (plain !== "" && !isSafeKey(plain)))
    throw new Error(
      `Cannot open "${uri}": wanted hf://datasets/ORG/NAME, hf://datasets/ORG/NAME@REVISION or such with a path behind it`,
    );
  // `refs/pr/1` and branches with a slash are written with %2F.
  return { repo: `${org}/${name}`, revision: decoded(revision), path: plain };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
