import { request } from "node:http";
import { join } from "node:path";
import { afterEach, beforeAll, expect, it } from "vitest";
import { sluiceIn } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { recordsOf, type Serving, serve } from "../support/serving.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();
const cwd = folder(".");
let serving: Serving | undefined;

beforeAll(() => auditedSample(folder("run")));
afterEach(() => serving?.close());

const records = (reviewer: string) => recordsOf(join(cwd, "run"), reviewer);

/** One request with just these headers, by a connection of its own: the server closes those that nothing goes through. @returns status and headers of the answer */
function ask(url: string, method = "GET", headers: Record<string, string> = {}, body = "") {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    request(url, { method, headers, agent: false }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
    })
      .on("error", reject)
      .end(body);
  });
}

it("answers on loopback, to who has the token: no other word, host, page or kind of message", async () => {
  serving = await serve(cwd, "run", "--reviewer", "gil", "--json");
  const { url, origin } = serving;
  expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
  for (const path of ["/", "/?token=", "/?token=AAAA", `${new URL(url).pathname}page.js`, "/frames"])
    expect((await ask(origin + path)).status, path).toBe(403);
  expect((await ask(url, "GET", { host: "evil.example" })).status).toBe(403);
  expect((await ask(url, "GET", { host: "127.0.0.1.evil.example:80" })).status).toBe(403);
  expect((await ask(url, "GET", { "sec-fetch-site": "same-site" })).status).toBe(403);

  const { status, headers } = await ask(url);
  expect([status, headers["location"]]).toEqual([303, "/"]);
  const [set = ""] = headers["set-cookie"] as string[];
  expect(set).toMatch(/^sluice-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/u);
  const cookie = set.split(";")[0] ?? "";
  const page = await ask(`${origin}/`, "GET", { cookie });
  expect(page.status).toBe(200);
  expect(page.headers["cache-control"]).toBe("no-store");
  expect(page.headers["content-security-policy"]).toMatch(/^default-src 'none'; script-src 'self';/u);

  const said = JSON.stringify({ tab: "12345678", said: { type: "key", name: "k", frame: 1 } });
  const json = { cookie, "content-type": "application/json" };
  const post = (more: Record<string, string>, body = said) =>
    ask(`${origin}/said`, "POST", { ...json, ...more }, body);
  expect((await post({ origin: "http://127.0.0.1:1" })).status).toBe(403);
  expect((await post({ origin: "null" })).status).toBe(403);
  expect((await post({})).status).toBe(403);
  expect((await post({ origin, cookie: "" })).status).toBe(403);
  expect((await post({ origin, "content-type": "text/plain" })).status).toBe(415);
  expect((await post({ origin }, "{}")).status).toBe(400);
  expect((await post({ origin }, `[${"1,".repeat(50_000)}1]`)).status).toBe(400);
  expect((await post({ origin })).status).toBe(409);
  expect((await ask(`${origin}/picture/x`, "GET", { cookie })).status).toBe(404);
  expect(records("gil")).toEqual([]);
});

it("says in one line why it does not begin, and ends at Ctrl-C with labels kept", async () => {
  serving = await serve(cwd, "run", "--reviewer", "gil");
  const { port } = new URL(serving.url);
  await expect(serve(cwd, "run", "--port", port)).rejects.toThrow(
    /sluice: Cannot listen on port \d+: it is taken; choose another with --port, or none\n$/u,
  );
  await expect(serve(cwd, "nowhere")).rejects.toThrow(/sluice: Cannot /u);
  serving.child.kill("SIGINT");
  expect(await serving.ended).toBe(0);
  expect(serving.said()).toMatch(/ended; what was judged is kept in run\/labels\/gil\.jsonl/u);
});

it.each([
  [["--strategy", "around", "--signal", "nothing_here"], /^sluice: Cannot [^\n]+nothing_here[^\n]+$/u],
  [["--view", "nobody"], /^sluice: Cannot [^\n]+nobody[^\n]+$/u],
  [["--gallery", "nothing_here > 1"], /^sluice: Cannot filter by "nothing_here > 1": [^\n]+$/u],
])("says at once, in one line and with exit code 2, what is wrong with %j", async (words, line) => {
  const { code, stdout, stderr } = await sluiceIn({ cwd }, "serve", "run", "--reviewer", "hal", ...words);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr.trim()).toMatch(line);
});
