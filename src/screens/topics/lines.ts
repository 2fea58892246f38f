import { counted, percent } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { GlanceLine } from "../run/lines.ts";

/** What a topic says of itself. */
interface NamedTopic {
  readonly name: string;
  readonly where: string;
  readonly flagged: {
    readonly n: number;
    readonly rate: number | null;
    readonly low: number | null;
    readonly high: number | null;
  };
}

/** Topics as lines, each of which opens its pairs. */
export function topicLines(topics: readonly NamedTopic[]): readonly GlanceLine[] {
  return topics.map(({ name, where, flagged: { n, rate, low, high } }) => ({
    ...{ id: `topic ${name}`, kind: "rate", where, share: rate ?? 0 },
    cells: [printable(name), `${counted(n, "pair")}, ${percent(rate)} [${percent(low)}, ${percent(high)}]`],
  }));
}
