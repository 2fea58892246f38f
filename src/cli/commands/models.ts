import type { AddCommand } from "../command.ts";
export const addModels: AddCommand = () => {};
