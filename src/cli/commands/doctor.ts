import type { AddCommand } from "../command.ts";
export const addDoctor: AddCommand = () => {};
