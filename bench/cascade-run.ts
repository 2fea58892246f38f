import { createHash } from "node:crypto";
import {
  loadCascade,
  type Network,
  noiseFor,
  openNetwork,
  openTextEncoder,
  runStage,
  type StageSettings,
  toPixels,
} from "../models/index.ts";

/** Settings of a run that differ from the model's own. */
export interface Change {
  readonly settings?: (settings: StageSettings, stage: string) => StageSettings;
  readonly noiseLevel?: number;
  /** Guided steps as two network calls, one per half, in place of one. */
  readonly apart?: boolean;
}

/** What a run took and gave. */
export interface BenchRun {
  readonly seconds: number;
  /** Of those, inside the networks' calls. */
  readonly networkSeconds: number;
  /** Processor time of all threads, and that inside the networks' calls: what else runs on the machine counts in neither. */
  readonly processor: { readonly seconds: number; readonly networkSeconds: number };
  readonly calls: number;
  readonly pictures: readonly ReturnType<typeof toPixels>["pixels"][];
}

/** A cascade on this thread, without worker, gate or disk: its arithmetic alone. */
export async function openCascade(id: string, threads: number) {
  const cascade = await loadCascade(id);
  const encoder = await openTextEncoder(cascade.textEncoder, { device: "cpu", threads });
  const empty = await encoder.encode("");
  const tokens = empty.mask.length;
  const networks = await Promise.all(
    cascade.stages.map((stage) =>
      openNetwork(
        stage.onnx,
        {
          channels: stage.channels,
          side: stage.size,
          lowRes: stage.lowRes !== null,
          wantsVariance: false,
          tokens,
          width: empty.hidden.length / tokens,
        },
        { device: "cpu", threads },
      ),
    ),
  );

  const run = async (prompts: readonly string[], seed: number, change: Change = {}): Promise<BenchRun> => {
    const texts = await Promise.all(prompts.map((prompt) => encoder.encode(prompt)));
    const spent = { ms: 0, processor: 0, calls: 0 };
    let below: readonly Float32Array[] = [];
    const [begun, used] = [performance.now(), processorSeconds()];
    for (const [at, stage] of cascade.stages.entries()) {
      const under = cascade.stages[at - 1];
      const settings = change.settings?.(stage.settings, stage.id) ?? stage.settings;
      const lowRes =
        stage.lowRes && under
          ? {
              noiseLevel: change.noiseLevel ?? stage.lowRes.noiseLevel,
              schedule: stage.lowRes.schedule,
              side: under.size,
            }
          : null;
      const shape = { channels: stage.channels, side: stage.size, settings, learnedRange: false, lowRes };
      const inputs = texts.map((text, i) => ({
        text,
        negative: empty,
        noise: noiseFor("philox", seed, at, i),
        ...(below[i] && { lowRes: below[i] }),
      }));
      let last: readonly Float32Array[] = [];
      const network = timed(networks[at] as Network, spent);
      for await (const { call, calls, x, state } of runStage(
        change.apart ? inHalves(network) : network,
        shape,
        inputs,
      )) {
        hashAll(x, inputs.length);
        if (call === calls) last = inputs.map((_, i) => state(i).x);
      }
      below = last;
    }
    const size = cascade.stages.at(-1)?.size ?? 0;
    return {
      seconds: (performance.now() - begun) / 1000,
      networkSeconds: spent.ms / 1000,
      processor: { seconds: processorSeconds() - used, networkSeconds: spent.processor },
      calls: spent.calls,
      pictures: below.map((x) => toPixels(x, size).pixels),
    };
  };
  return {
    run,
    async close() {
      await encoder.close();
      for (const network of networks) await network.close();
    },
  };
}

/** What a receipt needs of every step: the pipeline pays for it between two calls, and so does this. */
export function hashAll(x: Float32Array, images: number): void {
  const size = x.byteLength / images;
  for (let image = 0; image < images; image++)
    createHash("sha256")
      .update(new Uint8Array(x.buffer, x.byteOffset + image * size, size))
      .digest();
}

export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Rows in two calls of half as many: guidance as it would be without a joint batch. */
function inHalves(network: Network): Network {
  return {
    ...network,
    rows(count) {
      if (count % 2 === 1) return network.rows(count);
      const halves = [network.rows(count / 2), network.rows(count / 2)];
      const whole = (of: "sample" | "context" | "mask" | "output") =>
        new Float32Array(2 * (halves[0]?.[of].length ?? 0));
      const all = {
        sample: whole("sample"),
        context: whole("context"),
        mask: whole("mask"),
        output: whole("output"),
      };
      const part = (of: Float32Array, half: number) =>
        of.subarray((half * of.length) / 2, ((half + 1) * of.length) / 2);
      return {
        count,
        ...all,
        contextChanged() {
          for (const [i, half] of halves.entries()) {
            half.context.set(part(all.context, i));
            half.mask.set(part(all.mask, i));
            half.contextChanged();
          }
        },
        async predict(timestep, noiseLevel) {
          for (const [i, half] of halves.entries()) {
            half.sample.set(part(all.sample, i));
            await half.predict(timestep, noiseLevel);
            part(all.output, i).set(half.output);
          }
        },
      };
    },
  };
}

/** The same network with a clock around its calls. */
export function timed(network: Network, spent: { ms: number; processor: number; calls: number }): Network {
  return {
    ...network,
    rows(count) {
      const rows = network.rows(count);
      return {
        ...rows,
        async predict(timestep, noiseLevel) {
          const [begun, used] = [performance.now(), processorSeconds()];
          await rows.predict(timestep, noiseLevel);
          spent.processor += processorSeconds() - used;
          spent.ms += performance.now() - begun;
          spent.calls++;
        },
      };
    },
  };
}
