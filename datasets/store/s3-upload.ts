import { asked, S3Refused } from "./s3-asking.ts";
import type { S3Access } from "./s3-client.ts";
import { type Multipart, StoreError } from "./store.ts";
import { count } from "./traffic.ts";

/** All parts but the last are as long: some servers want that. Ten thousand are 160 GB. */
const PART = 16 * 2 ** 20;
const MOST_PARTS = 10_000;

/**
 * An object that is sent in parts, and is there when they are complete; one of less than a part is sent at once.
 * Whatever fails, the parts are taken away.
 */
export function s3Upload(
  { sdk, client }: S3Access,
  place: { readonly Bucket: string; readonly Key: string },
  name: string,
  signal?: AbortSignal,
): Multipart {
  const doing = `Cannot write "${name}"`;
  const send = { abortSignal: signal };
  let upload: string | undefined;
  let over = false;
  let waiting: Uint8Array[] = [];
  let waits = 0;
  const parts: { readonly PartNumber: number; readonly ETag: string | undefined }[] = [];

  const begin = async () => {
    const command = new sdk.CreateMultipartUploadCommand(place);
    const value = await asked(doing, () => client.send(command, send), signal);
    if (!value.UploadId) throw new StoreError(`${doing}: it began no upload`);
    return value.UploadId;
  };
  const sendPart = async (bytes: Uint8Array) => {
    upload ??= await begin();
    const number = parts.length + 1;
    if (number > MOST_PARTS) throw new StoreError(`${doing}: wanted at most ${MOST_PARTS * PART} bytes`);
    const command = new sdk.UploadPartCommand({
      ...place,
      UploadId: upload,
      PartNumber: number,
      Body: bytes,
    });
    const value = await asked(doing, () => client.send(command, send), signal);
    parts.push({ PartNumber: number, ETag: value.ETag });
    count("sent", bytes.length);
  };
  /** Sends what is whole, and all of it at the end. */
  const flush = async (most: number) => {
    let bytes: Uint8Array = Buffer.concat(waiting);
    for (; bytes.length >= most && bytes.length > 0; bytes = bytes.subarray(PART))
      await sendPart(bytes.subarray(0, PART));
    waiting = [bytes];
    waits = bytes.length;
  };
  const finish = async (condition: { readonly IfNoneMatch?: "*" } = {}) => {
    if (upload === undefined && waits < PART) {
      const command = new sdk.PutObjectCommand({ ...place, ...condition, Body: Buffer.concat(waiting) });
      await asked(doing, () => client.send(command, send), signal);
      count("sent", waits);
      return;
    }
    await flush(1);
    const command = new sdk.CompleteMultipartUploadCommand({
      ...place,
      ...condition,
      UploadId: upload,
      MultipartUpload: { Parts: parts },
    });
    await asked(doing, () => client.send(command, send), signal);
  };
  const abort = async () => {
    if (over) return;
    over = true;
    waiting = [];
    if (upload === undefined) return;
    const command = new sdk.AbortMultipartUploadCommand({ ...place, UploadId: upload });
    // Asked for also where somebody stopped it.
    await asked(doing, () => client.send(command)).catch((cause: unknown) => {
      if (!(cause instanceof S3Refused && cause.failure.status === 404)) throw cause;
    });
  };
  const orAbort = async (act: () => Promise<void>) => {
    if (over) throw new StoreError(`${doing}: it was given up`);
    try {
      await act();
    } catch (cause) {
      await abort().catch(() => undefined);
      throw cause;
    }
  };
  return {
    write: (bytes) =>
      orAbort(async () => {
        // Whoever writes may use its buffer again.
        waiting.push(Uint8Array.from(bytes));
        waits += bytes.length;
        if (waits >= PART) await flush(PART);
      }),
    complete: () =>
      orAbort(async () => {
        await finish();
        over = true;
      }),
    async completeIfAbsent() {
      try {
        await orAbort(async () => {
          await finish({ IfNoneMatch: "*" });
          over = true;
        });
        return true;
      } catch (cause) {
        // Also where a first try was heard whose answer was lost: whoever asks looks at what is there.
        if (cause instanceof S3Refused && cause.failure.status === 412) return false;
        throw cause;
      }
    },
    abort,
  };
}

/** Pages of uploads, of a thousand each. */
const MOST_PAGES = 1000;

/** Takes away parts of uploads that were begun below a prefix and never ended. @param isOurs asked with a key below it */
export async function abortAbandoned(
  { sdk, client }: S3Access,
  { Bucket, Prefix }: { readonly Bucket: string; readonly Prefix: string },
  isOurs: (key: string) => boolean,
  signal?: AbortSignal,
): Promise<number> {
  const doing = `Cannot take away what was half sent to "s3://${Bucket}/${Prefix}"`;
  const send = { abortSignal: signal };
  const left: { readonly Key: string; readonly UploadId: string }[] = [];
  let after: { readonly KeyMarker?: string; readonly UploadIdMarker?: string } = {};
  for (let page = 0; page < MOST_PAGES; page++) {
    const command = new sdk.ListMultipartUploadsCommand({ Bucket, Prefix, EncodingType: "url", ...after });
    const value = await asked(doing, () => client.send(command, send), signal);
    for (const { Key = "", UploadId } of value.Uploads ?? []) {
      const key = value.EncodingType === "url" ? decodedKey(Key) : Key;
      if (UploadId !== undefined && key.startsWith(Prefix) && isOurs(key.slice(Prefix.length)))
        left.push({ Key: key, UploadId });
    }
    const { NextKeyMarker, NextUploadIdMarker } = value;
    if (value.IsTruncated !== true || !NextKeyMarker) break;
    after = {
      KeyMarker: decodedKey(NextKeyMarker),
      ...(NextUploadIdMarker && { UploadIdMarker: NextUploadIdMarker }),
    };
  }
  for (const upload of left) {
    const command = new sdk.AbortMultipartUploadCommand({ Bucket, ...upload });
    await asked(doing, () => client.send(command, send), signal).catch((cause: unknown) => {
      if (!(cause instanceof S3Refused && cause.failure.status === 404)) throw cause;
    });
  }
  return left.length;
}

/** A key as listings write it; empty where it is none. */
export function decodedKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll("+", " "));
  } catch {
    return "";
  }
}
