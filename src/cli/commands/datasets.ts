import type { AddCommand } from "../command.ts";
export const addDatasets: AddCommand = () => {};
