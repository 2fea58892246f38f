import type { Dataset } from "../../datasets/index.ts";
import { oneLine } from "../errors.ts";
import type { RunView } from "../explore/run-view.ts";
import type { Profile, Question } from "./questions/question.ts";
import { questions } from "./questions/registry.ts";
import type { Card } from "./source/card.ts";
import { askAgain, factsOf } from "./source/facts.ts";

/** Something that keeps a card from being green. */
export interface Lack {
  readonly kind: "missing" | "stale" | "drifted";
  /** A question's id, a fact's id or a shard's name. */
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

/** Facts that are no longer what the run says, each asked again by its stored query. */
export async function driftedFacts(card: Card, view: RunView): Promise<readonly Lack[]> {
  const now = await factsOf(view);
  const lacks: Lack[] = [];
  for (const [id, { query, digest, about }] of Object.entries(card.facts)) {
    const drifted = (message: string) => lacks.push({ kind: "drifted", id, message: `${about}: ${message}` });
    try {
      const current = query === undefined ? now[id]?.digest : await askAgain(view, query);
      if (current !== digest) drifted("the run says something else now; sluice card init refreshes it");
    } catch (cause) {
      drifted(`its query cannot be asked any more: ${oneLine(cause)}`);
    }
  }
  const unknown = Object.keys(now).filter((id) => card.facts[id] === undefined);
  return [
    ...lacks,
    ...unknown.map((id) => ({
      kind: "drifted" as const,
      id,
      message: "the run has evidence that the card lacks; sluice card init adds it",
    })),
  ];
}

/** Facts of a model's card that its folder no longer says. */
export function driftedModel(card: Card, now: Card["facts"]): readonly Lack[] {
  const ids = [...new Set([...Object.keys(card.facts), ...Object.keys(now)])];
  return ids
    .filter((id) => card.facts[id]?.digest !== now[id]?.digest)
    .map((id) => ({
      kind: "drifted",
      id,
      message: "the model's folder says something else now; sluice card init refreshes it",
    }));
}

/** Shards that no longer hold what was audited, each hashed again. */
export async function driftedFiles(
  card: Card,
  dataset: Dataset,
  signal: AbortSignal,
  seen: (shard: string) => void,
): Promise<readonly Lack[]> {
  const stored = new Map(
    (card.facts["files"]?.result ?? []).map((row) => [String(row["name"]), row["sha256"]]),
  );
  const lacks: Lack[] = [];
  for (const { name, digest } of dataset.shards) {
    const wanted = stored.get(name);
    stored.delete(name);
    if (wanted === undefined) continue;
    seen(name);
    const found = await digest(signal).catch((cause: unknown) => oneLine(cause));
    if (found !== wanted)
      lacks.push({ kind: "drifted", id: name, message: "the shard no longer holds what was audited" });
  }
  for (const name of stored.keys()) lacks.push({ kind: "drifted", id: name, message: "the shard is gone" });
  return lacks;
}
