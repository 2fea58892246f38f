import { request as ask, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";

/** Object storage that another stands before, which lets requests wait, or refuses them. */
export interface S3Relay {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts one before the server at `to`.
 * @param before told method and path: milliseconds that the request waits, or the status that it is refused with
 */
export async function startS3Relay(
  to: string,
  before: (asked: string) => { readonly wait: number } | { readonly refuse: number } | undefined,
): Promise<S3Relay> {
  const server = createServer(async (request, response) => {
    const { method = "GET", headers, url = "/" } = request;
    const what = before(`${method} ${url}`);
    if (what !== undefined && "refuse" in what) {
      request.resume();
      response.writeHead(what.refuse).end("<Error><Code>AccessDenied</Code></Error>");
      return;
    }
    if (what !== undefined) await pause(what.wait, undefined, { ref: false });
    // Who asked may be gone by now.
    if (response.destroyed) return;
    // Whoever goes in the midst of a request takes it along: the server would wait for its rest, and for nothing else.
    const onward = ask(to + url, { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      pipeline(answer, response, () => {});
    });
    pipeline(request, onward, (error) => {
      if (error) response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
