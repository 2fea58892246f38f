import { oneLine } from "../../process/errors.ts";
import type { Shared } from "../../screens/kit/bound.ts";

/** Whether all that is under way came to its end; what fails is said. A line that was typed for it stands again where not. */
export async function allDone(under: readonly Promise<unknown>[], say: Shared["say"]): Promise<boolean> {
  const done = under.map((one) =>
    one.then(
      (stood) => stood !== false,
      (error: unknown) => {
        say(oneLine(error), "warning");
        return false;
      },
    ),
  );
  return (await Promise.all(done)).every(Boolean);
}
