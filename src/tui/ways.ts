import { oneLine } from "../process/errors.ts";
import type { Binding } from "../screens/kit/keys.ts";
import { resumeAudit } from "./commands.ts";
import { useInterface } from "./kit/interface.ts";

/** Ways on from a run that does not open. */
export function useWays(folder: string): readonly Binding<() => void>[] {
  const app = useInterface();
  return [
    {
      keys: ["a"],
      help: "audit again: what is missing or damaged is redone",
      bar: "audit again",
      action: () => resumeAudit(folder, app),
    },
    {
      keys: ["p"],
      help: "decide by the policy that comes with sluice",
      bar: "default policy",
      action: () =>
        void app.decideBy(folder, "default").catch((error: unknown) => app.say(oneLine(error), "warning")),
    },
  ];
}
