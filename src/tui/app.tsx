import { Box, Text, useApp } from "ink";
import { type RefObject, useEffect, useMemo, useReducer, useRef, useState } from "react";
import { keyNames } from "../keys/own-keys.ts";
import { counted } from "../process/figures.ts";
import { printable } from "../process/printable.ts";
import { menuLine } from "../screens/app/overlay.ts";
import { type AppAction, app, appStart } from "../screens/app/state.ts";
import type { Question } from "../screens/kit/bound.ts";
import { type Route, runOf, titleOf } from "../screens/route.ts";
import { Keys } from "./keyboard.ts";
import { FRAME_ROWS, Frame } from "./kit/frame.tsx";
import { type Interface, InterfaceContext, type ScreenFace, type Settings } from "./kit/interface.ts";
import { RouteContext } from "./kit/kept.ts";
import { useShown } from "./kit/shown.ts";
import { useSize } from "./kit/use-size.ts";
import { entriesOf } from "./menu-entries.ts";
import { Bottom, Over } from "./overlay.tsx";
import { type RunCache, runCache } from "./run-cache.ts";
import { ScreenOf } from "./screen-of.tsx";

const MIN_COLUMNS = 60;
const MIN_ROWS = 16;

/**
 * The interface: a frame around one screen, one table of keys at a time. What is covered, or does not fit,
 * stays mounted: its state is kept.
 */
export function App({ settings: first, start }: { readonly settings: Settings; readonly start: Route }) {
  const [data, setData] = useState(first.data);
  const settings = useMemo(() => ({ ...first, data }), [first, data]);
  const [state, dispatch] = useReducer(app, start, appStart);
  const { columns, rows } = useSize();
  const small = columns < MIN_COLUMNS || rows + 1 < MIN_ROWS;
  const size = useMemo(
    () => ({ columns: Math.max(MIN_COLUMNS, columns), rows: Math.max(MIN_ROWS - 1, rows) - FRAME_ROWS }),
    [columns, rows],
  );
  const runs = useRuns(first, dispatch);
  const covered = small || (state.overlay !== null && state.overlay.kind !== "question");
  const place = `${state.routes.length} ${state.generation}`;
  const { face, shown, show, drawing, live } = useShown(place, covered);
  const question = useRef<Question | null>(null);
  const warned = useRef(false);
  const offered = useOffered({ settings, size, dispatch, face, question, warned, show, runs, setData });
  const { exit } = useApp();

  const leave = () => {
    face.current.onLeave?.();
    exit();
  };
  const route = state.routes.at(-1) ?? start;
  const keyboard = { state, dispatch, leave, face, question, warned, settings, offered, route };

  const policy = usePolicy(runs, runOf(route), state.generation);
  const named = keyNames(settings.keys, route.screen);
  const paused = state.overlay?.kind === "panic";
  const entries = entriesOf(keyboard);
  return (
    <InterfaceContext value={offered}>
      {paused ? (
        <Text dimColor>paused; ⏎ goes on</Text>
      ) : (
        small && <TooSmall columns={columns} rows={rows + 1} />
      )}
      <Box display={paused || small ? "none" : "flex"}>
        <Frame
          columns={size.columns}
          rows={size.rows + FRAME_ROWS}
          title={titleOf(route)}
          policy={shown.policy ?? policy}
          status={shown.status}
          command={shown.command}
          notice={state.notice && { ...state.notice, text: named(state.notice.text) }}
          menu={menuLine(state.overlay, entries)}
          bottom={<Bottom keyboard={keyboard} columns={columns} now={drawing.now.current} live={live} />}
        >
          <Over overlay={state.overlay} entries={entries} size={size}>
            <RouteContext key={place} value={route}>
              <ScreenOf route={route} />
            </RouteContext>
          </Over>
        </Frame>
      </Box>
      <Keys keyboard={keyboard} unseen={small} drawing={drawing} />
    </InterfaceContext>
  );
}

function TooSmall({ columns, rows }: { readonly columns: number; readonly rows: number }) {
  return (
    <Text>
      terminal too small: {columns} × {rows}, wanted {MIN_COLUMNS} × {MIN_ROWS}; ^C quits
    </Text>
  );
}

function useRuns(settings: Settings, dispatch: (action: AppAction) => void): RunCache {
  const [runs] = useState(() =>
    runCache(settings, ({ missing, run }) => {
      const text = `${missing.length} of ${counted(run.inputs.shards.length, "shard")} without scores: :resume audits them`;
      if (missing.length > 0) dispatch({ type: "say", text, kind: "warning" });
    }),
  );
  useEffect(() => () => runs.close(), [runs]);
  return runs;
}

/** The policy that decides the run on screen; null while it is not known, or where none does. */
function usePolicy(runs: RunCache, folder: string | null, generation: number): string | null {
  const [known, setKnown] = useState<{ readonly folder: string; readonly policy: string | null } | null>(
    null,
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another policy makes another generation
  useEffect(() => {
    let current = true;
    if (folder !== null) void runs.policyOf(folder).then((policy) => current && setKnown({ folder, policy }));
    return () => {
      current = false;
    };
  }, [runs, folder, generation]);
  return known?.folder === folder ? known.policy : null;
}

interface Offering {
  readonly settings: Settings;
  readonly size: Interface["size"];
  readonly dispatch: (action: AppAction) => void;
  readonly face: RefObject<ScreenFace>;
  readonly question: RefObject<Question | null>;
  readonly warned: RefObject<boolean>;
  readonly show: (face: ScreenFace) => void;
  readonly runs: RunCache;
  readonly setData: (uri: string) => void;
}

function useOffered({
  settings,
  size,
  dispatch,
  face,
  question,
  warned,
  show,
  runs,
  setData,
}: Offering): Interface {
  return useMemo(
    () => ({
      settings,
      size,
      go(route) {
        dispatch({ type: "go", route });
        face.current.onLeave?.();
      },
      replace: (route) => dispatch({ type: "replace", route }),
      back: () => dispatch({ type: "back" }),
      say(text, kind = "info") {
        if (kind === "warning") warned.current = true;
        dispatch({ type: "say", text: printable(text), kind });
      },
      ask(asked) {
        question.current = asked;
        const { label, secret = false, initial = "" } = asked;
        dispatch({ type: "open", overlay: { kind: "question", label, secret, text: initial } });
      },
      openRun: runs.open,
      openLabels: runs.labels,
      decideBy: async (folder, policy) => {
        const view = await runs.use(folder, policy);
        dispatch({ type: "refresh" });
        return view;
      },
      reread: async (folder, screens = "anew") => {
        const view = await runs.reread(folder);
        if (screens === "anew") dispatch({ type: "refresh" });
        return view;
      },
      movedTo(uri) {
        setData(uri);
        dispatch({ type: "refresh" });
      },
      face: show,
    }),
    [settings, size, dispatch, face, question, warned, show, runs, setData],
  );
}
