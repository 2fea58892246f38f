import { Box, Text } from "ink";
import { type NoGateIntent, noGateKeys } from "../../screens/gate/no-gate.ts";
import { bound } from "../../screens/kit/bound.ts";
import { theKey } from "../../screens/kit/hints.ts";
import { Hint } from "../kit/hint.tsx";
import { useFace, useInterface } from "../kit/interface.ts";

/** Where there is no gate yet: what one is, and how it begins. */
export function NoGate({
  folder,
  perform,
}: {
  readonly folder: string;
  readonly perform: (intent: NoGateIntent) => void;
}) {
  const app = useInterface();
  useFace({
    status: "no gate yet",
    command: "sluice gate init",
    bindings: bound(noGateKeys, app, perform),
  });
  return (
    <Box flexDirection="column">
      <Text bold>There is no gate here yet.</Text>
      <Text>
        Every generated image passes one: filters, a sealed quarantine, a person's review, a ledger.
      </Text>
      <Text> </Text>
      <Hint wrap="wrap">
        {`${theKey("enter")} begins a development gate in ${folder}: you alone, in every role, and nobody looks over your shoulder. It filters, seals and records all the same.`}
      </Hint>
      <Text dimColor>For several people: sluice gate keygen, then sluice gate init.</Text>
    </Box>
  );
}
