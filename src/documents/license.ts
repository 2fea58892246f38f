import { licenses } from "../validators/hub/allowed.ts";

/** A licence in the hub's metadata: one of its names, or `other` with a name and a file that has the terms. */
export function licenseOf(answer: string | null): Record<string, string> {
  const id = (answer ?? "unknown").trim().toLowerCase();
  if (licenses.has(id) && id !== "other") return { license: id };
  if (id === "other") return { license: id, license_name: "see-the-card", license_link: "LICENSE" };
  return {
    license: "other",
    license_name: (answer ?? "see-below").trim().replace(/\s+/gu, "-").slice(0, 60),
    license_link: "LICENSE",
  };
}
