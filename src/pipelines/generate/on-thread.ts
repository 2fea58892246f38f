import type { CascadeStage } from "../../../models/index.ts";
import { type Network, noiseFor, openNetwork, openTextEncoder, runStage } from "../../../models/sampling.ts";
import { sha256Bytes } from "../../digest/sha256.ts";
import type { Drawer } from "./generate.ts";
import { refuseUngranted } from "./grant.ts";

/** The networks on the caller's thread, without worker, filters or disk: arithmetic to be timed. No picture comes out. */
export interface Measured {
  /** @param wrap stands around each stage's network, as a clock does */
  run(prompts: readonly string[], seed: number, wrap: (network: Network) => Network): Promise<void>;
  close(): Promise<void>;
}

/** Opens a cascade to be timed. @throws Refused (exit code 3) when a run asks for what its grant does not name */
export async function openOnThread({ cascade, grant }: Drawer, threads: number): Promise<Measured> {
  const options = { device: "cpu", threads };
  const encoder = await openTextEncoder(cascade.textEncoder, options);
  const empty = await encoder.encode("");
  const tokens = empty.mask.length;
  const width = empty.hidden.length / tokens;
  const networks: Network[] = [];
  for (const { onnx, channels, size, lowRes } of cascade.stages)
    networks.push(
      await openNetwork(
        onnx,
        { channels, side: size, lowRes: lowRes !== null, wantsVariance: false, tokens, width },
        options,
      ),
    );
  return {
    async run(prompts, seed, wrap) {
      const [first, ...rest] = prompts.map((text) => ({ text }));
      if (first === undefined) return;
      const common = { n: 1, seed, rng: "philox", overrides: {}, ...options } as const;
      refuseUngranted(grant, cascade, { ...common, prompts: [first, ...rest] });
      const texts = [];
      for (const prompt of prompts) texts.push(await encoder.encode(prompt));
      let below: readonly Float32Array[] = [];
      for (const [at, stage] of cascade.stages.entries()) {
        const inputs = texts.map((text, i) => ({
          text,
          negative: empty,
          noise: noiseFor("philox", seed, at, i),
          ...(below[i] && { lowRes: below[i] }),
        }));
        const shape = shapeOf(stage, cascade.stages[at - 1]);
        for await (const { call, calls, x, state } of runStage(
          wrap(networks[at] as Network),
          shape,
          inputs,
        )) {
          hashAll(x, inputs.length);
          if (call === calls) below = inputs.map((_, i) => state(i).x);
        }
      }
    },
    async close() {
      await encoder.close();
      for (const network of networks) await network.close();
    },
  };
}

function shapeOf({ channels, size, settings, lowRes }: CascadeStage, under: CascadeStage | undefined) {
  return {
    ...{ channels, side: size, settings, learnedRange: false },
    lowRes: lowRes && under ? { ...lowRes, side: under.size } : null,
  };
}

/** What a receipt needs of every step: the pipeline pays for it between two calls, and so does this. */
function hashAll(x: Float32Array, images: number): void {
  const size = x.byteLength / images;
  for (let image = 0; image < images; image++)
    sha256Bytes(new Uint8Array(x.buffer, x.byteOffset + image * size, size));
}
