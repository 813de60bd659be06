/** As Twilio writes instants: `Sun, 25 Mar 2018 09:53:19 +0000`. @param at milliseconds since 1970. */
export function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
