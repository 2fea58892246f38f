import { gunzipSync } from "node:zlib";
import { readFields } from "../fields.ts";
import type { Pair } from "../pair.ts";
import { decodeText, isImageName } from "../text.ts";
import { MAX_MEMBER_BYTES, type Member } from "./tar-members.ts";

const CAPTIONS = new Set(["txt", "caption", "text"]);
/** Members of unknown kinds up to this size are kept as text in `meta`, as webdataset's `.cls` labels are. */
const MAX_META_BYTES = 1024;
/** A compressed caption may grow to this, no further. */
const MAX_CAPTION_BYTES = 10 * 2 ** 20;

/** Members of one pair, as they come. */
export interface Group {
  readonly stem: string;
  add(ending: string, member: Member): void;
  finish(
    name: { readonly key: string; readonly again: boolean },
    row: number,
    sidecar: ReadonlyMap<string, Record<string, unknown>>,
  ): Pair;
}

export function createGroup(stem: string): Group {
  let image: Uint8Array | undefined;
  let caption: string | undefined;
  let record: Record<string, unknown> = {};
  let error: string | undefined;
  const meta: Record<string, unknown> = {};

  const fail = (reason: string) => {
    error ??= reason;
  };
  const addText = (bytes: Uint8Array) => {
    const { text, invalid } = decodeText(bytes);
    caption ??= text;
    if (invalid) meta["invalid_utf8"] = true;
  };
  return {
    stem,
    add(ending, { bytes, torn, size }) {
      if (torn) return fail(`Cannot read member .${ending}: the archive ends inside it`);
      if (bytes === undefined)
        return fail(`Cannot read member .${ending}: wanted at most ${MAX_MEMBER_BYTES} bytes, got ${size}`);
      if (isImageName(ending)) image ??= bytes;
      else if (CAPTIONS.has(ending)) addText(bytes);
      else if (ending.endsWith(".gz") && CAPTIONS.has(ending.slice(0, -3))) {
        const text = gunzip(bytes);
        if (text === undefined)
          return fail(
            `Cannot read member .${ending}: the gzip data is damaged or larger than ${MAX_CAPTION_BYTES} bytes`,
          );
        addText(text);
      } else if (ending === "json") {
        const parsed = parseRecord(bytes);
        if (parsed === undefined) return fail("Cannot read member .json: wanted a JSON object");
        record = parsed;
      } else
        meta[ending || "member"] =
          bytes.length <= MAX_META_BYTES ? decodeText(bytes).text.trim() : `${bytes.length} bytes`;
    },
    finish({ key, again }, row, sidecar) {
      const known = { ...sidecar.get(stem.slice(stem.lastIndexOf("/") + 1)), ...record };
      const { meta: rest, error: wrong, ...fields } = readFields(known);
      const problem = again ? `Cannot use key "${stem}": it stands in this shard already` : (error ?? wrong);
      const bytes = image;
      return {
        key,
        row,
        ...fields,
        ...(caption === undefined ? {} : { caption }),
        ...(bytes === undefined ? {} : { image: async () => bytes }),
        ...(problem === undefined ? {} : { error: problem }),
        meta: { ...rest, ...meta },
      };
    },
  };
}

function gunzip(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_CAPTION_BYTES });
  } catch {
    return undefined;
  }
}

function parseRecord(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(decodeText(bytes).text);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
