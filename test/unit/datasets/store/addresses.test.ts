import { expect, it } from "vitest";
import { isPublicAddress } from "../../../../datasets/index.ts";

// By the IANA registries of special-purpose addresses (RFC 6890), and one cloud's service.
it.each([
  "8.8.8.8",
  "1.1.1.1",
  "93.184.216.34",
  "223.255.255.254",
  "2606:4700::1111",
  "2a00:1450:4001::200e",
])("takes %s for one of the public internet", (address) => expect(isPublicAddress(address)).toBe(true));

it.each([
  "0.0.0.0",
  "10.0.0.1",
  "100.64.0.1",
  "127.0.0.1",
  "168.63.129.16",
  "169.254.169.254",
  "172.31.255.255",
  "192.168.0.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:8.8.8.8",
  "::ffff:127.0.0.1",
  "64:ff9b::a00:1",
  "fc00::1",
  "fe80::1",
  "fe80::1%eth0",
  "2001:db8::1",
  "2002:a00:1::",
  "ff02::1",
  "example.org",
  "0x7f000001",
])("takes %s for none", (address) => expect(isPublicAddress(address)).toBe(false));
