import { registerCommands } from './cli/commands.js';
import { readEnvironment } from './config/environment.js';
import type { GatewayCall, HostApi } from './host.js';
import { CLI_DESCRIPTOR, PLUGIN_ID } from './manifest.js';
import { PluginService } from './plugin-service.js';
import { answer } from './tool/answer.js';
import { tool } from './tool/tool.js';

/** The gateway's methods behind the command line, and the action of the tool that each is. */
const METHODS = {
  'supercall.call': ['persona_call', 'operator.write'],
  'supercall.status': ['get_status', 'operator.read'],
  'supercall.end': ['end_call', 'operator.write'],
  'supercall.list': ['list_calls', 'operator.read'],
} as const;

/**
 * What the host runs, several times and for several purposes: nothing here opens, starts or keeps anything. That is for the service's start, which the
 * host calls in the one registration that is to run.
 */
export function register(api: HostApi): void {
  const service = new PluginService(api, readEnvironment());
  api.registerService({
    id: PLUGIN_ID,
    start: (context) => service.start(context),
    stop: () => service.stop(),
  });
  api.registerTool((context) => tool(service.desk, context), { name: 'supercall' });
  for (const [method, [action, scope]] of Object.entries(METHODS)) {
    const run = async ({ params, respond }: GatewayCall): Promise<void> => {
      respond(true, await answer(service.desk(), { ...params, action }, {}));
    };
    api.registerGatewayMethod(method, run, { scope });
  }
  api.registerGatewayMethod(
    'supercall.doctor',
    async ({ respond }) => {
      const { problems, warnings } = service.reading;
      respond(true, { problems, warnings, findings: (await service.supercall?.examine()) ?? [] });
    },
    { scope: 'operator.read' },
  );
  registerPaths(api, service);
  api.registerCli(({ program }) => registerCommands(program, service.reading), { descriptors: [CLI_DESCRIPTOR] });
}

/** With `serve.port` 0 the gateway itself has the two paths. */
function registerPaths(api: HostApi, service: PluginService): void {
  const line = service.reading.config?.line;
  if (line?.provider !== 'twilio' || line.port !== 0) return;
  for (const path of [line.path, line.streamPath]) {
    api.registerHttpRoute({
      path,
      // Whoever comes in proves it by Twilio's signature, and a socket by its one-time token as well.
      auth: 'plugin',
      match: 'prefix',
      handler(request, response) {
        const port = service.gatewayPort;
        if (port === null) response.writeHead(503).end();
        else port.handle(request, response);
        return true;
      },
      handleUpgrade(request, socket, head) {
        const port = service.gatewayPort;
        if (port === null) socket.destroy();
        else port.upgrade(request, socket, head);
        return true;
      },
    });
  }
}
