import { readFile } from "node:fs/promises";
import { z } from "zod";
import { rngIds, type StageSettings, settingsSchema } from "../../../models/index.ts";
import { CliError, oneLine } from "../../process/errors.ts";

const { schedule } = settingsSchema.shape;
const step = z.looseObject({ timestep: z.number(), x: z.string(), memorisation: z.number().nullable() });
const encoded = z.looseObject({ sha256: z.string() });
const level = z.int().min(0);

const common = {
  prompt: z.string().min(1),
  negative: z.string(),
  seed: z.int().min(0),
  index: z.int().min(0),
  rng: z.enum(rngIds),
  environment: z.looseObject({
    threads: z.int().positive(),
    onnxruntime: z.string(),
    platform: z.string(),
    cpu: z.string(),
  }),
};
const model = { id: z.string(), files: z.record(z.string(), z.string()) };
const stage = {
  id: z.string(),
  size: z.int(),
  settings: settingsSchema as z.ZodType<StageSettings>,
  device: z.string(),
  steps: z.array(step),
  pixels: z.string(),
};

/** Null is also what a receipt of version 1 does not say. */
const receipt = z.looseObject({
  ...common,
  version: z.literal(2),
  model: z.looseObject({ ...model, manifest: z.string().nullable() }),
  text: z.looseObject({ device: z.string(), prompt: encoded, negative: encoded.nullable() }),
  stages: z
    .array(
      z.looseObject({
        ...stage,
        lowRes: z.looseObject({ noiseLevel: level, schedule: schedule.nullable() }).nullable(),
        decoder: z.string().nullable(),
      }),
    )
    .min(1),
});

/** Version 1 named no manifest, no schedule of the noise below, no negative text's vectors, one device per stage. */
const firstReceipt = z.looseObject({
  ...common,
  version: z.literal(1),
  model: z.looseObject(model),
  text: encoded,
  stages: z.array(z.looseObject({ ...stage, noiseLevel: level.nullable() })).min(1),
});

/** What a replay needs of a receipt. */
export type SavedReceipt = z.infer<typeof receipt>;

/** @throws CliError (exit code 2) when the file is no receipt, or one of a version that is not known here */
export async function readReceipt(path: string): Promise<SavedReceipt> {
  try {
    return parseReceipt(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    const reason = issue ? `${issue.path.join(".") || "top level"}: ${issue.message}` : oneLine(cause);
    throw new CliError(`Cannot replay "${path}": it is no receipt: ${reason}`, { exitCode: 2, cause });
  }
}

function parseReceipt(value: unknown): SavedReceipt {
  if (z.looseObject({ schema: z.literal("sluice.submission/1") }).safeParse(value).success)
    throw new Error("it tells of a picture that was made elsewhere, which nothing here can make again");
  const { version } = z.looseObject({ version: z.int() }).parse(value);
  if (version > 2)
    throw new Error(`its version is ${version}, this Sluice reads 1 and 2; replay it with a newer one`);
  return version === 1 ? upgraded(firstReceipt.parse(value)) : receipt.parse(value);
}

/** What version 1 left out is the model's own, and the text encoder ran where its first stage did. */
function upgraded({ model, text, stages, ...rest }: z.infer<typeof firstReceipt>): SavedReceipt {
  return {
    ...rest,
    version: 2,
    model: { ...model, manifest: null },
    text: { device: stages[0]?.device ?? "cpu", prompt: text, negative: null },
    stages: stages.map(({ noiseLevel, ...one }) => ({
      ...one,
      lowRes: noiseLevel === null ? null : { noiseLevel, schedule: null },
      decoder: one.device,
    })),
  };
}
