import type { Dataset } from "../../datasets/index.ts";
import { oneLine } from "../process/errors.ts";
import { counted } from "../process/figures.ts";
import type { Profile } from "./choices.ts";
import type { Question } from "./questions/question.ts";
import { questions } from "./questions/registry.ts";
import { type Card, digestOf, type Fact } from "./source/card.ts";

/** Something that keeps a card from being green. */
export interface Lack {
  readonly kind: "missing" | "stale" | "drifted" | "unloadable" | "unsigned" | "hollow" | "contradicted";
  /** A question's id, a fact's id, a shard's name or a document's. */
  readonly id: string;
  readonly message: string;
}

/** What a profile still wants of a card. */
export function openQuestions(
  { answers }: Card,
  profile: Profile,
  asked: readonly Question[] = questions,
): readonly Lack[] {
  return asked
    .filter(({ required }) => required.includes(profile))
    .flatMap(({ id, ask }): readonly Lack[] => {
      const answer = answers[id];
      if (answer === undefined) return [{ kind: "missing", id, message: ask }];
      if (answer.state === "stale")
        return [
          { kind: "stale", id, message: `the evidence changed since ${answer.author} answered: ${ask}` },
        ];
      return [];
    });
}

/** Shards that its run lacks: numbers of a part are not those of the dataset. */
export function missingShards({ facts }: Card): readonly Lack[] {
  const rows = facts["standing"]?.result.filter(({ what }) => what === "incomplete") ?? [];
  return rows.map(({ missing, shards }) => ({
    kind: "missing",
    id: "standing",
    message:
      missing === 0
        ? "the run is not sealed: sluice seal makes it whole"
        : `INCOMPLETE: ${missing} of ${counted(Number(shards), "shard")} of the run are missing: sluice work scores them`,
  }));
}

/**
 * Facts of a card that are not what its run or model says, word for word: numbers that changed underneath, and
 * numbers, queries or captions that somebody changed in the file.
 * @param now the facts as they are asked again
 */
export function driftedFacts({ facts }: Card, now: Card["facts"]): readonly Lack[] {
  return [...new Set([...Object.keys(facts), ...Object.keys(now)])].flatMap((id): readonly Lack[] => {
    const message = driftOf(facts[id], now[id]);
    const about = facts[id]?.about ?? now[id]?.about;
    return message === null ? [] : [{ kind: "drifted", id, message: `${about}: ${message}` }];
  });
}

const REFRESH = "sluice card init refreshes it";

function driftOf(stored: Fact | undefined, now: Fact | undefined): string | null {
  if (now === undefined) return `nothing says it any more; ${REFRESH}`;
  if (stored === undefined) return `the card lacks this evidence; ${REFRESH}`;
  if (stored.query !== now.query) return `its query is not the one that is asked; ${REFRESH}`;
  if (digestOf(stored.result) !== stored.digest)
    return `its result was changed in the file, and no longer has its digest; ${REFRESH}`;
  if (stored.digest !== now.digest) return `something else is found now; ${REFRESH}`;
  return digestOf(stored) === digestOf(now) ? null : `its words were changed in the file; ${REFRESH}`;
}

/**
 * Shards that no longer hold what was audited, each hashed again, that are gone, or that came later.
 * @param audited the shards that the dataset had when it was audited
 * @param hashed names of those that are hashed again; null hashes all
 * @throws the signal's reason once it is aborted
 */
export async function driftedFiles(
  { facts }: Card,
  dataset: Dataset,
  audited: readonly { readonly name: string }[],
  signal: AbortSignal,
  seen: (shard: string) => void,
  hashed: ReadonlySet<string> | null = null,
): Promise<readonly Lack[]> {
  const stored = new Map((facts["files"]?.result ?? []).map((row) => [String(row["name"]), row["sha256"]]));
  const known = new Set(audited.map(({ name }) => name));
  const lacks: Lack[] = [];
  const drifted = (id: string, message: string) => lacks.push({ kind: "drifted", id, message });
  for (const { name, digest } of dataset.shards) {
    const wanted = stored.get(name);
    stored.delete(name);
    if (!known.has(name)) drifted(name, "the dataset has a shard that was not audited");
    if (wanted === undefined || hashed?.has(name) === false) continue;
    seen(name);
    try {
      if ((await digest(signal)) !== wanted) drifted(name, "the shard no longer holds what was audited");
    } catch (cause) {
      signal.throwIfAborted();
      drifted(name, `the shard cannot be read: ${oneLine(cause)}`);
    }
  }
  for (const name of stored.keys()) drifted(name, "the shard is gone");
  return lacks;
}
