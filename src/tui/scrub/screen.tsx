import { Box, Text } from "ink";
import { useReducer, useRef } from "react";
import { maskText } from "../../exposure/mask.ts";
import { oneLine } from "../../process/errors.ts";
import { printable } from "../../process/printable.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { loadLabels, type Scrubbed, scrub } from "../../run/questions/scrub.ts";
import { histogram } from "../../run/questions/statistics.ts";
import { moveTo } from "../../screens/kit/window.ts";
import type { Rate } from "../../statistics/wilson.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { Opened, useLoaded } from "../kit/loading.tsx";
import { count, pad, percent, sparkline } from "../kit/text.ts";
import { useWays } from "../ways.ts";
import { saveVersion } from "./save.ts";
import { type Dial, isShare, scrubbing, scrubStart, turnedWhen } from "./state.ts";

/** Moves the cut of a rule and shows at once what that would do; nothing is decided until it is saved. */
export function Scrub({ folder }: { readonly folder: string }) {
  const { openRun } = useInterface();
  const loaded = useLoaded(async () => {
    const view = await openRun(folder);
    return { view, labels: await loadLabels(view) };
  }, folder);
  return (
    <Opened loaded={loaded} meanwhile={`opening ${folder}`} ways={useWays(folder)}>
      {({ view, labels }) => <Dials view={view} labels={labels} />}
    </Opened>
  );
}

function Dials({ view, labels }: { readonly view: DecidedRun; readonly labels: number }) {
  const { size, ask, say, decideBy } = useInterface();
  const [state, dispatch] = useReducer(scrubbing, { ...view.policy, rules: view.judged }, scrubStart);
  const dial = state.dials[state.dial];
  const rule = view.policy.rules.find(({ id }) => id === dial?.rule);
  const now = rule === undefined ? "" : turnedWhen(state, rule.id, rule.when);
  const found = useLatest(view, rule?.when ?? "", now, dial);
  const spread = useLoaded(
    () => histogram(view, { where: null, text: "", sort: null }, dial?.value ?? "row", size.columns - 24),
    `${dial?.value}`,
  );

  const save = () =>
    saveVersion(state, view.policy, view.policySource, view.folder).then(
      async (path) => {
        await decideBy(view.folder, path);
        say(`saved ${path}; the run is decided by it now`);
      },
      (error: unknown) => say(oneLine(error), "warning"),
    );
  useFace({
    status: `policy ${view.policy.name} v${view.policy.version} · ${labels} labels`,
    command: `sluice diff ${view.folder} --policy ${view.policySource} --policy NEW.yaml`,
    bindings: [
      {
        keys: ["h", "left"],
        help: "lower the cut",
        bar: "lower",
        action: () => dispatch({ type: "turn", by: -1, fine: false }),
      },
      {
        keys: ["l", "right"],
        help: "raise the cut",
        bar: "raise",
        action: () => dispatch({ type: "turn", by: 1, fine: false }),
      },
      {
        keys: ["H"],
        help: "lower the cut by a tenth of a step",
        action: () => dispatch({ type: "turn", by: -1, fine: true }),
      },
      {
        keys: ["L"],
        help: "raise the cut by a tenth of a step",
        action: () => dispatch({ type: "turn", by: 1, fine: true }),
      },
      {
        keys: ["j", "down"],
        help: "next cut",
        bar: "next cut",
        action: () => dispatch({ type: "dial", by: 1 }),
      },
      { keys: ["k", "up"], help: "previous cut", action: () => dispatch({ type: "dial", by: -1 }) },
      {
        keys: ["="],
        help: "type a value",
        bar: "type",
        action: () => ask({ label: "cut at", onSubmit: (text) => setTo(text) }),
      },
      { keys: ["0"], help: "put this cut back", bar: "reset", action: () => dispatch({ type: "reset" }) },
      {
        keys: ["S"],
        help: "save as a new version of the policy, and decide by it",
        bar: "save",
        action: () => void save(),
      },
    ],
  });
  const setTo = (text: string) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isFinite(value)) say(`wanted a number, got "${text}"`, "warning");
    else dispatch({ type: "set", value });
  };

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
      <Ruler
        dial={dial}
        at={state.at[state.dial] ?? dial.from}
        bins={spread.state === "ready" ? spread.value.bins : []}
      />
      <Effects found={found} rule={rule.action} rows={size.rows - listed - 2} columns={size.columns} />
    </Box>
  );
}

