import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Addresses of the public internet that are not for users all the same: Azure's host agent, which answers any guest machine with its
 * configuration (learn.microsoft.com, "What is IP address 168.63.129.16?"). Other clouds' metadata addresses lie in ranges that are not public.
 */
const NOT_FOR_USERS = new Set(['168.63.129.16']);

/** IPv6 addresses that are assigned to anybody lie in 2000::/3 (RFC 4291 § 2.4, IANA's IPv6 address space registry). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/**
 * Whether an address, as text, is one of the public internet: not loopback, private, link-local (where clouds keep their metadata),
 * carrier-grade NAT, multicast, reserved or documentation, and none of these wrapped in IPv6 (v4-mapped, NAT64, 6to4, Teredo).
 * Anything that is no IP address is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.process(text);
  if (address.range() !== 'unicast' || NOT_FOR_USERS.has(address.toString())) return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST);
}
