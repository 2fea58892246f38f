import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** How names become addresses, and which of these may be asked. Only a caller can hand in another one. */
export interface AddressRule {
  resolve(host: string): Promise<readonly string[]>;
  isAllowed(address: string): boolean;
}

// A list each: Node holds IPv4 addresses against the subnets of IPv6 in the same list, as mapped ones.
const closed4 = new BlockList();
const closed6 = new BlockList();
/** What the IANA registries of special-purpose addresses call other than globally reachable, and multicast. */
for (const [net, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  // A cloud's own service, at an address that is public by its number alone.
  ["168.63.129.16", 32],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  closed4.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  // All but global unicast (2000::/3) …
  ["::", 3],
  ["4000::", 2],
  ["8000::", 1],
  // … and what in it is special: these lead to IPv4 addresses or are for papers.
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  closed6.addSubnet(net, bits, "ipv6");

/** Whether an address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  // One with a zone is of a link.
  if (address.includes("%")) return false;
  const family = isIP(address);
  return family === 4 ? !closed4.check(address, "ipv4") : family === 6 && !closed6.check(address, "ipv6");
}

/** Names as this machine resolves them, and public addresses alone. */
export const publicOnly: AddressRule = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  isAllowed: isPublicAddress,
};

/** A host as URLs write it, without the brackets of IPv6. */
export function bareHost(host: string): string {
  return host.replace(/^\[|\]$/gu, "");
}

/** The addresses of a host. @throws Error in one line where one of them is none that may be asked */
export async function allowedAddresses(host: string, rule: AddressRule): Promise<readonly string[]> {
  const bare = bareHost(host);
  const found = isIP(bare) ? [bare] : await rule.resolve(bare);
  // One public address among private ones is how a name is rebound.
  if (found.length === 0 || !found.every((address) => rule.isAllowed(address)))
    throw new ForbiddenAddress(`wanted a public address, got a private or reserved one for ${bare}`);
  return found;
}

/** An address that nobody may be led to. */
export class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}
