import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

const sha256 = (bytes: string | Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Makes all digests of a curated dataset's books right again, as somebody would who covers a change up. */
export function resign(folder: string): void {
  const path = join(folder, "CURATED.yaml");
  const books = parse(readFileSync(path, "utf8"));
  const digests = (files: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.keys(files)
        .filter((name) => existsSync(join(folder, name)))
        .map((name) => [name, sha256(readFileSync(join(folder, name)))]),
    );
  for (const shard of books.shards) shard.files = digests(shard.files);
  books.lists = digests(books.lists);
  books.fingerprint = sha256(JSON.stringify(books.shards));
  writeFileSync(path, stringify(books, { lineWidth: 0 }));
}
