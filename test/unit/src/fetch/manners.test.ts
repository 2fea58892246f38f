import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fetching } from "../../../support/fetching.ts";

const { fetched, origin, at } = fetching();

/** What hosts were asked for so far, robots.txt aside. */
const asked = () => origin().requests.filter(({ path }) => path !== "/robots.txt");

/** Begins a fetch, and stops it once `host` was asked for so many things. */
async function until(host: string, times: number, ...[rows, terms]: Parameters<typeof fetched>) {
  const stop = new AbortController();
  const ended = fetched(rows, { ...terms, signal: stop.signal }).then(
    () => "ended",
    () => "stopped",
  );
  await expect.poll(() => asked().filter((one) => one.host === host)).toHaveLength(times);
  stop.abort(new Error("enough"));
  expect(await ended).toBe("stopped");
}

it("keeps to robots.txt, headers and opt-out lists, under a name of its own with a contact", async () => {
  origin().robots.set("closed.test", "User-agent: *\nDisallow: /");
  origin().robots.set(
    "named.test",
    "User-agent: SluiceFetch\nDisallow: /private/\n\nUser-agent: *\nDisallow: /",
  );
  origin().robots.set("broken.test", 500);
  const { table } = await fetched(
    [
      { url: at("x.jpg", "closed.test") },
      { url: at("private/x.jpg", "named.test") },
      { url: at("x.jpg", "named.test") },
      { url: at("x.jpg", "broken.test") },
      { url: at("noai/noai") },
      { url: at(`noai/${encodeURIComponent("nofollow, noimageai")}`) },
      { url: at(`noai/${encodeURIComponent("googlebot: noindex")}`) },
      { url: at(`noai/${encodeURIComponent("sluicefetch: noindex")}`) },
      { url: at("tdm") },
      { url: at("x.jpg", "artist.test") },
    ],
    { optOut: "artist.test" },
  );
  const tag = "Use of image disallowed by X-Robots-Tag directive";
  expect(table.map((row) => row["error_message"])).toEqual([
    "Cannot fetch: robots.txt of its host forbids it",
    "Cannot fetch: robots.txt of its host forbids it",
    null,
    "Cannot fetch: robots.txt of its host cannot be had",
    tag,
    tag,
    null,
    tag,
    tag,
    "Cannot fetch: it is on an opt-out list",
  ]);
  expect(
    origin().requests.filter(({ host, path }) => host === "closed.test" && path !== "/robots.txt"),
  ).toEqual([]);
  expect(origin().requests.some(({ host }) => host === "artist.test")).toBe(false);
  expect(
    origin().requests.every(({ agent }) =>
      /^SluiceFetch\/\S+ \(Sluice; someone@example\.org\)$/u.test(agent),
    ),
  ).toBe(true);
});

it("keeps to the Crawl-delay of its host, as far as a limit goes, and lets no other host wait for it", async () => {
  origin().robots.set("slow.test", "User-agent: *\nCrawl-delay: 0.3");
  origin().robots.set("never.test", "User-agent: SluiceFetch\nCrawl-delay: 1000000");
  const of = (host: string) => Array.from({ length: 3 }, (_, i) => ({ url: at(`${i}.jpg`, host) }));
  const limits = { timeoutMs: 20_000, mostBytes: 100_000, mostPauseMs: 10, mostDelayMs: 1000 };
  const took = async (hosts: readonly string[]) => {
    const began = performance.now();
    expect((await fetched(hosts.flatMap(of), { limits })).result.fetched).toBe(3 * hosts.length);
    return performance.now() - began;
  };
  expect(await took(["slow.test"])).toBeGreaterThan(590);
  expect(await took(["never.test"])).toBeGreaterThan(1990);
  origin().requests.length = 0;
  await until("other.test", 3, ["never.test", "other.test"].flatMap(of), {
    limits: { ...limits, mostDelayMs: 300_000 },
  });
  expect(asked().filter(({ host }) => host === "never.test")).toHaveLength(1);
});

it("asks a host two things at once at most, by turns with the others, and for its robots.txt once", async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    url: at(`${i}.jpg`, i < 30 ? "big.test" : `small${i % 5}.test`),
  }));
  const { result } = await fetched(rows);
  expect(result.fetched).toBe(40);
  expect(Math.max(...origin().most.values())).toBeLessThanOrEqual(2);
  expect(origin().requests.filter(({ path }) => path === "/robots.txt")).toHaveLength(6);
  // Nobody waits for the host that has most.
  const hosts = origin().requests.map(({ host }) => host);
  expect(hosts.lastIndexOf("small4.test")).toBeLessThan(hosts.lastIndexOf("big.test") - 10);
});

