import type { RunStatus, WorkerStatus } from "../../actions/cluster/status.ts";
import { count, counted, decimals } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import type { GlanceLine } from "./lines.ts";

/** Names that a line shows, at most. */
const NAMED = 6;

/** Who is at a run that is not sealed: what is claimed and left, and each worker; nothing of one that is whole. */
export function clusterLines(status: RunStatus): readonly GlanceLine[] {
  const { state, shards, done, claimed, failures, retries, workers, secondsLeft } = status;
  if (state === "sealed") return [];
  const left = secondsLeft === null ? "" : ` · about ${duration(secondsLeft)} left`;
  return [
    line("workers", "head", "Workers"),
    line("shards", "plain", `${count(done)} of ${counted(shards, "shard")} done${left}`),
    line(
      "claims",
      "dim",
      // Names last: a narrow screen cuts the end.
      `claimed ${count(claimed.length)} · taken up again ${count(retries)} · failed attempts ${count(failures.length)}${claimed.length > 0 ? ` · ${some(claimed)}` : ""}`,
    ),
    ...workers.map((worker) => line(`worker ${worker.worker}`, "plain", workerText(worker))),
  ];
}

function line(id: string, kind: GlanceLine["kind"], text: string): GlanceLine {
  return { id: `cluster ${id}`, kind, cells: [printable(text)], where: null };
}

function workerText({ host, device, pairs, pairsPerSecond, quietSeconds, isAtWork }: WorkerStatus): string {
  const ago = quietSeconds === null ? "never seen" : `seen ${duration(Math.floor(quietSeconds))} ago`;
  return `${host || "an unnamed host"} · ${device} · ${counted(pairs, "pair")}, ${decimals(pairsPerSecond, 1)}/s · ${isAtWork ? "at work" : "gone or done"}, ${ago}`;
}

/** Whole seconds, minutes or hours. */
function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 120) return `${whole} s`;
  return whole < 7200 ? `${Math.round(whole / 60)} min` : `${Math.round(whole / 3600)} h`;
}

function some(names: readonly string[]): string {
  return `${names.slice(0, NAMED).join(", ")}${names.length > NAMED ? ", …" : ""}`;
}
