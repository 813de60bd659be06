import { Autocomplete, TextInput } from '@mantine/core';
import type { SpendingLimits } from '@ringback/client';
import type { ReactNode } from 'react';
import { readYuan } from '../app/money.js';
import { useBalanceWords } from './words.js';

/** What stands in the fields; empty: no limit. */
export interface LimitDraft {
  daySpending: string;
  callCost: string;
  talkMinutes: string;
  timeZone: string;
}

export function draftOf(limits: SpendingLimits): LimitDraft {
  const text = (value: number | null): string => (value === null ? '' : String(value));
  // Nobody meant UTC where there is no limit of a day yet: then it is this browser's.
  const untouched = limits.day_spending === null && limits.time_zone === 'UTC';
  return {
    daySpending: text(limits.day_spending),
    callCost: text(limits.call_cost),
    talkMinutes: text(limits.talk_seconds === null ? null : limits.talk_seconds / 60),
    timeZone: untouched ? Intl.DateTimeFormat().resolvedOptions().timeZone : limits.time_zone,
  };
}

/** Null where something is wrong in it. */
export function limitsOf(draft: LimitDraft): SpendingLimits | null {
  const problems = draftProblems(draft);
  if (Object.values(problems).some(Boolean)) return null;
  const amount = (text: string): number | null => (text.trim() === '' ? null : readYuan(text));
  return {
    day_spending: amount(draft.daySpending),
    call_cost: amount(draft.callCost),
    talk_seconds: draft.talkMinutes.trim() === '' ? null : Math.round(Number(draft.talkMinutes) * 60),
    time_zone: draft.timeZone.trim(),
  };
}

function draftProblems(draft: LimitDraft): Record<keyof LimitDraft, boolean> {
  const money = (text: string): boolean => text.trim() !== '' && !((readYuan(text) ?? 0) > 0);
  const minutes = Number(draft.talkMinutes);
  return {
    daySpending: money(draft.daySpending),
    callCost: money(draft.callCost),
    talkMinutes: draft.talkMinutes.trim() !== '' && !(minutes >= 0.5 && minutes <= 240),
    timeZone: !isTimeZone(draft.timeZone.trim()),
  };
}

export interface LimitFieldsProps {
  draft: LimitDraft;
  change(draft: LimitDraft): void;
  /** What to say of a limit's bound, where there is one. */
  bounds?: Partial<Record<keyof LimitDraft, string>>;
}

/** The fields that the operator's limits and one's own have in common. */
export function LimitFields({ draft, change, bounds = {} }: LimitFieldsProps): ReactNode {
  const say = useBalanceWords();
  const problems = draftProblems(draft);
  const field = (name: 'daySpending' | 'callCost' | 'talkMinutes', wrong: 'moneyWrong' | 'talkWrong'): ReactNode => (
    <TextInput
      label={say(name)}
      description={bounds[name]}
      placeholder={say('unlimited')}
      inputMode="decimal"
      value={draft[name]}
      onChange={(event) => change({ ...draft, [name]: event.currentTarget.value })}
      error={problems[name] ? say(wrong) : null}
    />
  );
  return (
    <>
      {field('daySpending', 'moneyWrong')}
      <Autocomplete
        label={say('timeZone')}
        data={Intl.supportedValuesOf('timeZone')}
        limit={20}
        value={draft.timeZone}
        onChange={(timeZone) => change({ ...draft, timeZone })}
        error={problems.timeZone ? say('timeZoneWrong') : null}
      />
      {field('callCost', 'moneyWrong')}
      {field('talkMinutes', 'talkWrong')}
    </>
  );
}

function isTimeZone(name: string): boolean {
  try {
    return name !== '' && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
