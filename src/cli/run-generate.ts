import type { ExitCode } from "../errors.ts";
import type { RunEvent } from "../events.ts";
import { generate } from "../pipelines/generate/generate.ts";
import { openGate } from "../pipelines/generate/open-gate.ts";
import type { GenerateRequest } from "../pipelines/generate/request.ts";
import { openImageWriter, type WrittenImage } from "../pipelines/generate/write-images.ts";
import { printable } from "../printable.ts";
import { commandLine, type Session } from "./command.ts";
import { openReporter } from "./reporter.ts";

/** What a generation may use of the command line. */
export interface GenerateRun {
  readonly session: Session;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly out?: string;
}

/** Generates through the gate, writes what passes, and prints what became of each image. */
export async function runGenerate(
  request: GenerateRequest,
  out: string,
  skipped: readonly string[],
  { session, json, quiet }: GenerateRun,
): Promise<void> {
  const gate = await openGate({ out, device: request.device });
  const notes: string[] = [];
  const written: WrittenImage[] = [];
  let sheet: string | null = null;
  const reporter = await openReporter(process.stderr, { quiet, json });
  const emit = (event: RunEvent) => {
    if (event.type === "note") notes.push(event.text);
    reporter.emit(event);
  };
  const context = { now: () => new Date(), emit, signal: session.signal };
  try {
    const writer = await openImageWriter(out);
    for await (const outcome of generate(request, { ...gate, context }))
      written.push(await writer.write(outcome));
    sheet = await writer.sheet();
  } finally {
    reporter.close();
    await gate.close();
  }
  written.sort((a, b) => a.image - b.image);
  session.print(
    json
      ? JSON.stringify({ out, images: written, contactSheet: sheet, notes, skipped })
      : lines(written, sheet, [...notes, ...skipped]).join("\n"),
  );
  session.exit(exitCode(written, skipped));
  const [first] = written;
  if (!json && first)
    session.say(`next: ${commandLine(["sluice", "generate", "--replay", first.receipt].slice(1))}`);
}

function exitCode(written: readonly WrittenImage[], skipped: readonly string[]): ExitCode {
  if (written.every(({ state }) => state === "refused")) return 3;
  return skipped.length > 0 ? 4 : 0;
}

function lines(
  written: readonly WrittenImage[],
  sheet: string | null,
  notes: readonly string[],
): readonly string[] {
  return [
    ...written.map(({ image, file, stage, rules }) =>
      file === null
        ? `image ${image}: refused after stage ${stage}: ${rules.join(", ")}`
        : `image ${image}: ${file}`,
    ),
    ...(sheet === null ? [] : [`contact sheet: ${sheet}`]),
    ...notes.map((note) => `note: ${printable(note)}`),
  ];
}
