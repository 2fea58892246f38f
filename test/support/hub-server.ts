import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { sha256, type TinyModel } from "./tiny-models.ts";

export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** A Hugging Face hub on this machine, as far as downloads go. */
export interface HubServer {
  readonly url: string;
  /** Paths asked for so far. */
  readonly requests: string[];
  /** Repositories that want this token. */
  token: string | undefined;
  /** Lies that it tells from now on: another commit, another length of bodies, bodies that end early. */
  lies: Lies;
  /** Serves other bytes under a path from now on. */
  tamper(path: string, bytes: Uint8Array): void;
  close(): Promise<void>;
}

export interface Lies {
  readonly sha?: string;
  readonly length?: number;
  readonly cut?: boolean;
}

/** Serves repositories at one commit each, by the routes that its clients use. */
export async function startHub(repos: Readonly<Record<string, TinyModel>>): Promise<HubServer> {
  const changed = new Map<string, Uint8Array>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (hub.token && request.headers.authorization !== `Bearer ${hub.token}`)
      return send(response, 401, { error: "Invalid credentials" });
    answer(request, response, repos, changed, hub.lies).catch(() => send(response, 500, {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hub: HubServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    token: undefined,
    lies: {},
    tamper: (path, bytes) => void changed.set(path, bytes),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hub;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  repos: Readonly<Record<string, TinyModel>>,
  changed: ReadonlyMap<string, Uint8Array>,
  lies: Lies,
): Promise<void> {
  const url = decodeURIComponent((request.url ?? "").split("?")[0] ?? "");
  const api = /^\/api\/models\/([^/]+\/[^/]+)\/(revision)\/(.+)$/u.exec(url);
  const file = /^\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/u.exec(url);
  const repo = repos[api?.[1] ?? file?.[1] ?? ""];
  if (repo === undefined) return send(response, 404, { error: "Repository not found" });
  if (api?.[2] === "revision")
    return send(response, 200, {
      id: api[1],
      _id: "1",
      sha: lies.sha ?? COMMIT,
      private: false,
      gated: false,
      downloads: 0,
      likes: 0,
      lastModified: "2026-01-01T00:00:00.000Z",
    });
  const path = file?.[2] ?? "";
  const bytes = changed.get(path) ?? repo.get(path);
  if (bytes === undefined) return send(response, 404, { error: "Entry not found" });
  const range = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? "");
  const [from, to] = range
    ? [Number(range[1]), Math.min(bytes.length - 1, Number(range[2] || bytes.length - 1))]
    : [0, bytes.length - 1];
  response.writeHead(range ? 206 : 200, {
    "content-length": lies.length ?? to - from + 1,
    ...(range ? { "content-range": `bytes ${from}-${to}/${bytes.length}` } : {}),
    etag: `"${sha256(bytes)}"`,
    "x-repo-commit": COMMIT,
    "content-type": "application/octet-stream",
  });
  if (lies.cut) return void response.write(bytes.subarray(from, to), () => response.destroy());
  response.end(request.method === "HEAD" ? undefined : bytes.subarray(from, to + 1));
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}
