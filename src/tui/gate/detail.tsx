import { Box, Text } from "ink";
import type { EntryLine } from "../../actions/gate/entries.ts";
import { factsOf as gateFacts, type ImageFacts, type RequestFacts } from "../../actions/gate/facts.ts";
import type { GateSession } from "../../actions/gate/opened.ts";
import { maskText } from "../../exposure/mask.ts";
import { printable } from "../../process/printable.ts";
import type { GateLine } from "./lists.ts";

/** What the ledger says of the chosen line. */
export function Detail({
  session,
  line,
  clear,
  rows,
  columns,
}: {
  readonly session: GateSession;
  readonly line: GateLine;
  readonly clear: boolean;
  readonly rows: number;
  readonly columns: number;
}) {
  const text = line.kind === "entry" ? entryLines(line.entry) : factsOf(session, line.item.id, clear);
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
export function factsOf(session: GateSession, id: string, clear: boolean): readonly Fact[] {
  const facts = gateFacts(session, id);
  if (facts === null) return [["nothing", `no ${id} in this ledger`]];
  return facts.kind === "request" ? requestLines(facts, clear) : imageLines(facts);
}

function requestLines(facts: RequestFacts, clear: boolean): readonly Fact[] {
  const said = (text: string | null) => (text === null ? "withheld" : clear ? text : maskText(text));
  const { prompt, negative, purpose, model, manifest, rules, scores, decidedBy, expires } = facts;
  return [
    ["prompt", said(prompt)],
    ...(negative === undefined ? [] : [["negative", said(negative)] as const]),
    ...(purpose === undefined ? [] : [["purpose", said(purpose)] as const]),
    ["model", model],
    ["manifest", manifest ?? "not named"],
    ["rules", rules.join(", ") || "none fires"],
    ["scores", highest(scores)],
    ["decided by", decidedBy ?? "–"],
    ["grant ends", expires ?? "–"],
  ];
}

function imageLines({ verdict, stages, scores, seenBy, reviews, sealedBytes }: ImageFacts): readonly Fact[] {
  return [
    ["verdict", verdict],
    ...stages.map(
      ({ stage, size, verdict: said, rules }): Fact => [
        `stage ${stage}`,
        `${size} px: ${said}${rules.length === 0 ? "" : ` (${rules.join(", ")})`}`,
      ],
    ),
    ["scores", scores === null ? "–" : highest(scores)],
    ["seen by", seenBy.map(({ who, rung }) => `${who} to rung ${rung}`).join(", ") || "nobody"],
    ["reviews", reviews.map(({ who, verdict: said }) => `${who}: ${said}`).join(", ") || "none"],
    ["sealed", sealedBytes === null ? "nothing kept" : `${sealedBytes} bytes, age`],
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

function entryLines({ seq, time, actor, key, leaf, event }: EntryLine): readonly Fact[] {
  return [
    ["entry", `${seq}, ${time}`],
    ["signed by", `${actor}, ${key}`],
    ["leaf", leaf],
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
