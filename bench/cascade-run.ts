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
}

/** What a run took and gave. */
export interface BenchRun {
  readonly seconds: number;
  /** Of those, inside the networks' calls. */
  readonly networkSeconds: number;
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
    const spent = { ms: 0, calls: 0 };
    let below: readonly Float32Array[] = [];
    const begun = performance.now();
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
      for await (const { call, calls, state } of runStage(
        timed(networks[at] as Network, spent),
        shape,
        inputs,
      ))
        if (call === calls) last = inputs.map((_, i) => state(i).x);
      below = last;
    }
    const size = cascade.stages.at(-1)?.size ?? 0;
    return {
      seconds: (performance.now() - begun) / 1000,
      networkSeconds: spent.ms / 1000,
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

/** The same network with a clock around its calls. */
function timed(network: Network, spent: { ms: number; calls: number }): Network {
  return {
    ...network,
    rows(count) {
      const rows = network.rows(count);
      return {
        ...rows,
        async predict(timestep, noiseLevel) {
          const begun = performance.now();
          await rows.predict(timestep, noiseLevel);
          spent.ms += performance.now() - begun;
          spent.calls++;
        },
      };
    },
  };
}
