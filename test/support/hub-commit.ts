import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What a hub was given, and what it does with the next commit. */
export interface Commits {
  /** Summaries, by the order in which they came. */
  readonly titles: string[];
  /** What the next commit is answered with, where not with success. */
  refuse: number | undefined;
  /** Where large files are to be put; on the hub itself unless it says so. */
  uploadTo: string | undefined;
}

/** What of a hub a commit changes. */
interface Committed {
  readonly url: string;
  readonly files: Map<string, Uint8Array>;
  commit: string;
  readonly commits: Commits;
}

interface Line {
  readonly key: "header" | "file" | "lfsFile" | "deletedFile";
  readonly value: {
    readonly summary?: string;
    readonly parentCommit?: string;
    readonly path?: string;
    readonly content?: string;
    readonly oid?: string;
  };
}

const uploaded = new Map<string, Uint8Array>();

/** The calls by which `@huggingface/hub` makes a commit. @returns whether it was one of them */
export function takeCommit(
  hub: Committed,
  request: IncomingMessage,
  response: ServerResponse,
  lfs: number,
): boolean {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://hub").pathname);
  const say = (status: number, value: unknown) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  if (path.startsWith("/api/datasets/org/name/preupload/")) {
    void bodyOf(request).then((body) => {
      const { files } = JSON.parse(body.toString()) as { files: { path: string; size: number }[] };
      say(200, {
        files: files.map((file) => ({ path: file.path, uploadMode: file.size < lfs ? "regular" : "lfs" })),
      });
    });
  } else if (path === "/datasets/org/name.git/info/lfs/objects/batch") {
    void bodyOf(request).then((body) => {
      const { objects } = JSON.parse(body.toString()) as { objects: { oid: string; size: number }[] };
      const href = (oid: string) => `${hub.commits.uploadTo ?? hub.url}/put/${oid}`;
      say(200, {
        transfer: "basic",
        objects: objects.map(({ oid, size }) => ({ oid, size, actions: { upload: { href: href(oid) } } })),
      });
    });
  } else if (request.method === "PUT" && path.startsWith("/put/")) {
    void bodyOf(request).then((body) => {
      const oid = createHash("sha256").update(body).digest("hex");
      uploaded.set(oid, body);
      say(path.endsWith(oid) ? 200 : 400, {});
    });
  } else if (path.startsWith("/api/datasets/org/name/commit/")) {
    void bodyOf(request).then((body) => {
      if (hub.commits.refuse !== undefined) return say(hub.commits.refuse, { error: "no" });
      const lines = body
        .toString()
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line) as Line);
      const head = lines.find(({ key }) => key === "header")?.value;
      if (head?.parentCommit !== hub.commit) return say(412, { error: "a commit has happened since" });
      for (const { key, value } of lines) {
        const { path: name = "", content = "", oid = "" } = value;
        if (key === "file") hub.files.set(name, Buffer.from(content, "base64"));
        if (key === "lfsFile") hub.files.set(name, uploaded.get(oid) ?? Buffer.from("never uploaded"));
        if (key === "deletedFile") hub.files.delete(name);
      }
      hub.commits.titles.push(head.summary ?? "");
      hub.commit = createHash("sha1").update(body).digest("hex");
      return say(200, {
        success: true,
        commitOid: hub.commit,
        commitUrl: `${hub.url}/commit`,
        hookOutput: "",
      });
    });
  } else return false;
  return true;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
