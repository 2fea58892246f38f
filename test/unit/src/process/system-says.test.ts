import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fullDiskCode, systemSays } from "../../../../src/process/system-says.ts";

it.skipIf(!existsSync("/dev/full"))("says of a full disk what is wanted and that work is kept", async () => {
  const full = await writeFile("/dev/full", "x").then(
    () => null,
    (error: unknown) => error,
  );
  expect(fullDiskCode(full)).toBe("ENOSPC");
  expect(systemSays(full)).toMatchObject({
    exitCode: 1,
    message: expect.stringMatching(
      /^Cannot write: wanted room on its disk, got ENOSPC: no space left.*; what was finished is kept: mend it and run the same command again$/u,
    ) as string,
  });
});

it("names the place where the system does, and knows the words of libraries that give no code", () => {
  const readOnly = Object.assign(new Error("EROFS: read-only file system, mkdir 'runs/a'"), {
    code: "EROFS",
    syscall: "mkdir",
    path: "runs/a",
  });
  expect(systemSays(readOnly)?.message).toContain(
    'Cannot mkdir "runs/a": wanted a disk that can be written, got EROFS; ',
  );
  const database = new Error('IO Error: Could not write file "x.parquet": No space left on device');
  expect([fullDiskCode(database), systemSays(database)?.exitCode]).toEqual(["ENOSPC", 1]);
});

it("knows a read-only disk where Node says that there is no folder, which is there", () => {
  const mkdir = (path: string) =>
    Object.assign(new Error(`ENOENT: no such file or directory, mkdir '${path}'`), {
      code: "ENOENT",
      syscall: "mkdir",
      path,
    });
  const there = join(tmpdir(), "claims");
  expect(systemSays(mkdir(there))?.message).toContain(
    `Cannot mkdir "${there}": wanted a disk that can be written`,
  );
  expect(systemSays(mkdir(join(tmpdir(), "not-there", "claims")))).toBeNull();
});

it("takes no disk for full because another machine says so", () => {
  const far = Object.assign(new Error("Cannot read: the store says Quota exceeded"), { name: "StoreError" });
  expect([fullDiskCode(far), systemSays(far)?.message]).toEqual([null, far.message]);
});

it("leaves a bug a bug", () => {
  expect(systemSays(new TypeError("x is not a function"))).toBeNull();
  expect(systemSays(Object.assign(new Error("gone"), { code: "ENOENT" }))).toBeNull();
  expect(systemSays(new Error('Cannot parse "permission denied"'))).toBeNull();
});
