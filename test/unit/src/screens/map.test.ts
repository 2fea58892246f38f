import { describe, expect, it } from "vitest";
import type { PlaceWish } from "../../../../datasets/index.ts";
import { theKey } from "../../../../src/screens/kit/hints.ts";
import { editedMap, type Field, type MapChanges } from "../../../../src/screens/map/edit.ts";
import { type MapIntent, mapKeys } from "../../../../src/screens/map/keys.ts";
import { pressed } from "../../../../src/screens/map/press.ts";
import { fieldRows, mapStart, mapState } from "../../../../src/screens/map/state.ts";
import { meanings } from "../../../support/keys.ts";

const field = (name: string, as: Field["as"], ...maps: readonly number[]): Field => ({
  name,
  as,
  pairs: 3,
  example: "x",
  maps,
});
const fields = [
  field(".jpg", "image", 0),
  field(".png", "image", 0),
  field(".txt", "caption", 0),
  field("uid", "plain", 0, 1),
  field("title", "text", 0),
  field("text", "caption", 1),
];
const map: PlaceWish = [
  { format: "webdataset", dialect: "fields", image: [".jpg|.png"], caption: [".txt|title"], key: null },
  { format: "csv", files: ["a.csv"], dialect: "fields", image: [], caption: ["text"], key: null, url: "url" },
];
const around = { found: { map, fields }, refusal: null, height: 10 };
const take = (as: Extract<MapIntent, { type: "take" }>["as"]) => ({ type: "take", as }) as const;

describe("the keys of a map", () => {
  it("say what a field is, undo it, and audit", () => {
    expect(meanings(mapKeys)).toEqual({
      "j down": { type: "move", move: "down" },
      "k up": { type: "move", move: "up" },
      "ctrl-d pagedown ctrl-f": { type: "move", move: "page-down" },
      "ctrl-u pageup ctrl-b": { type: "move", move: "page-up" },
      "g home": { type: "move", move: "first" },
      "G end": { type: "move", move: "last" },
      i: take("image"),
      c: take("caption"),
      y: take("key"),
      u: take("url"),
      n: take("license"),
      s: take("split"),
      o: take("other"),
      x: { type: "forget" },
      "enter a": { type: "audit" },
    });
  });

  it("move the cursor over the fields, and say something of the one under it", () => {
    let state = mapStart;
    for (const intent of [{ type: "move", move: "down" } as const, take("other")]) {
      const { action } = pressed(state, intent, around);
      if (action) state = mapState(state, action);
    }
    expect(state).toEqual({ list: { cursor: 1, top: 0 }, changes: { ".png": "other" } });
    expect(fieldRows(fields, state.changes)[1]).toMatchObject({ name: ".png", as: "other", isChanged: true });
    // What is proposed anyway is no change.
    const back = pressed(state, take("image"), around).action;
    expect(back && mapState(state, back).changes).toEqual({});
    expect(mapState(state, { type: "forget" }).changes).toEqual({});
  });

  it("say so where there is nothing to say something of", () => {
    const none = { ...around, found: { map, fields: [] } };
    expect(pressed(mapStart, take("image"), none).effects).toMatchObject([{ type: "say", kind: "warning" }]);
  });

  it("audit by the map where it was changed, and not by one that cannot be followed", () => {
    const begin = (changes: MapChanges, refusal: string | null = null) =>
      pressed({ ...mapStart, changes }, { type: "audit" }, { ...around, refusal }).effects;
    expect(begin({})).toEqual([{ type: "begin", map: null }]);
    expect(begin({ uid: "key" })).toEqual([
      {
        type: "begin",
        map: [
          { ...map[0], key: "uid" },
          { ...map[1], key: "uid" },
        ],
      },
    ]);
    expect(begin({ uid: "image" }, "Cannot use map")).toEqual([
      { type: "say", kind: "warning", text: `Cannot use map; ${theKey("x")} goes back to what was proposed` },
    ]);
  });
});

describe("a map that was changed", () => {
  it.each<[MapChanges, object, object]>([
    [{ ".png": "other" }, { image: [".jpg"] }, {}],
    [{ title: "caption" }, { caption: [".txt", "title"] }, {}],
    [{ ".txt": "other", title: "caption" }, { caption: ["title"] }, {}],
    [{ ".txt": "other", title: "other" }, { caption: [] }, {}],
    [{ text: "other" }, {}, { caption: [] }],
    [{ uid: "key" }, { key: "uid" }, { key: "uid" }],
    [{ title: "license" }, { caption: [".txt"], license: "title" }, {}],
  ])("%j", (changes, tar, table) => {
    expect(editedMap(map, fields, changes)).toEqual([
      { ...map[0], ...tar },
      { ...map[1], ...table },
    ]);
  });

  it("finds a field of lists and of lists of records by its name", () => {
    const said: PlaceWish = [
      { caption: ["conversations[from=gpt].value|conversations[].value", "captions"] },
    ];
    const all = [field("conversations[].value", "caption", 0), field("captions[]", "caption", 0)];
    expect(editedMap(said, all, { "conversations[].value": "other" })).toEqual([{ caption: ["captions"] }]);
    expect(editedMap(said, all, { "captions[]": "other" })).toEqual([
      { caption: said[0]?.caption?.slice(0, 1) },
    ]);
  });

  it("is one of the whole place where a format of one's own says nothing of its fields", () => {
    expect(editedMap([], [field("title", "text")], { title: "caption" })).toEqual([{ caption: ["title"] }]);
  });
});
