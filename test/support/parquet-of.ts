/** A page as its header says, true or not: https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift */
export interface WrittenPage {
  readonly kind: "data" | "data2" | "dictionary";
  readonly values: number;
  /** 0 plain, 3 runs, 5 to 7 deltas, 8 places in the dictionary. */
  readonly encoding: number;
  readonly bytes: Buffer;
  /** How many bytes it is said to unpack to. */
  readonly unpacked?: number;
  /** Bytes of definition levels, where it is of the second kind. */
  readonly levels?: number;
}

export interface WrittenColumn {
  readonly name: string;
  /** 0 flag, 1 32 bits, 2 64 bits, 6 bytes. */
  readonly type: number;
  readonly optional?: boolean;
  /** 0 none, 2 gzip, 4 Brotli, 6 Zstandard. */
  readonly codec?: number;
  readonly pages: readonly WrittenPage[];
}

/** A Parquet file of one row group, with whatever its pages claim. */
export function parquetOf(rows: number, columns: readonly WrittenColumn[]): Buffer {
  const parts = [Buffer.from("PAR1")];
  let at = 4;
  const chunks = columns.map(({ name, type, codec = 0, pages }) => {
    const start = at;
    const first = pages.findIndex(({ kind }) => kind !== "dictionary");
    const starts: number[] = [];
    for (const page of pages) {
      const whole = Buffer.concat([headerOf(page), page.bytes]);
      starts.push(at);
      parts.push(whole);
      at += whole.length;
    }
    const values = pages.reduce(
      (sum, { kind, values: count }) => sum + (kind === "dictionary" ? 0 : count),
      0,
    );
    const meta: Fields = [
      [1, int(type)],
      [2, list(5, [number(0)])],
      [3, list(8, [text(name)])],
      [4, int(codec)],
      [5, long(Math.max(values, rows))],
      [6, long(at - start)],
      [7, long(at - start)],
      [9, long(starts[Math.max(0, first)] ?? start)],
      ...(pages[0]?.kind === "dictionary" ? ([[11, long(start)]] as const) : []),
    ];
    return struct([
      [2, long(start)],
      [3, [12, struct(meta)]],
    ]);
  });
  const schema = [
    struct([
      [4, [8, text("schema")]],
      [5, int(columns.length)],
    ]),
    ...columns.map(({ name, type, optional = false }) =>
      struct([
        [1, int(type)],
        [3, int(optional ? 1 : 0)],
        [4, [8, text(name)]],
        ...(type === 6 ? ([[6, int(0)]] as const) : []),
      ]),
    ),
  ];
  const group = struct([
    [1, list(12, chunks)],
    [2, long(at)],
    [3, long(rows)],
  ]);
  const footer = struct([
    [1, int(1)],
    [2, list(12, schema)],
    [3, long(rows)],
    [4, list(12, [group])],
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...parts, footer, length, Buffer.from("PAR1")]);
}

/** A run of equal values as the hybrid encoding writes it. */
export function run(count: number, value: number, width: number): Buffer {
  const bytes = Buffer.alloc(width === 0 ? 0 : Math.ceil(width / 8));
  if (bytes.length > 0) bytes.writeUIntLE(value, 0, bytes.length);
  return Buffer.concat([varint(BigInt(count) << 1n), bytes]);
}

/** A number in groups of seven bits. */
export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  for (let left = value; ; left >>= 7n) {
    if (left < 128n) return Buffer.from([...bytes, Number(left)]);
    bytes.push(Number(left & 127n) | 128);
  }
}

type Value = readonly [type: number, bytes: Buffer];
type Fields = readonly (readonly [id: number, value: Value])[];

function headerOf({
  kind,
  values,
  encoding,
  bytes,
  unpacked = bytes.length,
  levels = 0,
}: WrittenPage): Buffer {
  const plain: Fields = [
    [1, int(values)],
    [2, int(encoding)],
    [3, int(3)],
    [4, int(3)],
  ];
  const second: Fields = [
    [1, int(values)],
    [2, int(0)],
    [3, int(values)],
    [4, int(encoding)],
    [5, int(levels)],
    [6, int(0)],
  ];
  const own: Record<WrittenPage["kind"], readonly [number, Fields, number]> = {
    data: [0, plain, 5],
    dictionary: [2, plain.slice(0, 2), 7],
    data2: [3, second, 8],
  };
  const [type, fields, id] = own[kind];
  return struct([
    [1, int(type)],
    [2, int(unpacked)],
    [3, int(bytes.length)],
    [id, [12, struct(fields)]],
  ]);
}

function struct(fields: Fields): Buffer {
  let before = 0;
  const parts = fields.map(([id, [type, bytes]]) => {
    const head = Buffer.from([((id - before) << 4) | type]);
    before = id;
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function list(type: number, items: readonly Buffer[]): Value {
  return [9, Buffer.concat([Buffer.from([0xf0 | type]), varint(BigInt(items.length)), ...items])];
}

const number = (value: number) => varint(BigInt(value < 0 ? -2 * value - 1 : 2 * value));
const int = (value: number): Value => [5, number(value)];
const long = (value: number): Value => [6, number(value)];
const text = (value: string) => Buffer.concat([varint(BigInt(value.length)), Buffer.from(value)]);
