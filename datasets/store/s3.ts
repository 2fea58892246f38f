import { bytesOf, type HttpObject, partOf } from "./http-bytes.ts";
import { asked, S3Refused, unreached } from "./s3-asking.ts";
import type { S3Access } from "./s3-client.ts";
import { s3Failure, s3Refusal } from "./s3-refusal.ts";
import { abortAbandoned, decodedKey, s3Upload } from "./s3-upload.ts";
import { isSafeKey, type ObjectFacts, StoreError, type WritableStore } from "./store.ts";
import type { WebAnswer } from "./web.ts";

/** Pages of one listing, of a thousand names each. */
const MOST_PAGES = 10_000;

/** What of a bucket lies below a prefix. @param base empty, or ends with a slash */
export function s3Store(access: S3Access, bucket: string, base = ""): WritableStore {
  const { sdk, client } = access;
  const name = `s3://${bucket}/${base}`.replace(/\/$/u, "");
  const objects = new Map<string, HttpObject>();
  const placeOf = (key: string) => {
    if (!isSafeKey(key)) throw new StoreError(`Cannot use key "${key}": wanted a path inside its store`);
    return { Bucket: bucket, Key: `${base}${key}` };
  };
  const get = async (key: string, signal?: AbortSignal): Promise<HttpObject> => {
    const known = objects.get(key);
    if (known) return known;
    const facts = await stat(key, signal);
    if (facts === undefined) throw new StoreError(`Cannot read "${name}/${key}": no such file`);
    const found = object(access, placeOf(key), `${name}/${key}`, facts);
    objects.set(key, found);
    return found;
  };
  const stat = async (key: string, signal?: AbortSignal): Promise<ObjectFacts | undefined> => {
    const doing = `Cannot read "${name}/${key}"`;
    const place = placeOf(key);
    const send = { abortSignal: signal };
    try {
      const value = await asked(doing, () => client.send(new sdk.HeadObjectCommand(place), send), signal);
      return factsFrom(key, value.ContentLength, value.ETag);
    } catch (cause) {
      if (!(cause instanceof S3Refused)) throw cause;
      if (cause.failure.status === 404) return undefined;
      // The answer to HEAD has no body, and so no reason.
      const first = new sdk.GetObjectCommand({ ...place, Range: "bytes=0-0" });
      const value = await asked(doing, () => client.send(first, send), signal);
      value.Body?.destroy();
      throw cause;
    }
  };
  const isThere = async (key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<boolean> => {
    const found = await get(key, signal);
    objects.delete(key);
    if (found.size !== bytes.length) return false;
    return Buffer.from(await partOf(found, { start: 0, end: found.size }, signal)).equals(bytes);
  };
  return {
    name,
    asked: access.endpoint,
    stat,
    async *list(prefix, signal) {
      let token: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const command = new sdk.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: `${base}${prefix}`,
          EncodingType: "url",
          ...(token === undefined ? {} : { ContinuationToken: token }),
        });
        const value = await asked(
          `Cannot list "${name}"`,
          () => client.send(command, { abortSignal: signal }),
          signal,
        );
        for (const { Key = "", Size, ETag, LastModified } of value.Contents ?? []) {
          const key = value.EncodingType === "url" ? decodedKey(Key) : Key;
          // What a name may do on this machine is decided here, whatever the server says.
          if (!key.startsWith(`${base}${prefix}`) || !isSafeKey(key.slice(base.length))) continue;
          const facts = factsFrom(key.slice(base.length), Size, ETag);
          if (facts === undefined) continue;
          objects.set(facts.key, object(access, placeOf(facts.key), `${name}/${facts.key}`, facts));
          const modified = LastModified?.getTime();
          yield modified === undefined ? facts : { ...facts, modified };
        }
        const next = value.NextContinuationToken;
        if (next === undefined || next === "") return;
        if (next === token) break;
        token = next;
      }
      throw new StoreError(`Cannot list "${name}": its listing does not end`);
    },
    range: async (key, span, signal) => partOf(await get(key, signal), span, signal),
    async *stream(key, signal, span) {
      const found = await get(key, signal);
      yield* bytesOf(found, span ?? { start: 0, end: found.size }, signal);
    },
    async putIfAbsent(key, bytes, signal) {
      objects.delete(key);
      const command = new sdk.PutObjectCommand({ ...placeOf(key), Body: bytes, IfNoneMatch: "*" });
      const doing = `Cannot write "${name}/${key}"`;
      try {
        await asked(doing, () => client.send(command, { abortSignal: signal }), signal);
        return true;
      } catch (cause) {
        if (!(cause instanceof S3Refused && cause.failure.status === 412)) throw cause;
        // A first try may have been heard whose answer was lost.
        return cause.retries > 0 && bytes.length > 0 && (await isThere(key, bytes, signal));
      }
    },
    async remove(key, signal) {
      objects.delete(key);
      const command = new sdk.DeleteObjectCommand(placeOf(key));
      await asked(
        `Cannot remove "${name}/${key}"`,
        () => client.send(command, { abortSignal: signal }),
        signal,
      );
    },
    abortAbandoned: (isOurs, signal) =>
      abortAbandoned(access, { Bucket: bucket, Prefix: base }, isOurs, signal),
    async multipart(key, signal) {
      objects.delete(key);
      return s3Upload(access, placeOf(key), `${name}/${key}`, signal);
    },
  };
}

