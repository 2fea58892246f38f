import { Box, render, Text } from "ink";
import { useEffect, useRef, useState } from "react";
import { generationShare } from "../process/generation-progress.ts";
import { type Progress, progressTeller, shareDone } from "../process/progress.ts";

/** A live view on stderr that can be taken down. */
export interface LiveView {
  update(state: Progress, seconds: number): void;
  close(): void;
}

/** Draws progress on the terminal, below what is printed; it reads no keys, so that Ctrl-C stays a signal. */
export function openLiveView(stream: NodeJS.WriteStream): LiveView {
  let push: (view: View) => void = () => {};
  let last: View | undefined;
  const subscribe = (listener: (view: View) => void) => {
    push = listener;
    if (last) listener(last);
  };
  const app = render(<Live subscribe={subscribe} />, {
    stdout: stream,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    update(state, seconds) {
      last = { state, seconds };
      push(last);
    },
    close() {
      // What ended before it began leaves no line.
      if (last === undefined) app.clear();
      app.unmount();
    },
  };
}

interface View {
  readonly state: Progress;
  readonly seconds: number;
}

function Live({ subscribe }: { readonly subscribe: (listener: (view: View) => void) => void }) {
  const [view, setView] = useState<View>();
  useEffect(() => subscribe(setView), [subscribe]);
  return view ? <AuditProgress {...view} /> : <Text dimColor>starting</Text>;
}

/** Bar, counts, and what is being read or made now. */
export function AuditProgress({ state, seconds }: View) {
  const { generation } = state;
  const share = generation === null ? shareDone(state) : generationShare(generation);
  const line = useRef(progressTeller()).current;
  const width = 30;
  const filled = Math.round(share * width);
  return (
    <Box flexDirection="column">
      <Text>
        <Text color="cyan">{"█".repeat(filled)}</Text>
        <Text dimColor>{"░".repeat(width - filled)}</Text> {line(state, seconds)}
      </Text>
      {state.current.length > 0 && (
        <Text dimColor wrap="truncate">
          {state.device} × {state.workers} · {state.current.join(", ")}
        </Text>
      )}
    </Box>
  );
}
