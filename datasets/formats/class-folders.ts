import { basename, dirname } from "node:path";

/**
 * What pictures without captions are called after by the folders that they lie in, as Hugging Face's imagefolder
 * infers labels: folders of several names, all as deep (`train/cat/1.jpg`, `train/dog/1.jpg`).
 * @returns nothing for any picture where folders say no class
 */
export function classesByFolder(pictures: readonly string[]): (picture: string) => string | undefined {
  const folders = new Set(pictures.map((name) => dirname(name)));
  const labels = new Set([...folders].map((folder) => basename(folder)));
  const depths = new Set([...folders].map((folder) => folder.split("/").length));
  if (labels.size < 2 || depths.size > 1 || [...labels].every((label) => NO_CLASS.test(label)))
    return () => undefined;
  return (picture) => basename(dirname(picture));
}

/** What people call folders of splits, and of pictures whatever they show. */
const NO_CLASS =
  /^(?:train(?:ing)?|test(?:ing)?|val(?:id(?:ation)?)?|dev(?:elopment)?|images?|imgs?|photos?|pictures?|data)$/iu;
