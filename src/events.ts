/** Everything that a long job says while it runs; lines, `--json` and screens are views of it. */
export type RunEvent =
  | {
      readonly type: "run-started";
      readonly run: string;
      readonly uri: string;
      readonly shards: number;
      readonly shardsDone: number;
      readonly workers: number;
    }
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
  | { readonly type: "trouble"; readonly shard: string; readonly trouble: string }
  | { readonly type: "note"; readonly text: string };

/** What a pipeline may use of the world: handed in, so that tests can hold the clock. */
export interface Context {
  readonly now: () => Date;
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal;
}
