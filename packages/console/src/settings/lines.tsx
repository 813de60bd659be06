import { SimpleGrid, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../app/section.js';
import { ChoiceSetting, SecretSetting, TextSetting } from './fields.js';
import { LiveChecks } from './live-checks.js';
import { SettingsForm } from './stored-settings.js';
import { useSettingsWords } from './words.js';

/** What is saved in one go: a carrier needs its credentials, its way in and a conversation that hears. */
const NAMES = [
  'RINGBACK_CARRIER',
  'TWILIO_ACCOUNT_SID',
  'TWILIO_AUTH_TOKEN',
  'TWILIO_API_KEY',
  'TWILIO_API_SECRET',
  'TWILIO_SIGNING_KEY',
  'TWILIO_FROM',
  'TWILIO_API_URL',
  'RINGBACK_PUBLIC_URL',
  'RINGBACK_TUNNEL',
  'NGROK_AUTHTOKEN',
  'RINGBACK_NGROK_DOMAIN',
  'RINGBACK_RECORDING',
  'RINGBACK_CONVERSATION',
  'RINGBACK_MODEL_PROFILE',
  'OPENAI_BASE_URL',
  'OPENAI_API_KEY',
  'RINGBACK_MODEL',
  'RINGBACK_VOICE',
];

/** What dials and who talks, with their credentials, and whether that works. */
export function Lines(): ReactNode {
  const say = useSettingsWords();
  return (
    <Stack gap="lg">
      <LiveChecks />
      <Section title={say('lines')}>
        <SettingsForm label={say('lines')} names={NAMES}>
          {(draft) => {
            const twilio = draft.value('RINGBACK_CARRIER') === 'twilio';
            const tunnel = draft.value('RINGBACK_TUNNEL');
            const model = draft.value('RINGBACK_CONVERSATION') === 'openai-realtime';
            const text = (name: string, label: string, hint?: string): ReactNode => (
              <TextSetting draft={draft} name={name} label={label} hint={hint} />
            );
            const secret = (name: string, label: string): ReactNode => (
              <SecretSetting key={`${name} ${draft.of(name).updated_at}`} draft={draft} name={name} label={label} />
            );
            const choices = (values: readonly string[], word: (value: string) => string) =>
              values.map((value) => ({ value, label: word(value) }));
            return (
              <>
                <Title order={3} size="h5">
                  {say('carrier')}
                </Title>
                <ChoiceSetting
                  draft={draft}
                  name="RINGBACK_CARRIER"
                  label={say('carrierKind')}
                  choices={choices(['simulator', 'twilio', 'twilio-standin'], (value) =>
                    say(`carrier_${value}` as 'carrier_twilio'),
                  )}
                />
                {twilio ? (
                  <SimpleGrid cols={{ base: 1, sm: 2 }}>
                    {text('TWILIO_ACCOUNT_SID', say('sid'))}
                    {secret('TWILIO_AUTH_TOKEN', say('token'))}
                    {text('TWILIO_FROM', say('fromNumbers'), say('fromNumbersHint'))}
                    {text('RINGBACK_PUBLIC_URL', say('publicUrl'), say('publicUrlHint'))}
                    <ChoiceSetting
                      draft={draft}
                      name="RINGBACK_TUNNEL"
                      label={say('tunnel')}
                      choices={choices(['none', 'ngrok', 'tailscale-funnel', 'tailscale-serve'], (value) =>
                        value === 'none' ? say('tunnel_none') : value,
                      )}
                    />
                    {tunnel === 'ngrok' ? secret('NGROK_AUTHTOKEN', say('ngrokToken')) : null}
                    {tunnel === 'ngrok' ? text('RINGBACK_NGROK_DOMAIN', say('ngrokDomain')) : null}
                    {text('TWILIO_API_KEY', say('apiKey'))}
                    {secret('TWILIO_API_SECRET', say('apiSecret'))}
                    {text('TWILIO_API_URL', say('apiUrl'))}
                    {secret('TWILIO_SIGNING_KEY', say('signingKey'))}
                  </SimpleGrid>
                ) : null}
                <ChoiceSetting
                  draft={draft}
                  name="RINGBACK_RECORDING"
                  label={say('recording')}
                  choices={choices(['off', 'asked', 'on'], (value) => say(`recording_${value}` as 'recording_on'))}
                />
                <Title order={3} size="h5">
                  {say('model')}
                </Title>
                <ChoiceSetting
                  draft={draft}
                  name="RINGBACK_CONVERSATION"
                  label={say('conversation')}
                  choices={choices(['notice', 'openai-realtime'], (value) =>
                    say(`conversation_${value}` as 'conversation_notice'),
                  )}
                />
                {model ? (
                  <SimpleGrid cols={{ base: 1, sm: 2 }}>
                    {secret('OPENAI_API_KEY', say('modelKey'))}
                    <ChoiceSetting
                      draft={draft}
                      name="RINGBACK_MODEL_PROFILE"
                      label={say('profile')}
                      choices={choices(['openai', 'azure', 'xai'], (value) => value)}
                    />
                    {text('OPENAI_BASE_URL', say('baseUrl'), say('baseUrlHint'))}
                    {text('RINGBACK_MODEL', say('modelName'), say('modelNameHint'))}
                    {text('RINGBACK_VOICE', say('voice'))}
                  </SimpleGrid>
                ) : null}
              </>
            );
          }}
        </SettingsForm>
      </Section>
    </Stack>
  );
}
