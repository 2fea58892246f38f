import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Commits, takeCommit } from "./hub-commit.ts";

export const HUB_COMMIT = "89abcdef0123456789abcdef0123456789abcdef";

/** What is answered in place of everything else. */
export interface Instead {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What goes wrong with answers of bytes, by their number from 1: nothing unless it says so. */
export type Fault = (request: number, path: string) => "cut" | "403" | "429" | "503" | "changed" | undefined;

/** Faults of each file's answers by their number from now on: what else is read at once does not take one's good turns. */
export function ofEachFile(fault: (nth: number) => ReturnType<Fault>): Fault {
  const answers = new Map<string, number>();
  return (_, path) => {
    const nth = (answers.get(path) ?? 0) + 1;
    answers.set(path, nth);
    return fault(nth);
  };
}

/** A Hugging Face hub of datasets on this machine: what programs ask to list and to read. */
export interface DataHub {
  readonly url: string;
  /** Methods and paths asked for so far. */
  readonly requests: string[];
  /** Bytes of bodies sent so far. */
  readonly sent: { bytes: number };
  readonly files: Map<string, Uint8Array>;
  token: string | undefined;
  gated: boolean;
  /** What it says of a token, `auth.accessToken`; it knows no such question unless it is set. */
  accessToken: unknown;
  /** How long each answer waits, milliseconds, as over a distance. */
  delayMs: number;
  fault: Fault;
  /** By method and path, where it is to lie. */
  instead: (asked: string) => Instead | undefined;
  /** Where `/cdn/elsewhere` leads. */
  elsewhere: string;
  /** The commit that branches stand at. */
  commit: string;
  /** What was pushed to it. */
  readonly commits: Commits;
  close(): Promise<void>;
}

const digest = (kind: string, bytes: Uint8Array) => createHash(kind).update(bytes).digest("hex");

/** As git calls a file's bytes. */
const gitOid = (bytes: Uint8Array) =>
  digest("sha1", Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));

