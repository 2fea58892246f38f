import { type CardReport, validateFile } from "../../validators/validate-file.ts";

/** Holds a Croissant document or a hub card against its specification, without a network. @throws CliError (exit code 2) where it cannot be read */
export function validateDocument(file: string): Promise<CardReport> {
  return validateFile(file);
}
