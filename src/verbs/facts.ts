import { foreignRequest } from "../gate/state/foreign.ts";
import type { ImageState, RequestState } from "../gate/state/state.ts";
import { printable } from "../process/printable.ts";
import { inside, nameIn, type OpenGate } from "./opened.ts";

/** Words of a person, safe to print; null: they were withheld. */
type Words = string | null;

/** What the ledger says of a request. */
export interface RequestFacts {
  readonly kind: "request";
  readonly id: string;
  readonly status: string;
  /** In clear. */
  readonly prompt: Words;
  /** In clear; absent where nothing was said. */
  readonly negative?: Words;
  readonly purpose?: Words;
  readonly model: string;
  /** SHA-256 (hex) of the model's manifest; null: not named. */
  readonly manifest: string | null;
  /** What of it is not the gate's own, in words. */
  readonly foreign: readonly string[];
  /** Rules that fired on the prompt. */
  readonly rules: readonly string[];
  readonly scores: Readonly<Record<string, number>>;
  /** Name of who approved or denied; null: nobody had to. */
  readonly decidedBy: string | null;
  /** ISO 8601: when the grant ends; null: there is none. */
  readonly expires: string | null;
}

/** What the ledger says of an image. */
export interface ImageFacts {
  readonly kind: "image";
  readonly id: string;
  /** What it was made of, in clear. */
  readonly prompt: Words;
  readonly verdict: "pass" | "block" | "fault";
  /** What drew elsewhere, as its submitter states it; null where it was drawn here. */
  readonly elsewhere: string | null;
  readonly stages: readonly {
    readonly stage: string;
    /** Side, pixels. */
    readonly size: number;
    readonly verdict: string;
    readonly rules: readonly string[];
  }[];
  /** Of the last stage. */
  readonly scores: Readonly<Record<string, number>> | null;
  /** Who opened it, and to which rung of the exposure ladder. */
  readonly seenBy: readonly { readonly who: string; readonly id: string; readonly rung: number }[];
  readonly reviews: readonly { readonly who: string; readonly verdict: "pass" | "reject" }[];
  /** Bytes of the sealed file; null: nothing was kept. */
  readonly sealedBytes: number | null;
  readonly released: boolean;
  readonly destroyed: boolean;
}

/** What the ledger says of a request (r12) or an image (r12.0); null where there is none. */
export function factsOf(open: OpenGate, id: string): RequestFacts | ImageFacts | null {
  const { state } = open[inside].gate;
  const request = state.requests.get(id);
  if (request !== undefined) return requestFacts(open, request);
  const image = state.images.get(id);
  return image === undefined ? null : imageFacts(open, image);
}

function requestFacts({ [inside]: { gate } }: OpenGate, request: RequestState): RequestFacts {
  const { id, status, asked, decidedBy, expires } = request;
  const words = (text: string | null) => (text === null ? null : printable(text));
  return {
    ...{ kind: "request", id, status, prompt: words(asked.prompt.value) },
    ...(asked.negative === null ? {} : { negative: words(asked.negative.value) }),
    ...(asked.purpose === null ? {} : { purpose: words(asked.purpose.value) }),
    ...{ model: asked.model, manifest: asked.manifest ?? null },
    foreign: foreignRequest(gate.state, asked).map(printable),
    ...{ rules: asked.rules.map(printable), scores: asked.scores },
    decidedBy: decidedBy === null ? null : nameIn(gate, decidedBy),
    expires: expires === null ? null : new Date(expires).toISOString(),
  };
}

function imageFacts({ [inside]: { gate } }: OpenGate, image: ImageState): ImageFacts {
  const { id, judged, revealed, verdicts, released, destroyed } = image;
  const request = gate.state.requests.get(image.request);
  const prompt = request?.asked.prompt.value ?? null;
  return {
    ...{ kind: "image", id, prompt: prompt === null ? null : printable(prompt), verdict: judged.verdict },
    elsewhere: request?.stated ?? null,
    stages: judged.stages.map(({ stage, size, verdict, rules }) => ({
      ...{ stage, size, verdict },
      rules: rules.map(printable),
    })),
    scores: judged.stages.at(-1)?.scores ?? null,
    seenBy: [...revealed].map(([person, rung]) => ({ who: nameIn(gate, person), id: person, rung })),
    reviews: [...verdicts].map(([person, verdict]) => ({ who: nameIn(gate, person), verdict })),
    sealedBytes: judged.sealed?.bytes ?? null,
    ...{ released: released !== null, destroyed },
  };
}
