import type { CascadeWish } from "../../../actions/models/evaluate-cascade.ts";
import { counted } from "../../../process/figures.ts";
import type { Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { cascadeTable } from "../../../words/texts/cascade-table.ts";
import { type GateFlags, openOrBeginGate } from "../../gate-session.ts";

/** Flags of `sluice models evaluate` that speak of cascades. */
export interface CascadeFlags extends CascadeWish, GateFlags {}

/** Evaluates a cascade against the dataset that it was trained on. */
export async function evaluateCascadeCommand(
  id: string,
  flags: CascadeFlags,
  session: Session,
): Promise<void> {
  const { evaluateCascade } = await import("../../../actions/models/evaluate-cascade.ts");
  const { signal, now, say } = session;
  const evaluation = await evaluateCascade(() => openOrBeginGate(flags, session), id, flags, {
    ...{ signal, now },
    onRead: (pairs) => pairs % 1024 === 0 && say(`${id}: ${counted(pairs, "pair")} read`),
    onRecorded(entry, notChecked) {
      say(`${id}: recorded at the gate as entry ${entry}`);
      for (const what of notChecked) say(`not checked: ${what}`);
    },
    onMade: (done, all) => done % 20 === 0 && say(`${id}: ${done} of ${all} pictures measured`),
  });
  session.print(flags.json ? jsonText(evaluation) : cascadeTable(id, evaluation));
  say(`evaluation: ${flags.out}/evaluation.json, ${flags.out}/evaluation.html`);
}
