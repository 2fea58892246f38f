import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listStart, moveList, moveTo } from "../../../../src/screens/kit/window.ts";

describe("lists", () => {
  it("keeps the cursor inside the list and inside the window", () => {
    const move = fc.constantFrom("up", "down", "page-up", "page-down", "first", "last");
    fc.assert(
      fc.property(fc.nat(200), fc.integer({ min: 1, max: 30 }), fc.array(move), (total, height, moves) => {
        const list = moves.reduce((at, one) => moveList(at, one as "up", total, height), listStart);
        expect(list.cursor).toBeGreaterThanOrEqual(0);
        expect(list.cursor).toBeLessThanOrEqual(Math.max(0, total - 1));
        expect(list.cursor - list.top).toBeGreaterThanOrEqual(0);
        expect(list.cursor - list.top).toBeLessThan(height);
      }),
    );
  });

  it("scrolls as little as needed", () => {
    expect(moveTo({ cursor: 4, top: 0 }, 5, 100, 5)).toEqual({ cursor: 5, top: 1 });
    expect(moveTo({ cursor: 5, top: 1 }, 3, 100, 5)).toEqual({ cursor: 3, top: 1 });
  });
});
