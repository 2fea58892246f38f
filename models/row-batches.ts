import type { Feeds, TensorData, TensorInput } from "./session.ts";

/** Outputs by name. */
export type Outputs = Readonly<Record<string, Float32Array>>;

/** Rows of feeds: the first dimension, where all inputs share it; null where they do not. */
export function rowsIn(feeds: Feeds): number | null {
  const rows = Object.values(feeds).map(({ shape }) => shape[0]);
  const [first] = rows;
  return first !== undefined && first > 0 && rows.every((count) => count === first) ? first : null;
}

/** What of feeds must be equal before they can run together: all but their rows and values. */
export function shapeOf(feeds: Feeds): string {
  return Object.entries(feeds)
    .map(([name, { data, shape, type }]) => `${name} ${data.constructor.name} ${type} ${shape.slice(1)}`)
    .sort()
    .join(";");
}

/**
 * Feeds of the same shape one after the other, and their last row again until there are `rows` of them: repeated
 * rows are values that the network can take, whatever it is.
 */
export function joined(parts: readonly Feeds[], rows: number): Feeds {
  const [first = {}] = parts;
  return Object.fromEntries(
    Object.keys(first).map((name) => {
      const inputs = parts.map((feeds) => feeds[name] as TensorInput);
      return [name, joinedInput(inputs, rows)];
    }),
  );
}

function joinedInput(inputs: readonly TensorInput[], rows: number): TensorInput {
  const [first] = inputs as readonly [TensorInput, ...TensorInput[]];
  const width = first.data.length / (first.shape[0] ?? 1);
  const data = new (first.data.constructor as new (length: number) => TensorData)(rows * width);
  let at = 0;
  for (const { data: part } of inputs) {
    data.set(part as never, at);
    at += part.length;
  }
  const last = data.slice(at - width, at);
  for (; at < data.length; at += width) data.set(last as never, at);
  return { ...first, data, shape: [rows, ...first.shape.slice(1)] };
}

/** Outputs of joined feeds, apart again. @param rows of the whole run @param counts rows of each part */
export function apart(outputs: Outputs, rows: number, counts: readonly number[]): readonly Outputs[] {
  let from = 0;
  return counts.map((count) => {
    const part = Object.fromEntries(
      Object.entries(outputs).map(([name, data]) => {
        const width = data.length / rows;
        return [name, data.slice(from * width, (from + count) * width)];
      }),
    );
    from += count;
    return part;
  });
}
