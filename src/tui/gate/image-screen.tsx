import { Box, Text } from "ink";
import { useReducer, useRef } from "react";
import { rungs } from "../../exposure/ladder.ts";
import { drawObscured, pixelsOf } from "../../exposure/terminal/draw.ts";
import { fromHome } from "../../process/home-path.ts";
import { turns } from "../../process/serial-queue.ts";
import { factLines } from "../../screens/gate/detail.ts";
import { gateImageKeys } from "../../screens/gate/image/keys.ts";
import { type GateImageEffect, type GateImageIntent, pressed } from "../../screens/gate/image/press.ts";
import { gateImage, gateImageStart } from "../../screens/gate/image/state.ts";
import { bound, performShared } from "../../screens/kit/bound.ts";
import { theKey } from "../../screens/kit/hints.ts";
import { destroy } from "../../verbs/destroy.ts";
import { factsOf } from "../../verbs/facts.ts";
import type { GateSession } from "../../verbs/opened.ts";
import { release } from "../../verbs/release.ts";
import { reveal } from "../../verbs/reveal.ts";
import { review } from "../../verbs/review.ts";
import { allDone } from "../kit/all-done.ts";
import { Hint } from "../kit/hint.tsx";
import { useFace, useInterface } from "../kit/interface.ts";
import { useRehide } from "../kit/use-rehide.ts";
import { Drawn } from "../picture/picture.tsx";
import { AtGate } from "./at-gate.tsx";
import { Facts } from "./detail.tsx";

/** Lines beside the picture. */
const AROUND = 12;

/** One sealed image: opened rung by rung, each reveal in the ledger before it shows; then judged, then released. */
export function GateImage({ image }: { readonly image: string }) {
  return (
    <AtGate about={image} meanwhile="opening…">
      {(session) => <Sealed session={session} image={image} />}
    </AtGate>
  );
}

function Sealed({ session, image }: { readonly session: GateSession; readonly image: string }) {
  const app = useInterface();
  const { size, say, settings } = app;
  const [state, dispatch] = useReducer(gateImage, gateImageStart);
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const since = useRef(settings.now());
  const box = { columns: size.columns, rows: Math.max(4, size.rows - AROUND) };
  // Rungs are recorded in the order of the keys, however long each takes to open.
  const inTurn = useRef(turns());
  const { shown } = state;
  const hide = () => dispatch({ type: "hide" });
  useRehide(shown.drawing !== null, shown, settings.limits.hideAfter, hide);

  const open = async (rung: number, turn: number) => {
    const wanted = { image, rung, ...pixelsOf(box, settings.graphics) };
    const obscured = await inTurn.current(() => reveal(session, wanted));
    const drawing = await drawObscured(obscured, settings.graphics);
    dispatch({ type: "arrived", turn, drawing, where: obscured.where?.line ?? null });
  };
  const effect = async (one: GateImageEffect) => {
    switch (one.type) {
      case "say":
        return performShared(one, app);
      case "reveal":
        return open(one.rung, one.turn).catch((error: unknown) => {
          hide();
          throw error;
        });
      case "review":
        await review(session, { image, verdict: one.verdict, since: since.current });
        say(`${image}: ${one.verdict}`);
        return hide();
      case "release": {
        const { testCertificate, watermark } = await release(session, image, { out: fromHome(one.out) });
        const by = testCertificate ? "a test certificate" : "your certificate";
        say(`${one.out}: with C2PA manifest by ${by}${watermark === null ? "" : " and watermark"}`);
        return redraw();
      }
      case "destroy":
        await destroy(session, { image, reason: one.reason });
        say(`${image} destroyed`);
        return hide();
    }
  };
  const perform = (intent: GateImageIntent) => {
    const { effects, action } = pressed(state, intent);
    const under = effects.map(effect);
    if (action !== null) dispatch(action);
    return allDone(under, say);
  };
  useFace({
    status: image,
    command: `sluice gate review ${image} --verdict pass`,
    onPanic: hide,
    onLeave: hide,
    bindings: bound(gateImageKeys(image), app, perform),
    stands: image,
    shows: shown.rung === state.wanted ? `${image} ${shown.rung}` : null,
  });

  return (
    <Box flexDirection="column">
      <Text wrap="truncate">
        {rungs.slice(1).map((name, i) => (
          <Text key={name} inverse={i + 1 === shown.rung} dimColor={i + 1 > shown.rung}>
            {` ${i + 1} ${name} `}
          </Text>
        ))}
      </Text>
      <Facts lines={factLines(image, factsOf(session, image), state.clear)} />
      {shown.drawing === null ? (
        <Hint dimColor>{`sealed; ${theKey("space")} opens it one rung at a time`}</Hint>
      ) : (
        <Drawn drawing={shown.drawing} columns={box.columns} />
      )}
      {shown.where !== null && <Text wrap="truncate">{shown.where}</Text>}
    </Box>
  );
}
