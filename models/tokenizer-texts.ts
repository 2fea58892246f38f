import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A tokenizer's files by name, read once: what was hashed is what tokenizes. */
export interface TokenizerTexts {
  /** Where they lay, for messages. */
  readonly folder: string;
  readonly texts: Readonly<Record<string, string>>;
}

/** Every name that a tokenizer's file has, in its newer form and its older. */
const names = ["tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt"] as const;

/**
 * Reads a tokenizer's files, each once.
 * @param digestOf the SHA-256 (hex) that a file must have; absent: none is asked for
 * @throws Error with one line naming a file that was changed, or of which no digest is known
 */
export function readTokenizer(
  folder: string,
  digestOf?: (name: string) => string | undefined,
): TokenizerTexts {
  const texts: Record<string, string> = {};
  for (const name of names.filter((one) => existsSync(join(folder, one)))) {
    const bytes = readFileSync(join(folder, name));
    const found = createHash("sha256").update(bytes).digest("hex");
    if (digestOf && digestOf(name) !== found)
      throw new Error(
        `Cannot read tokenizer "${folder}": ${name} has SHA-256 ${found}, wanted ${digestOf(name) ?? "one that is known"}`,
      );
    texts[name] = bytes.toString("utf8");
  }
  return { folder, texts };
}
