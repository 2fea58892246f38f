import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Encrypter } from "age-encryption";
import { CliError } from "../process/errors.ts";
import { writeWhole } from "../process/files.ts";
import type { Hit } from "./hit.ts";

/** A pair on a list, for its custodian's eyes alone. */
export interface SealedHit extends Hit {
  readonly key: string;
  readonly row: number;
  readonly url?: string;
}

/**
 * Whom hits are sealed for: an age recipient, or a file with one, as `sluice gate keygen` prints it.
 * @throws CliError (exit code 2) where there is none
 */
export async function readCustodian(named: string): Promise<string> {
  const text = named.startsWith("age1") ? named : await readFile(named, "utf8").catch(() => "");
  const [recipient] = /\bage1[0-9a-z]+\b/u.exec(text) ?? [];
  try {
    new Encrypter().addRecipient(recipient ?? "");
    return recipient ?? "";
  } catch (cause) {
    throw new CliError(
      `Cannot seal for custodian "${named}": wanted an age recipient (age1…) or a file with one, got none`,
      { exitCode: 2, cause },
    );
  }
}

/** Bytes of a block: what is sealed is filled up to whole ones, or its size would tell how long an address is. */
const BLOCK = 4096;

/** Writes what of a shard is on a list, sealed: JSON lines in `hits/<shard>.age`, with spaces behind them. */
export async function sealHits(
  folder: string,
  shard: string,
  hits: readonly SealedHit[],
  recipient: string,
): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const path = join(folder, "hits", `${shard}.age`);
  await mkdir(dirname(path), { recursive: true });
  const lines = Buffer.from(hits.map((hit) => `${JSON.stringify(hit)}\n`).join(""));
  const blocks = Buffer.alloc(Math.ceil(lines.length / BLOCK) * BLOCK, " ");
  lines.copy(blocks);
  await writeWhole(path, await encrypter.encrypt(blocks));
}
