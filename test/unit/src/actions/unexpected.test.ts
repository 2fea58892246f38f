import { expect, it } from "vitest";
import { workerFailure } from "../../../../src/actions/cluster/unexpected.ts";
import { CliError } from "../../../../src/process/errors.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

it("tells the scheduler to stop once a worker failed three times on a machine in a way that nobody foresaw", async () => {
  const fail = (host: string, message = "x is not a function") =>
    workerFailure(folder("run"), new TypeError(message), host);
  expect([(await fail("a")).exitCode, (await fail("a")).exitCode]).toEqual([75, 75]);
  expect((await fail("b")).exitCode).toBe(75);
  expect((await fail("a", "another one")).exitCode).toBe(75);
  const last = await fail("a");
  expect(last.exitCode).toBe(2);
  expect(last.message).toBe(
    "unexpected, time 3 on a: x is not a function; it is not tried again, please report it",
  );
});

it("lets what may pass be tried again, and what cannot work be refused", async () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
  for (let i = 0; i < 5; i++) expect((await workerFailure(folder("other"), full)).exitCode).toBe(75);
  const model = new CliError("a model cannot be loaded", { exitCode: 1 });
  expect((await workerFailure(folder("other"), model)).exitCode).toBe(75);
  const version = new CliError("another version", { exitCode: 2 });
  expect(await workerFailure(folder("other"), version)).toBe(version);
});
