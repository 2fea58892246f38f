import { createPinnedSession, type PinnedNetwork } from "../pinned.ts";
import { type Feeds, type Session, type SessionOptions, UnfitError } from "../session.ts";
import { type Port, portOf } from "./port.ts";

/** What a stage's network must take and give; widths come from the text encoder. */
export interface NetworkShape {
  /** Channels of x, and its side: pixels, or an autoencoder's latents. */
  readonly channels: number;
  readonly side: number;
  /** Whether x comes with an image to build on: twice the channels, and a noise level. */
  readonly lowRes: boolean;
  /** Whether the sampler wants a variance beside the prediction; a network may give one that nobody wants. */
  readonly wantsVariance: boolean;
  /** Tokens per text and values per token. */
  readonly tokens: number;
  readonly width: number;
}

/** A diffusion network (a U-Net as diffusers exports it) on its device. */
export interface Network {
  readonly device: Session["device"];
  readonly refused: Session["refused"];
  /** Whether the output has twice the channels: a prediction and a variance. */
  readonly learnedRange: boolean;
  /** Allocates the buffers of one batch size; they are used again in every call. */
  rows(count: number): Rows;
  close(): Promise<void>;
}

/** Buffers for a number of rows, and the call that reads and fills them. */
export interface Rows {
  readonly count: number;
  /** [rows × input channels × side × side]. */
  readonly sample: Float32Array;
  /** [rows × tokens × width]. */
  readonly context: Float32Array;
  /** [rows × tokens], 1 where a token is, 0 where padding is. */
  readonly mask: Float32Array;
  /** [rows × output channels × side × side], filled by `predict`. */
  readonly output: Float32Array;
  /** Says that `context` or `mask` changed. */
  contextChanged(): void;
  predict(timestep: number, noiseLevel: number): Promise<void>;
}

const KNOWN = ["sample", "timestep", "encoder_hidden_states", "encoder_attention_mask", "class_labels"];

/**
 * Loads a stage's network and holds its inputs and outputs against what the stage needs; element types and
 * ranks are the network's own.
 * @throws Error with one line when the file is not what was pinned, does not load, or its inputs do not fit
 */
export async function openNetwork(
  network: PinnedNetwork,
  shape: NetworkShape,
  options: SessionOptions,
): Promise<Network> {
  const session = await createPinnedSession(
    network,
    (opened) => {
      checkFit(network.path, opened, shape);
      // The processor is the last resort: there a first call proves nothing that the first step would not.
      return opened.device === "cpu" ? null : bound(opened, shape, 1).feeds;
    },
    options,
  );
  return {
    device: session.device,
    refused: session.refused,
    learnedRange: givesVariance(session, shape),
    rows: (count) => rowsOf(session, shape, count),
    close: () => session.close(),
  };
}

function checkFit(path: string, { inputs, outputs }: Session, shape: NetworkShape): void {
  const refuse = (reason: string): never => {
    throw new UnfitError(`Cannot use "${path}" as a stage: ${reason}`);
  };
  const input = (name: string) => inputs.find((one) => one.name === name);
  const wanted = shape.lowRes ? [...KNOWN.slice(0, 3), "class_labels"] : KNOWN.slice(0, 3);
  const missing = wanted.find((name) => !input(name));
  if (missing !== undefined)
    refuse(`its network has no input ${missing}; it has ${inputs.map(({ name }) => name).join(", ")}`);
  const unknown = inputs.find(({ name }) => !KNOWN.includes(name));
  if (unknown) refuse(`its network also wants ${unknown.name}, which no stage gives`);
  if (!shape.lowRes && input("class_labels"))
    refuse("its network wants class_labels (a noise level), but the stage has no lowRes");
  const { channels, side } = shape;
  if (shape.wantsVariance && !givesVariance({ outputs }, shape))
    refuse(`its sampler wants a learned variance, but it gives ${channels} channels`);
  const checks = [
    ["sample", input("sample")?.shape, [null, channels * (shape.lowRes ? 2 : 1), side, side]],
    ["encoder_hidden_states", input("encoder_hidden_states")?.shape, [null, shape.tokens, shape.width]],
    ["output", outputs[0]?.shape, [null, outputChannels({ outputs }, shape), side, side]],
  ] as const;
  for (const [name, got = [], want] of checks)
    if (got.length !== want.length || want.some((size, i) => !fits(size, got[i])))
      refuse(`wanted ${name} of [${want.map((d) => d ?? "batch").join(", ")}], got [${got.join(", ")}]`);
}

/** By what the network says of its output; where it leaves the channels open, by what the sampler wants. */
function givesVariance({ outputs }: Pick<Session, "outputs">, shape: NetworkShape): boolean {
  const given = outputs[0]?.shape[1];
  return typeof given === "number" && given > 0 ? given === 2 * shape.channels : shape.wantsVariance;
}

function outputChannels(session: Pick<Session, "outputs">, shape: NetworkShape): number {
  return shape.channels * (givesVariance(session, shape) ? 2 : 1);
}

/** A free dimension takes any size. */
function fits(want: number | null, got: number | string | undefined): boolean {
  return want === null || typeof got === "string" || got === undefined || got < 0 || want === got;
}

interface Bound {
  readonly ports: Readonly<Record<string, Port>>;
  readonly output: Port;
  readonly feeds: Feeds;
}

function bound(session: Session, shape: NetworkShape, count: number): Bound {
  const { channels, side, tokens, width } = shape;
  const shapes: Readonly<Record<string, readonly number[]>> = {
    sample: [count, channels * (shape.lowRes ? 2 : 1), side, side],
    timestep: [count],
    encoder_hidden_states: [count, tokens, width],
    encoder_attention_mask: [count, tokens],
    class_labels: [count],
  };
  const ports = Object.fromEntries(
    session.inputs.map((info) => {
      // A timestep may be a scalar, one for all rows, or one per row.
      const alone = info.name === "timestep" && (info.shape.length === 0 || info.shape[0] === 1);
      const wanted = alone ? info.shape.map(() => 1) : (shapes[info.name] ?? []);
      return [info.name, portOf(info, wanted)];
    }),
  );
  const [first] = session.outputs;
  if (first === undefined) throw new UnfitError("Cannot use a network that gives nothing");
  const output = portOf(first, [count, outputChannels(session, shape), side, side]);
  return {
    ports,
    output,
    feeds: Object.fromEntries(Object.entries(ports).map(([k, port]) => [k, port.tensor])),
  };
}

function rowsOf(session: Session, shape: NetworkShape, count: number): Rows {
  const { ports, output, feeds } = bound(session, shape, count);
  const name = session.outputs[0]?.name ?? "out_sample";
  const call = session.bind(feeds, { [name]: output.tensor });
  const values = (port: string, size: number) => ports[port]?.values ?? new Float32Array(size);
  const rows: Rows = {
    count,
    sample: values("sample", 0),
    context: values("encoder_hidden_states", 0),
    mask: values("encoder_attention_mask", count * shape.tokens),
    output: output.values,
    contextChanged() {
      ports["encoder_hidden_states"]?.push();
      ports["encoder_attention_mask"]?.push();
    },
    async predict(timestep, noiseLevel) {
      ports["timestep"]?.values.fill(timestep);
      ports["timestep"]?.push();
      ports["class_labels"]?.values.fill(noiseLevel);
      ports["class_labels"]?.push();
      ports["sample"]?.push();
      await call();
      output.pull();
    },
  };
  return rows;
}
