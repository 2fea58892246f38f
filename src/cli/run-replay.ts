import { jsonText } from "../words/json-text.ts";
import { openReporter } from "../words/reporter.ts";
import { openOrBeginGate } from "./gate-session.ts";
import type { GenerateRun } from "./run-generate.ts";

/** Makes an image again from its receipt, and says whether it is the same, or which step first differs. */
export async function runReplay(
  path: string,
  model: string | undefined,
  { session, flags, quiet }: GenerateRun,
): Promise<void> {
  const { replay } = await import("../verbs/replay.ts");
  const { emit, close } = await openReporter(session, { quiet, json: flags.json ?? false });
  const context = { now: () => session.now(), emit, signal: session.signal };
  const { difference, environment, stages } = await replay(
    () => openOrBeginGate(flags, session),
    path,
    model,
    context,
  ).finally(close);
  session.exit(difference === null ? 0 : 1);
  if (flags.json) return session.print(jsonText({ same: difference === null, difference, environment }));
  if (difference === null)
    return session.print(
      `the same in every step: ${stages.map(({ id, steps }) => `${id} ${steps}`).join(", ")}`,
    );
  session.print(
    `first difference: ${difference.where}: SHA-256 ${difference.got.slice(0, 16)}…, the receipt says ${difference.wanted.slice(0, 16)}…`,
  );
  for (const one of environment) session.print(`not as it was: ${one}`);
}
