import { CONFIG_KEYS, type ConfigKey } from './config/keys.js';

export const PLUGIN_ID = 'supercall';
export const PLUGIN_NAME = 'SuperCall';
export const PLUGIN_DESCRIPTION =
  'Phone calls for the agent: a persona, a goal and an opening line go in, a real conversation happens, and the agent is told how it ended.';

export const CLI_DESCRIPTOR = {
  name: 'supercall',
  description: 'Place phone calls, see how they go, and check that everything is in place',
  hasSubcommands: true,
};

type Schema = Record<string, unknown>;

/** `openclaw.plugin.json`: what the host knows of the plugin before it runs any of it. */
export function manifest(version: string): Schema {
  return {
    id: PLUGIN_ID,
    name: PLUGIN_NAME,
    description: PLUGIN_DESCRIPTION,
    version,
    categories: ['voice'],
    activation: { onStartup: true },
    contracts: { tools: ['supercall'] },
    cliCommands: [CLI_DESCRIPTOR],
    skills: ['./skills'],
    configContracts: {
      secretInputs: {
        paths: CONFIG_KEYS.filter(({ secret }) => secret === true).map(({ path }) => ({
          path,
          expected: 'string',
          ownerKind: 'capability',
        })),
      },
    },
    uiHints: uiHints(),
    configSchema: configSchema(),
  };
}

/** Headings of the groups that keys with dots stand in. */
const GROUPS: Readonly<Record<string, readonly [label: string, help: string]>> = {
  twilio: ['Twilio', 'The account that real calls are made with.'],
  streaming: ['Conversation', 'The speech model that talks to the callee.'],
  serve: ['Webhooks', 'Where Twilio comes in on this machine.'],
  tunnel: ['Tunnel', 'How Twilio finds this machine from the internet.'],
  logs: ['Transcripts', 'What is kept of calls.'],
  mock: ['Mock calls', 'Simulated callees, for trying it out.'],
};

function uiHints(): Schema {
  const hints: Schema = {};
  for (const key of CONFIG_KEYS) {
    const [group = ''] = key.path.split('.');
    const heading = GROUPS[group];
    if (heading !== undefined) hints[group] ??= { label: heading[0], help: heading[1] };
    const { label, help, secret, advanced, placeholder } = key;
    hints[key.path] = {
      label,
      help,
      ...(secret === true ? { sensitive: true } : {}),
      ...(advanced === true ? { advanced: true } : {}),
      ...(placeholder === undefined ? {} : { placeholder }),
    };
  }
  return hints;
}

/**
 * Other keys are let through: the plugin names them in its log, where the host would not start at all. So would it for a key that is missing; which
 * are needed depends on others.
 */
function configSchema(): Schema {
  const root: Schema = { type: 'object', additionalProperties: true, properties: {} };
  for (const key of CONFIG_KEYS) {
    const names = key.path.split('.');
    let properties = root.properties as Record<string, Schema>;
    for (const name of names.slice(0, -1)) {
      properties[name] ??= { type: 'object', additionalProperties: true, properties: {} };
      properties = (properties[name] as Schema).properties as Record<string, Schema>;
    }
    properties[names.at(-1) as string] = keySchema(key);
  }
  return root;
}

function keySchema({ type, choices, bounds, secret, label, help, default: fallback }: ConfigKey): Schema {
  return {
    type: secret === true ? ['string', 'object'] : type,
    title: label,
    description: help,
    ...(choices === undefined ? {} : { enum: choices }),
    ...(bounds === undefined ? {} : { minimum: bounds[0], maximum: bounds[1] }),
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}
