import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readLists } from "../../../../src/fetch/lists.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
const listOf = (text: string) => {
  writeFileSync(folder("list.txt"), text);
  return readLists([folder("list.txt")]);
};
const has = (list: Awaited<ReturnType<typeof listOf>>, url: string) => list.hasUrl(new URL(url), url);

it("knows an address under http and https and whatever stands behind #, and no other one", async () => {
  const list = await listOf("https://Example.org/a%20b?x=1 # a comment\n\n# another\n");
  for (const url of ["http://example.org/a b?x=1", "https://example.org/a%20b?x=1#top"])
    expect(has(list, url)).toBe(true);
  for (const url of ["https://example.org/a%20b?x=2", "https://www.example.org/a%20b?x=1"])
    expect(has(list, url)).toBe(false);
});

it("knows hosts with what lies below them, addresses of machines, and names in other letters", async () => {
  const list = await listOf("*.bad.example\n10.1.2.3\nbücher.example\r\n.dot.example");
  for (const host of [
    "bad.example",
    "a.b.bad.example",
    "10.1.2.3",
    "xn--bcher-kva.example",
    "x.dot.example",
    "bad.example.",
  ])
    expect(has(list, `http://${host}/x`), host).toBe(true);
  for (const host of ["notbad.example", "example", "110.1.2.3"])
    expect(has(list, `http://${host}/x`), host).toBe(false);
});

it("knows hashes of bytes and of addresses, whatever their case", async () => {
  const url = "https://example.org/Secret.jpg";
  const hashed = createHash("sha256").update(url).digest("hex");
  const list = await listOf(
    `${"AB".repeat(16)}\nsha256:${"cd".repeat(32)}\nurl-sha256:${hashed.toUpperCase()}`,
  );
  expect(list.hasHash("ab".repeat(16))).toBe(true);
  expect(list.hasHash("CD".repeat(32))).toBe(true);
  expect(list.hasHash(hashed)).toBe(false);
  expect(has(list, url)).toBe(true);
  expect(list.entries).toBe(3);
});

it("knows an address however its escapes are spelt, and a hash of it however it was written", async () => {
  const list = await listOf("https://b.example/%7Ebad.jpg?q=%c3%a4");
  for (const url of ["/~bad.jpg?q=%C3%A4", "/%7ebad.jpg?q=ä", "/~b%61d.jpg?q=%c3%A4"])
    expect(has(list, `http://b.example${url}`), url).toBe(true);
  expect(has(list, "http://b.example/~bad.jpg?q=%2f")).toBe(false);
  const sha = (text: string) => createHash("sha256").update(text).digest("hex");
  const hashed = await listOf(`url-sha256:${sha("http://b.example/x.jpg")}`);
  for (const url of ["http://b.example/x.jpg#a", "https://b.example/x.jpg", "http://b.example./x.jpg"])
    expect(has(hashed, url), url).toBe(true);
});

it("takes no hash for another kind than it is called", async () => {
  for (const line of [`sha256:${"a".repeat(32)}`, `url-sha256:${"a".repeat(40)}`, `md5:${"a".repeat(64)}`])
    await expect(listOf(line)).rejects.toMatchObject({ exitCode: 2 });
});

it("names a line that it cannot read by its number alone", async () => {
  const wrong = listOf("example.org\nSECRETWORD and more");
  await expect(wrong).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/line 2: wanted an address/u),
  });
  await expect(listOf("ftp://example.org/SECRETWORD")).rejects.not.toThrow(/SECRETWORD/u);
  await expect(readLists([folder("gone.txt")])).rejects.toMatchObject({ exitCode: 2 });
});
