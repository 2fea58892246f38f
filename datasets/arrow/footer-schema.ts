/** Where in a message its fields stand: https://github.com/apache/arrow/blob/main/format/Message.fbs */
const HEAD = [
  // The root, then the table of places: its size, the table's, version, kind and head; a body of length 0 is left out.
  [16, 0],
  [12, 16, 8, 10, 4, 0],
] as const;
const SCHEMA = 1;
const LENGTH = 32;

/**
 * The schema of an Arrow file as the message that Arrow's JavaScript library does not write, since the list of parts at
 * the file's end has it too. The list stays as it is behind the message's own head; whoever reads it checks it.
 * @param footer the list of parts
 * @throws RangeError where its places lie outside of it
 */
export function schemaMessage(footer: Uint8Array): Buffer {
  const bytes = Buffer.from(new ArrayBuffer(Math.ceil((LENGTH + footer.length) / 8) * 8));
  bytes.set(footer, LENGTH);
  const root = LENGTH + bytes.readUInt32LE(LENGTH);
  const places = root - bytes.readInt32LE(root);
  const place = (field: number) => bytes.readUInt16LE(places + 4 + 2 * field);
  const at = root + place(1);
  const schema = at + bytes.readUInt32LE(at);
  const version = place(0) === 0 ? 0 : bytes.readInt16LE(root + place(0));
  const [[table], own] = HEAD;
  bytes.writeUInt32LE(table, 0);
  for (const [i, value] of own.entries()) bytes.writeUInt16LE(value, 4 + 2 * i);
  bytes.writeInt32LE(table - 4, table);
  bytes.writeUInt32LE(schema - (table + 4), table + 4);
  bytes.writeInt16LE(version, table + 8);
  bytes.writeUInt8(SCHEMA, table + 10);
  return bytes;
}
