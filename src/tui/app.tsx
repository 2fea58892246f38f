import { Box, Text, useApp, useInput } from "ink";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { allBindings, type Keyboard } from "./app-bindings.ts";
import { type AppAction, app, appStart } from "./app-state.ts";
import { FRAME_ROWS, Frame } from "./kit/frame.tsx";
import { type Interface, InterfaceContext, type ScreenFace, type Settings } from "./kit/interface.ts";
import { actionOf, keyNames } from "./kit/keys.ts";
import { useSize } from "./kit/use-size.ts";
import { entriesOf } from "./menu-entries.ts";
import { Bottom, Over } from "./overlay.tsx";
import { overlayKey } from "./overlay-keys.ts";
import { type Route, titleOf } from "./route.ts";
import { type RunCache, runCache } from "./run-cache.ts";
import { ScreenOf } from "./screen-of.tsx";

const MIN_COLUMNS = 60;
const MIN_ROWS = 16;

const noFace: ScreenFace = { status: "", bindings: [], command: "sluice" };

/** The interface: a frame around one screen, one table of keys at a time. */
export function App({ settings, start }: { readonly settings: Settings; readonly start: Route }) {
  const [state, dispatch] = useReducer(app, start, appStart);
  const { columns, rows } = useSize();
  const size = useMemo(() => ({ columns, rows: Math.max(1, rows - FRAME_ROWS) }), [columns, rows]);
  const runs = useRuns(settings);
  const { face, shown, show } = useShown();
  const offered = useOffered(settings, size, dispatch, show, runs);
  const { exit } = useApp();

  const leave = () => {
    face.current.onLeave?.();
    exit();
  };
  const route = state.routes.at(-1) ?? start;
  const keyboard = { state, dispatch, leave, face, settings, offered, route };
  useKeyboard(keyboard);

  if (columns < MIN_COLUMNS || rows + 1 < MIN_ROWS) return <TooSmall columns={columns} rows={rows + 1} />;
  if (state.overlay?.kind === "panic") return <Text dimColor>paused; ⏎ goes on</Text>;
  return (
    <InterfaceContext value={offered}>
      <Frame
        columns={columns}
        rows={rows}
        title={titleOf(route)}
        status={shown.status}
        command={shown.command}
        notice={state.notice}
        bottom={<Bottom keyboard={keyboard} columns={columns} />}
      >
        <Over overlay={state.overlay} entries={entriesOf(keyboard)} size={size}>
          <Box key={`${state.routes.length} ${state.generation}`} flexDirection="column">
            <ScreenOf route={route} />
          </Box>
        </Over>
      </Frame>
    </InterfaceContext>
  );
}

/** Keys one by one: each acts on the screen that the key before it left, however fast they come. */
function useKeyboard(keyboard: Keyboard): void {
  const newest = useRef(keyboard);
  newest.current = keyboard;
  const waiting = useRef<string[]>([]);
  const press = () => {
    const name = waiting.current.shift();
    if (name === undefined) return;
    pressKey(newest.current, name);
    // React draws what the key changed in the first turn of the loop, since it asks for it in a microtask.
    setImmediate(() => setImmediate(press));
  };
  useInput((input, key) => {
    const idle = waiting.current.length === 0;
    waiting.current.push(...keyNames(input, key));
    if (idle) press();
  });
}

/** What one key does: to what lies over the screen, else to the screen. */
function pressKey(keyboard: Keyboard, name: string): void {
  if (keyboard.state.notice !== null) keyboard.dispatch({ type: "quiet" });
  if (name === "ctrl-c") keyboard.leave();
  else if (keyboard.state.overlay === null) actionOf(allBindings(keyboard), name)?.();
  else overlayKey(keyboard, name);
}

function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  return (
    <Text>
      terminal too small: {columns} × {rows}, wanted {MIN_COLUMNS} × {MIN_ROWS}; ^C quits
    </Text>
  );
}

function useRuns(settings: Settings): RunCache {
  const [runs] = useState(() => runCache(settings));
  useEffect(() => () => runs.close(), [runs]);
  return runs;
}

/** The screen's face: what is drawn of it is state, its newest handlers are at hand without drawing. */
function useShown() {
  const face = useRef(noFace);
  const [shown, setShown] = useState(noFace);
  const show = useCallback((next: ScreenFace) => {
    face.current = next;
    setShown((old) => (drawn(old) === drawn(next) ? old : next));
  }, []);
  return { face, shown, show };
}

function drawn({ status, command, bindings }: ScreenFace): string {
  return JSON.stringify([status, command, bindings.map(({ keys, bar, help }) => [keys, bar, help])]);
}

function useOffered(
  settings: Settings,
  size: Interface["size"],
  dispatch: (action: AppAction) => void,
  show: (face: ScreenFace) => void,
  runs: RunCache,
): Interface {
  return useMemo(
    () => ({
      settings,
      size,
      go: (route) => dispatch({ type: "go", route }),
      back: () => dispatch({ type: "back" }),
      say: (text, kind = "info") => dispatch({ type: "say", text, kind }),
      ask: (question) =>
        dispatch({ type: "open", overlay: { kind: "question", question, text: question.initial ?? "" } }),
      openRun: runs.open,
      openLabels: runs.labels,
      decideBy: async (folder, policy) => {
        const view = await runs.use(folder, policy);
        dispatch({ type: "refresh" });
        return view;
      },
      face: show,
    }),
    [settings, size, dispatch, show, runs],
  );
}
