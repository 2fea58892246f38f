import { type Command, InvalidArgumentError } from "commander";
import { rngIds, samplerIds } from "../../../models/choices.ts";
import type { SamplerId } from "../../../models/index.ts";
import { defaultCascade } from "../../pipelines/generate/choices.ts";
import type { GenerateRequest, Prompt } from "../../pipelines/generate/request.ts";
import { CliError } from "../../process/errors.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { finiteNumber, oneOf, wholeNumber } from "../../words/options.ts";
import { type GateFlags, signerOptions } from "../gate-session.ts";
import type { GenerateRun } from "../run-generate.ts";
import { runGenerate } from "../run-generate.ts";
import { runReplay } from "../run-replay.ts";

interface Flags extends GateFlags {
  readonly model?: string;
  readonly n: number;
  readonly seed: number;
  readonly stages?: { readonly from: number; readonly to: number };
  readonly steps?: number;
  readonly guidance?: number;
  readonly negative?: string;
  readonly sampler?: SamplerId;
  readonly rng: GenerateRequest["rng"];
  readonly device: string;
  readonly threads: number;
  readonly batch?: number;
  readonly prompts?: string;
  readonly replay?: string;
  readonly request?: string;
  readonly quiet?: boolean;
}

export const addGenerate: AddCommand = (program, session) => {
  signerOptions(program.command("generate"))
    .description(
      "make images of a text behind the gate: judged at every stage, sealed for the reviewers; resumes when broken off",
    )
    .argument("[prompt]", "what to show")
    .option(
      "--model <id>",
      `a cascade's id, or a folder as a path: one of ours (model.json), Stable Diffusion in ONNX, an export of DeepFloyd IF (default: ${defaultCascade})`,
    )
    .option("--n <n>", "images per prompt", wholeNumber(1), 1)
    .option("--seed <s>", "seed of the noise", wholeNumber(0), 0)
    .option(
      "--stages <a..b>",
      "only these stages, counted from 1; those before must have run for the same request",
      stages,
    )
    .option("--steps <n>", "steps of each stage", wholeNumber(1))
    .option("--guidance <w>", "how hard to follow the text; 1 is off", finiteNumber)
    .option("--negative <text>", "what to lead away from")
    .option("--sampler <id>", samplerIds.join(", "), oneOf(...samplerIds))
    .option(
      "--rng <rng>",
      "philox, or torch: the noise that diffusers draws on a CPU",
      oneOf(...rngIds),
      "philox",
    )
    .option(
      "--device <device>",
      "auto, cuda, webgpu, coreml, dml or cpu",
      oneOf("auto", "cuda", "webgpu", "coreml", "dml", "cpu"),
      "auto",
    )
    .option("--threads <n>", "threads inside a network call; 0 is one per core", wholeNumber(0), 0)
    .option(
      "--batch <n>",
      "most images per network call (default: as memory allows, up to 16)",
      wholeNumber(1),
    )
    .option("--prompts <file>", 'JSON lines with {"prompt", "negative"?, "seed"?} in place of a prompt')
    .option("--request <id>", "go on with a request of the gate, as r12: prompt, images and seed are its own")
    .option("--replay <receipt>", "make an image again from its receipt, and say which step first differs")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      `
Examples:
  sluice generate "a red apple" --n 4 --seed 7
  sluice generate "a red apple" --stages 1..1      # the base stage only
  sluice generate "a red apple" --stages 2..2 --guidance 1.5
  sluice generate --prompts drawbench.jsonl --n 8
  sluice generate --request r12                    # once it was approved
  sluice generate --replay ~/.local/state/sluice/gate/receipts/r2.0.json
  sluice generate "a lighthouse" --model ./stable-diffusion-onnx --steps 25

No image is written in clear: each is sealed in the gate's quarantine and leaves by sluice gate review and
release. Where approval is needed, the same command goes on once it is given.

Exit codes: 3 when a prompt was blocked or waits for approval, every image was blocked, or a guard is
missing; 4 when lines of --prompts were skipped; 1 when a replay differs.`,
    )
    .action((prompt: string | undefined, flags: Flags, self: Command) => {
      refuseIdle(flags, self);
      return command(prompt, flags, session);
    });
};

/** What a receipt or a recorded request says itself. */
const settled = {
  replay: ["n", "seed", "stages", "steps", "guidance", "negative", "sampler", "rng", "threads", "batch"],
  request: ["n", "seed", "negative"],
} as const;

/** @throws CliError (exit code 2) for a flag that would do nothing: it was meant to do something */
function refuseIdle(flags: Flags, self: Command): void {
  for (const by of ["replay", "request"] as const) {
    if (flags[by] === undefined) continue;
    const idle = settled[by].find((name) => self.getOptionValueSource(name) === "cli");
    if (idle !== undefined)
      throw new CliError(
        `Cannot generate with --${by} and --${idle}: the ${by === "replay" ? "receipt" : "request"} says it`,
        {
          exitCode: 2,
        },
      );
  }
}

function stages(text: string): { readonly from: number; readonly to: number } {
  const [, from, , to = from] = /^(\d+)(\.\.(\d+))?$/u.exec(text) ?? [];
  if (from === undefined) throw new InvalidArgumentError(`wanted a..b, as in 1..2, got "${text}"`);
  return { from: Number(from), to: Number(to) };
}

async function command(prompt: string | undefined, flags: Flags, session: Session): Promise<void> {
  const given = [prompt, flags.prompts, flags.replay, flags.request].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new CliError(
      "Cannot generate: wanted a prompt, --prompts FILE, --request ID or --replay RECEIPT, one of them",
      { exitCode: 2 },
    );
  const run: GenerateRun = { session, flags, quiet: flags.quiet ?? false };
  if (flags.replay !== undefined) {
    return runReplay(flags.replay, flags.model, run);
  }
  if (flags.request !== undefined) {
    const { request: id, model } = flags;
    return void (await runGenerate({ from: "request", id, model, settings: settingsOf(flags) }, [], run));
  }
  const { promptsIn } = await import("../../verbs/prompts.ts");
  const { prompts, skipped } =
    flags.prompts === undefined
      ? { prompts: [{ text: prompt ?? "" }], skipped: [] }
      : await promptsIn(flags.prompts);
  const [first, ...others] = prompts.map(
    (one): Prompt => (flags.negative === undefined ? one : { negative: flags.negative, ...one }),
  );
  if (first === undefined) throw new CliError("Cannot generate: there is no prompt", { exitCode: 2 });
  const { n, model = defaultCascade } = flags;
  const request = { ...settingsOf(flags), model, prompts: [first, ...others] as const, n };
  await runGenerate({ from: "prompts", request }, skipped, run);
}

function settingsOf(flags: Flags): Omit<GenerateRequest, "model" | "prompts" | "n"> {
  const { seed, rng, device, threads } = flags;
  return {
    ...{ seed, rng, device, threads },
    ...(flags.stages && { stages: flags.stages }),
    ...(flags.batch && { batch: flags.batch }),
    overrides: {
      ...(flags.steps !== undefined && { steps: flags.steps }),
      ...(flags.guidance !== undefined && { guidance: flags.guidance }),
      ...(flags.sampler !== undefined && { sampler: flags.sampler }),
    },
  };
}
