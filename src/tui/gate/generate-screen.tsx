import { Box, Text } from "ink";
import { useEffect, useRef } from "react";
import { blockLines } from "../../exposure/terminal/blocks.ts";
import { oneLine } from "../../process/errors.ts";
import { printable } from "../../process/printable.ts";
import type { Wanted } from "../../screens/gate/wanted.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { useGate } from "./at-gate.tsx";
import { pass } from "./pass.ts";
import { type Ended, type GateStep, passage, passageStart } from "./steps.ts";

const marks: Readonly<Record<GateStep["state"], readonly [string, string]>> = {
  shut: ["·", "gray"],
  passing: ["▶", "yellow"],
  open: ["✓", "green"],
  refused: ["✗", "red"],
};

/** A request on its way through the gate: each step lights up as it is passed. */
export function GateGenerate({ wanted }: { readonly wanted: Wanted }) {
  const { settings, replace } = useInterface();
  const [state, dispatch] = useKept(passage, () => passageStart);
  const { ended, request } = state;
  const open = useGate();
  const abort = useRef(new AbortController());
  // biome-ignore lint/correctness/useExhaustiveDependencies: one passage per mount
  useEffect(() => {
    if (ended !== null) return;
    const controller = new AbortController();
    abort.current = controller;
    const work = async () => {
      const what = request === null ? wanted : { request };
      return pass(open, what, { emit: dispatch, signal: controller.signal });
    };
    work().then(
      (how) => dispatch({ type: "ended", ended: how }),
      (error: unknown) => {
        const reason = controller.signal.aborted ? "stopped; what was done is kept" : oneLine(error);
        dispatch({ type: "ended", ended: { kind: "failed", reason } });
      },
    );
    return () => controller.abort();
  }, []);
  const first = ended?.kind === "sealed" ? ended.images[0] : undefined;

  useFace({
    status: ended === null ? "generating" : ended.kind,
    command: "request" in wanted ? `sluice generate --request ${wanted.request}` : "sluice generate PROMPT",
    onLeave: () => abort.current.abort(),
    bindings: [
      ...(ended === null
        ? [
            {
              keys: ["x"],
              help: "stop; it goes on from there",
              bar: "stop",
              action: () => abort.current.abort(),
            },
          ]
        : []),
      ...(first === undefined
        ? []
        : [
            {
              keys: ["enter"],
              help: "look at the first image",
              bar: "review",
              action: () => replace({ screen: "gate-image", image: first }),
            },
          ]),
    ],
  });

  return (
    <Box flexDirection="column">
      {state.steps.map(({ id, name, state: at, detail }) => {
        const [mark, colour] = marks[at];
        return (
          <Text key={id} wrap="truncate">
            <Text color={colour}>{mark}</Text> {name.padEnd(18)}
            <Text dimColor>{printable(detail)}</Text>
          </Text>
        );
      })}
      <Text> </Text>
      {ended === null && state.preview !== null && settings.graphics.graphics !== "words" && (
        <Box flexDirection="column">
          {blockLines(state.preview, settings.graphics.graphics === "256" ? "256" : "truecolor").map(
            (line, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
              <Text key={i}>{line}</Text>
            ),
          )}
          <Text dimColor>a mosaic: nothing has judged this picture yet</Text>
        </Box>
      )}
      {state.notChecked.map((what) => (
        <Text key={what} color="yellow" wrap="wrap">
          not checked: {printable(what)}
        </Text>
      ))}
      {ended !== null && <Ending ended={ended} refused={state.refused} />}
    </Box>
  );
}

function Ending({ ended, refused }: { readonly ended: Ended; readonly refused: number }) {
  switch (ended.kind) {
    case "sealed":
      return (
        <Text>
          {ended.images.length} in quarantine ({refused} refused by the filters): {ended.images.join(", ")}
        </Text>
      );
    case "waits":
      return (
        <Box flexDirection="column">
          <Text color="yellow">{ended.request} waits for another person's approval</Text>
          <Reasons reasons={ended.reasons} />
        </Box>
      );
    case "blocked":
      return (
        <Box flexDirection="column">
          <Text color="red">the prompt was blocked, and that was recorded</Text>
          <Reasons reasons={ended.reasons} />
        </Box>
      );
    case "failed":
      return <Text color="red">{ended.reason}</Text>;
  }
}

function Reasons({ reasons }: { readonly reasons: readonly string[] }) {
  return reasons.map((reason) => (
    <Text key={reason} wrap="wrap">
      {printable(reason)}
    </Text>
  ));
}
