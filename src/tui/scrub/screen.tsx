import { Box, Text } from "ink";
import { useRef } from "react";
import { spreadOf } from "../../actions/explore.ts";
import { saveMovedCuts } from "../../actions/save-policy.ts";
import { beginScrub, pairsOfRate, type Tried, tryMovedRule } from "../../actions/scrub.ts";
import { oneLine } from "../../process/errors.ts";
import { count, counted } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { theKey } from "../../screens/kit/hints.ts";
import { moveTo } from "../../screens/kit/window.ts";
import { scrubKeys } from "../../screens/scrub/keys.ts";
import { type OpenRate, pressed, type SaveCuts, type ScrubIntent } from "../../screens/scrub/press.ts";
import {
  type Dial,
  goneOn,
  movedCuts,
  scrubbing,
  scrubCounts,
  scrubStart,
  turnedWhen,
} from "../../screens/scrub/state.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useKept } from "../kit/kept.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { useWays } from "../ways.ts";
import { DialLine, Effects, RULER_CELLS, Ruler } from "./effects.tsx";

/** Moves the cut of a rule and shows at once what that would do; nothing is decided until it is saved. */
export function Scrub({ folder }: { readonly folder: string }) {
  const { openRun } = useInterface();
  const loaded = useLoaded(async () => {
    const view = await openRun(folder);
    return { view, labels: await beginScrub(view) };
  }, folder);
  return (
    <Opened loaded={loaded} meanwhile={`opening ${folder}`} ways={useWays(folder)}>
      {({ view, labels }) => <Dials view={view} labels={labels} />}
    </Opened>
  );
}

function Dials({ view, labels }: { readonly view: DecidedRun; readonly labels: number }) {
  const app = useInterface();
  const { size } = app;
  const start = () => scrubStart({ ...view.policy, rules: view.judged });
  const [state, dispatch] = useKept(scrubbing, start, (kept) => goneOn(kept, start()));
  const dial = state.dials[state.dial];
  const rule = view.policy.rules.find(({ id }) => id === dial?.rule);
  const now = rule === undefined ? "" : turnedWhen(state, rule.id, rule.when);
  const found = useLatest(view, rule?.when ?? "", now, dial);
  const spread = useLoaded(
    () => spreadOf(view, dial?.value ?? "row", size.columns - RULER_CELLS),
    `${dial?.value}`,
  );

  const bins = spread.state === "ready" ? spread.value.bins : [];
  const warn = (error: unknown) => app.say(oneLine(error), "warning");
  const openRate = async ({ rate, now: when, crumb }: OpenRate) => {
    if (labels === 0) return app.say("no labels yet: precision and recall come with review");
    const { keys, hidden } = await pairsOfRate(view, when, rate, app.settings.reviewer);
    app.go({ screen: "explore", folder: view.folder, keys, crumb });
    if (hidden > 0) app.say(`${count(hidden)} more wait for a verdict of yours`);
  };
  const save = ({ cuts }: SaveCuts) =>
    saveMovedCuts(view, cuts).then(async (path) => {
      await app.decideBy(view.folder, path);
      app.say(`saved ${path}; the run is decided by it now`);
    }, warn);
  const moved = movedCuts(state).length;
  const perform = (intent: ScrubIntent) => {
    const { effects, action } = pressed(state, intent, { folder: view.folder, policy: view.policy, bins });
    for (const effect of effects)
      if (effect.type === "save") void save(effect);
      else if (effect.type === "rate") void openRate(effect).catch(warn);
      else performShared(effect, app);
    if (action !== null) dispatch(action);
  };
  useFace({
    status: counted(labels, "label"),
    command: `sluice diff ${shellWord(view.folder)} --policy ${shellWord(view.policySource)} --policy NEW.yaml`,
    bindings: bound(scrubKeys, app, perform),
    shows: state.at.join(" "),
    unsaved:
      moved === 0
        ? null
        : `${moved} moved cut${moved === 1 ? " is" : "s are"} not saved: ${theKey("S")} saves`,
  });

  if (dial === undefined || rule === undefined)
    return (
      <Text>
        No rule of policy {view.policy.name} that this run can judge compares a score with a number.
      </Text>
    );
  const listed = Math.max(3, Math.min(state.dials.length, Math.floor(size.rows / 3)));
  const { top } = moveTo({ cursor: 0, top: 0 }, state.dial, state.dials.length, listed);
  return (
    <Box flexDirection="column">
      {state.dials.slice(top, top + listed).map((one, i) => (
        <DialLine
          key={`${one.rule} ${one.index}`}
          dial={one}
          at={state.at[top + i] ?? one.from}
          chosen={top + i === state.dial}
          columns={size.columns}
        />
      ))}
      <Ruler at={state.at[state.dial] ?? dial.from} bins={bins} chosen={state.bar} />
      <Effects
        found={found}
        rule={rule.action}
        count={state.bar === null ? (scrubCounts[state.count] ?? "fires") : null}
        rows={size.rows - listed - 2}
        columns={size.columns}
      />
    </Box>
  );
}

/** The newest answer; the one before shows until it comes. */
function useLatest(view: DecidedRun, was: string, now: string, dial: Dial | undefined): Tried | null {
  const loaded = useLoaded(
    () => tryMovedRule(view, { id: dial?.rule ?? "", was, now, value: dial?.value ?? "NULL" }),
    JSON.stringify([was, now]),
  );
  const last = useRef<Tried | null>(null);
  if (loaded.state === "ready") last.current = loaded.value;
  return last.current;
}
