/** Everything that a long job says while it runs; lines, `--json` and screens are views of it. */
export type RunEvent =
  | {
      readonly type: "run-started";
      readonly run: string;
      readonly uri: string;
      readonly shards: number;
      readonly shardsDone: number;
      readonly workers: number;
      /** Pairs that are still to do, limits and samples counted in; absent where nobody has counted them. */
      readonly pairs?: number;
    }
  /** What is still to do, as of the begin, where that was counted while it was done. */
  | { readonly type: "pairs-counted"; readonly pairs: number }
  | { readonly type: "workers-ready"; readonly device: string; readonly filters: readonly string[] }
  | { readonly type: "shard-started"; readonly shard: string; readonly pairs?: number }
  | { readonly type: "pairs-scored"; readonly shard: string; readonly pairs: number; readonly failed: number }
  | {
      readonly type: "shard-finished";
      readonly shard: string;
      readonly pairs: number;
      readonly failed: number;
      readonly seconds: number;
    }
  /** What went over the network since the job began. */
  | {
      readonly type: "traffic";
      /** Received, and sent. */
      readonly bytes: number;
      readonly sent: number;
      readonly requests: number;
      readonly retries: number;
    }
  /** How much of some files, carried to another machine or from it, is through. */
  | {
      readonly type: "transfer";
      readonly files: number;
      readonly filesOf: number;
      readonly bytes: number;
      readonly bytesOf: number;
      readonly retries: number;
      /** Since the first of them was begun, where that is known: other work may have gone before. */
      readonly seconds?: number;
    }
  | { readonly type: "trouble"; readonly shard: string; readonly trouble: string }
  | { readonly type: "note"; readonly text: string }
  | GenerateEvent;

/** What generating images says besides. */
export type GenerateEvent =
  | {
      readonly type: "generation-started";
      readonly model: string;
      readonly stages: number;
      readonly images: number;
    }
  | {
      readonly type: "stage-started";
      readonly stage: string;
      readonly size: number;
      /** Images that the stage still has to make, and how many at a time. */
      readonly images: number;
      readonly batch: number;
      readonly device: string;
    }
  /** One network call of one batch. */
  | {
      readonly type: "stage-step";
      readonly stage: string;
      readonly call: number;
      readonly calls: number;
      readonly images: number;
    }
  | {
      readonly type: "image-refused";
      readonly image: number;
      readonly stage: string;
      readonly rules: readonly string[];
    }
  | {
      readonly type: "stage-finished";
      readonly stage: string;
      readonly passed: number;
      readonly refused: number;
      readonly seconds: number;
    };

/** What a pipeline may use of the world: handed in, so that tests can hold the clock. */
export interface Context {
  readonly now: () => Date;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}
