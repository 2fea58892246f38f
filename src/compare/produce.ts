import type { MakePictures } from "../evaluate/pictures/make-and-look.ts";
import { veiledPng } from "../veil.ts";
import type { DuelPicture, OpenComparison } from "./comparison.ts";
import type { Side } from "./duel.ts";

/** Prompts that one model works on before the other takes its turn: the first duel comes soon. */
const TURN = 4;

/**
 * Makes both models' pictures ahead of the voter, a few prompts of each model in turn.
 * @param wanted the prompts to make, by number, in the order in which they are asked for
 * @returns how to wait for one picture; one that the filters refused, or that failed, has a reason
 */
export function producePictures(
  prompts: readonly string[],
  wanted: readonly number[],
  make: Readonly<Record<Side, MakePictures>>,
): OpenComparison["picture"] {
  const places = prompts.map(() => ({ a: deferred(), b: deferred() }));
  const work = async () => {
    for (let from = 0; from < wanted.length; from += TURN)
      for (const side of ["a", "b"] as const) await turn(wanted.slice(from, from + TURN), side);
  };
  const turn = async (some: readonly number[], side: Side) => {
    const texts = some.map((i) => prompts[i] ?? "");
    for await (const { prompt, pixels } of make[side](texts, 1)) {
      const picture: DuelPicture =
        pixels === null
          ? { reason: "the output filters refused this picture" }
          : { bytes: await veiledPng(pixels) };
      places[some[prompt] ?? -1]?.[side].resolve(picture);
    }
  };
  work().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    for (const { a, b } of places) for (const place of [a, b]) place.resolve({ reason });
  });
  return (side, prompt) => places[prompt]?.[side].promise ?? Promise.resolve({ reason: "no such prompt" });
}

/** A picture that is not there yet; only the first resolution counts. */
function deferred() {
  let resolve: (picture: DuelPicture) => void = () => {};
  const promise = new Promise<DuelPicture>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
