import { graphicsOf } from "../exposure/terminal/graphics.ts";
import { CliError } from "../process/errors.ts";
import { hearNetwork } from "../process/network.ts";
import { refuseScreenOf } from "../process/stand-in.ts";
import type { TerminalStreams } from "../process/terminal-streams.ts";
import type { Route } from "../screens/route.ts";
import type { InterfaceFlags } from "./draw-interface.tsx";
import { canTakeOver } from "./terminal.ts";

/** The part of a command line's world that decides whether and how the interface is drawn. */
interface World {
  readonly env: NodeJS.ProcessEnv;
  readonly terminal: TerminalStreams;
}

/** Whether there is a terminal that the interface can take over. */
export function hasTerminal({ env, terminal }: World): boolean {
  return canTakeOver(terminal, env);
}

/** Whether the terminal can draw pictures; without colours it only has words for them. */
export function drawsPictures(env: NodeJS.ProcessEnv): boolean {
  return graphicsOf(env, false).graphics !== "words";
}

/**
 * Opens the interface and resolves when the person leaves it.
 * @throws CliError (exit code 2) without a terminal, and of a run in object storage: what is looked at is written into its labels
 * @throws the signal's reason when it was told to end
 */
export async function openInterface(
  start: Route,
  flags: InterfaceFlags,
  { env, terminal, signal, now }: World & { readonly signal: AbortSignal; now(): Date },
): Promise<void> {
  if (!canTakeOver(terminal, env))
    throw new CliError(
      "Cannot open the interface: it needs a terminal on stdin and stdout; see sluice --help",
      {
        exitCode: 2,
      },
    );
  if ("folder" in start) refuseScreenOf(start.folder);
  // Ink asks the process itself, and draws nothing until the end where it believes that no person looks.
  delete process.env["CI"];
  delete process.env["CONTINUOUS_INTEGRATION"];
  const { drawInterface } = await import("./draw-interface.tsx");
  // Screens show it themselves; a line beside them would be drawn into them.
  const hearNoMore = hearNetwork(() => {});
  await drawInterface(start, flags, { env, signal, now, ...terminal }).finally(hearNoMore);
  signal.throwIfAborted();
}
