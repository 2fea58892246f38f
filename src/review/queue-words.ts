import { CliError } from "../process/errors.ts";
import type { ReviewQueue } from "./kept-queues.ts";

/** What {@link queueFrom} understands. */
export const QUEUES = "flagged, around SIGNAL CUT, stratified SIGNAL, clusters, view NAME, adjudicate";

/**
 * A review queue named in a few words: `stratified text_toxicity`, `around image_nsfw 0.7`.
 * @throws CliError (exit code 2) with what was wanted
 */
export function queueFrom(words: string): Partial<ReviewQueue> {
  const [strategy = "", signal, cut, ...more] = words.trim().split(/\s+/u);
  const refused = new CliError(`Cannot review by "${words.trim()}": wanted ${QUEUES}`, { exitCode: 2 });
  if (more.length > 0) throw refused;
  switch (strategy) {
    case "flagged":
    case "clusters":
    case "adjudicate":
      if (signal !== undefined) throw refused;
      return { strategy };
    case "view":
      if (signal === undefined || cut !== undefined) throw refused;
      return { strategy, view: signal };
    case "stratified":
      if (cut !== undefined) throw refused;
      return { strategy, ...(signal === undefined ? {} : { signal }) };
    case "around":
      if (cut !== undefined && !Number.isFinite(Number(cut))) throw refused;
      return {
        strategy,
        ...(signal === undefined ? {} : { signal }),
        ...(cut === undefined ? {} : { cut: Number(cut) }),
      };
    default:
      throw refused;
  }
}
