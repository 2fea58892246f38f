import protobuf from "protobufjs";
import { maskedCrc32c } from "../../datasets/tfrecord/crc32c.ts";

/** https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/example/feature.proto */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message BytesList { repeated bytes value = 1; }
  message FloatList { repeated float value = 1 [packed = true]; }
  message Int64List { repeated int64 value = 1 [packed = true]; }
  message Feature { oneof kind { BytesList bytes_list = 1; FloatList float_list = 2; Int64List int64_list = 3; } }
  message Features { map<string, Feature> feature = 1; }
  message Example { Features features = 1; }
`);

type Value =
  | string
  | Uint8Array
  | { readonly float: readonly number[] }
  | { readonly int: readonly number[] };

/** A file of TensorFlow records. */
export function tfrecordOf(examples: readonly Readonly<Record<string, Value>>[]): Buffer {
  return Buffer.concat(examples.flatMap((example) => [...recordOf(exampleOf(example))]));
}

function exampleOf(fields: Readonly<Record<string, Value>>): Uint8Array {
  const type = root.lookupType("Example");
  const feature = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, featureOf(value)]));
  return type.encode(type.fromObject({ features: { feature } })).finish();
}

function featureOf(value: Value): object {
  if (typeof value === "string" || value instanceof Uint8Array)
    return { bytesList: { value: [Buffer.from(value as Uint8Array)] } };
  return "float" in value ? { floatList: { value: value.float } } : { int64List: { value: value.int } };
}

/** A record as it stands in a file: length, checksum, bytes, checksum. */
export function recordOf(bytes: Uint8Array): readonly Buffer[] {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(bytes.length));
  return [length, checksumOf(length), Buffer.from(bytes), checksumOf(bytes)];
}

function checksumOf(bytes: Uint8Array): Buffer {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(maskedCrc32c(bytes));
  return checksum;
}
