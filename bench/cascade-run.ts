import type { OpenDrawing } from "../src/verbs/drawing.ts";
import { drawingOf } from "./own-gate.ts";

type Measured = Awaited<ReturnType<OpenDrawing["measured"]>>;
type Network = Parameters<Parameters<Measured["run"]>[2]>[0];

/** What a run took. */
export interface BenchRun {
  readonly seconds: number;
  /** Of those, inside the networks' calls. */
  readonly networkSeconds: number;
  /** Processor time of all threads, and that inside the networks' calls: what else runs on the machine counts in neither. */
  readonly processor: { readonly seconds: number; readonly networkSeconds: number };
  readonly calls: number;
}

/** A cascade on this thread, without worker, filters or disk: its arithmetic alone, after an entry in the gate's ledger. */
export async function openCascade(model: string, prompt: string, threads: number) {
  const drawing = await drawingOf("measure", model, [{ text: prompt }], 1000);
  const measured = await drawing.measured(threads);
  return {
    /** @param apart guided steps as two network calls, one per half, in place of one */
    async run(images: number, seed: number, { apart = false } = {}): Promise<BenchRun> {
      const spent = { ms: 0, processor: 0, calls: 0 };
      const [begun, used] = [performance.now(), processorSeconds()];
      const prompts = Array.from({ length: images }, () => prompt);
      await measured.run(prompts, seed, (network) =>
        apart ? inHalves(timed(network, spent)) : timed(network, spent),
      );
      return {
        seconds: (performance.now() - begun) / 1000,
        networkSeconds: spent.ms / 1000,
        processor: { seconds: processorSeconds() - used, networkSeconds: spent.processor },
        calls: spent.calls,
      };
    },
    async close() {
      await measured.close();
      await drawing.close();
    },
  };
}

function processorSeconds(): number {
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
function timed(network: Network, spent: { ms: number; processor: number; calls: number }): Network {
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
