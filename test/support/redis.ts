import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
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
    for await (const text of child.stdout as AsyncIterable<Buffer>)
      if (/Ready to accept connections/u.test(String(text))) break;
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
