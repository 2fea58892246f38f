import type { PageHeader } from "hyparquet";
import type { readPage } from "hyparquet/src/column.js";
import { readRleBitPackedHybrid } from "hyparquet/src/encoding.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, isFlatColumn } from "hyparquet/src/schema.js";
import type { Budget } from "./budget.ts";
import { checkDeltas, checkRuns, lengthOfDeltaStrings, type Reader } from "./encodings.ts";
import { unpack } from "./unpack.ts";

/** How hyparquet decodes a column. */
export type ColumnDecoder = Parameters<typeof readPage>[2];

/** Numbers that a page claims: values, and rows where it says. */
export function claimedValues(header: PageHeader): number {
  const { data_page_header, data_page_header_v2, dictionary_page_header } = header;
  return (data_page_header ?? data_page_header_v2 ?? dictionary_page_header)?.num_values ?? -1;
}

/** Unpacks a page and looks at all that it claims, so that hyparquet finds it unpacked. @throws Error where it cannot be */
export function checkedPage(
  header: PageHeader,
  packed: Uint8Array,
  column: ColumnDecoder,
  budget: Budget,
): { readonly header: PageHeader; readonly bytes: Uint8Array } {
  const values = claimedValues(header);
  const strings = column.type === "BYTE_ARRAY" || column.type === "FIXED_LEN_BYTE_ARRAY";
  budget.page(Math.max(0, header.uncompressed_page_size), values, strings);
  const v2 = header.data_page_header_v2;
  const levels = v2 ? v2.repetition_levels_byte_length + v2.definition_levels_byte_length : 0;
  if (
    v2 &&
    !(
      Math.min(v2.repetition_levels_byte_length, v2.definition_levels_byte_length) >= 0 &&
      levels <= packed.length
    )
  )
    throw new Error(`a page of ${packed.length} bytes with ${levels} bytes of levels`);
  if (v2 && !(v2.num_nulls >= 0 && v2.num_nulls <= values))
    throw new Error(`a page with ${v2.num_nulls} nulls of ${values} values`);
  const open = v2?.is_compressed === false ? "UNCOMPRESSED" : column.codec;
  const body = unpack(open, packed.subarray(levels), header.uncompressed_page_size - levels);
  const bytes = levels === 0 ? body : Buffer.concat([packed.subarray(0, levels), body]);
  checkContent(header, bytes, column, budget);
  return { header: { ...header, compressed_page_size: bytes.length }, bytes };
}

function checkContent(header: PageHeader, bytes: Uint8Array, column: ColumnDecoder, budget: Budget): void {
  const reader: Reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  const v1 = header.data_page_header;
  const v2 = header.data_page_header_v2;
  const values = claimedValues(header);
  const encoding = (v1 ?? v2)?.encoding;
  if (!v1 && !v2) return;
  const [repeated, defined] = [
    getMaxRepetitionLevel(column.schemaPath),
    getMaxDefinitionLevel(column.schemaPath),
  ];
  if (repeated > 0)
    reader.offset = checkRuns(reader, bitsOf(repeated), values, v2?.repetition_levels_byte_length);
  const atDefined = reader.offset;
  if (defined > 0)
    reader.offset = checkRuns(reader, bitsOf(defined), values, v2?.definition_levels_byte_length);
  if (v2) reader.offset = v2.repetition_levels_byte_length + v2.definition_levels_byte_length;
  if (encoding === "RLE" || encoding?.endsWith("_DICTIONARY")) {
    const flags = column.type === "BOOLEAN" || (v2 !== undefined && encoding === "RLE");
    const width = flags ? 1 : reader.view.getUint8(reader.offset++);
    if (width > 0) checkRuns(reader, width, values, flags ? undefined : bytes.length - reader.offset);
  } else if (encoding?.startsWith("DELTA_")) {
    checkDeltas(reader);
    if (encoding !== "DELTA_BYTE_ARRAY") return;
    // Absent values have no length.
    const levels: number[] = new Array(defined > 0 && v1 ? values : 0);
    if (levels.length > 0) readRleBitPackedHybrid({ ...reader, offset: atDefined }, bitsOf(defined), levels);
    const absent = v2 ? v2.num_nulls : levels.filter((level) => level !== defined).length;
    budget.page(lengthOfDeltaStrings(reader, values - absent), 0, false);
  }
}

function bitsOf(most: number): number {
  return 32 - Math.clz32(most);
}

/** Whether hyparquet passes over a page that lies wholly before the rows wanted. */
export function isPassedOver(header: PageHeader, before: number, column: ColumnDecoder): boolean {
  const { data_page_header: v1, data_page_header_v2: v2 } = header;
  if (v1) return before > v1.num_values && isFlatColumn(column.schemaPath);
  return v2 !== undefined && before > v2.num_rows;
}
