import type { GateState, RequestState } from "../state/state.ts";
import type { Wish } from "./ask.ts";

/**
 * A person's request for the same thing that is still under way, so that the same command asks once, goes on after
 * an approval, and resumes after an interruption; the newest where there are several.
 * @param at milliseconds
 */
export function openRequest(
  state: GateState,
  person: string,
  { model, manifest, prompt, negative, images, seed }: Wish,
  at: number,
): RequestState | null {
  const open = [...state.requests.values()].filter(
    ({ requester, status, expires, asked }) =>
      requester === person &&
      status !== "denied" &&
      status !== "done" &&
      (expires === null || at < expires) &&
      asked.model === model &&
      (asked.manifest ?? manifest) === manifest &&
      asked.images === images &&
      asked.seed === seed &&
      asked.prompt.value === prompt &&
      (asked.negative?.value ?? null) === negative,
  );
  return open.at(-1) ?? null;
}
