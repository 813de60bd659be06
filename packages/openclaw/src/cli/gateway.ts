/** Asks the running gateway; resolves with what the method answers. @throws Error where it does not answer. */
export type AskGateway = (method: string, params: Record<string, unknown>) => Promise<unknown>;

/** What of `openclaw/plugin-sdk/gateway-runtime` is used. */
interface GatewayRuntime {
  callGatewayFromCli(
    method: string,
    options: { timeout: string; json: boolean },
    params: Record<string, unknown>,
  ): Promise<unknown>;
}

/** Turned into a variable so that no bundler looks for it: the host has it, and with it the gateway's address and credentials. */
const GATEWAY_RUNTIME: string = 'openclaw/plugin-sdk/gateway-runtime';

/** A tunnel that is being opened is waited for as long as a call waits. */
const ANSWER_WITHIN_MS = 30_000;

export const askGateway: AskGateway = async (method, params) => {
  const { callGatewayFromCli } = (await import(GATEWAY_RUNTIME)) as GatewayRuntime;
  // `json` keeps its progress display off what we print.
  return callGatewayFromCli(method, { timeout: String(ANSWER_WITHIN_MS), json: true }, params);
};
