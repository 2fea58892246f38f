import { Box } from "ink";
import { useEffect } from "react";
import { openTiles } from "../../actions/review.ts";
import { rungs } from "../../exposure/ladder.ts";
import type { Obscuring } from "../../exposure/obscure.ts";
import type { DecidedRun } from "../../run/decided-run.ts";
import type { DecisionReceipt } from "../../run/questions/receipt.ts";
import type { ExploreState } from "../../screens/explore/state.ts";
import { theKey } from "../../screens/kit/hints.ts";
import { Hint } from "../kit/hint.tsx";
import { useInterface } from "../kit/interface.ts";
import { useLoaded } from "../kit/loading.tsx";
import { Picture } from "../picture/picture.tsx";

/** The image of the pair that is explained, as far as it is shown and counted; the dataset is opened for the first. */
export function DetailImage({
  view,
  state: { rung, imaged },
  of: { key, shard, row, where },
  box: { columns, rows },
}: {
  readonly view: DecidedRun;
  readonly state: Pick<ExploreState, "rung" | "imaged">;
  readonly of: Pick<DecisionReceipt, "key" | "shard" | "row" | "where">;
  readonly box: { readonly columns: number; readonly rows: number };
}) {
  const { data } = useInterface().settings;
  const loaded = useLoaded(() => openTiles(view, data), view.folder);
  const opened = loaded.state === "ready" ? loaded.value : null;
  useEffect(() => () => opened?.images?.close(), [opened]);
  const images = opened?.images ?? null;
  const may = (imaged.get(key) ?? 0) >= rung;
  const words =
    images === null && opened !== null
      ? `no images (:data URI says where the dataset lies now): ${opened.reason}`
      : may
        ? "…"
        : `${theKey("i")} shows its image`;
  return (
    <Box width={columns + 1} height={rows} overflow="hidden">
      {images === null || !may ? (
        <Hint dimColor wrap="wrap">
          {words}
        </Hint>
      ) : (
        <Picture
          images={images}
          shard={shard}
          row={row}
          obscuring={rungs[rung] as Obscuring}
          columns={columns}
          rows={rows}
          part={where?.part ?? null}
        />
      )}
    </Box>
  );
}
