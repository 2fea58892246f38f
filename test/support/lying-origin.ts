import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A web server that lies in every way that one can. */
export interface LyingOrigin {
  readonly port: number;
  /** Hosts and paths asked for, in order, and what was said with them. */
  readonly requests: { readonly host: string; readonly path: string; readonly agent: string }[];
  /** The most requests of one host that were under way at once. */
  readonly most: Map<string, number>;
  /** robots.txt by host; a host without one has none. */
  readonly robots: Map<string, string | number>;
  /** What further paths, without their slash, answer. */
  readonly pictures: Map<string, Uint8Array>;
  close(): Promise<void>;
}

/** @param picture what honest paths answer */
export async function startLyingOrigin(picture: Uint8Array): Promise<LyingOrigin> {
  const busy = new Map<string, number>();
  const tries = new Map<string, number>();
  const server = createServer((request, response) => {
    const host = (request.headers.host ?? "").replace(/:\d+$/u, "");
    const path = request.url ?? "/";
    origin.requests.push({ host, path, agent: request.headers["user-agent"] ?? "" });
    const now = (busy.get(host) ?? 0) + 1;
    busy.set(host, now);
    origin.most.set(host, Math.max(now, origin.most.get(host) ?? 0));
    response.on("close", () => busy.set(host, (busy.get(host) ?? 1) - 1));
    if (path === "/robots.txt") {
      const robots = origin.robots.get(host) ?? 404;
      if (typeof robots === "number") response.writeHead(robots).end();
      else response.end(robots);
      return;
    }
    tries.set(path, (tries.get(path) ?? 0) + 1);
    setTimeout(() => answer(response, path.slice(1), tries.get(path) ?? 1), 5);
  });

  const send = (response: ServerResponse, headers: Readonly<Record<string, string>> = {}) =>
    response.writeHead(200, { "content-type": "image/jpeg", ...headers }).end(picture);

  function answer(response: ServerResponse, path: string, again: number): unknown {
    const [kind = "", rest = ""] = path.split("/", 2);
    const to = decodeURIComponent(rest);
    if (/^\d{3}$/u.test(kind) && kind !== "429" && kind !== "503")
      return response.writeHead(Number(kind)).end();
    switch (kind) {
      case "429":
      case "503":
        if (again > 1) return send(response);
        return response.writeHead(Number(kind), { "retry-after": "0" }).end();
      case "always503":
        return response.writeHead(503, { "retry-after": "0" }).end();
      case "cut":
        if (again > 1) return send(response);
        response.writeHead(200, { "content-length": picture.length });
        return response.write(picture.subarray(0, 100), () => response.destroy());
      case "longer":
        response.writeHead(200, { "content-length": picture.length + 1000 });
        return response.write(picture, () => response.destroy());
      case "endless": {
        const more = () => {
          while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        };
        response.writeHead(200, { "content-type": "image/jpeg" }).on("drain", more);
        return more();
      }
      case "large":
        return response.writeHead(200, { "content-length": 10 ** 9 }).write("x");
      case "drip": {
        response.writeHead(200, { "content-type": "image/jpeg" });
        const timer = setInterval(() => response.write("x"), 20);
        return response.on("close", () => clearInterval(timer));
      }
      case "silent":
        return undefined;
      case "after": {
        // Once another thing was asked for.
        const other = `/${to.replace(/\?.*$/u, "")}`;
        const isAsked = () => origin.requests.some((one) => one.path === other);
        return isAsked() ? send(response) : setTimeout(answer, 5, response, path, again);
      }
      case "to":
        return response.writeHead(302, { location: to }).end();
      case "loop":
        return response.writeHead(302, { location: `/loop/${Number(to) + 1}` }).end();
      case "html":
        return response.writeHead(200, { "content-type": "text/html" }).end("<html>no</html>");
      case "liar":
        return response.writeHead(200, { "content-type": "image/jpeg" }).end("<html>no</html>");
      case "noai":
        return send(response, { "x-robots-tag": to });
      case "tdm":
        return send(response, { "tdm-reservation": "1" });
      default:
        response.writeHead(200, { "content-type": "image/jpeg" });
        return response.end(origin.pictures.get(path) ?? picture);
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin: LyingOrigin = {
    port: (server.address() as AddressInfo).port,
    requests: [],
    most: new Map(),
    robots: new Map(),
    pictures: new Map(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return origin;
}
