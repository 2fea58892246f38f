import { follow } from "./follow.ts";
import { bytesOf, type HttpObject, isPage, PAGE, partOf } from "./http-bytes.ts";
import { isPassing, pause, pauseBefore, TRIES } from "./patience.ts";
import { type ObjectFacts, type Store, StoreError } from "./store.ts";
import { count } from "./traffic.ts";

/**
 * Files under an address that a person named. There is no listing: each is found by its name.
 * @param base ends with a slash @param query what a person wrote behind the path: it may be a secret, and is in no name
 */
export function httpsStore(base: URL, query = ""): Store {
  const name = base.href.replace(/\/$/u, "");
  const objects = new Map<string, Promise<(HttpObject & { readonly facts: ObjectFacts }) | undefined>>();
  const urlOf = (key: string) => new URL(`${key.split("/").map(encodeURIComponent).join("/")}${query}`, base);
  const find = async (key: string, signal?: AbortSignal) => {
    const url = urlOf(key);
    const called = `${name}/${key}`;
    for (let failures = 0; ; ) {
      count("requests");
      let reason: string;
      const tried = await follow(url, { range: "bytes=0-0" }, {}, { signal }).catch((error: unknown) => {
        signal?.throwIfAborted();
        return error instanceof Error ? error : new Error(String(error));
      });
      if (tried instanceof Error) {
        const code = "code" in tried ? String(tried.code) : "";
        reason = tried.message || code;
        if (code === "ENOTFOUND" || tried.name === "ForbiddenAddress" || tried.name === "RedirectError")
          failures = TRIES;
      } else {
        const { answer } = tried;
        answer.discard();
        const { status } = answer;
        if (status === 404 || status === 410) return undefined;
        const page = status === 200 && isPage(key, answer);
        const facts = page ? undefined : factsIn(key, status, (header) => answer.header(header));
        if (facts !== undefined) return object(called, url, facts);
        reason = page
          ? PAGE
          : status === 200 || status === 206
            ? "wanted its length, got none"
            : `it answered ${status}`;
        if (!isPassing(status)) failures = TRIES;
      }
      if (++failures >= TRIES) throw new StoreError(`Cannot read "${called}": ${reason}`);
      count("retries");
      await pause(pauseBefore(failures, tried instanceof Error ? undefined : tried.answer), signal);
    }
  };
  const get = (key: string, signal?: AbortSignal) => {
    const known = objects.get(key) ?? find(key, signal);
    objects.set(key, known);
    known.catch(() => objects.delete(key));
    return known;
  };
  const present = async (key: string, signal?: AbortSignal) => {
    const found = await get(key, signal);
    if (found === undefined) throw new StoreError(`Cannot read "${name}/${key}": no such file (404)`);
    return found;
  };
  return {
    name,
    asked: query,
    // biome-ignore lint/correctness/useYield: nothing says what else there is
    async *list() {
      throw new StoreError(
        `Cannot list "${name}": a web server lists nothing; name the files, as in ${name}/{00000..00009}.tar`,
      );
    },
    stat: async (key, signal) => (await get(key, signal))?.facts,
    range: async (key, span, signal) => partOf(await present(key, signal), span, signal),
    async *stream(key, signal, span) {
      const found = await present(key, signal);
      yield* bytesOf(found, span ?? { start: 0, end: found.size }, signal);
    },
  };
}

function factsIn(
  key: string,
  status: number,
  header: (name: string) => string | undefined,
): ObjectFacts | undefined {
  const range = /^bytes \d+-\d+\/(\d+)$/u.exec(header("content-range") ?? "")?.[1];
  // An empty file has no first byte.
  const none = status === 416 ? /^bytes \*\/(0)$/u.exec(header("content-range") ?? "")?.[1] : undefined;
  const length = status === 206 ? range : status === 200 ? header("content-length") : none;
  const etag = header("etag");
  if (length === undefined || !/^\d{1,15}$/u.test(length)) return undefined;
  // It was asked for its first byte.
  const whole = status === 200 && Number(length) > 1 ? { whole: true as const } : {};
  return { key, size: Number(length), ...(etag === undefined ? {} : { etag }), ...whole };
}

function object(name: string, url: URL, facts: ObjectFacts): HttpObject & { readonly facts: ObjectFacts } {
  return {
    name,
    facts,
    size: facts.size,
    etag: facts.etag,
    ask: async (headers, _, signal) => (await follow(url, headers, {}, { signal })).answer,
  };
}
