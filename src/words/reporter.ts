import type { RunEvent } from "../process/events.ts";
import { hearNetwork } from "../process/network.ts";
import { printable } from "../process/printable.ts";
import { networkLine, noProgress, progress, progressTeller } from "../process/progress.ts";
import type { LiveView } from "../tui/audit-progress.tsx";
import type { Io } from "./command.ts";
import { jsonText } from "./json-text.ts";

/** Shows a run's events on stderr until closed: live on a terminal, else a line now and then. */
export interface Reporter {
  emit(event: RunEvent): void;
  close(): void;
}

type ReporterWorld = Pick<Io, "env" | "terminal" | "say">;

/** Events that are worth a line of their own. */
const said = new Set<RunEvent["type"]>(["workers-ready", "stage-started", "image-refused"]);

const LINE_EVERY_MS = 30_000;
const FRAME_EVERY_MS = 250;

/** Bytes of other machines that are worth a line before half a minute is over. */
const WORTH_A_LINE = 8 * 2 ** 20;

/**
 * Picks the view that fits: none when quiet, events as JSON lines for programs, Ink on a terminal that can,
 * lines elsewhere.
 */
export async function openReporter(
  session: ReporterWorld,
  options: { readonly quiet: boolean; readonly json: boolean },
): Promise<Reporter> {
  if (options.quiet) return { emit: () => {}, close: () => {} };
  const reporter = await viewOf(session, options.json);
  const hearNoMore = hearNetwork(reporter.emit);
  return {
    emit: reporter.emit,
    close: () => {
      hearNoMore();
      reporter.close();
    },
  };
}

async function viewOf(session: ReporterWorld, json: boolean): Promise<Reporter> {
  if (json)
    return {
      emit: (event) => session.say(jsonText({ schema: "sluice.event/1", ...event }, bytesAsText)),
      close: () => {},
    };
  const { stderr } = session.terminal;
  const live = stderr !== undefined && session.env["TERM"] !== "dumb" && !session.env["CI"];
  return live ? liveReporter(stderr) : lineReporter(session);
}

/** Pixels in JSON: base64. */
function bytesAsText(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
}

async function liveReporter(stream: NodeJS.WriteStream): Promise<Reporter> {
  const { openLiveView } = await import("../tui/audit-progress.tsx");
  const view: LiveView = openLiveView(stream);
  let state = noProgress;
  const started = Date.now();
  const timer = setInterval(() => view.update(state, (Date.now() - started) / 1000), FRAME_EVERY_MS);
  return {
    emit: (event) => {
      state = progress(state, event);
    },
    close: () => {
      clearInterval(timer);
      view.close();
    },
  };
}

function lineReporter(session: ReporterWorld): Reporter {
  let state = noProgress;
  const line = progressTeller();
  const started = Date.now();
  let last = started;
  const say = () => {
    last = Date.now();
    session.say(printable(line(state, (last - started) / 1000)));
  };
  return {
    emit: (event) => {
      state = progress(state, event);
      if (event.type === "trouble")
        session.say(`shard ${printable(event.shard)}: ${printable(event.trouble)}`);
      if (event.type === "note" && state.generation !== null) session.say(printable(event.text));
      if (said.has(event.type) || Date.now() - last > LINE_EVERY_MS) say();
    },
    close: () => {
      if (state.pairs > 0) say();
    },
  };
}

/**
 * Says on stderr what goes over the network, of whatever command shows no progress of its own meanwhile: bytes, rate and
 * retries, each half minute, sooner where that is much or something is tried again. @returns what ends it, after a last word
 */
export function tellNetwork(session: Pick<Io, "say">, json: boolean): () => void {
  const started = Date.now();
  let [state, last, isSaid] = [noProgress, started, true];
  const isWorth = () => {
    const { traffic, transfer } = state;
    const { bytes = 0, sent = 0, retries = 0 } = traffic ?? {};
    const copied = transfer !== null && transfer.files < transfer.filesOf ? transfer.bytesOf : 0;
    return retries > 0 || bytes + sent + copied >= WORTH_A_LINE;
  };
  const say = () => {
    [last, isSaid] = [Date.now(), true];
    const line = networkLine(state, (last - started) / 1000);
    if (line !== "") session.say(line);
  };
  let [isBegun, retried] = [false, 0];
  const hearNoMore = hearNetwork((event) => {
    [state, isSaid] = [progress(state, event), false];
    const isLate = Date.now() - last > LINE_EVERY_MS;
    const { retries = 0 } = state.traffic ?? {};
    const isDue = isLate || (isWorth() && !isBegun) || retries > retried;
    if (!isDue) return;
    [isBegun, retried] = [true, retries];
    if (!json) say();
    else {
      last = Date.now();
      session.say(jsonText({ schema: "sluice.event/1", ...event }));
    }
  });
  return () => {
    hearNoMore();
    if (!json && isBegun && !isSaid) say();
  };
}
