import { createServer } from "node:net";

/** Ports that systems give to whoever asks for any, on Linux by default, are above these. */
const FIRST = 10_000;
const AFTER = 30_000;

/**
 * A port of this machine that nobody listens at, for a server that wants to be told one. It is none of those that the
 * system hands out, so that no connection and no other server of these tests, begun between now and then, has it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (AFTER - FIRST));
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}
