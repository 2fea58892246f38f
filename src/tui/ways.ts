import { existsSync } from "node:fs";
import { join } from "node:path";
import { useMemo } from "react";
import { datasetOf } from "../actions/open-run.ts";
import { oneLine } from "../process/errors.ts";
import { bound } from "../screens/kit/bound.ts";
import type { Binding } from "../screens/kit/keys.ts";
import { type RunIntent, waysOn } from "../screens/kit/ways.ts";
import { type Interface, useInterface } from "./kit/interface.ts";

/** Ways on from a run that does not open; none from a folder that holds none. */
export function useWays(folder: string): readonly Binding<() => void>[] {
  const app = useInterface();
  const isThere = useMemo(() => existsSync(join(folder, "run.json")), [folder]);
  return isThere ? bound(waysOn(folder), app, (intent: RunIntent) => performOnRun(intent, app)) : [];
}

/** Does with a run what can be done from any screen. */
export function performOnRun(intent: RunIntent, { replace, say, decideBy }: Interface): void {
  const warn = (error: unknown) => say(oneLine(error), "warning");
  const { folder } = intent;
  if (intent.type === "resume")
    datasetOf(folder).then((uri) => replace({ screen: "audit", uri, out: folder }), warn);
  else
    decideBy(folder, intent.policy).then(({ policy: { name, version } }) => {
      if (intent.told) say(`policy ${name} v${version}`);
    }, warn);
}