function factsFrom(key: string, size: number | undefined, etag: string | undefined): ObjectFacts | undefined {
  if (size === undefined || !Number.isSafeInteger(size) || size < 0) return undefined;
  return { key, size, ...(etag === undefined ? {} : { etag: bare(etag) }) };
}

/** Listings and answers quote an etag, or do not. */
function bare(etag: string): string {
  return etag.replace(/^W\//u, "").replaceAll('"', "");
}

/** One object: what is read has to be what was listed. */
function object(
  { sdk, client }: S3Access,
  place: { readonly Bucket: string; readonly Key: string },
  name: string,
  { size, etag }: ObjectFacts,
): HttpObject {
  const refusals = new WeakMap<WebAnswer, string>();
  return {
    name,
    size,
    etag,
    async ask({ range = "" }, _anew, signal) {
      try {
        const command = new sdk.GetObjectCommand({ ...place, Range: range });
        const found = await client.send(command, { abortSignal: signal });
        const { Body: body = [] as unknown as AsyncIterable<Uint8Array> & { destroy(): void } } = found;
        return answerOf(found.ContentRange === undefined ? 200 : 206, body, () => body.destroy?.(), {
          ...(found.ETag === undefined ? {} : { etag: bare(found.ETag) }),
          ...(found.ContentRange === undefined ? {} : { "content-range": found.ContentRange }),
          ...(found.ContentLength === undefined ? {} : { "content-length": String(found.ContentLength) }),
        });
      } catch (cause) {
        signal?.throwIfAborted();
        const failure = s3Failure(cause);
        if (failure?.status === undefined) {
          if (failure) throw new StoreError(`Cannot read "${name}": ${s3Refusal(failure)}`);
          throw Object.assign(new Error(unreached(cause)), { code: codeOf(cause) });
        }
        const after = failure.header("retry-after");
        const answer = answerOf(
          failure.status,
          none(),
          () => undefined,
          after ? { "retry-after": after } : {},
        );
        refusals.set(answer, s3Refusal(failure));
        return answer;
      }
    },
    refusal: (answer) => refusals.get(answer),
  };
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && "code" in cause ? cause.code : undefined;
}

function answerOf(
  status: number,
  body: AsyncIterable<Uint8Array>,
  discard: () => void,
  headers: Readonly<Record<string, string>>,
): WebAnswer {
  return { status, headers, header: (name) => headers[name], body, discard };
}

async function* none(): AsyncGenerator<Uint8Array> {}
