import { createFilter, type Filter, type FilterId, type FilterOptions } from "../../filters/index.ts";

/**
 * Builds one of Sluice's filters, on the CPU and with the model that ships unless told otherwise.
 * @throws Error with one line when its model is missing, damaged or will not load
 */
export function openFilter(id: FilterId, options: Partial<FilterOptions> = {}): Promise<Filter> {
  return createFilter(id, { device: "cpu", models: {}, ...options });
}
