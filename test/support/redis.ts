import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { freePort } from "./free-port.ts";

/** Whether a Redis server is installed; CI installs one. */
export const hasRedis = (() => {
  try {
    execFileSync("redis-server", ["--version"]);
    return true;
  } catch {
    if (process.env["CI"]) throw new Error("CI wants redis-server: .ci/run installs it");
    return false;
  }
})();

/** A Redis server of this test's own. */
export interface RedisServer {
  readonly url: string;
  /** Ends it at once; what it had written to disk stays. */
  kill(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
}

/** Starts a server that keeps its data in `folder`. */
export async function startRedis(folder: string): Promise<RedisServer> {
  const port = await freePort();
  let child: ReturnType<typeof spawn>;
  const start = async () => {
    const words = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes"];
    child = spawn("redis-server", [...words, "--maxmemory-policy", "noeviction"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    let said = "";
    const out = child.stdout as Readable;
    for await (const text of out.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
      said += text;
      if (!/Ready to accept connections/u.test(said)) continue;
      // It would wait where nobody reads what it says.
      out.resume();
      return;
    }
    throw new Error(`redis-server ended: ${said}`);
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    async kill() {
      const gone = once(child, "close");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
