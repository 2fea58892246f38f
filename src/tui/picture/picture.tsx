import { Box, type DOMElement, Text } from "ink";
import { useEffect, useRef } from "react";
import type { Obscuring, Part } from "../../exposure/obscure.ts";
import type { PairImages } from "../../exposure/pair-images.ts";
import { type Drawing, draw } from "../../exposure/terminal/draw.ts";
import { useInterface } from "../kit/interface.ts";
import { useLoaded } from "../kit/loading.tsx";

/** A pair's image obscured; the terminal forgets it as soon as it is no longer shown. */
export function Picture({
  images,
  shard,
  row,
  obscuring,
  columns,
  rows,
  part = null,
  onDrawn,
}: {
  readonly images: Pick<PairImages, "image">;
  readonly shard: string;
  readonly row: number;
  readonly obscuring: Obscuring;
  readonly columns: number;
  readonly rows: number;
  /** What a model looked at, framed. */
  readonly part?: Part | null;
  /** Called with each picture that is drawn, and not where there is none. */
  readonly onDrawn?: () => void;
}) {
  const { settings } = useInterface();
  const loaded = useLoaded(
    async () => {
      const found = await images.image(shard, row);
      if ("reason" in found) throw new Error(found.reason);
      return draw(found.bytes, obscuring, { columns, rows }, settings.graphics, part);
    },
    JSON.stringify([shard, row, obscuring, columns, rows, part]),
  );
  const drawing = loaded.state === "ready" ? loaded.value : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once per drawing, whoever listens by then
  useEffect(() => {
    if (drawing !== null) onDrawn?.();
  }, [drawing]);
  if (loaded.state === "failed")
    return (
      <Text color="red" wrap="wrap">
        no image: {loaded.reason}
      </Text>
    );
  if (drawing === null) return <Text dimColor>{obscuring}…</Text>;
  return <Drawn drawing={drawing} columns={columns} />;
}

/** A drawing on screen; the terminal forgets it as soon as it is no longer shown. */
export function Drawn({ drawing, columns }: { readonly drawing: Drawing; readonly columns: number }) {
  const { settings } = useInterface();
  useUploaded(drawing, settings.write);
  const box = useRef<DOMElement>(null);
  const { over } = drawing;
  useEffect(
    () => (over === "" ? undefined : settings.canvas?.place(() => box.current, over)),
    [over, settings.canvas],
  );
  return (
    <Box ref={box} flexDirection="column" width={columns}>
      {drawing.lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Text key={i} wrap={settings.graphics.graphics === "words" ? "wrap" : "truncate"}>
          {line}
        </Text>
      ))}
    </Box>
  );
}

function useUploaded(drawing: Drawing, write: (sequence: string) => void): void {
  useEffect(() => {
    if (drawing.upload === "") return;
    write(drawing.upload);
    return () => write(drawing.forget);
  }, [drawing, write]);
}
