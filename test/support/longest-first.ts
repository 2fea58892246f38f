import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take half a minute and more, the longest first: begun last, one of them would be worked on alone. */
const LONGEST = [
  "stories/work-slurm",
  "contracts/package",
  "stories/screen-decisions",
  "stories/work",
  "golden/webgpu-parity",
  "stories/curate-round-trip",
  "unit/src/gate/crash",
  "unit/filters/image-invariance",
  "stories/generate",
  "stories/screen-trouble",
  "stories/sealed",
  "stories/screen-typed-ahead",
  "stories/run-in-store",
  "stories/worker-death",
  "stories/evaluate-cascade",
  "stories/screen-compare",
  "stories/find-pictures",
  "contracts/transcripts",
  "unit/datasets/illustrations",
  "unit/src/gate/attack",
  "unit/src/gate/append",
];

/** Begins with the longest test files, then goes on as Vitest does. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
