import { Box, Text } from "ink";
import { useRef, useState } from "react";
import { destroy } from "../../actions/gate/destroy.ts";
import type { GateSession } from "../../actions/gate/opened.ts";
import { release } from "../../actions/gate/release.ts";
import { reveal } from "../../actions/gate/reveal.ts";
import { review } from "../../actions/gate/review.ts";
import { rungs } from "../../exposure/ladder.ts";
import { type Drawing, drawObscured, pixelsOf } from "../../exposure/terminal/draw.ts";
import { oneLine } from "../../process/errors.ts";
import { turns } from "../../process/serial-queue.ts";
import { useFace, useInterface } from "../kit/interface.ts";
import { useRehide } from "../kit/use-rehide.ts";
import { Drawn } from "../picture/picture.tsx";
import { AtGate } from "./at-gate.tsx";
import { factsOf } from "./detail.tsx";

/** Lines beside the picture. */
const AROUND = 10;

/** One sealed image: opened rung by rung, each reveal in the ledger before it shows; then judged, then released. */
export function GateImage({ image }: { readonly image: string }) {
  return (
    <AtGate about={image} meanwhile="opening…">
      {(session) => <Sealed session={session} image={image} />}
    </AtGate>
  );
}

interface Shown {
  readonly rung: number;
  readonly drawing: Drawing | null;
}

function Sealed({ session, image }: { readonly session: GateSession; readonly image: string }) {
  const { size, say, ask, settings } = useInterface();
  const [shown, setShown] = useState<Shown>({ rung: 1, drawing: null });
  const [, redraw] = useState(0);
  const since = useRef(settings.now());
  const box = { columns: Math.min(40, size.columns), rows: Math.max(4, size.rows - AROUND) };
  // What was asked for last: a picture that arrives after something else was asked for is never drawn.
  const asked = useRef({ rung: 1, turn: 0 });
  // Rungs are recorded in the order of the keys, however long each takes to open.
  const inTurn = useRef(turns());
  const wish = (rung: number) => {
    asked.current = { rung, turn: asked.current.turn + 1 };
    return asked.current.turn;
  };
  const hide = () => {
    wish(1);
    setShown({ rung: 1, drawing: null });
  };
  useRehide(shown.drawing !== null, shown, settings.limits.hideAfter, hide);

  const failed = (error: unknown) => say(oneLine(error), "warning");
  const show = async (rung: number) => {
    if (rung < 2) return hide();
    const turn = wish(rung);
    const wanted = { image, rung, ...pixelsOf(box, settings.graphics) };
    const obscured = await inTurn.current(() => reveal(session, wanted));
    const drawing = await drawObscured(obscured, settings.graphics);
    if (turn === asked.current.turn) setShown({ rung, drawing });
  };
  const climb = (by: 1 | -1) =>
    void show(Math.min(rungs.length - 1, asked.current.rung + by)).catch((error: unknown) => {
      hide();
      failed(error);
    });
  const act = (work: Promise<string>) =>
    void work.then((done) => {
      say(done);
      hide();
      redraw((n) => n + 1);
    }, failed);
  const judge = (verdict: "pass" | "reject") =>
    act(review(session, { image, verdict, since: since.current }).then(() => `${image}: ${verdict}`));
  const letGo = async (out: string) => {
    const { testCertificate, watermark } = await release(session, image, { out });
    const by = testCertificate ? "a test certificate" : "your certificate";
    say(`${out}: with C2PA manifest by ${by}${watermark === null ? "" : " and watermark"}`);
    redraw((n) => n + 1);
  };

  useFace({
    status: image,
    command: `sluice gate review ${image} --verdict pass`,
    onPanic: hide,
    onLeave: hide,
    bindings: [
      {
        keys: ["+", "l", "right", "space"],
        help: "show one rung more (recorded)",
        bar: "more",
        action: () => climb(1),
      },
      {
        keys: ["-", "h", "left"],
        help: "show one rung less",
        bar: "less",
        action: () => climb(-1),
      },
      { keys: ["x"], help: "hide what was revealed", action: hide },
      { keys: ["p"], help: "pass: it may be released", bar: "pass", action: () => judge("pass") },
      { keys: ["d"], help: "reject: it stays sealed", bar: "reject", action: () => judge("reject") },
      {
        keys: ["w"],
        help: "release it: write the file with its provenance",
        bar: "release",
        action: () =>
          ask({
            label: "release to:",
            initial: `${image}.png`,
            onSubmit: (out) => void letGo(out.trim()).catch(failed),
          }),
      },
      {
        keys: ["D"],
        help: "destroy the sealed file; its hash and scores stay",
        action: () =>
          ask({
            label: "destroy, reason:",
            onSubmit: (reason) =>
              reason.trim() === ""
                ? say("destroying needs a reason", "warning")
                : act(destroy(session, { image, reason }).then(() => `${image} destroyed`)),
          }),
      },
    ],
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
      {factsOf(session, image, false).map(([name, value]) => (
        <Text key={name} wrap="truncate">
          <Text dimColor>{name.padEnd(13)}</Text>
          {value}
        </Text>
      ))}
      {shown.drawing === null ? (
        <Text dimColor>sealed; space opens it one rung at a time</Text>
      ) : (
        <Drawn drawing={shown.drawing} columns={box.columns} />
      )}
    </Box>
  );
}
