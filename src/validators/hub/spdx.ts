/** SPDX identifiers of the hub's licences that have one, where they differ by more than capitals. */
const named: Readonly<Record<string, string>> = {
  "c-uda": "C-UDA-1.0",
  "odc-by": "ODC-By-1.0",
  odbl: "ODbL-1.0",
  pddl: "PDDL-1.0",
  "agpl-3.0": "AGPL-3.0-only",
  "gpl-2.0": "GPL-2.0-only",
  "gpl-3.0": "GPL-3.0-only",
  "lgpl-2.1": "LGPL-2.1-only",
  "lgpl-3.0": "LGPL-3.0-only",
};

/** SPDX identifiers that the hub writes in small letters (SPDX licence list 3.27). */
const ids =
  "Apache-2.0 MIT AFL-3.0 Artistic-2.0 BSL-1.0 BSD-2-Clause BSD-3-Clause BSD-3-Clause-Clear CC0-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 CC-BY-SA-3.0 CC-BY-SA-4.0 CC-BY-NC-2.0 CC-BY-NC-3.0 CC-BY-NC-4.0 CC-BY-ND-4.0 CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-2.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 CDLA-Sharing-1.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 WTFPL ECL-2.0 EPL-1.0 EPL-2.0 etalab-2.0 EUPL-1.1 EUPL-1.2 ISC LPPL-1.3c MS-PL MPL-2.0 OSL-3.0 PostgreSQL OFL-1.1 NCSA Unlicense Zlib";

const byHubId: ReadonlyMap<string, string> = new Map([
  ...ids.split(" ").map((id) => [id.toLowerCase(), id] as const),
  ...Object.entries(named),
]);

/** The SPDX page of a licence that the hub names (`cc-by-4.0`); null for one that SPDX does not list (`other`). */
export function spdxUrl(hubId: string): string | null {
  const id = byHubId.get(hubId.trim().toLowerCase());
  return id === undefined ? null : `https://spdx.org/licenses/${id}.html`;
}