/** Serves one dataset, whatever it is called. Files from `lfs` bytes on lie elsewhere, where a redirect leads. */
export async function startDataHub(
  files: Readonly<Record<string, Uint8Array>>,
  lfs = 1024,
): Promise<DataHub> {
  let answers = 0;
  const server = createServer((request, response) => {
    if (hub.delayMs === 0) answer(request, response);
    else setTimeout(answer, hub.delayMs, request, response);
  });

  function answer(request: IncomingMessage, response: ServerResponse) {
    hub.requests.push(`${request.method} ${request.url}`);
    const instead = hub.instead(`${request.method} ${request.url}`);
    if (instead) return void response.writeHead(instead.status, instead.headers ?? {}).end(instead.body);
    const url = new URL(request.url ?? "/", "http://hub");
    const path = decodeURIComponent(url.pathname);
    const cdn = /^\/cdn\/(.+)$/u.exec(path)?.[1];
    if (cdn === "elsewhere") {
      const to = hub.elsewhere;
      return void response.writeHead(302, { location: to }).end();
    }
    if (cdn !== undefined) return body(request, response, cdn);
    // Where bytes are put, a signed address stands for the token.
    if (path.startsWith("/put/")) return void takeCommit(hub, request, response, lfs);
    if (hub.token && request.headers.authorization !== `Bearer ${hub.token}`)
      return json(
        response,
        hub.gated ? 403 : 401,
        { error: "no" },
        hub.gated ? { "x-error-code": "GatedRepo" } : {},
      );
    if (path === "/api/whoami-v2" && hub.accessToken !== undefined)
      return json(response, 200, { name: "org", auth: { accessToken: hub.accessToken } });
    if (takeCommit(hub, request, response, lfs)) return;
    if (!path.includes("/org/name")) return json(response, 404, {}, { "x-error-code": "RepoNotFound" });
    const [, api, rest = ""] =
      /^\/api\/datasets\/org\/name\/(revision|tree|paths-info)\/(.*)$/u.exec(path) ?? [];
    if (api === "revision") {
      if (!["main", "v1", hub.commit].includes(rest))
        return json(response, 404, {}, { "x-error-code": "RevisionNotFound" });
      return json(response, 200, info());
    }
    if (path === "/api/datasets/org/name") return json(response, 200, info());
    if (api === "tree") {
      const folder = rest.split("/").slice(1).join("/");
      const below = [...hub.files].filter(([name]) => folder === "" || name.startsWith(`${folder}/`));
      // Two pages, so that whoever lists has to turn one.
      const [from, to] = url.searchParams.has("cursor") ? [2, below.length] : [0, 2];
      const next = to < below.length ? `${hub.url}${url.pathname}?recursive=true&cursor=2` : undefined;
      return json(
        response,
        200,
        below.slice(from, to).map(([name, bytes]) => entry(name, bytes)),
        next === undefined ? {} : { link: `<${next}>; rel="next"` },
      );
    }
    if (api === "paths-info") {
      const chunks: Buffer[] = [];
      request
        .on("data", (chunk: Buffer) => chunks.push(chunk))
        .on("end", () => {
          const { paths } = JSON.parse(Buffer.concat(chunks).toString()) as { paths: readonly string[] };
          json(
            response,
            200,
            paths.flatMap((name) => {
              const bytes = hub.files.get(name);
              if (bytes) return [entry(name, bytes)];
              return [...hub.files.keys()].some((file) => file.startsWith(`${name}/`))
                ? [{ type: "directory", path: name, oid: "d", size: 0 }]
                : [];
            }),
          );
        });
      return;
    }
    const name = /^\/datasets\/org\/name\/resolve\/(?:[0-9a-f]{40}|main)\/(.+)$/u.exec(path)?.[1];
    const bytes = hub.files.get(name ?? "");
    if (name === undefined || bytes === undefined)
      return json(response, 404, {}, { "x-error-code": "EntryNotFound" });
    if (bytes.length < lfs) return body(request, response, name);
    response.writeHead(302, {
      location: `/cdn/${encodeURIComponent(name)}?X-Signature=secret-signature`,
      "x-linked-etag": `"${digest("sha256", bytes)}"`,
      "x-linked-size": bytes.length,
      "x-repo-commit": hub.commit,
    });
    response.end();
  }

  function body(request: IncomingMessage, response: ServerResponse, name: string): void {
    const bytes = hub.files.get(name);
    if (bytes === undefined) {
      json(response, 404, {});
      return;
    }
    const fault = hub.fault(++answers, name);
    if (fault === "403" || fault === "429" || fault === "503")
      return void response.writeHead(Number(fault), { "retry-after": "0" }).end();
    const [, from = "0", to = ""] = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.range ?? "") ?? [];
    const [start, end] = [Number(from), Math.min(bytes.length, to === "" ? bytes.length : Number(to) + 1)];
    const part = bytes.subarray(start, end);
    if (request.headers.range && start >= bytes.length) {
      response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
      return;
    }
    response.writeHead(request.headers.range ? 206 : 200, {
      "content-length": part.length,
      ...(request.headers.range ? { "content-range": `bytes ${start}-${end - 1}/${bytes.length}` } : {}),
      "x-repo-commit": hub.commit,
      etag: fault === "changed" ? '"another"' : `"${digest("md5", bytes)}"`,
    });
    const sent = fault === "cut" ? part.subarray(0, Math.ceil(part.length / 2)) : part;
    pour(response, sent, fault === "cut");
  }

  /** Sends as fast as it is read, so that what nobody reads is not counted. */
  function pour(response: ServerResponse, bytes: Uint8Array, cut: boolean): void {
    let at = 0;
    const more = () => {
      while (at < bytes.length && !response.destroyed) {
        const part = bytes.subarray(at, at + 65_536);
        at += part.length;
        hub.sent.bytes += part.length;
        const last = at >= bytes.length;
        if (!response.write(part, cut && last ? () => response.destroy() : undefined) && !last)
          return void response.once("drain", more);
      }
      if (!cut && at >= bytes.length) response.end();
    };
    more();
  }

  /** As whoever asks for a dataset as a whole is told of it. */
  function info() {
    const siblings = [...hub.files.keys()].map((rfilename) => ({ rfilename }));
    return { _id: "1", id: "org/name", sha: hub.commit, private: false, gated: false, tags: [], siblings };
  }

  function entry(name: string, bytes: Uint8Array) {
    const stored =
      bytes.length < lfs
        ? {}
        : { lfs: { oid: digest("sha256", bytes), size: bytes.length, pointerSize: 134 } };
    return { type: "file", path: name, size: bytes.length, oid: gitOid(bytes), ...stored };
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const hub: DataHub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    sent: { bytes: 0 },
    files: new Map(Object.entries(files)),
    token: undefined,
    gated: false,
    accessToken: undefined,
    delayMs: 0,
    fault: () => undefined,
    instead: () => undefined,
    elsewhere: "/",
    commit: HUB_COMMIT,
    commits: { titles: [], refuse: undefined, uploadTo: undefined },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return hub;
}

function json(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}
