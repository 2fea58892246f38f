import { type TensorData, type TensorInfo, type TensorInput, UnfitError } from "../session.ts";
import { decodeHalves, encodeHalves } from "./half.ts";

/** One input or output of a network: single floats on our side, whatever the network wants on its own. */
export interface Port {
  /** What we read and write. Where the network takes single floats, it is the tensor itself. */
  readonly values: Float32Array;
  readonly tensor: TensorInput;
  /** Brings `values` to the tensor. */
  push(): void;
  /** Brings the tensor to `values`. */
  pull(): void;
}

/**
 * Allocates a port by what the network says of it.
 * @throws UnfitError when its element type is none that a stage can serve
 */
export function portOf({ name, type }: TensorInfo, shape: readonly number[]): Port {
  const size = shape.reduce((product, side) => product * side, 1);
  const values = new Float32Array(size);
  const through = <T extends TensorData>(
    data: T,
    push: (data: T) => void,
    pull: (data: T) => void,
    kind?: "bool",
  ): Port => ({
    values,
    tensor: { data, shape, ...(kind === undefined ? {} : { type: kind }) },
    push: () => push(data),
    pull: () => pull(data),
  });
  const whole = (data: Int32Array | Uint8Array, kind?: "bool") =>
    through(
      data,
      (to) => to.set(values),
      (from) => values.set(from),
      kind,
    );
  switch (type) {
    case "float32":
      return through(
        values,
        () => {},
        () => {},
      );
    case "float16":
      return through(
        new Uint16Array(size),
        (to) => encodeHalves(values, to),
        (from) => decodeHalves(from, values),
      );
    case "int64":
      return through(
        new BigInt64Array(size),
        (to) => {
          for (let i = 0; i < size; i++) to[i] = BigInt(Math.trunc(values[i] as number));
        },
        (from) => {
          for (let i = 0; i < size; i++) values[i] = Number(from[i]);
        },
      );
    case "int32":
      return whole(new Int32Array(size));
    case "bool":
      return whole(new Uint8Array(size), "bool");
    default:
      throw new UnfitError(
        `Cannot use this network: ${name} is of type ${type}; wanted float32, float16, int64, int32 or bool`,
      );
  }
}
