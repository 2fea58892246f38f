import * as ort from "onnxruntime-node";
import {
  candidates,
  type Device,
  explain,
  halfTrouble,
  missingLibrary,
  type Refused,
  softwareOnly,
} from "./device.ts";
import { deviceWish } from "./device-wish.ts";

/** Values of a tensor as ONNX Runtime takes them; half floats travel as their 16 bits. */
export type TensorData = Float32Array | Uint8Array | BigInt64Array | Int32Array | Uint16Array;

export interface TensorInput {
  readonly data: TensorData;
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  /** Where the array alone does not tell: bytes may be truth values. */
  readonly type?: "bool";
}

export type Feeds = Readonly<Record<string, TensorInput>>;

/** What a network says of one input or output; a word stands for a free dimension. */
export interface TensorInfo {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** A loaded network on the device that serves it. Runs block their thread: keep sessions in workers. */
export interface Session {
  readonly device: Device;
  readonly refused: readonly Refused[];
  readonly inputNames: readonly string[];
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /** Rows a run at which its device is fastest, where that was measured. */
  readonly rows?: number;
  /** Runs once; outputs by name. Bytes for an input of floats are its values. */
  run(feeds: Feeds): Promise<Readonly<Record<string, Float32Array>>>;
  /**
   * Binds buffers once. Each call of the result reads what the feeds hold by then and fills the outputs in
   * place: no tensor is made or copied in between.
   */
  bind(feeds: Feeds, outputs: Feeds): () => Promise<void>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /**
   * `auto` tries the platform's devices one by one, since a list of providers does not fall back; `cuda:1` is the
   * second of several.
   */
  readonly device: string;
  /** Whether each row of the outputs depends on that row of the inputs alone, whatever the others are. */
  readonly rowsApart?: boolean;
  /** Threads inside one run; 1 suits many workers. */
  readonly threads?: number;
}

/** Feeds for a first run, or how to make them from what the network says of its inputs; null runs nothing. */
export type WarmUp = Feeds | ((session: Session) => Feeds | null);

/** Loads a network where it is shared with others; null leaves it to this process. */
type Elsewhere = (
  network: string | Uint8Array,
  warmUp: WarmUp,
  options: SessionOptions,
  name: string,
) => Promise<Session | null>;

let elsewhere: Elsewhere = async () => null;

/** Networks are loaded there from now on, where it takes them. */
export function loadElsewhere(load: Elsewhere): void {
  elsewhere = load;
}

/** The version of ONNX Runtime, for receipts. */
export const runtimeVersion = ort.env.versions.node ?? ort.env.versions.common;

const elementTypes: Readonly<Record<string, ort.Tensor.Type>> = {
  Float32Array: "float32",
  Uint8Array: "uint8",
  BigInt64Array: "int64",
  Int32Array: "int32",
  Uint16Array: "float16",
};

/**
 * Loads a network on the first device that builds it and survives a warm-up run.
 * @param network an ONNX file's path or bytes
 * @param name how errors call it
 * @throws Error with one line naming the reasons when none serves
 */
export async function createSession(
  network: string | Uint8Array,
  warmUp: WarmUp,
  options: SessionOptions,
  name = typeof network === "string" ? network : "network",
): Promise<Session> {
  const shared = await elsewhere(network, warmUp, options, name);
  if (shared !== null) return shared;
  const { device, threads = 1 } = options;
  const { device: wish, index } = deviceWish(device);
  const refused: Refused[] = [];
  for (const candidate of candidates(wish)) {
    const missing = missingLibrary(candidate) ?? (wish === "auto" ? softwareOnly(candidate) : null);
    if (missing !== null) {
      refused.push({ device: candidate, reason: missing });
      continue;
    }
    try {
      const session = await create(network, candidate, index, threads);
      const wrapped = wrap(session, candidate, refused, name);
      const feeds = typeof warmUp === "function" ? warmUp(wrapped) : warmUp;
      if (feeds !== null) await wrapped.run(feeds);
      return wrapped;
    } catch (error) {
      if (error instanceof UnfitError) throw error;
      const cause = error instanceof HalfError ? error.cause : error;
      refused.push({ device: candidate, reason: explain(candidate, cause) });
    }
  }
  const reasons = refused.map(({ device: name, reason }) => `${name}: ${reason}`).join("; ");
  throw new Error(`Cannot load "${name}" on device ${device}: ${reasons}`);
}

/** The network is not what its manifest says: another device would not help. */
export class UnfitError extends Error {
  override readonly name = "UnfitError";
}

/** The device does not compute the network's half floats. */
class HalfError extends Error {
  override readonly name = "HalfError";
}

function create(
  network: string | Uint8Array,
  device: Device,
  index: number | undefined,
  threads: number,
): Promise<ort.InferenceSession> {
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: [
      index === undefined || device === "cpu" ? device : { name: device, deviceId: index },
    ],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 4,
  };
  // Two overloads of one name: the compiler wants to see which.
  return typeof network === "string"
    ? ort.InferenceSession.create(network, options)
    : ort.InferenceSession.create(network, options);
}

function wrap(
  session: ort.InferenceSession,
  device: Device,
  refused: readonly Refused[],
  name: string,
): Session {
  const ran = async <T>(running: Promise<T>): Promise<T> => {
    try {
      return await running;
    } catch (cause) {
      const half = halfTrouble(device, cause);
      if (half === null) throw cause;
      throw new HalfError(`Cannot run "${name}" on device ${device}: ${half}`, { cause });
    }
  };
  return {
    device,
    refused,
    inputNames: session.inputNames,
    inputs: session.inputMetadata.map(info),
    outputs: session.outputMetadata.map(info),
    async run(feeds) {
      const results = await ran(session.run(tensors(feeds, session)));
      return Object.fromEntries(
        Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]),
      );
    },
    bind(feeds, outputs) {
      const [ins, outs] = [tensors(feeds, session), tensors(outputs)];
      return async () => void (await ran(session.run(ins, outs)));
    },
    close: () => session.release(),
  };
}

function info(value: ort.InferenceSession.ValueMetadata): TensorInfo {
  return value.isTensor
    ? { name: value.name, type: value.type, shape: value.shape }
    : { name: value.name, type: "other", shape: [] };
}

function tensors(feeds: Feeds, session?: ort.InferenceSession): Record<string, ort.Tensor> {
  const floats = new Set(
    session?.inputMetadata.flatMap((input) =>
      input.isTensor && input.type === "float32" ? [input.name] : [],
    ),
  );
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { data, shape, type }]) => {
      if (data instanceof Uint8Array && floats.has(name))
        return [name, new ort.Tensor("float32", Float32Array.from(data), shape)];
      return [name, new ort.Tensor(type ?? elementTypes[data.constructor.name] ?? "float32", data, shape)];
    }),
  );
}
