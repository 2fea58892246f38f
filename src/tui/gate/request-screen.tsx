import { Box, Text } from "ink";
import { cascadesHere } from "../../actions/models/cascade.ts";
import { printable } from "../../process/printable.ts";
import {
  pressed,
  type RequestIntent,
  requestCommand,
  requestForm,
  requestLines,
  requestStart,
} from "../../screens/gate/request/form.ts";
import { requestKeys } from "../../screens/gate/request/keys.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { theKey } from "../../screens/kit/hints.ts";
import { Hint } from "../kit/hint.tsx";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Facts } from "./detail.tsx";

/** What is asked for, before it is: model, number, seed and size of the images of a prompt. */
export function GateRequest({ prompt }: { readonly prompt: string }) {
  const app = useInterface();
  const [state, dispatch] = useKept(requestForm, () => requestStart);
  const drawers = cascadesHere();
  const perform = (intent: RequestIntent) => {
    const { effects, action } = pressed(state, intent, prompt, drawers);
    // What was sent is no form any more: back leads to the lists.
    for (const one of effects)
      if (one.type === "go") app.replace(one.route);
      else performShared(one, app);
    if (action !== null) dispatch(action);
  };
  const lines = requestLines(state, printable(prompt), drawers);
  useFace({
    status: "not asked yet",
    command: requestCommand(state, drawers),
    bindings: bound(requestKeys(state), app, perform),
    onPanic: () => state.clear && dispatch({ type: "clear" }),
    shows: lines.join("\n"),
  });
  return (
    <Box flexDirection="column">
      <Facts lines={lines} />
      <Text> </Text>
      <Hint dimColor wrap="wrap">
        {`${theKey("enter")} asks: the prompt is judged, and what the rules want is asked of people, before anything is drawn.`}
      </Hint>
    </Box>
  );
}
