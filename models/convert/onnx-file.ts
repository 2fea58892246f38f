import protobuf from "protobufjs/minimal.js";

type Writer = ReturnType<typeof protobuf.Writer.create>;

/** Element types of the ONNX specification (`TensorProto.DataType`) that we write. */
export const elementType = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10, float64: 11 } as const;

export type ElementType = keyof typeof elementType;

/** A constant: raw little-endian data, row-major. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** Whole numbers, one real number, or one word; a whole number in a list of its own stays a list. */
export type Attribute = number | readonly number[] | string | { readonly float: number };

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A graph's input or output; a named dimension is free. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
}

/**
 * Serialises a graph as an ONNX file (onnx.proto3 field numbers), IR version 8, opset 17. The same graph
 * gives the same bytes.
 */
export function encodeOnnx(graph: OnnxGraph): Uint8Array {
  const file = protobuf.Writer.create();
  varint(file, 1, 8);
  text(file, 2, "sluice");
  message(file, 7, (w) => {
    for (const node of graph.nodes) message(w, 1, (inner) => writeNode(inner, node));
    text(w, 2, graph.name);
    for (const tensor of graph.initializers) message(w, 5, (inner) => writeTensor(inner, tensor));
    for (const value of graph.inputs) message(w, 11, (inner) => writeValueInfo(inner, value));
    for (const value of graph.outputs) message(w, 12, (inner) => writeValueInfo(inner, value));
  });
  message(file, 8, (w) => varint(w, 2, 17));
  return file.finish();
}

const tag = (field: number, wire: number) => (field << 3) | wire;
const varint = (w: Writer, field: number, value: number) => w.uint32(tag(field, 0)).int64(value);
const text = (w: Writer, field: number, value: string) => w.uint32(tag(field, 2)).string(value);
const real = (w: Writer, field: number, value: number) => w.uint32(tag(field, 5)).float(value);

function message(w: Writer, field: number, write: (inner: Writer) => void): void {
  w.uint32(tag(field, 2)).fork();
  write(w);
  w.ldelim();
}

function writeNode(w: Writer, { op, inputs, output, attributes }: Node): void {
  for (const input of inputs) text(w, 1, input);
  text(w, 2, output);
  text(w, 3, output);
  text(w, 4, op);
  for (const [name, value] of Object.entries(attributes))
    message(w, 5, (inner) => writeAttribute(inner, name, value));
}

function writeAttribute(w: Writer, name: string, value: Attribute): void {
  text(w, 1, name);
  if (typeof value === "number") varint(varint(w, 3, value), 20, 2);
  else if (typeof value === "string") varint(text(w, 4, value), 20, 3);
  else if ("float" in value) varint(real(w, 2, value.float), 20, 1);
  else {
    for (const item of value) varint(w, 8, item);
    varint(w, 20, 7);
  }
}

function writeTensor(w: Writer, { name, type, shape, data }: Initializer): void {
  for (const size of shape) varint(w, 1, size);
  varint(w, 2, elementType[type]);
  text(w, 8, name);
  w.uint32(tag(9, 2)).bytes(data);
}

function writeValueInfo(w: Writer, { name, type, shape }: ValueInfo): void {
  text(w, 1, name);
  message(w, 2, (outer) =>
    message(outer, 1, (tensor) => {
      varint(tensor, 1, elementType[type]);
      message(tensor, 2, (dims) => {
        for (const size of shape)
          message(dims, 1, (dim) => (typeof size === "number" ? varint(dim, 1, size) : text(dim, 2, size)));
      });
    }),
  );
}
