import type { Intent } from "../kit/intents.ts";
import type { Binding } from "../kit/keys.ts";
import { listKeys, type Move } from "../kit/window.ts";
import type { MapRole } from "./edit.ts";

export type MapIntent =
  | Move
  | { readonly type: "take"; readonly as: MapRole }
  | { readonly type: "forget" }
  | { readonly type: "audit" };

const take = (key: string, as: MapRole, help: string, bar?: string): Binding<MapIntent> => ({
  keys: [key],
  help,
  ...(bar === undefined ? {} : { bar }),
  about: "field",
  action: { type: "take", as },
});

/** The keys of a dataset's map: what the field under the cursor is, then the audit. */
export const mapKeys: readonly Binding<Intent<MapIntent>>[] = [
  ...listKeys,
  take("i", "image", "this is an image", "image"),
  take("c", "caption", "this is a caption", "caption"),
  take("y", "key", "this is the key", "key"),
  take("u", "url", "this is the image's URL"),
  take("n", "license", "this is the licence"),
  take("s", "split", "this is the split"),
  take("o", "other", "this is none of these: measured where it is text, else plain", "other"),
  { keys: ["x"], help: "back to what was proposed", bar: "undo all", action: { type: "forget" } },
  {
    keys: ["enter", "a"],
    help: "audit by this map",
    bar: "audit",
    about: "map",
    action: { type: "audit" },
  },
];
