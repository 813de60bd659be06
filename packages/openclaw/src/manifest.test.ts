import { describe, expect, it } from 'vitest';
import { CONFIG_KEYS } from './config/keys.js';
import { manifest } from './manifest.js';

interface Schema {
  type?: unknown;
  title?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  default?: unknown;
}

/** Every key that a user can set, with dots. */
function leaves(schema: Schema, before = ''): Record<string, Schema> {
  return Object.assign(
    {},
    ...Object.entries(schema.properties ?? {}).map(([name, inner]) =>
      inner.properties === undefined ? { [`${before}${name}`]: inner } : leaves(inner, `${before}${name}.`),
    ),
  ) as Record<string, Schema>;
}

describe('the manifest', () => {
  const { configSchema, uiHints, configContracts, contracts, ...rest } = manifest('1.2.3') as {
    configSchema: Schema;
    uiHints: Record<string, { label?: string; help?: string; sensitive?: boolean }>;
    configContracts: { secretInputs: { paths: { path: string }[] } };
    contracts: { tools: string[] };
    id: string;
    version: string;
  };

  it('is that of the tool, at this version', () => {
    expect(rest).toMatchObject({ id: 'supercall', version: '1.2.3', skills: ['./skills'] });
    expect(contracts.tools).toEqual(['supercall']);
  });

  it('has every key with its label and help, groups included', () => {
    const keys = leaves(configSchema);
    expect(Object.keys(keys)).toEqual(CONFIG_KEYS.map(({ path }) => path));
    const groups = Object.keys(configSchema.properties ?? {});
    for (const name of [...Object.keys(keys), ...groups]) {
      expect(uiHints[name], name).toMatchObject({ label: expect.any(String), help: expect.any(String) });
    }
  });

  it('lets secrets be references, hides them, and lists them for the host', () => {
    const secrets = CONFIG_KEYS.filter(({ secret }) => secret === true).map(({ path }) => path);
    expect(secrets).toEqual([
      'twilio.accountSid',
      'twilio.authToken',
      'streaming.openaiApiKey',
      'tunnel.ngrokAuthToken',
    ]);
    expect(configContracts.secretInputs.paths.map(({ path }) => path)).toEqual(secrets);
    for (const path of secrets) {
      expect(leaves(configSchema)[path]?.type).toEqual(['string', 'object']);
      expect(uiHints[path]?.sensitive).toBe(true);
    }
  });

  it('requires nothing, since the host would not enable it without', () => {
    expect(JSON.stringify(configSchema)).not.toContain('"required"');
  });
});
