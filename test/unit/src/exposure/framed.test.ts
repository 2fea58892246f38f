import { expect, it } from "vitest";
import { framed } from "../../../../src/exposure/obscure.ts";

it("frames a part in red and leaves every other pixel of the obscured image as it is", () => {
  const grey = { width: 8, height: 4, data: new Uint8Array(8 * 4 * 3).fill(90) };
  const { data } = framed(grey, { left: 0, top: 0, right: 0.5, bottom: 1 });
  const red = Array.from({ length: 32 }, (_, i) => i).filter((i) => data[3 * i] === 255);
  // A frame of 4 × 4 pixels: twelve of its sixteen.
  expect(red).toHaveLength(12);
  expect(data.filter((value) => value === 90)).toHaveLength((32 - 12) * 3);
  expect(grey.data.every((value) => value === 90)).toBe(true);
});
