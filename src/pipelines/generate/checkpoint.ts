import type { LowResNoise, StageSettings, StageState } from "../../../models/index.ts";
import { CliError } from "../../process/errors.ts";
import type { ReceiptStep } from "./receipt.ts";
import type { StageStore } from "./stage-store.ts";

/** One image of one stage, under way or finished. */
export interface Checkpoint {
  /** Of which image it is, whatever the settings. */
  readonly identity: string;
  /** What else it was made with. */
  readonly key: string;
  readonly settings: StageSettings;
  readonly lowRes: LowResNoise | null;
  /** SHA-256 of the vectors of prompt and negative text. */
  readonly texts: readonly string[];
  readonly done: boolean;
  readonly device: string;
  readonly steps: readonly ReceiptStep[];
  readonly state: StageState;
}

interface Header extends Omit<Checkpoint, "state"> {
  readonly draws: number;
  /** Lengths of x and of the sampler's buffers, in numbers. */
  readonly lengths: readonly number[];
}

/** A line of JSON, then the numbers as little-endian float32, from a multiple of four bytes on. */
export function encodeCheckpoint({ state, ...rest }: Checkpoint): Uint8Array {
  const arrays = [state.x, ...state.history];
  const header: Header = { ...rest, draws: state.draws, lengths: arrays.map(({ length }) => length) };
  const text = JSON.stringify(header);
  const bare = Buffer.byteLength(text) + 1;
  const line = Buffer.from(`${text}${" ".repeat((4 - (bare % 4)) % 4)}\n`);
  return Buffer.concat([line, ...arrays.map((x) => new Uint8Array(x.buffer, x.byteOffset, x.byteLength))]);
}

/** @throws Error when the bytes are no checkpoint */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const end = bytes.indexOf(10);
  const { draws, lengths, ...rest } = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()) as Header;
  // A copy: numbers must begin at a multiple of four bytes, which a buffer out of a pool may not.
  const numbers = new Float32Array(Uint8Array.from(bytes.subarray(end + 1)).buffer);
  if (numbers.length !== lengths.reduce((sum, length) => sum + length, 0)) throw new Error("it is cut short");
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
  const [x = new Float32Array(0), ...history] = starts.map((start, i) =>
    numbers.slice(start, start + (lengths[i] ?? 0)),
  );
  return { ...rest, state: { x, history, draws } };
}

/**
 * What lies in the store of one image of one stage, or null.
 * @throws CliError (exit code 2) when it is damaged, or is of another image
 */
export async function readCheckpoint(
  store: StageStore,
  name: string,
  identity: string,
): Promise<Checkpoint | null> {
  if (!(await store.has(name))) return null;
  const bytes = await store.read(name);
  let found: Checkpoint;
  try {
    found = decodeCheckpoint(bytes);
  } catch (cause) {
    throw new CliError(`Cannot go on from "${name}": it is damaged; delete it to begin this image anew`, {
      exitCode: 2,
      cause,
    });
  }
  if (found.identity !== identity)
    throw new CliError(
      `Cannot go on from "${name}": it is of another prompt, seed or model; choose another folder`,
      { exitCode: 2 },
    );
  // One of before receipts named the noise below and both texts: made anew.
  return found.lowRes === undefined || found.texts === undefined ? null : found;
}
