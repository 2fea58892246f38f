import { useEffect } from "react";
import type { DecidedRun } from "../../run/decided-run.ts";
import { missingLine } from "../../run/state.ts";
import { useInterface } from "../kit/interface.ts";

/** Says at first which shards of a run are missing and how to go on. @returns what the status line begins with */
export function useIncomplete({ folder, run, missing }: DecidedRun): string {
  const { say } = useInterface();
  const line = missingLine(folder, run, missing);
  useEffect(() => {
    if (line !== null) say(line, "warning");
  }, [line, say]);
  return line === null ? "" : "INCOMPLETE · ";
}
