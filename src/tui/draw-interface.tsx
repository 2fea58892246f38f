import { render } from "ink";
import { defaultLimits, type Limits } from "../exposure/ladder.ts";
import { graphicsOf, tmuxPassthrough } from "../exposure/terminal/graphics.ts";
import { forgetAll } from "../exposure/terminal/kitty.ts";
import { reviewerName } from "../process/account.ts";
import type { TerminalStreams } from "../process/terminal-streams.ts";
import type { Route } from "../screens/route.ts";
import { type GateChoice, gateOpener } from "../verbs/opener.ts";
import { App } from "./app.tsx";
import type { Settings } from "./kit/interface.ts";
import { colourless, enterScreen } from "./terminal.ts";

/** Flags that shape the interface; what is absent gets its default. */
export interface InterfaceFlags {
  readonly policy?: string | undefined;
  readonly reviewer?: string;
  readonly data?: string;
  readonly limits?: Partial<Limits>;
  readonly gate?: GateChoice;
}

/** The part of a command line's world that the interface is drawn in. */
interface World extends Required<Pick<TerminalStreams, "stdin" | "stdout">> {
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  now(): Date;
}

/** Draws the interface, with every screen and what they need, until the person leaves it or the signal ends it. */
export async function drawInterface(
  start: Route,
  flags: InterfaceFlags,
  { env, stdin, stdout, signal, now }: World,
): Promise<void> {
  const settings: Settings = {
    runsFolder: "runs",
    policy: flags.policy,
    reviewer: flags.reviewer ?? reviewerName(env),
    data: flags.data ?? null,
    limits: { ...defaultLimits, ...flags.limits },
    write: (sequence) => void stdout.write(sequence),
    graphics: graphicsOf(env, await tmuxPassthrough(env)),
    now,
    gate: gateOpener(env, flags.gate),
  };
  const screen = enterScreen({ stdin, stdout }, forgetAll(settings.graphics));
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
}
