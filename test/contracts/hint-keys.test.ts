import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keyTables } from "../../src/keys/key-tables.ts";

/** Lines of code of all faces and their screens, by file and number. */
const lines = ["screens", "tui", "browser"].flatMap((room) => {
  const root = join(import.meta.dirname, "../../src", room);
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/u.test(name),
  );
  return files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((text, i) =>
        /^\s*(?:\/\/|\*|\/\*)/u.test(text) ? [] : [{ at: `${room}/${file}:${i + 1}`, text }],
      ),
  );
});

/** A key by its name in a sentence that says what it does. */
const PLAIN =
  /(?<=["'`>;,:(]\s*|\bthen |\bpress )(?:space|⏎|esc|enter|[a-zA-Z+.?]) (?:shows|opens|goes|tries|saves|drops|takes|chooses|judges|asks|begins|resumes|scrolls?|marks|skips|moves|explains|comes|puts|audits|offers|choose)\b/u;

it("names in no sentence a key that a person may have changed, but by theKey", () => {
  expect(PLAIN.test('told("nothing is shown; space shows both")')).toBe(true);
  const plain = lines.flatMap(({ at, text }) => PLAIN.exec(text)?.map((found) => `${at} ${found}`) ?? []);
  // The cover comes off by one key alone, which is nobody's setting.
  expect(plain.map((one) => one.replace(/:\d+/u, ""))).toEqual([
    "tui/app.tsx ⏎ goes",
    "browser/frame-of.ts ⏎ goes",
  ]);
});

it("names by theKey only keys that a table has", () => {
  const known = new Set(keyTables.flatMap(({ states }) => states.flat().flatMap(({ keys }) => keys)));
  const named = lines.flatMap(({ text }) =>
    [...text.matchAll(/theKey\("([^"]+)"(?:, "([a-z-]+)")?/gu)].map(([, key = "", screen]) => ({
      key,
      screen,
    })),
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter(({ key }) => !known.has(key))).toEqual([]);
  for (const { key, screen } of named) {
    const table = keyTables.find((one) => one.screen === screen);
    if (screen !== undefined) expect(table?.states.flat().some(({ keys }) => keys.includes(key))).toBe(true);
  }
});
