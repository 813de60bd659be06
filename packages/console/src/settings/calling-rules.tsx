import { Alert, Checkbox, Group, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../app/section.js';
import { useLanguage } from '../i18n/i18n.js';
import { SettingSource, type SettingsDraft, SettingsForm } from './stored-settings.js';
import { useSettingsWords } from './words.js';

const RULES = ['RINGBACK_COUNTRIES', 'RINGBACK_CALLING_HOURS', 'RINGBACK_TIME_ZONE'];
const KEEPING = ['RINGBACK_KEEP_WORDS', 'RINGBACK_KEEP_RECORDINGS'];
const PERIODS = ['7', '30', '90', '180', '365'];

/** Whom one may call and when, and how long what was said is kept: all of it takes effect at once. */
export function CallingRules(): ReactNode {
  const say = useSettingsWords();
  return (
    <Stack gap="lg">
      <Section title={say('rules')}>
        <SettingsForm
          label={say('rules')}
          names={RULES}
          wrong={(draft) => !countriesRight(draft) || !hoursRight(draft)}
        >
          {(draft) => (
            <>
              <Countries draft={draft} />
              <Hours draft={draft} />
              <Zone draft={draft} />
            </>
          )}
        </SettingsForm>
      </Section>
      <Section title={say('retention')} hint={say('retentionHint')}>
        <SettingsForm label={say('retention')} names={KEEPING}>
          {(draft) => (
            <>
              <Keep draft={draft} name="RINGBACK_KEEP_WORDS" label={say('keepWords')} />
              <Keep draft={draft} name="RINGBACK_KEEP_RECORDINGS" label={say('keepRecordings')} />
              {KEEPING.some((name) => draft.changed(name) && /^\d/.test(draft.value(name))) ? (
                <Alert color="yellow">{say('keepWarning')}</Alert>
              ) : null}
            </>
          )}
        </SettingsForm>
      </Section>
    </Stack>
  );
}

const codesOf = (written: string): string[] =>
  written
    .split(',')
    .map((code) => code.trim().toUpperCase())
    .filter((code) => code !== '');

function countriesRight(draft: SettingsDraft): boolean {
  const codes = codesOf(draft.value('RINGBACK_COUNTRIES'));
  return !draft.changed('RINGBACK_COUNTRIES') || codes.every((code) => /^[A-Z]{2}$/.test(code));
}

function Countries({ draft }: { draft: SettingsDraft }): ReactNode {
  const say = useSettingsWords();
  const name = 'RINGBACK_COUNTRIES';
  const codes = codesOf(draft.value(name));
  const names = new Intl.DisplayNames([useLanguage() === 'zh' ? 'zh-CN' : 'en'], { type: 'region' });
  return (
    <div>
      <TagsInput
        label={say('countries')}
        description={say('countriesHint')}
        splitChars={[',', ' ', '，']}
        disabled={draft.of(name).source === 'environment'}
        value={codes}
        onChange={(chosen) => draft.change(name, [...new Set(chosen.map((code) => code.toUpperCase()))].join(','))}
        error={countriesRight(draft) ? null : say('countriesWrong')}
      />
      <Text size="xs" c="dimmed" mt={4}>
        {codes.map((code) => (/^[A-Z]{2}$/.test(code) ? `${code} ${names.of(code) ?? ''}` : code)).join(' · ')}
      </Text>
      <SettingSource draft={draft} name={name} />
    </div>
  );
}

const HOURS = /^(\d{2}:\d{2})\s*[-–]\s*(\d{2}:\d{2})$/;

function hoursRight(draft: SettingsDraft): boolean {
  const written = draft.value('RINGBACK_CALLING_HOURS');
  if (written === 'off' || written === '') return true;
  const [, from = '', to = ''] = HOURS.exec(written) ?? [];
  return from !== '' && from < to;
}

function Hours({ draft }: { draft: SettingsDraft }): ReactNode {
  const say = useSettingsWords();
  const name = 'RINGBACK_CALLING_HOURS';
  const locked = draft.of(name).source === 'environment';
  const written = draft.value(name);
  const any = written === 'off';
  const [, from = '08:00', to = '21:00'] = HOURS.exec(written) ?? [];
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
      <Text component="legend" size="sm" fw={600} p={0}>
        {say('hours')}
      </Text>
      <Text size="xs" c="dimmed" mb={4}>
        {say('hoursHint')}
      </Text>
      <Checkbox
        label={say('anyHour')}
        checked={any}
        disabled={locked}
        onChange={(event) => draft.change(name, event.currentTarget.checked ? 'off' : '08:00-21:00')}
      />
      {any ? null : (
        <Group mt="xs" align="flex-start">
          <TextInput
            type="time"
            label={say('opens')}
            value={from}
            disabled={locked}
            onChange={(event) => draft.change(name, `${event.currentTarget.value}-${to}`)}
          />
          <TextInput
            type="time"
            label={say('closes')}
            value={to}
            disabled={locked}
            onChange={(event) => draft.change(name, `${from}-${event.currentTarget.value}`)}
            error={hoursRight(draft) ? null : say('hoursWrong')}
          />
        </Group>
      )}
      <SettingSource draft={draft} name={name} />
    </fieldset>
  );
}

function Zone({ draft }: { draft: SettingsDraft }): ReactNode {
  const say = useSettingsWords();
  const name = 'RINGBACK_TIME_ZONE';
  const written = draft.value(name);
  const zones = Intl.supportedValuesOf('timeZone');
  return (
    <div>
      <Select
        label={say('zone')}
        description={say('zoneHint')}
        placeholder={say('none')}
        searchable
        clearable
        limit={30}
        disabled={draft.of(name).source === 'environment'}
        data={written === '' || zones.includes(written) ? zones : [written, ...zones]}
        value={written === '' ? null : written}
        onChange={(zone) => draft.change(name, zone ?? '')}
      />
      <SettingSource draft={draft} name={name} />
    </div>
  );
}

function Keep({ draft, name, label }: { draft: SettingsDraft; name: string; label: string }): ReactNode {
  const say = useSettingsWords();
  const value = draft.value(name) === '' ? 'forever' : draft.value(name);
  const periods = value === 'forever' || PERIODS.includes(value) ? PERIODS : [value, ...PERIODS];
  return (
    <div>
      <Select
        label={label}
        allowDeselect={false}
        disabled={draft.of(name).source === 'environment'}
        data={[
          { value: 'forever', label: say('forever') },
          ...periods.map((days) => ({ value: days, label: say('keepDays', { count: days }) })),
        ]}
        value={value}
        onChange={(chosen) => draft.change(name, chosen ?? 'forever')}
      />
      <SettingSource draft={draft} name={name} />
    </div>
  );
}
