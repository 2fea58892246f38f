import * as ort from "onnxruntime-node";
import { candidates, type Device, explain, missingLibrary, type Refused } from "./device.ts";

/** Values of a tensor as ONNX Runtime takes them. */
export type TensorData = Float32Array | Uint8Array | BigInt64Array;

export interface TensorInput {
  readonly data: TensorData;
  readonly shape: readonly number[];
}

/** A loaded network on the device that serves it. Runs block their thread: keep sessions in workers. */
export interface Session {
  readonly device: Device;
  readonly refused: readonly Refused[];
  readonly inputNames: readonly string[];
  /** Runs once; outputs by name. */
  run(feeds: Readonly<Record<string, TensorInput>>): Promise<Readonly<Record<string, Float32Array>>>;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** `auto` tries the platform's devices one by one, since a list of providers does not fall back. */
  readonly device: string;
  /** Threads inside one run; 1 suits many workers. */
  readonly threads?: number;
}

const elementTypes: Readonly<Record<string, ort.Tensor.Type>> = {
  Float32Array: "float32",
  Uint8Array: "uint8",
  BigInt64Array: "int64",
};

/**
 * Loads a network on the first device that builds it and survives a warm-up run.
 * @param network an ONNX file's path or bytes
 * @param warmUp feeds for that run
 * @throws Error with one line naming the reasons when none serves
 */
export async function createSession(
  network: string | Uint8Array,
  warmUp: Readonly<Record<string, TensorInput>>,
  { device, threads = 1 }: SessionOptions,
): Promise<Session> {
  const refused: Refused[] = [];
  for (const candidate of candidates(device)) {
    const missing = missingLibrary(candidate);
    if (missing !== null) {
      refused.push({ device: candidate, reason: missing });
      continue;
    }
    try {
      const session = await create(network, candidate, threads);
      const wrapped = wrap(session, candidate, refused);
      await wrapped.run(warmUp);
      return wrapped;
    } catch (error) {
      refused.push({ device: candidate, reason: explain(candidate, error) });
    }
  }
  const reasons = refused.map(({ device: name, reason }) => `${name}: ${reason}`).join("; ");
  const name = typeof network === "string" ? network : "network";
  throw new Error(`Cannot load "${name}" on device ${device}: ${reasons}`);
}

function create(
  network: string | Uint8Array,
  device: Device,
  threads: number,
): Promise<ort.InferenceSession> {
  const options: ort.InferenceSession.SessionOptions = {
    executionProviders: [device],
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

function wrap(session: ort.InferenceSession, device: Device, refused: readonly Refused[]): Session {
  return {
    device,
    refused,
    inputNames: session.inputNames,
    async run(feeds) {
      const tensors = Object.fromEntries(Object.entries(feeds).map(([name, input]) => [name, tensor(input)]));
      const results = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]),
      );
    },
    close: () => session.release(),
  };
}

function tensor({ data, shape }: TensorInput): ort.Tensor {
  return new ort.Tensor(elementTypes[data.constructor.name] ?? "float32", data, shape);
}
