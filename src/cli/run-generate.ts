import type { ExitCode } from "../process/errors.ts";
import type { RunEvent } from "../process/events.ts";
import { printable } from "../process/printable.ts";
import type { AskedPrompt, Generated, Made, PassageEvent, Wanted } from "../verbs/generate.ts";
import type { Session } from "../words/command.ts";
import { jsonText } from "../words/json-text.ts";
import { openReporter, type Reporter } from "../words/reporter.ts";
import { type GateFlags, openOrBeginGate } from "./gate-session.ts";

/** What a generation may use of the command line. */
export interface GenerateRun {
  readonly session: Session;
  readonly flags: GateFlags;
  readonly quiet: boolean;
}

/**
 * Generates through the gate and prints what became of every prompt and image.
 * @param skipped lines of a file of prompts that could not be used
 * @returns how many images were sealed; where none was, the exit code is 3
 */
export async function runGenerate(
  wanted: Wanted,
  skipped: readonly string[],
  { session, flags, quiet }: GenerateRun,
): Promise<number> {
  const { generate } = await import("../verbs/generate.ts");
  // Opened with the first picture's progress: until then a passphrase may be asked for in its place.
  let reporter: Promise<Reporter> | null = null;
  const report = (event: RunEvent) => {
    reporter ??= openReporter(session, { quiet, json: flags.json ?? false });
    void reporter.then((opened) => opened.emit(event));
  };
  const notes: string[] = [];
  const emit = (event: PassageEvent) => {
    switch (event.type) {
      case "prompt-judging":
      case "image-made":
        return;
      case "prompt-asked":
        return event.goesOn && wanted.from === "prompts"
          ? session.say(`going on with ${event.asked.request}, which is ${event.asked.status}`)
          : undefined;
      case "not-checked":
        return void notes.push(`not checked: ${event.what}`);
      case "note":
        notes.push(event.text);
        return report(event);
      default:
        return report(event);
    }
  };
  const done = await generate(() => openOrBeginGate(flags, session), wanted, {
    ...{ emit, signal: session.signal },
  }).finally(async () => (await reporter)?.close());
  const { asked, made } = done;
  if (flags.json) session.print(jsonText(documentOf(done, notes, skipped)));
  else for (const line of lines(asked, made, [...notes, ...skipped])) session.print(line);
  session.exit(exitCode(asked, made, skipped));
  return made.filter(({ state }) => state === "sealed").length;
}

function documentOf(
  { folder: gate, asked, made: images }: Generated,
  notes: readonly string[],
  skipped: readonly string[],
): Record<string, unknown> {
  const requests = asked.map(({ prompt, request, status, reasons, lines: said }) => ({
    ...{ prompt: prompt.text, request, status },
    ...{ reasons: said, why: reasons },
  }));
  return { schema: "sluice.generate/1", gate, requests, images, notes, skipped };
}

function exitCode(
  asked: readonly AskedPrompt[],
  made: readonly Made[],
  skipped: readonly string[],
): ExitCode {
  if (asked.some(({ status }) => status === "blocked" || status === "waiting")) return 3;
  if (made.every(({ state }) => state === "blocked" || state === "fault")) return 3;
  return skipped.length > 0 ? 4 : 0;
}

function lines(
  asked: readonly AskedPrompt[],
  made: readonly Made[],
  notes: readonly string[],
): readonly string[] {
  const first = made.find(({ state }) => state === "sealed")?.image;
  return [
    ...asked.flatMap(({ request, status, lines: reasons }) =>
      status === "blocked"
        ? reasons
        : status === "waiting"
          ? [
              ...reasons,
              `${request ?? ""} waits for approval by another person: sluice gate approve ${request ?? ""}; then the same command goes on`,
            ]
          : [],
    ),
    ...made.map(({ image, state, stage, rules }) =>
      image === null
        ? `finished up to stage ${stage}, sealed; the same command with later --stages goes on`
        : state === "sealed"
          ? `${image}: sealed, waits for review`
          : `${image}: ${state === "fault" ? "broken, not judged harmful" : "blocked"} after stage ${stage}: ${rules.map(printable).join(", ")}`,
    ),
    ...notes.map((note) => `note: ${printable(note)}`),
    ...(first ? [`next, by a reviewer: sluice gate reveal ${first} --rung greyscale`] : []),
  ];
}
