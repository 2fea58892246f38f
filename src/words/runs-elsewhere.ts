import type { Command } from "commander";
import type { Session } from "./command.ts";
import { openReporter } from "./reporter.ts";

/** Commands that work on a run where it lies, or hand its place on to those that do. */
const THERE = new Set(["work", "status", "seal", "submit"]);

/** What arguments are called that name runs' folders; those of `card` may be called otherwise. */
const RUN = /^run$/u;
const WITH_CARD = /^(?:folders?|a|b)$/u;

/**
 * Lets a command have the folder of this machine that stands for each run in object storage among its arguments, so
 * that whatever reads a run reads one there too.
 * @returns says what is printed: by the names that were typed
 * @throws CliError (exit code 2) where there is no whole run
 */
export async function bringRunsHere(command: Command, session: Session): Promise<(text: string) => string> {
  const isRun = command.parent?.name() === "card" ? WITH_CARD : RUN;
  const { registeredArguments, processedArgs } = command;
  const at = registeredArguments.flatMap((one, i) => (isRun.test(one.name()) ? [i] : []));
  const isThere = (value: unknown) => typeof value === "string" && /^s3:\/\//iu.test(value);
  if (THERE.has(command.name()) || !at.some((i) => [processedArgs[i]].flat().some(isThere)))
    return (text) => text;
  const [{ runFrom }, { placesNamed }] = await Promise.all([
    import("../actions/elsewhere/stand-in.ts"),
    import("../process/stand-in.ts"),
  ]);
  const { json = false, quiet = json } = command.opts<{
    readonly json?: boolean;
    readonly quiet?: boolean;
  }>();
  const reporter = await openReporter(session, { quiet, json });
  const here = (value: unknown) =>
    isThere(value)
      ? runFrom(String(value), { now: session.now, emit: reporter.emit, signal: session.signal })
      : value;
  try {
    for (const i of at) {
      const value: unknown = processedArgs[i];
      processedArgs[i] = Array.isArray(value) ? await Promise.all(value.map(here)) : await here(value);
    }
  } finally {
    reporter.close();
  }
  return placesNamed;
}
