import { Box, Text } from "ink";
import { useReducer } from "react";
import { entryFacts, type FactLine, factLines } from "../../screens/gate/detail.ts";
import { gateListsKeys } from "../../screens/gate/lists/keys.ts";
import { entryLines, type GateLine, lists, workLines } from "../../screens/gate/lists/lines.ts";
import { type GateListsEffect, type GateListsIntent, pressed } from "../../screens/gate/lists/press.ts";
import { type GateListsState, gateLists, gateListsStart, windowOf } from "../../screens/gate/lists/state.ts";
import { noGate } from "../../screens/gate/no-gate.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { approve } from "../../verbs/approve.ts";
import { deny } from "../../verbs/deny.ts";
import { listEntries } from "../../verbs/entries.ts";
import { factsOf } from "../../verbs/facts.ts";
import { dueWork, listWork } from "../../verbs/list.ts";
import type { GateSession } from "../../verbs/opened.ts";
import { refresh } from "../../verbs/session.ts";
import { allDone } from "../kit/all-done.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { pad } from "../kit/text.ts";
import { AtGate } from "./at-gate.tsx";
import { Detail } from "./detail.tsx";
import { NoGate } from "./no-gate.tsx";

/** Requests, images and the ledger of the gate: what waits for whom, and what was done. */
export function GateScreen() {
  const { settings } = useInterface();
  const [begun, dispatch] = useReducer(noGate, false);
  const { exists, folder } = settings.gate;
  if (!begun && !exists()) return <NoGate folder={folder} perform={dispatch} />;
  return (
    <AtGate about={folder} meanwhile="verifying the ledger…">
      {(session) => <Lists session={session} />}
    </AtGate>
  );
}

function Lists({ session }: { readonly session: GateSession }) {
  const app = useInterface();
  const { size, say } = app;
  const [state, dispatch] = useReducer(gateLists, gateListsStart);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const lines = linesOf(session, state);
  const height = Math.max(3, Math.floor((size.rows - 3) / 2));
  const { cursor, top } = windowOf(state, lines.length, height);
  const chosen = lines[cursor];

  const perform = (intent: GateListsIntent): Promise<boolean> => {
    const { effects, action } = pressed(intent, { total: lines.length, height });
    const under: Promise<void>[] = [];
    for (const one of effects)
      if (one.type === "go" || one.type === "say") performShared(one, app);
      else
        under.push(
          acted(session, one).then((done) => {
            if (done !== null) say(done);
            redraw();
          }),
        );
    if (action !== null) dispatch(action);
    return allDone(under, say);
  };
  useFace({
    status: `${lines.length} in ${state.name} · ${session.development ? "development gate" : session.origin}`,
    command: state.name === "ledger" ? "sluice gate list --entries" : "sluice gate list",
    onPanic: () => dispatch({ type: "hide" }),
    bindings: bound(gateListsKeys(chosen), app, perform),
    shows: `${state.name} ${chosen?.cells[0]}`,
  });

  return (
    <Box flexDirection="column">
      <Heads session={session} name={state.name} />
      {lines.length === 0 && (
        <Text dimColor>
          nothing {state.name === "inbox" ? "waits for a person" : "yet"}; n requests images
        </Text>
      )}
      {lines.slice(top, top + height).map((line, i) => (
        <Line key={line.cells[0]} line={line} chosen={top + i === cursor} columns={size.columns} />
      ))}
      <Text> </Text>
      {chosen !== undefined && (
        <Detail
          lines={detailOf(session, chosen, state.clear)}
          rows={size.rows - height - 3}
          columns={size.columns}
        />
      )}
    </Box>
  );
}

/** Acts at the gate. @returns what was done, in words; null where that shows by itself */
async function acted(
  session: GateSession,
  effect: Exclude<GateListsEffect, { type: "go" | "say" }>,
): Promise<string | null> {
  switch (effect.type) {
    case "refresh":
      await refresh(session);
      return null;
    case "approve": {
      const { request, hours } = await approve(session, effect.request);
      return `${request} granted for ${hours} h`;
    }
    case "deny": {
      const { request } = await deny(session, effect.request, effect.reason);
      return `${request} denied`;
    }
  }
}

function linesOf(session: GateSession, { name, clear }: GateListsState): readonly GateLine[] {
  if (name === "ledger") return entryLines(listEntries(session));
  return workLines(listWork(session), name, clear, session.me.id);
}

function detailOf(session: GateSession, line: GateLine, clear: boolean): readonly FactLine[] {
  if (line.kind === "entry") return entryFacts(line.entry);
  const { id } = line.item;
  return factLines(id, factsOf(session, id), clear);
}

/** The lists by name, who looks at them, and what is due. */
function Heads({ session, name }: { readonly session: GateSession; readonly name: string }) {
  const { line: due } = dueWork(session);
  return (
    <Text wrap="truncate">
      {lists.map((one) => (
        <Text key={one} inverse={one === name}>{` ${one} `}</Text>
      ))}
      <Text dimColor> you: {session.me.roles.join(", ")}</Text>
      {due !== null && <Text color="yellow"> · {due}</Text>}
    </Text>
  );
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
