import { obscuredPng } from "../exposure/obscure.ts";
import type { Outcome } from "../pipelines/generate/outcome.ts";
import type { Prompt } from "../pipelines/generate/request.ts";
import { oneLine } from "../process/errors.ts";
import { turns } from "../process/serial-queue.ts";
import type { DuelPicture, OpenComparison } from "./comparison.ts";
import type { Side } from "./duel.ts";

/** Makes one picture of each prompt, numbered by its place. */
export type MakeDuels = (prompts: readonly [Prompt, ...Prompt[]]) => AsyncIterable<Outcome | Withheld>;

/** A prompt of which no picture is made, by its place, and why. */
export interface Withheld {
  readonly kind: "withheld";
  readonly image: number;
  readonly reason: string;
}

/** Prompts that one model works on before the other takes its turn: the first duel comes soon. */
const TURN = 4;

/**
 * Makes both models' pictures ahead of the voter, a few prompts of each model in turn.
 * @param wanted the prompts to make, by number, in the order in which they are asked for
 * @returns how to wait for one picture; a prompt that was not wanted is made when it is asked for
 */
export function producePictures(
  prompts: readonly Prompt[],
  wanted: readonly number[],
  make: Readonly<Record<Side, MakeDuels>>,
): OpenComparison["picture"] {
  const places = prompts.map(() => ({ a: deferred(), b: deferred() }));
  const known = new Set(wanted);
  const ahead = [...wanted];
  const inTurn = turns();
  const turn = async (numbers: readonly number[], side: Side) => {
    const [first, ...others] = numbers.flatMap((i) => prompts[i] ?? []);
    if (first === undefined) return;
    for await (const outcome of make[side]([first, ...others]))
      places[numbers[outcome.image] ?? -1]?.[side].resolve(await pictureOf(outcome));
  };
  const work = async () => {
    while (ahead.length > 0) {
      const some = ahead.splice(0, TURN);
      for (const side of ["a", "b"] as const) await turn(some, side);
    }
  };
  const start = () =>
    void inTurn(work).catch((error: unknown) => {
      const picture = { reason: oneLine(error), refused: false };
      for (const { a, b } of places) for (const place of [a, b]) place.resolve(picture);
    });
  start();
  return (side, prompt) => {
    if (!known.has(prompt)) {
      known.add(prompt);
      ahead.unshift(prompt);
      start();
    }
    return places[prompt]?.[side].promise ?? Promise.resolve({ reason: "no such prompt", refused: false });
  };
}

async function pictureOf(outcome: Outcome | Withheld): Promise<DuelPicture> {
  if (outcome.kind === "withheld") return { reason: outcome.reason, refused: true };
  return outcome.kind === "done"
    ? { bytes: await obscuredPng(outcome.pixels) }
    : { reason: "withheld by the output filters", refused: true };
}

/** A picture that is not there yet; only the first resolution counts. */
function deferred() {
  let resolve: (picture: DuelPicture) => void = () => {};
  const promise = new Promise<DuelPicture>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
