import { isObject, listed } from "../json-path.ts";
import { namespaces } from "./vocabulary.ts";

/** How a document's own `@context` reads its keys. */
export interface Context {
  /** Addresses of contexts that would have to be fetched. */
  readonly remote: readonly string[];
  readonly vocab: string | undefined;
  readonly prefixes: ReadonlyMap<string, string>;
  readonly terms: ReadonlyMap<string, string>;
}

/** Reads `@context` by the few rules Croissant uses: prefixes, terms and `@vocab`; `jsonld` judges the rest. */
export function readContext(value: unknown): Context {
  const parts = listed(value);
  const merged: Record<string, unknown> = Object.assign({}, ...parts.filter(isObject));
  const entries = Object.entries(merged).flatMap(([key, term]) => {
    const iri = isObject(term) ? term["@id"] : term;
    return typeof iri === "string" && !key.startsWith("@") ? [[key, iri] as const] : [];
  });
  const vocab = merged["@vocab"];
  return {
    remote: parts.filter((part) => typeof part === "string"),
    vocab: typeof vocab === "string" ? vocab : undefined,
    prefixes: new Map(entries.filter(([, iri]) => /[#/]$/u.test(iri))),
    terms: new Map(entries),
  };
}

/** The IRI a key or type stands for; undefined where nothing gives it one. */
export function iriOf({ terms, prefixes, vocab }: Context, word: string): string | undefined {
  const term = terms.get(word);
  if (term !== undefined && term !== word) return iriOf({ terms, prefixes, vocab, remote: [] }, term);
  const colon = word.indexOf(":");
  if (colon < 0) return vocab === undefined ? undefined : vocab + word;
  const prefix = prefixes.get(word.slice(0, colon));
  if (prefix !== undefined) return prefix + word.slice(colon + 1);
  return word;
}

/** The prefix of a key that the context does not declare and that is no scheme of its own. */
export function undeclared({ prefixes }: Context, word: string): string | undefined {
  const prefix = /^([a-z][\w-]*):(?!\/\/)/iu.exec(word)?.[1];
  return prefix === undefined || prefixes.has(prefix) || ["urn", "mailto", "doi", "ark"].includes(prefix)
    ? undefined
    : prefix;
}

const spellings = Object.entries(namespaces)
  .flatMap(([prefix, iri]) => [
    [prefix, iri],
    [prefix, iri.startsWith("https:") ? iri.replace("https:", "http:") : iri.replace("http:", "https:")],
  ])
  .sort(([, a], [, b]) => (b?.length ?? 0) - (a?.length ?? 0));

/**
 * An IRI by our own prefixes, whichever scheme its namespace was written with.
 * @example
 * curie("http://schema.org/name") // => "sc:name"
 */
export function curie(iri: string): string {
  for (const [prefix, space] of spellings)
    if (space !== undefined && iri.startsWith(space)) return `${prefix}:${iri.slice(space.length)}`;
  return iri;
}
