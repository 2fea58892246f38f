import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CliError } from "../../process/errors.ts";
import type { Frame } from "../frame.ts";
import type { Session } from "../session.ts";
import { cookieOf, foreign, sameToken, sealed } from "./guard.ts";
import type { PageFile } from "./page-files.ts";
import { readSaid, sizeSchema } from "./said.ts";

/** Milliseconds between signs of life: a page that hears none hides what it shows. */
const BEAT = 5000;

/** A server of one person's pages, on loopback. */
export interface PageServer {
  /** Has the token in it. */
  readonly url: string;
  close(): Promise<void>;
}

/** @throws CliError (exit code 2) where the port is not to be had */
export async function openPageServer(
  session: Session,
  files: ReadonlyMap<string, PageFile>,
  port: number,
): Promise<PageServer> {
  const token = randomBytes(32).toString("base64url");
  const server = createServer({ requestTimeout: 30_000, maxHeaderSize: 16_384 });
  const bound = await listen(server, port);
  const cookie = `sluice-${bound}`;
  server.on("request", (request, response) => {
    answer(request, response, { session, files, token, cookie }).catch(() =>
      plain(response, 500, "it failed"),
    );
  });
  return {
    url: `http://127.0.0.1:${bound}/?token=${token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // What was written last is on its way to the pages.
        setTimeout(() => server.closeAllConnections(), 100);
      }),
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "it is taken" : String(cause.code);
      const message = `Cannot listen on port ${port}: ${why}; choose another with --port, or none`;
      reject(new CliError(message, { exitCode: 2, cause }));
    });
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

interface Served {
  readonly session: Session;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly token: string;
  readonly cookie: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { session, files, token, cookie } = served;
  const stranger = foreign(request);
  if (stranger !== null) return plain(response, 403, stranger);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  const given = searchParams.get("token");
  if (request.method === "GET" && pathname === "/" && given !== null && sameToken(given, token)) {
    // The address bar, and what the browser remembers, keep none of it.
    const set = `${cookie}=${token}; Path=/; HttpOnly; SameSite=Strict`;
    response.writeHead(303, { ...sealed, location: "/", "set-cookie": set }).end();
    return;
  }
  if (given !== null || !sameToken(cookieOf(request, cookie), token))
    return plain(response, 403, "open the address that sluice serve printed, with its token");
  if (request.method === "POST" && pathname === "/said") return hear(request, response, session);
  if (request.method !== "GET") return plain(response, 405, "it is only read");
  const file = files.get(pathname);
  if (file !== undefined) return whole(response, file.type, file.body);
  if (pathname === "/frames") return frames(searchParams, response, session);
  const png = pathname.startsWith("/picture/") ? session.picture(pathname.slice(9)) : undefined;
  if (png !== undefined) return whole(response, "image/png", png);
  return plain(response, 404, "it is not shown, or not any more");
}

async function hear(request: IncomingMessage, response: ServerResponse, session: Session): Promise<void> {
  if (!/^application\/json\b/u.test(request.headers["content-type"] ?? ""))
    return plain(response, 415, "wanted application/json");
  const heard = await readSaid(request);
  if (heard === undefined) return plain(response, 400, "that is nothing a page says");
  if (!session.said(heard.tab, heard.said)) return plain(response, 409, "no such page is open");
  response.writeHead(204, sealed).end();
}

/** Sends every frame from now on, as server-sent events. */
function frames(query: URLSearchParams, response: ServerResponse, session: Session): void {
  const { tab = "", ...rest } = Object.fromEntries(query);
  const size = sizeSchema.safeParse(rest);
  if (!/^[\w-]{8,64}$/u.test(tab) || !size.success) {
    plain(response, 400, "wanted a tab and its size");
    return;
  }
  response.writeHead(200, { ...sealed, "content-type": "text/event-stream" });
  const beat = setInterval(() => response.write("event: beat\ndata:\n\n"), BEAT);
  const gone = session.open(tab, size.data, (frame: Frame) => {
    response.write(`data: ${JSON.stringify(frame)}\n\n`);
    if (frame.body.kind === "ended") response.end();
  });
  // What is written to a page that has just gone is written to nobody.
  response.on("error", () => {});
  response.on("close", () => {
    clearInterval(beat);
    gone();
  });
}

function whole(response: ServerResponse, type: string, body: string | Uint8Array): void {
  response.writeHead(200, { ...sealed, "content-type": type }).end(body);
}

function plain(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) {
    response.end();
    return;
  }
  response
    .writeHead(status, { ...sealed, "content-type": "text/plain; charset=utf-8" })
    .end(`sluice: ${text}\n`);
}