/** The newest answer; the one before shows until it comes. */
function useLatest(view: DecidedRun, was: string, now: string, dial: Dial | undefined): Scrubbed | null {
  const loaded = useLoaded(() => scrub(view, was, now, dial?.value ?? "NULL"), JSON.stringify([was, now]));
  const last = useRef<Scrubbed | null>(null);
  if (loaded.state === "ready") last.current = loaded.value;
  return last.current;
}

function DialLine({
  dial,
  at,
  chosen,
  columns,
}: {
  readonly dial: Dial;
  readonly at: number;
  readonly chosen: boolean;
  readonly columns: number;
}) {
  const moved = at !== dial.from;
  return (
    <Text inverse={chosen} wrap="truncate">
      {pad(`${dial.rule}: ${dial.value} ${dial.operator}`, columns - 22)}{" "}
      <Text bold={moved} {...(moved ? { color: "yellow" } : {})}>
        {pad(moved ? `${dial.from} → ${at}` : String(at), 20)}
      </Text>
    </Text>
  );
}

/** The spread of the score, on a logarithmic height, and where the cut stands in it. */
function Ruler({
  dial,
  at,
  bins,
}: {
  readonly dial: Dial;
  readonly at: number;
  readonly bins: readonly number[];
}) {
  if (!isShare(dial) || bins.length === 0) return <Text> </Text>;
  const spread = sparkline(bins.map((n) => Math.log1p(n)));
  const cut = Math.min(bins.length - 1, Math.floor(at * bins.length));
  return (
    <Text wrap="truncate">
      {pad("spread, log height", 20)}
      <Text color="green">{spread.slice(0, cut)}</Text>
      <Text bold>│</Text>
      <Text color="red">{spread.slice(cut + 1)}</Text>
    </Text>
  );
}

function Effects({
  found,
  rule,
  rows,
  columns,
}: {
  readonly found: Scrubbed | null;
  readonly rule: string;
  readonly rows: number;
  readonly columns: number;
}) {
  if (found === null) return <Text dimColor>counting…</Text>;
  const { fires, before, gained, lost, flipped, labelled } = found;
  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        fires on <Text bold>{count(fires.k)}</Text> of {count(fires.n)}: {percent(fires.rate)} [
        {percent(fires.low)}, {percent(fires.high)}] → {rule}; was {count(before)}:{" "}
        <Text color="red">+{count(gained)}</Text> <Text color="green">−{count(lost)}</Text>
      </Text>
      <Text wrap="truncate" dimColor={labelled === null}>
        {labelled === null
          ? "no labels yet: precision and recall come with review"
          : `precision ${interval(labelled.precision)}, recall ${interval(labelled.recall)}${labelled.random ? "" : " (labels are no random sample)"}`}
      </Text>
      <Text bold>just flipped</Text>
      {flipped.slice(0, Math.max(1, rows - 3)).map(({ key, caption, value, fires: now }) => (
        <Text key={key} wrap="truncate">
          <Text color={now ? "red" : "green"}>{now ? "+" : "−"}</Text>{" "}
          {pad(value === null ? "·" : value.toFixed(3), 6)} {pad(printable(key), 18)}{" "}
          {pad(printable(maskText(caption ?? "")), Math.max(4, columns - 30))}
        </Text>
      ))}
      {flipped.length === 0 && (
        <Text dimColor>nothing: the cut stands where the policy has it, or no score lies between</Text>
      )}
    </Box>
  );
}

function interval({ rate, low, high, k, n }: Rate): string {
  return rate === null
    ? `– (0 labels)`
    : `${percent(rate)} [${percent(low)}, ${percent(high)}] (${k} of ${n})`;
}
