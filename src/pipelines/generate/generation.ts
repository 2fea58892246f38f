import type { Cascade } from "../../../models/index.ts";
import type { Context } from "../../process/events.ts";
import type { Engine } from "./engine.ts";
import type { OutputFilter } from "./output-filter.ts";
import type { Plan, PlannedImage } from "./plan.ts";
import type { ReceiptStage } from "./receipt.ts";
import type { refusalTeller } from "./refusals.ts";
import type { DrawRequest } from "./request.ts";
import type { StageStore } from "./stage-store.ts";
import type { Texts } from "./texts.ts";

/** What generating may use of the world. */
export interface World {
  readonly outputFilter: OutputFilter;
  readonly store: StageStore;
  readonly context: Context;
  /** At least so many milliseconds between two checkpoints; default 2000. */
  readonly checkpointMs?: number;
  /** Most bytes of encoded texts at once; default 256 MiB. */
  readonly textBytes?: number;
}

/** An image on its way up the stages. */
export interface PendingImage extends PlannedImage {
  readonly identity: string;
  readonly stages: ReceiptStage[];
}

/** A request, or a part of one, under way. */
export interface Generation {
  readonly request: DrawRequest;
  readonly cascade: Cascade;
  readonly plan: Plan;
  readonly engine: Engine;
  readonly texts: Texts;
  readonly tellRefused: ReturnType<typeof refusalTeller>;
  readonly world: World;
}

/** A stage by its place. */
export function stageAt({ plan }: Pick<Generation, "plan">, at: number): Plan["stages"][number] {
  return plan.stages[at] as Plan["stages"][number];
}
