import { useMemo } from "react";
import { readOtherText } from "../../actions/explore.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import { useInterface } from "../kit/interface.ts";
import { useLoaded } from "../kit/loading.tsx";

/** A pair's receipt, with the text that rules fire on beside its caption as soon as that was read from the dataset. */
export function useWithOther(view: DecidedRun, receipt: DecisionReceipt | null): DecisionReceipt | null {
  const { data } = useInterface().settings;
  const other = receipt?.otherText ?? null;
  const loaded = useLoaded(
    async () => (receipt === null || other === null ? null : readOtherText(view, receipt, data)),
    other === null ? "" : `${receipt?.row} ${receipt?.shard}`,
  );
  const read = loaded.state === "ready" ? loaded.value : null;
  return useMemo(
    () => (receipt === null || read === null ? receipt : { ...receipt, otherText: read }),
    [receipt, read],
  );
}
