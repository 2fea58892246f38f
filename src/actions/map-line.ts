import type { MapEntry } from "../../datasets/index.ts";

/** What a format's fields are taken for, in one line. */
export function mapLine({
  format,
  files,
  dialect,
  image = [],
  caption = [],
  key,
  url,
  register,
}: MapEntry): string {
  const roles = [
    ["image", image.join(" + ")],
    [register ?? "caption", caption.join(" + ")],
    ["key", key],
    ["URL", url],
  ].filter(([, names]) => names);
  const where = files === undefined ? "" : ` ${files.slice(0, 3).join(", ")}${files.length > 3 ? ", …" : ""}`;
  const follows = dialect === undefined || dialect === "fields" ? "" : `, as ${dialect}`;
  return `map of ${format}${where}${follows}: ${roles.map(([role, names]) => `${role} = ${names}`).join("; ")}`;
}
