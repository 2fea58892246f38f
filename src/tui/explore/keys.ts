import {
  BREAK_DUE,
  exposurePoints,
  overBudget,
  spentPoints,
  stintOf,
  stintOver,
} from "../../exposure/ladder.ts";
import { oneLine } from "../../process/errors.ts";
import type { DecidedRun, RunColumn } from "../../run/decided-run.ts";
import type { StoredRow } from "../../run/questions/rows.ts";
import type { Frequency } from "../../run/questions/statistics.ts";
import type { Binding } from "../../screens/kit/keys.ts";
import { listKeys } from "../../screens/kit/window.ts";
import type { Interface } from "../kit/interface.ts";
import { type ExploreAction, type ExploreState, valuePredicate } from "./state.ts";
import type { RowSource } from "./use-rows.ts";

interface Explored {
  readonly app: Interface;
  readonly view: DecidedRun;
  readonly state: ExploreState;
  readonly dispatch: (action: ExploreAction) => void;
  readonly column: RunColumn | undefined;
  readonly source: RowSource;
  readonly layout: { readonly height: number; readonly paneRows: number };
  readonly values: readonly Frequency[];
  readonly current: StoredRow | undefined;
}

/** The keys of the explore screen. */
export function exploreBindings(explored: Explored): readonly Binding<() => void>[] {
  const { app, state, dispatch, column, source, layout, values } = explored;
  const counting = state.pane === "frequencies";
  const total = counting ? values.length : source.total;
  const height = counting ? layout.paneRows - 1 : layout.height;
  return [
    ...listKeys.map(({ keys, help, move }) => ({
      keys,
      help,
      action: () => dispatch({ type: "move", move, total, height }),
    })),
    {
      keys: ["enter"],
      help: counting ? "filter by this value" : "explain this pair",
      bar: counting ? "filter" : "why",
      action: () => enter(explored),
    },
    {
      keys: ["/"],
      help: "filter by words in caption or key; !word excludes",
      bar: "filter",
      action: () => typeFilter(explored),
    },
    {
      keys: ["w"],
      help: "filter by an SQL predicate",
      bar: "where",
      action: () =>
        app.ask({
          label: "where",
          initial: state.lens.where ?? "",
          onSubmit: (text) => dispatch({ type: "where", where: text.trim() || null }),
        }),
    },
    { keys: ["h", "left"], help: "column to the left", action: () => shift(explored, -1) },
    { keys: ["l", "right"], help: "column to the right", bar: "column", action: () => shift(explored, 1) },
    {
      keys: ["s"],
      help: "sort by this column: down, up, as stored",
      bar: "sort",
      action: () => column && dispatch({ type: "sort", column: column.name }),
    },
    {
      keys: ["f", "F"],
      help: "count the values of this column",
      bar: "count",
      action: () => dispatch({ type: "pane", pane: "frequencies" }),
    },
    {
      keys: ["H"],
      help: "histogram of this column",
      bar: "histogram",
      action: () => dispatch({ type: "pane", pane: "histogram" }),
    },
    {
      keys: ["c"],
      help: "show or hide this caption in clear (counted)",
      bar: "caption",
      action: () => void reveal(explored).catch((error: unknown) => app.say(oneLine(error), "warning")),
    },
    { keys: ["x"], help: "clear filters and order", action: () => dispatch({ type: "clear" }) },
    ...(state.pane === "none"
      ? []
      : [
          {
            keys: ["escape"],
            help: "close the pane",
            action: () => dispatch({ type: "pane", pane: state.pane }),
          },
        ]),
    {
      keys: ["r"],
      help: "review this run",
      action: () => app.go({ screen: "review", folder: explored.view.folder }),
    },
  ];
}

function enter({ state, dispatch, column, values }: Explored): void {
  const value = values[state.value.cursor];
  if (state.pane !== "frequencies") dispatch({ type: "pane", pane: "detail" });
  else if (value && column) dispatch({ type: "where", where: valuePredicate(column, value.value) });
}

function typeFilter({ app, state, dispatch }: Explored): void {
  const before = state.lens.text;
  app.ask({
    label: "/",
    initial: before,
    onChange: (text) => dispatch({ type: "text", text }),
    onSubmit: (text) => dispatch({ type: "text", text }),
    onCancel: () => dispatch({ type: "text", text: before }),
  });
}

function shift({ view, dispatch }: Explored, by: -1 | 1): void {
  dispatch({ type: "column", by, columns: view.columns.length - 2 });
}

/** Shows the caption in the pane, within the reviewer's limits, and writes down that it was before it is. */
async function reveal({ app, view, state, dispatch, current }: Explored): Promise<void> {
  if (state.revealed !== null) return dispatch({ type: "hide" });
  if (state.pane !== "detail" || current === undefined)
    return app.say("⏎ explains a pair; then c shows its caption");
  const { limits, now } = app.settings;
  const labels = await app.openLabels(view.folder);
  const { records } = await view.labels();
  const severity = Math.max(
    Number(current["text_toxicity"] ?? 0),
    Number(current["text_sexual_explicit"] ?? 0),
  );
  const points = exposurePoints(0, true, severity);
  const spent = spentPoints(records, labels.reviewer, now());
  const tired = stintOver(stintOf(records, labels.reviewer, now()), limits, now().getTime());
  const reason = overBudget(spent, limits, points) ?? (tired ? BREAK_DUE : null);
  if (reason !== null) return app.say(reason, "warning");
  const key = String(current["key"]);
  await labels.append({ type: "exposure", key, rung: 0, caption: true, seconds: 0, points });
  dispatch({ type: "reveal", key });
}
