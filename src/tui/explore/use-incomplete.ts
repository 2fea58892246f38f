import { useEffect } from "react";
import { missingOf } from "../../actions/open-run.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import { useInterface } from "../kit/interface.ts";

/** Says at first which shards of a run are missing and how to go on. @returns what the status line begins with */
export function useIncomplete(view: DecidedRun): string {
  const { say } = useInterface();
  const line = missingOf(view);
  useEffect(() => {
    if (line !== null) say(line, "warning");
  }, [line, say]);
  return line === null ? "" : "INCOMPLETE · ";
}
