/** What the settings of a tunnel are called where the reader of an error can change them. */
export interface TunnelSettings {
  tunnel: string;
  ngrokAuthToken: string;
  ngrokDomain: string;
}

export const SERVICE_SETTINGS: TunnelSettings = {
  tunnel: 'RINGBACK_TUNNEL',
  ngrokAuthToken: 'NGROK_AUTHTOKEN',
  ngrokDomain: 'RINGBACK_NGROK_DOMAIN',
};
