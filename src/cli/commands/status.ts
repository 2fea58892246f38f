import type { RunStatus, WorkerStatus } from "../../actions/cluster/status.ts";
import { count, counted, decimals } from "../../process/figures.ts";
import { printable } from "../../process/printable.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";

/** Names that a line shows, at most. */
const NAMED = 8;

export const addStatus: AddCommand = (program, session) => {
  program
    .command("status")
    .description("where a run stands: its state, missing shards, workers, claims and failures")
    .argument("<run>", "a run's folder, or its place in object storage")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice status /shared/runs/laion\n  watch sluice status /shared/runs/laion\n  sluice status s3://bucket/runs/laion",
    )
    .action(async (run: string, { json }: { readonly json?: boolean }) => {
      const { statusAt } = await import("../../actions/wherever.ts");
      const status = await statusAt(run, {
        now: () => session.now(),
        emit: () => {},
        signal: session.signal,
      });
      session.print(json ? jsonText({ schema: "sluice.status/1", ...status }) : statusText(status));
    });
};

function statusText(status: RunStatus): string {
  const { folder, state, shards, done, missing, claimed, failures, retries, workers, secondsLeft } = status;
  const left = secondsLeft === null ? "" : `, about ${count(Math.ceil(secondsLeft))} s left`;
  const lines = [
    `${printable(folder)}: ${state === "incomplete" ? "INCOMPLETE" : state}, ${count(done)} of ${counted(shards, "shard")} done${left}`,
    ...(missing.length > 0 ? [`missing: ${some(missing)}`] : []),
    ...(claimed.length > 0 ? [`claimed: ${some(claimed)}`] : []),
    ...(retries > 0 ? [`taken up again: ${count(retries)}`] : []),
    ...failures.map(({ shard, attempt, reason }) =>
      printable(`failed: ${shard}, attempt ${attempt}: ${reason}`),
    ),
    ...workers.map(workerLine),
  ];
  const next = {
    planned: "work",
    incomplete: missing.length > 0 ? "work" : "seal",
    running: null,
    sealed: "report",
  }[state];
  const words =
    next === "report" && /^s3:/iu.test(folder)
      ? `pull ${shellWord(folder)} DIR`
      : `${next} ${shellWord(folder)}`;
  return [...lines, ...(next === null ? [] : [`next: sluice ${printable(words)}`])].join("\n");
}

function workerLine({ host, device, shards, pairs, pairsPerSecond, seen, isAtWork }: WorkerStatus): string {
  const when = isAtWork ? "at work" : `last seen ${seen ?? "never"}`;
  return printable(
    `worker on ${host || "an unnamed host"} (${device}): ${counted(shards, "shard")}, ${counted(pairs, "pair")}, ${decimals(pairsPerSecond, 1)} pairs/s; ${when}`,
  );
}

function some(names: readonly string[]): string {
  const shown = names.slice(0, NAMED).map(printable).join(", ");
  return names.length > NAMED ? `${shown} and ${count(names.length - NAMED)} more` : shown;
}
