import { Box, Text } from "ink";
import { maskText } from "../../exposure/mask.ts";
import type { Gate } from "../../gate/gate.ts";
import type { Entry } from "../../gate/ledger/entry.ts";
import { printable } from "../../process/printable.ts";
import type { GateLine } from "./lists.ts";
import { nameIn } from "./session.ts";

/** What the ledger says of the chosen line. */
export function Detail({
  gate,
  line,
  clear,
  rows,
  columns,
}: {
  readonly gate: Gate;
  readonly line: GateLine;
  readonly clear: boolean;
  readonly rows: number;
  readonly columns: number;
}) {
  const text = line.kind === "entry" ? entryLines(line.entry) : factsOf(gate, line.item.id, clear);
  return (
    <Box flexDirection="column" width={columns} height={Math.max(1, rows)} overflow="hidden">
      {text.slice(0, Math.max(1, rows)).map(([name, value]) => (
        <Text key={name} wrap="truncate">
          <Text dimColor>{name.padEnd(13)}</Text>
          {value}
        </Text>
      ))}
    </Box>
  );
}

type Fact = readonly [string, string];

/** A request's or an image's facts. */
export function factsOf(gate: Gate, id: string, clear: boolean): readonly Fact[] {
  const request = gate.state.requests.get(id);
  const said = (text: string | null | undefined) =>
    text === null || text === undefined ? "withheld" : printable(clear ? text : maskText(text));
  if (request !== undefined) {
    const { asked, decidedBy, expires } = request;
    return [
      ["prompt", said(asked.prompt.value)],
      ...(asked.negative === null ? [] : [["negative", said(asked.negative.value)] as const]),
      ...(asked.purpose === null ? [] : [["purpose", said(asked.purpose.value)] as const]),
      ["model", asked.model],
      ["manifest", asked.manifest ?? "not named"],
      ["rules", asked.rules.map(printable).join(", ") || "none fires"],
      ["scores", highest(asked.scores)],
      ["decided by", decidedBy === null ? "–" : nameIn(gate, decidedBy)],
      ["grant ends", expires === null ? "–" : new Date(expires).toISOString()],
    ];
  }
  const image = gate.state.images.get(id);
  if (image === undefined) return [["nothing", `no ${id} in this ledger`]];
  const last = image.judged.stages.at(-1);
  return [
    ["verdict", image.judged.verdict],
    ...image.judged.stages.map(
      ({ stage, size, verdict, rules }): Fact => [
        `stage ${stage}`,
        `${size} px: ${verdict}${rules.length === 0 ? "" : ` (${rules.map(printable).join(", ")})`}`,
      ],
    ),
    ["scores", last === undefined ? "–" : highest(last.scores)],
    [
      "seen by",
      [...image.revealed].map(([who, rung]) => `${nameIn(gate, who)} to rung ${rung}`).join(", ") || "nobody",
    ],
    [
      "reviews",
      [...image.verdicts].map(([who, verdict]) => `${nameIn(gate, who)}: ${verdict}`).join(", ") || "none",
    ],
    ["sealed", image.judged.sealed === null ? "nothing kept" : `${image.judged.sealed.bytes} bytes, age`],
  ];
}

/** The highest scores, since space is short. */
function highest(scores: Readonly<Record<string, number>>): string {
  return Object.entries(scores)
    .filter(([name]) => !/_(?:length|tokens)$|^size$/u.test(name))
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([name, value]) => `${name} ${value.toFixed(2)}`)
    .join(" · ");
}

function entryLines({ seq, time, actor, key, leaf, event }: Entry): readonly Fact[] {
  return [
    ["entry", `${seq}, ${time}`],
    ["signed by", `${actor}, ${key}`],
    ["leaf", Buffer.from(leaf).toString("hex")],
    ...Object.entries(event).map(([name, value]): Fact => [name, printable(plain(value))]),
  ];
}

/** Sealed words stay sealed here: only their commitment shows. */
function plain(value: unknown): string {
  return (
    JSON.stringify(value, (name, item: unknown) =>
      name === "value" || name === "salt" ? undefined : item,
    ) ?? "–"
  );
}
