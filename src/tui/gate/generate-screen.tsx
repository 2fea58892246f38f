import { Box, Text } from "ink";
import { useEffect, useRef } from "react";
import { printable } from "../../process/printable.ts";
import { type GateGenerateIntent, gateGenerateKeys } from "../../screens/gate/generate/keys.ts";
import {
  type Ended,
  endedByError,
  endedOf,
  type GateStep,
  passage,
  passageStart,
} from "../../screens/gate/generate/passage.ts";
import { generationOf, type Wanted } from "../../screens/gate/wanted.ts";
import { bound } from "../../screens/kit/bound.ts";
import { generate } from "../../verbs/generate.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { useGate } from "./at-gate.tsx";

const marks: Readonly<Record<GateStep["state"], readonly [string, string]>> = {
  shut: ["·", "gray"],
  passing: ["▶", "yellow"],
  open: ["✓", "green"],
  refused: ["✗", "red"],
};

/** A request on its way through the gate: each step lights up as it is passed. */
export function GateGenerate({ wanted }: { readonly wanted: Wanted }) {
  const app = useInterface();
  const { replace } = app;
  const [state, dispatch] = useKept(passage, () => passageStart);
  const { ended, request } = state;
  const open = useGate();
  const abort = useRef(new AbortController());
  // biome-ignore lint/correctness/useExhaustiveDependencies: one passage per mount
  useEffect(() => {
    if (ended !== null) return;
    const controller = new AbortController();
    abort.current = controller;
    const { signal } = controller;
    const what = generationOf(request === null ? wanted : { request });
    generate(open, what, { emit: dispatch, signal }).then(
      (generated) => dispatch({ type: "ended", ended: endedOf(generated) }),
      (error: unknown) => dispatch({ type: "ended", ended: endedByError(error, signal.aborted) }),
    );
    return () => controller.abort();
  }, []);

  const perform = (intent: GateGenerateIntent) => {
    switch (intent.type) {
      case "stop":
        return abort.current.abort();
      case "look":
        return replace({ screen: "gate-image", image: intent.image });
    }
  };
  useFace({
    status: ended === null ? "generating" : ended.kind,
    command: "request" in wanted ? `sluice generate --request ${wanted.request}` : "sluice generate PROMPT",
    onLeave: () => abort.current.abort(),
    bindings: bound(gateGenerateKeys(state), app, perform),
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
