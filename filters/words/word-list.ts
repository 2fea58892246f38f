import { createHash } from "node:crypto";
import ldnoobw from "./ldnoobw.json" with { type: "json" };
import obscenityEnglish from "./obscenity-english.json" with { type: "json" };
import profanityList from "./profanity-list.json" with { type: "json" };

/** A published list on which scores depend, kept as data: Base64, so that nobody meets its words by chance. */
export interface WordList {
  readonly id: string;
  readonly title: string;
  /** The release it was taken from: `npm:<package>@<version>`. */
  readonly source: string;
  /** SPDX. */
  readonly license: string;
  readonly copyright: string;
  /** SHA-256 (hex) of what is unpacked, in whose bytes it is also counted. */
  readonly sha256: string;
  readonly bytes: number;
  readonly base64: string;
}

/** Every list, by id. */
export const wordLists = {
  "profanity-list": profanityList,
  ldnoobw,
  "obscenity-english": obscenityEnglish,
} as const satisfies Readonly<Record<string, WordList>>;

/** What a list holds. @throws Error when it is not what its digest says */
export function wordsOf(id: keyof typeof wordLists): unknown {
  const { base64, sha256 } = wordLists[id];
  const bytes = Buffer.from(base64, "base64");
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== sha256)
    throw new Error(`Cannot use word list "${id}": wanted SHA-256 ${sha256}, got ${found}`);
  return JSON.parse(bytes.toString("utf8"));
}
