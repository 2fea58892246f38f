import { expect, it } from "vitest";
import { workLines } from "../../../../src/screens/gate/lists/lines.ts";
import { listWork } from "../../../../src/verbs/list.ts";
import { approval, asked, judged, sessionAt, started, world } from "../../../support/gate-world.ts";

it("keeps a granted request in the inbox of who asked, until its images are made", async () => {
  const w = await world();
  const { gate, keys, clock } = w;
  const { seq } = await gate.act(keys.ann, asked());
  const inboxes = () =>
    (["ann", "bo"] as const).map((name) => {
      const session = sessionAt(w, name);
      const lines = workLines(listWork(session), "inbox", false, session.me.id);
      return lines.map(({ cells: [id, status] }) => `${id} ${status}`);
    });
  const request = `r${seq}`;
  expect(inboxes()).toEqual([[`${request} waiting`], [`${request} waiting`]]);
  await gate.act(keys.bo, approval(request, clock));
  expect(inboxes()).toEqual([[`${request} granted`], []]);
  await gate.act(keys.ann, started(request));
  expect(inboxes()).toEqual([[`${request} generating`], []]);
  await gate.act(keys.ann, judged(request, 0, "block"));
  expect(inboxes()).toEqual([[], []]);
});
