import { expect, it } from "vitest";
import { givingBack } from "../../../../src/process/give-back.ts";

const MIB = 2 ** 20;

/** A process that holds what it was told to, MiB, and after giving back what it uses. */
function processOf(holds: readonly number[], fails = false) {
  let [at, given] = [0, 0];
  const flush = async () => {
    given++;
    if (fails) throw new Error("Cannot set the limit");
  };
  const work = givingBack(flush, () => (holds[Math.min(at++, holds.length - 1)] ?? 0) * MIB);
  return { ask: () => work(async () => at), given: () => given };
}

it("gives back what was freed only once there is enough of it", async () => {
  const { ask, given } = processOf([100, 110, 117, 105, 120, 122]);
  for (const [i, times] of [0, 0, 1, 1, 2].entries()) {
    await ask();
    expect(given(), `question ${i}`).toBe(times);
  }
});

it("answers where nothing could be given back", async () => {
  const { ask, given } = processOf([100, 120, 120, 140], true);
  await ask();
  expect(await ask()).toBeGreaterThan(0);
  await ask();
  expect(given()).toBe(2);
});
