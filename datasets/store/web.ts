import { isIP, type LookupFunction } from "node:net";
import type { Agent } from "undici";
import { type AddressRule, allowedAddresses, bareHost } from "./addresses.ts";

/** An answer of which nothing was read yet. */
export interface WebAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** All of them, by lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its bytes as they come; whoever stops early closes the connection. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets go of a body that nobody reads. */
  discard(): void;
}

export interface WebRequest {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

/** Asks one address after another; redirects are the caller's. */
export interface Web {
  ask(url: URL, request?: WebRequest): Promise<WebAnswer>;
  close(): Promise<void>;
}

/** How patient a connection is. */
export interface WebLimits {
  /** Connections to one origin. */
  readonly connections?: number;
  /** Milliseconds for a connection, and without a byte of an answer. */
  readonly connectMs?: number;
  readonly idleMs?: number;
}

/**
 * The one door to HTTP. @param rule which addresses may be asked: each name is resolved once for its connection, so
 * that nothing can change in between; without one, any
 */
export function openWeb(rule?: AddressRule, limits: WebLimits = {}): Web {
  const { connections = 8, connectMs = 10_000, idleMs = 60_000 } = limits;
  let agent: Promise<Agent> | undefined;
  const open = async () => {
    const { Agent } = await import("undici");
    return new Agent({
      connections,
      connect: { timeout: connectMs, ...(rule && { lookup: guarded(rule) }) },
      headersTimeout: idleMs,
      bodyTimeout: idleMs,
      keepAliveTimeout: 10_000,
    });
  };
  return {
    async ask(url, { method = "GET", headers = {}, body, signal } = {}) {
      const { request } = await import("undici");
      // A host that is an address is never looked up.
      if (rule && isIP(bareHost(url.hostname))) await allowedAddresses(url.hostname, rule);
      agent ??= open();
      const answer = await request(url, {
        method,
        headers: { "accept-encoding": "identity", ...headers },
        ...(body === undefined ? {} : { body }),
        ...(signal && { signal }),
        dispatcher: await agent,
      });
      const all = Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [name, [value ?? ""].flat().join(", ")]),
      );
      return {
        status: answer.statusCode,
        headers: all,
        header: (name) => all[name],
        body: answer.body as AsyncIterable<Uint8Array>,
        discard() {
          // Destroying says an error to nobody else.
          answer.body.on("error", () => undefined).destroy();
        },
      };
    },
    async close() {
      await (await agent)?.destroy();
    },
  };
}

/** `fetch` for a library that asks by itself: each name is resolved once for its connection, by the rule. */
export async function fetchThrough(rule: AddressRule): Promise<typeof fetch> {
  const { Agent, fetch: ask } = await import("undici");
  const dispatcher = new Agent({ connect: { lookup: guarded(rule) } });
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (isIP(bareHost(url.hostname))) await allowedAddresses(url.hostname, rule);
    // Of the same standard, and of another copy of its types.
    const options = { ...init, dispatcher } as unknown as Parameters<typeof ask>[1];
    return (await ask(url, options)) as unknown as Response;
  };
}

function guarded(rule: AddressRule): LookupFunction {
  return (host, options, done) => {
    allowedAddresses(host, rule).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        const first = found[0] ?? { address: "", family: 4 };
        if (options.all) (done as (error: null, all: typeof found) => void)(null, found);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, "", 4),
    );
  };
}
