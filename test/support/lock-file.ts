/** What a lock file says of the packages in it, by their paths. */
export type Locked = Readonly<Record<string, { readonly integrity?: string }>>;

/** Paths of packages for which it holds no SHA-512: what a registry sends for them would be taken as it comes. */
export function withoutDigest(packages: Locked): readonly string[] {
  const others = Object.entries(packages).filter(([path]) => path !== "");
  return others.filter(([, { integrity = "" }]) => !isSha512(integrity)).map(([path]) => path);
}

function isSha512(integrity: string): boolean {
  return /^sha512-[A-Za-z0-9+/]{86}==$/u.test(integrity);
}
