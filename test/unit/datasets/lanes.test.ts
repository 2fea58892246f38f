import { expect, it } from "vitest";
import { inLanes } from "../../../datasets/lanes.ts";

it("does each once, no more at a time than asked, and begins nothing once one failed", async () => {
  const done: number[] = [];
  let [now, most] = [0, 0];
  const work = async (one: number) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setImmediate(resolve));
    now--;
    if (one === 20) throw new Error("the twentieth");
    done.push(one);
  };
  await inLanes(Array(20).keys(), 3, work);
  expect([done.toSorted((a, b) => a - b), most]).toEqual([[...Array(20).keys()], 3]);
  await expect(inLanes([20, 21, 22, 23, 24, 25], 2, work)).rejects.toThrow("the twentieth");
  expect([done.includes(21), done.includes(25), now]).toEqual([true, false, 0]);
});
