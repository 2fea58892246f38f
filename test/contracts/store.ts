import { expect, it } from "vitest";
import { type Store, StoreError, type WritableStore } from "../../datasets/store/store.ts";

/** What a store to be tested holds: a text, an empty file, and more bytes than come at once. */
export const STORED: Readonly<Record<string, Uint8Array>> = {
  "a/one.txt": Buffer.from("one\n"),
  "a/b/ü x.bin": Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 251)),
  empty: Buffer.alloc(0),
};

/** What every store keeps to. @param change gives a file other bytes of the same length, behind the store's back */
export function storeContract(
  open: () => Promise<{ readonly store: Store; change(key: string, bytes: Uint8Array): Promise<void> }>,
  lists = true,
): void {
  const whole = async (store: Store, key: string, span?: { start: number; end: number }) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.stream(key, undefined, span)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  it.runIf(lists)("lists what begins so, sorted, with sizes", async () => {
    const { store } = await open();
    const all = [];
    for await (const { key, size } of store.list("")) all.push([key, size]);
    expect(all).toEqual(
      Object.entries(STORED)
        .map(([key, { length }]) => [key, length])
        .sort(),
    );
    const below = [];
    for await (const { key } of store.list("a/b/")) below.push(key);
    expect(below).toEqual(["a/b/ü x.bin"]);
  });

  it("says what an object is, and that there is none", async () => {
    const { store } = await open();
    expect(await store.stat("a/one.txt")).toMatchObject({ key: "a/one.txt", size: 4 });
    expect((await store.stat("a/one.txt"))?.etag).toBeTypeOf("string");
    expect(await store.stat("a/two.txt")).toBeUndefined();
  });

  it("gives ranges and streams, byte for byte", async () => {
    const { store } = await open();
    for (const [key, bytes] of Object.entries(STORED))
      expect(await whole(store, key)).toEqual(Buffer.from(bytes));
    const large = STORED["a/b/ü x.bin"] as Uint8Array;
    expect(Buffer.from(await store.range("a/b/ü x.bin", { start: 70_000, end: 70_100 }))).toEqual(
      Buffer.from(large.subarray(70_000, 70_100)),
    );
    expect(await whole(store, "a/b/ü x.bin", { start: 199_990, end: 200_000 })).toEqual(
      Buffer.from(large.subarray(199_990)),
    );
  });

  it("fails by name where there is none, or where it changed since it was first read", async () => {
    const { store, change } = await open();
    await expect(whole(store, "a/two.txt")).rejects.toThrow(/two\.txt": no such file/u);
    await store.range("a/b/ü x.bin", { start: 0, end: 10 });
    await change("a/b/ü x.bin", Buffer.alloc(200_000, 1));
    const later = store.range("a/b/ü x.bin", { start: 10, end: 20 });
    await expect(later).rejects.toThrow(StoreError);
    await expect(later).rejects.toThrow(/ü x\.bin": it changed/u);
  });
}

/** What every store that is written keeps to besides. */
export function writableStoreContract(open: () => Promise<WritableStore>): void {
  const text = async (store: Store, key: string) => {
    const { size } = (await store.stat(key)) ?? { size: 0 };
    return Buffer.from(await store.range(key, { start: 0, end: size })).toString();
  };

  it("puts an object only where there is none, also when many try at once", async () => {
    const store = await open();
    const put = (i: number) => store.putIfAbsent("claims/one", Buffer.from(`${i}`));
    const done = await Promise.all(Array.from({ length: 8 }, (_, i) => put(i)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(await text(store, "claims/one")).toBe(String(done.indexOf(true)));
  });

  it("shows what is written in parts when it is complete, and nothing of what is given up", async () => {
    const store = await open();
    const [kept, left] = [await store.multipart("d/kept.bin"), await store.multipart("d/left.bin")];
    for (const part of [kept, left]) await part.write(Buffer.from("first "));
    expect(await store.stat("d/kept.bin")).toBeUndefined();
    await kept.write(Buffer.from("second"));
    await kept.complete();
    await left.abort();
    expect(await text(store, "d/kept.bin")).toBe("first second");
    const all = [];
    for await (const { key } of store.list("d/")) all.push(key);
    expect(all).toEqual(["d/kept.bin"]);
  });

  it("gives what was written in parts its key once, and leaves nothing of who came later", async () => {
    const store = await open();
    const parts = await Promise.all([0, 1, 2].map(() => store.multipart("e/one.bin")));
    for (const [i, part] of parts.entries()) await part.write(Buffer.from(`${i}`));
    const won = await Promise.all(parts.map((part) => part.completeIfAbsent()));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await text(store, "e/one.bin")).toBe(String(won.indexOf(true)));
    const all = [];
    for await (const { key } of store.list("e/")) all.push(key);
    expect(all).toEqual(["e/one.bin"]);
  });
}
