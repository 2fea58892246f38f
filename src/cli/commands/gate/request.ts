import { defaultCascade } from "../../../pipelines/generate/request.ts";
import type { AddCommand, Session } from "../../command.ts";
import { type GateFlags, openOrBeginGate, show, signerOptions } from "../../gate-session.ts";
import { wholeNumber } from "../../options.ts";

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
  const { ask } = await import("../../../gate/flow/ask.ts");
  const { openPromptGate, requesterLines } = await import("../../../gate/prompt/prompt-gate.ts");
  const { claimsOf } = await import("../../../gate/model-claims.ts");
  const { gate, keys } = await openOrBeginGate(flags, session);
  gate.personOf(keys.signing);
  const { id: model, manifest } = await claimsOf(flags.model);
  const prompts = await openPromptGate({ device: flags.device, people: gate.state.rules?.people ?? [] });
  try {
    const wish = {
      model,
      manifest,
      prompt,
      negative: flags.negative ?? null,
      images: flags.n,
      seed: flags.seed ?? null,
      purpose: flags.purpose ?? null,
    };
    const { verdict, entry, request: made } = await ask(gate, keys.signing, wish, prompts);
    const document = {
      schema: "sluice.gate-request/1",
      request: made?.id ?? null,
      status: made?.status ?? "blocked",
      reasons: requesterLines(verdict),
      entry: entry.seq,
    };
    show(session, flags, document, [
      ...requesterLines(verdict),
      ...(made === null
        ? [`recorded as entry ${entry.seq}`]
        : made.status === "granted"
          ? [`${made.id} is granted; next: sluice generate --request ${made.id}`]
          : [`${made.id} waits for approval by another person: sluice gate approve ${made.id}`]),
    ]);
    if (made === null) session.exit(3);
  } finally {
    await prompts.close();
  }
}
