import type { GenerateEvent } from "./events.ts";

/** Where a generation stands: a sum of its events. */
export interface GenerationProgress {
  readonly model: string;
  readonly stages: number;
  readonly stagesDone: number;
  readonly images: number;
  readonly refused: number;
  /** The stage under way, or empty. */
  readonly stage: string;
  readonly size: number;
  readonly device: string;
  /** Network calls of the stage's batch under way. */
  readonly call: number;
  readonly calls: number;
  /** Images that the stage has to make and has made. */
  readonly wanted: number;
  readonly made: number;
}

const none: GenerationProgress = {
  model: "",
  stages: 1,
  stagesDone: 0,
  images: 0,
  refused: 0,
  stage: "",
  size: 0,
  device: "",
  call: 0,
  calls: 1,
  wanted: 0,
  made: 0,
};

export function generationProgress(
  before: GenerationProgress | null,
  event: GenerateEvent,
): GenerationProgress {
  const state = before ?? none;
  switch (event.type) {
    case "generation-started": {
      const { model, stages, images } = event;
      return { ...none, model, stages, images };
    }
    case "stage-started": {
      const { stage, size, device, images: wanted } = event;
      return { ...state, stage, size, device, wanted, made: 0, call: 0 };
    }
    case "stage-step": {
      const { call, calls, images } = event;
      return { ...state, call, calls, made: state.made + (call === calls ? images : 0) };
    }
    case "image-refused":
      return { ...state, refused: state.refused + 1 };
    case "stage-finished":
      return { ...state, stagesDone: state.stagesDone + 1, stage: "", call: 0, made: 0, wanted: 0 };
  }
}

/** Share of the work that is done, in [0, 1], stages counted alike. */
export function generationShare(state: GenerationProgress): number {
  const { stages, stagesDone, call, calls, wanted, made } = state;
  const batch = call === calls ? 0 : call / calls;
  const stage = wanted === 0 ? 0 : Math.min(1, (made + batch) / wanted);
  return Math.min(1, (stagesDone + stage) / Math.max(1, stages));
}

/** One line: `super 128 × 128 on cpu · call 7 of 12 · 1 of 4 images · 1 refused`. */
export function generationLine(state: GenerationProgress, note: string): string {
  const { stage, size, device, call, calls, wanted, made, images, refused } = state;
  return [
    ...(stage === ""
      ? [`${images} ${images === 1 ? "image" : "images"}`]
      : [
          `${stage} ${size} × ${size} on ${device}`,
          ...(call > 0 ? [`call ${call} of ${calls}`] : []),
          `${made} of ${wanted} ${wanted === 1 ? "image" : "images"}`,
        ]),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(note ? [note] : []),
  ].join(" · ");
}
