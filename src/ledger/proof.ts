import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { type Entry, entryLine, readEntry, redactedLine } from "./entry.ts";
import { consistencyProof, consistent, type Hash, includes, inclusionProof } from "./merkle.ts";

const INCLUSION = "c2sp.org/tlog-proof@v1";
const CONSISTENCY = "sluice/consistency-proof@v1";

/**
 * C2SP tlog-proof: that an entry is in the tree of a checkpoint. The entry itself travels as `extra`, so that one
 * file says everything; without its words unless they are wanted.
 */
export function writeInclusion(
  entry: Entry,
  leaves: readonly Hash[],
  checkpoint: string,
  words: boolean,
): string {
  const { size } = parseCheckpoint(checkpoint);
  const path = inclusionProof(entry.seq, leaves.slice(0, size));
  const extra = Buffer.from(words ? entryLine(entry) : redactedLine(entry)).toString("base64");
  return [INCLUSION, `extra ${extra}`, `index ${entry.seq}`, ...path.map(base64), "", checkpoint].join("\n");
}

/** That the tree of a later checkpoint only added to the tree of an earlier one; both checkpoints travel along. */
export function writeConsistency(earlier: string, later: string, leaves: readonly Hash[]): string {
  const [small, large] = [parseCheckpoint(earlier), parseCheckpoint(later)];
  const proof = consistencyProof(small.size, leaves.slice(0, large.size));
  return [CONSISTENCY, ...proof.map(base64), "", earlier, later].join("\n");
}

/** What a proof file shows, once the checkpoints' signatures are checked. */
export type Proof =
  | { readonly kind: "inclusion"; readonly entry: Entry; readonly checkpoints: readonly Checkpoint[] }
  | { readonly kind: "consistency"; readonly checkpoints: readonly Checkpoint[] };

/** Whether a text is one of the two proofs. */
export function isProof(text: string): boolean {
  return text.startsWith(`${INCLUSION}\n`) || text.startsWith(`${CONSISTENCY}\n`);
}

/**
 * Reads and checks a proof against the roots of the checkpoints that it carries.
 * @throws Error with one line: damaged, or the hashes do not lead to the root
 */
export function checkProof(text: string): Proof {
  const at = text.indexOf("\n\n");
  if (at < 0) throw new Error("the proof is damaged: it has no checkpoint");
  const [kind, ...lines] = text.slice(0, at).split("\n");
  const rest = text.slice(at + 2);
  return kind === INCLUSION ? inclusion(lines, rest) : consistency(lines, rest);
}

function inclusion(lines: readonly string[], rest: string): Proof {
  const [extra = "", place = "", ...path] = lines;
  const [, index = ""] = /^index (0|[1-9]\d*)$/u.exec(place) ?? [];
  if (!extra.startsWith("extra ") || index === "")
    throw new Error("the proof is damaged: no entry or no index");
  const entry = readEntry(Buffer.from(extra.slice(6), "base64").toString());
  const checkpoint = parseCheckpoint(rest);
  if (entry.seq !== Number(index) || entry.origin !== checkpoint.origin)
    throw new Error("the proof's entry is not the one at its index");
  if (!includes(entry.leaf, entry.seq, checkpoint.size, path.map(hash), checkpoint.root))
    throw new Error("the proof does not lead from the entry to the checkpoint's root");
  return { kind: "inclusion", entry, checkpoints: [checkpoint] };
}

function consistency(lines: readonly string[], rest: string): Proof {
  const parts = rest.split(/(?<=\n)\n(?!— )/u);
  if (parts.length !== 2) throw new Error("the proof is damaged: wanted two checkpoints");
  const [small, large] = parts.map(parseCheckpoint) as [Checkpoint, Checkpoint];
  if (small.origin !== large.origin || !consistent(small, large, lines.map(hash)))
    throw new Error("the proof does not lead from the earlier root to the later one");
  return { kind: "consistency", checkpoints: [small, large] };
}

function base64(hash: Hash): string {
  return Buffer.from(hash).toString("base64");
}

function hash(text: string): Hash {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== 32) throw new Error("the proof is damaged: a hash is not 32 bytes");
  return bytes;
}
