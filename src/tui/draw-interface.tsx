import { render } from "ink";
import { defaultLimits, type Limits } from "../exposure/ladder.ts";
import { limitsFrom } from "../exposure/own-limits.ts";
import { graphicsOf, tmuxPassthrough, worthAsking } from "../exposure/terminal/graphics.ts";
import { forgetAll } from "../exposure/terminal/kitty.ts";
import { ownKeysOf } from "../keys/own-keys.ts";
import { reviewerName } from "../process/account.ts";
import { loadedLine } from "../process/loading-line.ts";
import type { TerminalStreams } from "../process/terminal-streams.ts";
import type { Route } from "../screens/route.ts";
import { type GateChoice, gateOpener } from "../verbs/opener.ts";
import { App } from "./app.tsx";
import { askTerminal } from "./ask-terminal.ts";
import { newCanvas } from "./kit/canvas.ts";
import type { Settings } from "./kit/interface.ts";
import { colourless, enterScreen } from "./terminal.ts";

/** Flags that shape the interface; what is absent gets its default. */
export interface InterfaceFlags {
  readonly policy?: string | undefined;
  readonly reviewer?: string;
  readonly data?: string;
  readonly clip?: string;
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
  stdout.write(loadedLine());
  const passes = await tmuxPassthrough(env);
  const graphics = graphicsOf(env, passes, worthAsking(env) ? await askTerminal(stdin, stdout) : null);
  const canvas = graphics.graphics === "sixel" ? newCanvas() : null;
  const settings: Settings = {
    runsFolder: "runs",
    policy: flags.policy,
    reviewer: flags.reviewer ?? reviewerName(env),
    data: flags.data ?? null,
    clip: flags.clip ?? (env["SLUICE_CLIP"] || undefined),
    limits: { ...defaultLimits, ...limitsFrom(env), ...flags.limits },
    columns: (env["SLUICE_COLUMNS"] ?? "").split(",").map((name) => name.trim()),
    keys: ownKeysOf(env["SLUICE_KEYS"] ?? ""),
    write: (sequence) => void stdout.write(sequence),
    graphics,
    ...(canvas && { canvas }),
    now,
    gate: gateOpener(env, flags.gate),
  };
  const screen = enterScreen({ stdin, stdout }, forgetAll(settings.graphics), env["SLUICE_MOUSE"] === "on");
  const out = env["NO_COLOR"] ? colourless(stdout) : stdout;
  const app = render(<App settings={settings} start={start} />, {
    stdin,
    stdout: canvas === null ? out : canvas.over(out),
    exitOnCtrlC: false,
    patchConsole: false,
    incrementalRendering: false,
    maxFps: 120,
  });
  const end = () => app.unmount();
  signal.addEventListener("abort", end);
  // It may have ended while the program was loaded.
  if (signal.aborted) end();
  try {
    await app.waitUntilExit();
  } finally {
    signal.removeEventListener("abort", end);
    screen.leave();
  }
}