it("goes on behind the last whole shard, writes the same, and refuses another beginning", async () => {
  const rows = Array.from({ length: 5 }, (_, i) => ({ url: at(`${i}.jpg`, `h${i}.test`) }));
  const whole = await fetched(rows, { shardRows: 2 }, "whole");
  expect(readdirSync(whole.to).filter((name) => name.endsWith(".tar"))).toEqual([
    "00000.tar",
    "00001.tar",
    "00002.tar",
  ]);
  expect(whole.table.at(-1)?.["key"]).toBe("000020000");
  const before = statSync(join(whole.to, "00000.tar")).mtimeMs;
  const kept = readFileSync(join(whole.to, "00001.tar"));
  for (const ending of [".tar", ".parquet", "_stats.json"]) rmSync(join(whole.to, `00001${ending}`));
  origin().requests.length = 0;
  const again = await fetched(rows, { shardRows: 2 }, "whole");
  expect(again.result).toEqual(whole.result);
  expect(
    origin()
      .requests.filter(({ path }) => path !== "/robots.txt")
      .map(({ path }) => path)
      .sort(),
  ).toEqual(["/2.jpg", "/3.jpg"]);
  expect(statSync(join(whole.to, "00000.tar")).mtimeMs).toBe(before);
  expect(readFileSync(join(whole.to, "00001.tar")).equals(kept)).toBe(true);
  await expect(fetched(rows, { shardRows: 2, deny: "x.test" }, "whole")).rejects.toThrow(
    /begun with other denyLists/u,
  );
});

it("takes a sample or the first rows, the same for the same seed", async () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({ url: at(`${i}.jpg`, `h${i}.test`) }));
  const one = await fetched(rows, { list: "sampled", sample: { size: 4, seed: 1 } });
  const two = await fetched(rows, { list: "sampled", sample: { size: 4, seed: 1 } });
  expect(one.table.map(({ url }) => url)).toEqual(two.table.map(({ url }) => url));
  expect(one.result.rows).toBe(4);
  const first = await fetched(rows, { limit: 3 });
  expect(first.table.map(({ url }) => url)).toEqual(rows.slice(0, 3).map(({ url }) => url));
});

it("does other hosts' rows in the lanes of those that must wait, however many these are", async () => {
  const limits = { timeoutMs: 20_000, mostBytes: 100_000, mostPauseMs: 10, mostDelayMs: 300_000 };
  // More hosts than lanes, each with a row under way and one that waits for it.
  const slow = Array.from({ length: 40 }, (_, i) => `slow${i}.test`);
  for (const host of slow) origin().robots.set(host, "User-agent: *\nCrawl-delay: 300");
  const rows = slow.flatMap((host) => [0, 1].map((i) => ({ url: at(`${i}.jpg`, host) })));
  const fast = Array.from({ length: 20 }, (_, i) => ({ url: at(`${i}.jpg`, "fast.test") }));
  await until("fast.test", fast.length, [...rows, ...fast], { limits });
  expect(asked().filter(({ host, path }) => host.startsWith("slow") && path === "/1.jpg")).toEqual([]);
  const { result } = await fetched([...rows, ...fast], { limits: { ...limits, mostDelayMs: 10 } });
  expect(result.fetched).toBe(rows.length + fast.length);
});

it("ends where more hosts than there are lanes lead to one that wants pauses", async () => {
  origin().robots.set("shared.test", "User-agent: *\nCrawl-delay: 0.01");
  const to = (i: number) => encodeURIComponent(at(`${i}.jpg`, "shared.test"));
  const rows = Array.from({ length: 40 }, (_, i) => ({ url: at(`to/${to(i)}`, `short${i}.test`) }));
  const { result } = await fetched(rows);
  expect(result.fetched).toBe(rows.length);
  expect(origin().most.get("shared.test")).toBeLessThanOrEqual(2);
});

it("begins the next shard while a slow host holds up the one before, and writes both in their order", async () => {
  // Its host answers nothing before the next shard's last row was asked for.
  const rows = [
    ...Array.from({ length: 4 }, (_, i) => ({ url: at(`after/b3.jpg?${i}`, "slow.test"), of: i })),
    ...Array.from({ length: 4 }, (_, i) => ({ url: at(`b${i}.jpg`, `h${i}.test`), of: 0.5 })),
  ];
  const { result, to, table } = await fetched(rows, { shardRows: 4 });
  expect(result).toMatchObject({ shards: 2, rows: 8, fetched: 8 });
  expect(table.map(({ url }) => url)).toEqual(rows.map(({ url }) => url));
  const at0 = (name: string) => statSync(join(to, name)).mtimeMs;
  expect(at0("00000_stats.json")).toBeLessThanOrEqual(at0("00001_stats.json"));
});
