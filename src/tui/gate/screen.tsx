import { Box, Text } from "ink";
import { useState } from "react";
import { approve } from "../../actions/gate/approve.ts";
import { deny } from "../../actions/gate/deny.ts";
import { dueWork } from "../../actions/gate/list.ts";
import type { GateSession } from "../../actions/gate/opened.ts";
import { refresh as readOthers } from "../../actions/gate/session.ts";
import { defaultCascade } from "../../pipelines/generate/request.ts";
import { oneLine } from "../../process/errors.ts";
import { listKeys, listStart, moveList, moveTo } from "../../screens/kit/window.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { pad } from "../kit/text.ts";
import { AtGate } from "./at-gate.tsx";
import { Detail } from "./detail.tsx";
import { type GateLine, linesOf, lists } from "./lists.ts";

/** Requests, images and the ledger of the gate: what waits for whom, and what was done. */
export function GateScreen() {
  const { settings } = useInterface();
  const [begun, setBegun] = useState(false);
  const there = begun || settings.gate.exists();
  if (!there) return <NoGate folder={settings.gate.folder} begin={() => setBegun(true)} />;
  return <OpenGate />;
}

function NoGate({ folder, begin }: { readonly folder: string; readonly begin: () => void }) {
  useFace({
    status: "no gate yet",
    command: "sluice gate init",
    bindings: [{ keys: ["enter"], help: "begin a development gate", bar: "begin", action: begin }],
  });
  return (
    <Box flexDirection="column">
      <Text bold>There is no gate here yet.</Text>
      <Text>
        Every generated image passes one: filters, a sealed quarantine, a person's review, a ledger.
      </Text>
      <Text> </Text>
      <Text wrap="wrap">
        ⏎ begins a development gate in {folder}: you alone, in every role, and nobody looks over your
        shoulder. It filters, seals and records all the same.
      </Text>
      <Text dimColor>For several people: sluice gate keygen, then sluice gate init.</Text>
    </Box>
  );
}

function OpenGate() {
  const { settings } = useInterface();
  return (
    <AtGate about={settings.gate.folder} meanwhile="verifying the ledger…">
      {(session) => <Lists session={session} />}
    </AtGate>
  );
}

function Lists({ session }: { readonly session: GateSession }) {
  const { size, say, ask, go } = useInterface();
  const { me } = session;
  const [at, setAt] = useState(0);
  const [clear, setClear] = useState(false);
  const [list, setList] = useState(listStart);
  const [, redraw] = useState(0);
  const name = lists[at % lists.length] ?? "inbox";
  const lines = linesOf(session, name, clear);
  const height = Math.max(3, Math.floor((size.rows - 3) / 2));
  const cursor = Math.min(list.cursor, Math.max(0, lines.length - 1));
  const chosen = lines[cursor];
  const due = dueWork(session).line;

  const act = (work: Promise<string>) =>
    void work.then(
      (done) => {
        say(done);
        redraw((n) => n + 1);
      },
      (error: unknown) => say(oneLine(error), "warning"),
    );
  const refresh = () =>
    void readOthers(session).then(
      () => redraw((n) => n + 1),
      (error: unknown) => say(oneLine(error), "warning"),
    );
  const waiting = requestOf(chosen, "waiting");
  const granted = requestOf(chosen, "granted") ?? requestOf(chosen, "generating");

  useFace({
    status: `${lines.length} in ${name} · ${session.development ? "development gate" : session.origin}`,
    command: name === "ledger" ? "sluice gate list --entries" : "sluice gate list",
    onPanic: () => setClear(false),
    bindings: [
      ...listKeys.map(({ keys: names, help, move }) => ({
        keys: names,
        help,
        action: () => setList(moveList({ ...list, cursor }, move, lines.length, height)),
      })),
      {
        keys: ["tab", "l", "right"],
        help: "inbox, all, ledger",
        bar: "list",
        action: () => {
          setAt(at + 1);
          setList(listStart);
        },
      },
      {
        keys: ["n"],
        help: "request images",
        bar: "request",
        action: () =>
          ask({
            label: "prompt:",
            onSubmit: (prompt) =>
              prompt.trim() &&
              go({
                screen: "gate-generate",
                wanted: { prompt: prompt.trim(), model: defaultCascade, images: 1 },
              }),
          }),
      },
      ...(chosen?.kind === "work" && chosen.item.kind === "image"
        ? [
            {
              keys: ["enter"],
              help: "look and judge",
              bar: "review",
              action: () => go({ screen: "gate-image", image: chosen.item.id }),
            },
          ]
        : []),
      ...(granted === null
        ? []
        : [
            {
              keys: ["enter"],
              help: "generate",
              bar: "generate",
              action: () => go({ screen: "gate-generate", wanted: { request: granted } }),
            },
          ]),
      ...(waiting === null
        ? []
        : [
            {
              keys: ["a"],
              help: "approve this request",
              bar: "approve",
              action: () =>
                act(approve(session, waiting).then(({ hours }) => `${waiting} granted for ${hours} h`)),
            },
            {
              keys: ["d"],
              help: "deny this request",
              bar: "deny",
              action: () =>
                ask({
                  label: "reason:",
                  onSubmit: (reason) =>
                    reason.trim() === ""
                      ? say("a denial needs a reason", "warning")
                      : act(deny(session, waiting, reason).then(() => `${waiting} denied`)),
                }),
            },
          ]),
      { keys: ["c"], help: "prompts in clear or masked", bar: "clear", action: () => setClear(!clear) },
      { keys: ["r"], help: "read what others appended", action: refresh },
    ],
  });

  const top = moveTo({ cursor, top: list.top }, cursor, lines.length, height).top;
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        {lists.map((one) => (
          <Text key={one} inverse={one === name}>{` ${one} `}</Text>
        ))}
        <Text dimColor> you: {me.roles.join(", ")}</Text>
        {due !== null && <Text color="yellow"> · {due}</Text>}
      </Text>
      {lines.length === 0 && (
        <Text dimColor>nothing {name === "inbox" ? "waits for a person" : "yet"}; n requests images</Text>
      )}
      {lines.slice(top, top + height).map((line, i) => (
        <Line key={line.cells[0]} line={line} chosen={top + i === cursor} columns={size.columns} />
      ))}
      <Text> </Text>
      {chosen !== undefined && (
        <Detail
          session={session}
          line={chosen}
          clear={clear}
          rows={size.rows - height - 3}
          columns={size.columns}
        />
      )}
    </Box>
  );
}

/** The id of the chosen request where it has that status. */
function requestOf(line: GateLine | undefined, status: string): string | null {
  if (line?.kind !== "work" || line.item.kind !== "request" || line.item.status !== status) return null;
  return line.item.id;
}

const widths = [8, 20, 12] as const;

function Line({
  line: { cells, kind },
  chosen,
  columns,
}: {
  readonly line: GateLine;
  readonly chosen: boolean;
  readonly columns: number;
}) {
  const [first = "", second = "", third = "", rest = ""] = cells;
  const middle = kind === "entry" ? widths[1] : 11;
  const left = columns - widths[0] - middle - widths[2];
  return (
    <Text inverse={chosen} wrap="truncate">
      {pad(` ${first}`, widths[0])}
      {pad(second, middle)}
      {pad(third, widths[2])}
      {pad(rest, left)}
    </Text>
  );
}
