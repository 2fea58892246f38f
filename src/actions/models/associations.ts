import { loadTextVectors } from "../../../models/index.ts";
import { type Associations, measureAssociations } from "../../evaluate/associations.ts";
import { CliError, oneLine } from "../../process/errors.ts";

export { associationRows } from "../../evaluate/associations.ts";

/**
 * Which groups of people a text encoder, or the text side of a CLIP model, puts nearer to which ideas.
 * @throws CliError (exit code 2) where there is no such model, or it makes no vectors of texts
 */
export async function associationsOf(id: string, device: string): Promise<Associations> {
  const encoder = await loadTextVectors(id, { device }).catch((cause) => {
    throw new CliError(oneLine(cause), { cause, exitCode: 2 });
  });
  try {
    return await measureAssociations(encoder);
  } finally {
    await encoder.close();
  }
}
