import { defaultCascade } from "../../../pipelines/generate/choices.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { wholeNumber } from "../../../words/options.ts";
import { type GateFlags, openOrBeginGate, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly model: string;
  readonly n: number;
  readonly seed?: number;
  readonly negative?: string;
  readonly purpose?: string;
  readonly device: string;
}

/** `sluice gate request`: a prompt, judged and recorded; exit 3 where it was blocked. */
export const addRequest: AddCommand = (gate, session) => {
  signerOptions(gate.command("request"))
    .description("ask for images: the prompt is judged, and the request recorded (requesters)")
    .argument("<prompt>", "what to draw")
    .option(
      "--model <id>",
      "a cascade's id, or a folder as a path; sluice models list shows them",
      defaultCascade,
    )
    .option("--n <n>", "how many images", wholeNumber(1), 1)
    .option("--seed <n>", "of the random numbers", wholeNumber(0))
    .option("--negative <text>", "what not to draw; judged as the prompt is")
    .option("--purpose <text>", "what for, for those who approve")
    .option("--device <device>", "auto, cpu, cuda, webgpu, coreml or dml", "auto")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate request 'a red circle' --n 2 --seed 7\n\nExit codes: 0 recorded, 3 blocked or not allowed.",
    )
    .action((prompt: string, flags: Flags) => request(prompt, flags, session));
};

async function request(prompt: string, flags: Flags, session: Session): Promise<void> {
  const { ask } = await import("../../../verbs/ask.ts");
  const { model, n: images, seed, negative, purpose, device } = flags;
  const gate = await openOrBeginGate(flags, session);
  const asked = await ask(gate, { model, prompt, negative, images, seed, purpose, device });
  const { request: id, status, entry, reasons, lines } = asked;
  const document = {
    schema: "sluice.gate-request/1",
    request: id,
    status,
    reasons: lines,
    why: reasons,
    entry,
  };
  show(session, flags, document, [
    ...lines,
    id === null
      ? `recorded as entry ${entry}`
      : status === "granted"
        ? `${id} is granted; next: sluice generate --request ${id}`
        : `${id} waits for approval by another person: sluice gate approve ${id}`,
  ]);
  if (id === null) session.exit(3);
}
