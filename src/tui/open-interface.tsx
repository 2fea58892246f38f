import type { GateOpener } from "../actions/gate/opener.ts";
import { gateOpener } from "../actions/gate/opener.ts";
import { defaultLimits, type Limits } from "../exposure/ladder.ts";
import { graphicsOf, tmuxPassthrough } from "../exposure/terminal/graphics.ts";
import { forgetAll } from "../exposure/terminal/kitty.ts";
import { reviewerName } from "../process/account.ts";
import { CliError } from "../process/errors.ts";
import type { TerminalStreams } from "../process/terminal-streams.ts";
import type { Route } from "../screens/route.ts";
import type { Settings } from "./kit/interface.ts";
import { canTakeOver, colourless, enterScreen } from "./terminal.ts";

/** Flags that shape the interface; what is absent gets its default. */
export interface InterfaceFlags {
  readonly policy?: string;
  readonly reviewer?: string;
  readonly data?: string;
  readonly limits?: Partial<Limits>;
  readonly gate?: GateOpener;
}

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
 * @throws CliError (exit code 2) without a terminal
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
  const { stdin, stdout } = terminal;
  // Ink asks the process itself, and draws nothing until the end where it believes that no person looks.
  delete process.env["CI"];
  delete process.env["CONTINUOUS_INTEGRATION"];
  const { render } = await import("ink");
  const { App } = await import("./app.tsx");
  const settings: Settings = {
    runsFolder: "runs",
    policy: flags.policy ?? "default",
    reviewer: flags.reviewer ?? reviewerName(env),
    data: flags.data ?? null,
    limits: { ...defaultLimits, ...flags.limits },
    write: (sequence) => void stdout.write(sequence),
    graphics: graphicsOf(env, await tmuxPassthrough(env)),
    now,
    gate: flags.gate ?? gateOpener(env),
  };
  const screen = enterScreen(terminal, forgetAll(settings.graphics));
  const app = render(<App settings={settings} start={start} />, {
    stdin,
    stdout: env["NO_COLOR"] ? colourless(stdout) : stdout,
    exitOnCtrlC: false,
    patchConsole: false,
    incrementalRendering: false,
    maxFps: 120,
  });
  const end = () => app.unmount();
  signal.addEventListener("abort", end);
  try {
    await app.waitUntilExit();
  } finally {
    signal.removeEventListener("abort", end);
    screen.leave();
  }
  signal.throwIfAborted();
}
