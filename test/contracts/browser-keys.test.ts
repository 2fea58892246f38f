import { expect, it } from "vitest";
import { nameOf } from "../../src/browser/page/keys.ts";
import { appKeys } from "../../src/screens/app/keys.ts";
import { galleryKeys } from "../../src/screens/gallery/keys.ts";
import { reviewKeys } from "../../src/screens/review/keys.ts";
import { unseen } from "../../src/screens/review/state.ts";

const bindings = [
  ...reviewKeys({ shown: unseen(0), note: "" }, ""),
  ...galleryKeys({ rung: 0, marks: new Set() }),
  ...appKeys(false),
].map(({ keys, help, bar = null, about = null }) => ({
  ...{ keys, help, bar, about, label: "" },
  ...{ once: false, everywhere: false },
}));
const frame = { keys: bindings, overlay: null };

/** What a browser calls the keys that it does not call by their letter. */
const called: Readonly<Record<string, string>> = {
  ...{ up: "ArrowUp", down: "ArrowDown", left: "ArrowLeft", right: "ArrowRight", enter: "Enter", space: " " },
  ...{
    escape: "Escape",
    backspace: "Backspace",
    pageup: "PageUp",
    pagedown: "PageDown",
    home: "Home",
    end: "End",
  },
};

const press = (name: string, more = {}) => {
  const ctrlKey = name.startsWith("ctrl-");
  const key = ctrlKey ? name.slice(5) : (called[name] ?? name);
  return nameOf({ key, ctrlKey, altKey: false, metaKey: false, isComposing: false, ...more }, frame);
};

it("types in a browser every key that the terminal's review and gallery have, but for ctrl-c, which copies", () => {
  const names = [...new Set(bindings.flatMap(({ keys }) => keys))];
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => press(name) !== name)).toEqual(["ctrl-c"]);
});

it("leaves the browser its own keys", () => {
  for (const name of ["ctrl-r", "ctrl-t", "ctrl-w", "tab", "F5"]) expect(press(name), name).toBeUndefined();
  expect(press("d", { metaKey: true })).toBeUndefined();
  expect(press("k", { isComposing: true })).toBeUndefined();
});
