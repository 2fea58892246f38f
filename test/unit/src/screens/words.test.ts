import { expect, it } from "vitest";
import { defaultLimits } from "../../../../src/exposure/ladder.ts";
import { galleryStart } from "../../../../src/screens/gallery/state.ts";
import { galleryStatus, gridSeconds, unsavedMarks } from "../../../../src/screens/gallery/words.ts";
import { SCORES } from "../../../../src/screens/review/press.ts";
import { unseen } from "../../../../src/screens/review/state.ts";
import { hidingOf, reviewTroubles } from "../../../../src/screens/review/words.ts";

const limits = { ...defaultLimits, hideAfter: 3 };
const hiding = (shown: Partial<ReturnType<typeof unseen>>, text: string | null) =>
  hidingOf({ shown: { ...unseen(0), ...shown } }, text, limits);

it("hides a picture from its first rung on, and a caption that does not rest, the longer the later", () => {
  expect(hiding({ rung: SCORES }, "")).toEqual({
    image: { open: false, seconds: 3 },
    caption: { open: false, seconds: 3 },
  });
  expect(hiding({ rung: SCORES + 1 }, null).image.open).toBe(true);
  expect(hiding({ caption: true }, "a cat").caption.open).toBe(true);
  expect(hiding({ caption: true, resting: true }, "a cat").caption.open).toBe(false);
  const seconds = (words: number) => hiding({}, "word ".repeat(words)).caption.seconds;
  expect(seconds(200)).toBeGreaterThan(seconds(20));
});

it("says the same of a gallery and of what is wrong in every face", () => {
  const state = { ...galleryStart(), marks: new Set(["a", "b"]), kept: false };
  expect(galleryStatus(state, 0)).toBe("2 marked · 0 judged · 0/0");
  expect(galleryStatus(state, 1200)).toBe("2 marked · 0 judged · 1/1,200");
  expect([unsavedMarks(state), unsavedMarks(galleryStart())]).toEqual([
    "2 marked not saved: :save NAME saves",
    null,
  ]);
  expect(gridSeconds([{}, {}], limits)).toBe(5);
  expect(reviewTroubles({ troubles: [] }, "", ":data")).toEqual([]);
  expect(reviewTroubles({ troubles: ["a", "b", "c"] }, "gone", "--data")).toEqual([
    "no images (--data URI says where the dataset lies now): gone",
    "a, and 2 more",
  ]);
});
