import { it } from "vitest";
import type { Filter, Sample } from "../../filters/index.ts";
import { filterContract as contract } from "../../src/library/testing.ts";

/** The suite that other people's filters are tried with, on one of ours. */
export function filterContract(make: () => Filter | Promise<Filter>, samples: readonly Sample[]): void {
  contract({ it }, make, samples);
}
