import type { CascadeEvaluation } from "../../../actions/models/evaluate-cascade.ts";
import type { Session } from "../../command.ts";

/** Flags of `sluice models evaluate` that speak of cascades. */
export interface CascadeFlags extends CascadeEvaluation {
  readonly json?: boolean;
}

/** Evaluates a cascade against the dataset that it was trained on, and prints its figures. */
export async function printCascade(id: string, flags: CascadeFlags, session: Session): Promise<void> {
  const { evaluateCascade } = await import("../../../actions/models/evaluate-cascade.ts");
  const { cascadeTable } = await import("../../cascade-table.ts");
  const { signal, say } = session;
  const evaluation = await evaluateCascade(id, flags, { now: () => session.now(), signal, say });
  if (flags.json) session.print(JSON.stringify(evaluation));
  else session.print(cascadeTable(id, evaluation));
  session.say(`evaluation: ${flags.out}/evaluation.json, ${flags.out}/evaluation.html`);
}
