import type { StageState } from "../../../models/index.ts";
import { CliError } from "../../errors.ts";
import type { ReceiptStep } from "./receipt.ts";
import type { StageStore } from "./stage-store.ts";

/** One image of one stage, under way or finished. */
export interface Checkpoint {
  /** What it was made with: work made with something else is never gone on with. */
  readonly key: string;
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
  const numbers = new Float32Array(bytes.slice(end + 1).buffer);
  if (numbers.length !== lengths.reduce((sum, length) => sum + length, 0)) throw new Error("it is cut short");
  let at = 0;
  const [x = new Float32Array(0), ...history] = lengths.map((length) =>
    numbers.slice(at, (at += length)),
  );
  return { ...rest, state: { x, history, draws } };
}

/**
 * What lies in the store of one image of one stage, or null.
 * @throws CliError (exit code 2) when it is damaged, or was made with other settings than `key` says
 */
export async function readCheckpoint(
  store: StageStore,
  name: string,
  key: string,
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
  if (found.key !== key)
    throw new CliError(
      `Cannot go on from "${name}": it was made with another prompt, seed, model or setting; choose another folder`,
      { exitCode: 2 },
    );
  return found;
}
