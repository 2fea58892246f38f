import { toPixels } from "../../../models/index.ts";
import {
  type Decoder,
  type EncodedText,
  type Network,
  noiseFor,
  openDecoder,
  openNetwork,
  openTextEncoder,
  runStage,
  type StageShape,
  type StageState,
} from "../../../models/sampling.ts";
import { sha256Of } from "../../digest/sha256.ts";
import type {
  Answers,
  Request,
  StageBatch,
  StageJob,
  StageResult,
  StepNews,
  WorkerSetup,
} from "./messages.ts";

interface Loaded {
  readonly network: Network;
  readonly shape: StageShape;
  readonly decoder: Decoder | null;
}

type Asked<K extends Request["ask"]> = Extract<Request, { ask: K }>;

/** What sits in the worker: the encoded texts, and one network at a time. */
export function stageWorker(setup: WorkerSetup, stopped: () => boolean) {
  let texts: readonly EncodedText[] = [];
  let loaded: Loaded | null = null;

  const close = async () => {
    const { network, decoder } = loaded ?? {};
    loaded = null;
    await network?.close();
    await decoder?.close();
  };

  return {
    async encode({ files, texts: wanted }: Asked<"encode">): Promise<Answers["encode"]> {
      await close();
      const encoder = await openTextEncoder(files, setup);
      const encoded: EncodedText[] = [];
      for (const text of wanted) encoded.push(await encoder.encode(text));
      await encoder.close();
      texts = encoded;
      const facts = encoded.map(({ hidden, tokens, cut }) => ({ tokens, cut, sha256: hashOf(hidden) }));
      return { device: encoder.device, refused: encoder.refused, texts: facts };
    },

    async openStage({
      stage,
      devices,
      lowResSide,
      measure,
    }: Asked<"open-stage">): Promise<Answers["open-stage"]> {
      await close();
      const [first] = texts;
      if (first === undefined) throw new Error("the texts come before the stages");
      const { channels, settings, decoder: latent } = stage;
      const side = latent ? stage.size / latent.factor : stage.size;
      const tokens = first.mask.length;
      const network = await openNetwork(
        stage.onnx,
        {
          channels,
          side,
          lowRes: stage.lowRes !== null,
          wantsVariance:
            settings.variance === "learned-range" && ["ddpm", "unclip"].includes(settings.sampler),
          tokens,
          width: first.hidden.length / tokens,
        },
        { ...setup, device: devices.network },
      );
      const decoder = latent
        ? await openDecoder(latent, { channels, side }, { ...setup, device: devices.decoder })
        : null;
      const lowRes = stage.lowRes && lowResSide ? { ...stage.lowRes, side: lowResSide } : null;
      loaded = {
        network,
        decoder,
        shape: { channels, side, settings, lowRes, learnedRange: network.learnedRange },
      };
      const guided = settings.guidance.scale !== 1;
      const bytesPerImage = measure && network.device === "cpu" ? await memoryOf(network, guided) : null;
      const refused = [...network.refused, ...(decoder?.refused ?? [])];
      return { device: network.device, decoder: decoder?.device ?? null, refused, bytesPerImage };
    },

    async run(batch: StageBatch, tell: (news: StepNews) => void): Promise<Answers["run"]> {
      if (loaded === null) throw new Error("a stage is opened before it runs");
      const { network, shape, decoder } = loaded;
      const inputs = batch.jobs.map((job) => inputOf(job, texts));
      const states = batch.jobs.flatMap(({ resume }) => (resume ? [resume] : []));
      let last = states;
      let saved = performance.now();
      for await (const step of runStage(network, shape, inputs, { call: batch.from, states })) {
        const now = performance.now();
        const end = step.call === step.calls;
        const halt = stopped() && !end;
        const save = end || halt || now - saved >= batch.checkpointMs;
        if (save) last = inputs.map((_, image) => step.state(image));
        if (save) saved = now;
        tell({
          call: step.call,
          calls: step.calls,
          timestep: step.timestep,
          hashes: inputs.map((_, image) => hashOf(slice(step.x, image, inputs.length))),
          memorisation: step.memorisation && [...step.memorisation],
          states: save && !end ? last : null,
        });
        if (halt) return null;
      }
      const results: StageResult[] = [];
      for (const state of last) results.push(await finish(state, shape, decoder));
      return results;
    },
  };
}

async function finish(state: StageState, shape: StageShape, decoder: Decoder | null): Promise<StageResult> {
  if (decoder === null) return { state, ...toPixels(state.x, shape.side) };
  const planes = await decoder.decode(state.x);
  return { state, ...toPixels(planes, Math.sqrt(planes.length / 3)) };
}

function inputOf(job: StageJob, texts: readonly EncodedText[]) {
  const [text, negative] = [texts[job.text], texts[job.negative]];
  if (text === undefined || negative === undefined)
    throw new Error("a job names a text that was not encoded");
  const { rng, seed, stage, index } = job.stream;
  const noise = noiseFor(rng, seed, stage, index);
  return { text, negative, noise, ...(job.lowRes && { lowRes: job.lowRes }) };
}

const slice = (all: Float32Array, image: number, images: number) =>
  all.subarray((image * all.length) / images, ((image + 1) * all.length) / images);

function hashOf(values: Float32Array): string {
  return sha256Of(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** What one call for one image adds to this process: its activations, which the runtime keeps for the next. */
async function memoryOf(network: Network, guided: boolean): Promise<number> {
  const before = process.memoryUsage.rss();
  await network.rows(guided ? 2 : 1).predict(0, 0);
  return Math.max(0, process.memoryUsage.rss() - before);
}
