import type { SubmittedRow } from "../../../outside/elsewhere/submit.ts";
import type { ExitCode } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { type GateFlags, openForActing, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly device: string;
}

/** `sluice gate submit`: pictures made elsewhere enter the same gate. */
export const addSubmit: AddCommand = (gate, session) => {
  signerOptions(gate.command("submit"))
    .description(
      "hand in pictures that were made elsewhere: filters, sealing, review and release as for own ones",
    )
    .argument(
      "<pictures>",
      'JSON lines: {"prompt": "…", "seed": 7, "model": "a name", "file": "1.png", "negative"?: "…"}, or the folder of such a metadata.jsonl',
    )
    .option("--device <name>", "auto, cpu, cuda, webgpu, coreml or dml", "auto")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate except 'elsewhere:Some Model 2' --reason 'week 12'      # a steward\n  sluice gate submit pictures/                                       # a requester\n\nWhat is said of a picture is its submitter's word, and a release says so. Taken in are the pixels that were judged:\nno metadata, no further frame. After approvals, or broken off, the same command goes on.\nExit codes: 0 all taken in, 2 no list, 3 something waits or was refused, 4 lines that are no picture.",
    )
    .action((path: string, flags: Flags) => submit(path, flags, session));
};

async function submit(path: string, { device, ...flags }: Flags, session: Session): Promise<void> {
  const actions = await import("../../../outside/elsewhere/submit.ts");
  const gate = await openForActing(flags, session);
  const { rows, notChecked } = await actions.submit(
    gate,
    path,
    { device },
    {
      signal: session.signal,
      onRow: ({ line, state }, all) => session.say(`line ${line} (of ${all} lines): ${state}`),
    },
  );
  session.exit(exitCode(rows));
  show(session, flags, { schema: "sluice.gate-submitted/1", rows, not_checked: notChecked }, [
    ...rows.map(lineOf),
    ...notChecked.map((what) => `not checked: ${printable(what)}`),
  ]);
}

function lineOf({ line, file, state, request, image, rules, why }: SubmittedRow): string {
  const what = `line ${line}${file === null ? "" : ` (${printable(file)})`}`;
  const because = [...rules, ...why].map(printable).join("; ");
  switch (state) {
    case "sealed":
      return `${what}: ${image}, made elsewhere: sealed, waits for review`;
    case "known":
      return `${what}: ${image}, taken in before`;
    case "waiting":
      return `${what}: ${request} waits for approval: sluice gate approve ${request}${because === "" ? "" : `; ${because}`}`;
    case "blocked":
    case "fault":
      return `${what}: ${image}, ${state === "fault" ? "no picture" : "blocked"}: ${because}`;
    case "denied":
      return `${what}: ${request} was denied`;
    case "prompt-blocked":
      return `${what}: ${because}`;
    case "refused":
      return `${what}: refused: ${because}`;
    case "bad":
      return `${what}: bad: ${because}`;
  }
}

function exitCode(rows: readonly SubmittedRow[]): ExitCode {
  if (rows.some(({ state }) => state !== "sealed" && state !== "known" && state !== "bad")) return 3;
  return rows.some(({ state }) => state === "bad") ? 4 : 0;
}
