import { oneLine } from "../one-line.ts";
import { isPassing, pause, pauseBefore, TRIES } from "./patience.ts";
import { type Span, StoreError } from "./store.ts";
import { count } from "./traffic.ts";
import type { WebAnswer } from "./web.ts";

/** An object behind HTTP. */
export interface HttpObject {
  /** For people, without a secret. */
  readonly name: string;
  readonly size: number;
  /** What its first answer called its state; every other answer has to call it the same. */
  etag?: string | undefined;
  /** Asks for it. @param anew whether what was kept of where it lies is to be asked for again */
  ask(headers: Readonly<Record<string, string>>, anew: boolean, signal?: AbortSignal): Promise<WebAnswer>;
  /** Why an answer is final, in words; `undefined` says the number. */
  refusal?(answer: WebAnswer): string | undefined;
}

/** Answers that an address gave which is good no more. */
const EXPIRED = new Set([401, 403, 410]);

/**
 * The bytes of a part of an object, in order. What is cut goes on at the byte where it was; an answer that passes is
 * waited for. @throws StoreError in one line that names the object
 */
export async function* bytesOf(
  object: HttpObject,
  { start, end }: Span,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let at = start;
  let failures = 0;
  let anew = false;
  while (at < end) {
    let reason: string;
    let answer: WebAnswer | undefined;
    try {
      signal?.throwIfAborted();
      count("requests");
      answer = await object.ask({ range: `bytes=${at}-${end - 1}` }, anew, signal);
      const { status } = answer;
      if (status === 200 || status === 206) {
        let skip = placeOf(object, answer, at);
        // What states no length may be more than the object: another thing in its place.
        const isOpen = status === 200 && end === object.size && answer.header("content-length") === undefined;
        for await (const chunk of answer.body) {
          count("bytes", chunk.length);
          const rest = chunk.subarray(Math.min(skip, chunk.length));
          const own = rest.subarray(0, end - at);
          skip -= Math.min(skip, chunk.length);
          if (isOpen && rest.length > own.length)
            throw failed(object, `wanted ${end} bytes, got more; it changed, or the server is wrong`);
          if (own.length === 0) continue;
          at += own.length;
          failures = 0;
          yield own;
          if (at >= end && !isOpen) break;
        }
        if (at >= end) return;
        reason = `its body was cut at byte ${at}`;
      } else if (EXPIRED.has(status) && !anew) {
        answer.discard();
        anew = true;
        continue;
      } else if (isPassing(status)) {
        answer.discard();
        reason = `it answered ${status}`;
      } else throw refused(object, answer);
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof StoreError || isFinal(cause))
        throw cause instanceof StoreError ? cause : failed(object, oneLine(cause), cause);
      reason = oneLine(cause);
    }
    if (++failures >= TRIES) throw failed(object, `${reason}, ${TRIES} times`);
    count("retries");
    await pause(pauseBefore(failures, answer), signal);
  }
}

/** Exactly these bytes, at once. @throws StoreError as {@link bytesOf} */
export async function partOf(object: HttpObject, span: Span, signal?: AbortSignal): Promise<Uint8Array> {
  const whole = Buffer.alloc(span.end - span.start);
  let at = 0;
  for await (const chunk of bytesOf(object, span, signal)) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** Bytes before those wanted, where the server gives all. @throws StoreError where it is not what was asked for */
function placeOf(object: HttpObject, answer: WebAnswer, at: number): number {
  const etag = answer.header("etag");
  if (object.etag !== undefined && etag !== undefined && etag !== object.etag) {
    answer.discard();
    throw failed(object, "it changed while it was read; audit it again");
  }
  object.etag ??= etag;
  const range = answer.header("content-range");
  if (answer.status === 200 || range === undefined) {
    if (isPage(object.name, answer)) {
      answer.discard();
      throw failed(object, PAGE);
    }
    const length = Number(answer.header("content-length") ?? object.size);
    if (length !== object.size) {
      answer.discard();
      throw failed(object, `wanted ${object.size} bytes, got ${length}; it changed, or the server is wrong`);
    }
    return at;
  }
  const [, first, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/u.exec(range) ?? [];
  if (Number(first) === at && (size === "*" || Number(size) === object.size)) return 0;
  answer.discard();
  throw failed(object, `wanted bytes ${at}… of ${object.size}, got ${range.slice(0, 60)}`);
}

/** Why a page (of a login, a proxy, an error) is not taken for a file. */
export const PAGE = "it answered with a page (text/html) in place of the file; check the address, or sign in";

/** Whether a whole answer says of itself that it is a page, though the file is called otherwise. */
export function isPage(name: string, answer: Pick<WebAnswer, "header">): boolean {
  return (
    !/\.x?html?$/iu.test(name) &&
    /^\s*(?:text\/html|application\/xhtml\+xml)\b/iu.test(answer.header("content-type") ?? "")
  );
}

function refused(object: HttpObject, answer: WebAnswer): StoreError {
  answer.discard();
  return failed(object, object.refusal?.(answer) ?? `it answered ${answer.status}`);
}

function failed({ name }: HttpObject, reason: string, cause?: unknown): StoreError {
  return new StoreError(`Cannot read "${name}": ${reason}`, cause === undefined ? {} : { cause });
}

/** What no second try changes. */
export function isFinal(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    (["ForbiddenAddress", "RedirectError"].includes(cause.name) ||
      ("code" in cause &&
        /^(?:ENOTFOUND|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/u.test(String(cause.code))))
  );
}
