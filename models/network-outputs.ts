/**
 * The same network with more outputs. Protobuf merges messages that are written one after the other (its encoding
 * guide, "Last One Wins"): a second `ModelProto.graph` (field 7) whose `output` (field 12) holds `ValueInfoProto`s with
 * a name and the type float adds to the first, and the file itself stays as it is.
 */
export function withOutputs(model: Uint8Array, names: readonly string[]): Uint8Array {
  const field = (number: number, body: Uint8Array) =>
    Uint8Array.from([(number << 3) | 2, body.length, ...body]);
  const floatTensor = field(1, Uint8Array.from([1 << 3, 1]));
  const value = (name: string) => Buffer.concat([field(1, Buffer.from(name)), field(2, floatTensor)]);
  return Buffer.concat([model, ...names.map((name) => field(7, field(12, value(name))))]);
}
