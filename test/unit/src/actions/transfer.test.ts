import { expect, it } from "vitest";
import { transfer } from "../../../../src/actions/elsewhere/transfer.ts";
import type { RunEvent } from "../../../../src/process/events.ts";

it("says how long its own files take, whatever went before", async () => {
  const said: RunEvent[] = [];
  let time = 60_000;
  await transfer(
    [
      { path: "a", bytes: 10 },
      { path: "b", bytes: 20 },
    ],
    {
      now: () => new Date(time),
      emit: (event) => void said.push(event),
      signal: new AbortController().signal,
    },
    async ({ bytes }, onBytes) => {
      time += 2000;
      onBytes(bytes);
      return false;
    },
  );
  expect(said[0]).toMatchObject({ type: "transfer", bytes: 0, seconds: 0 });
  expect(said.at(-1)).toMatchObject({ files: 2, bytes: 30, bytesOf: 30, seconds: 4 });
});
