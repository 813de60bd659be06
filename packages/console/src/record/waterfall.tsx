import { Paper, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import type { TurnLatency } from '@ringback/client';
import { memo, type ReactNode } from 'react';
import { clock } from '../app/clock.js';
import { useCallWords } from '../call/call-words.js';
import { useDeedText } from '../call/deeds.js';
import { lengthOf, type Moment, slowestOf } from './moments.js';
import { useRecordWords } from './words.js';

export interface WaterfallProps {
  moments: readonly Moment[];
  /** Plays from a moment of the call; null where there is no recording. */
  playFrom: ((ms: number) => void) | null;
}

/** What happened, one row each, on one scale of time; beside each answer of the AI how long it took. Not drawn anew with every step of the player. */
export const Waterfall = memo(function Waterfall({ moments, playFrom }: WaterfallProps): ReactNode {
  const say = useRecordWords();
  const length = lengthOf(moments);
  const slowest = slowestOf(moments);
  return (
    <Paper withBorder p="md" component="section" aria-label={say('timeline')}>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {say('timeline')}
        </Title>
        {moments.length === 0 ? (
          <Text c="dimmed">{say('nothingHappened')}</Text>
        ) : (
          <>
            <Text size="sm" c="dimmed">
              {say('latencyHint')}
            </Text>
            <div className="legend">
              <span className="swatch to-model" /> {say('toModel')} <span className="swatch to-carrier" />{' '}
              {say('toCarrier')} <span className="swatch to-heard" /> {say('toHeard')}
            </div>
            <ol className="waterfall">
              {moments.map((moment) => (
                <Row key={`${moment.kind} ${moment.id}`} {...{ moment, length, slowest, playFrom }} />
              ))}
            </ol>
          </>
        )}
      </Stack>
    </Paper>
  );
});

interface RowProps extends Pick<WaterfallProps, 'playFrom'> {
  moment: Moment;
  length: number;
  slowest: number;
}

function Row({ moment, length, slowest, playFrom }: RowProps): ReactNode {
  const title = useTitle(moment);
  const text = useText(moment);
  const { kind, at, until, turn } = moment;
  const share = (ms: number): string => `${(100 * Math.min(Math.max(0, ms), length)) / length}%`;
  const from = turn?.from ?? null;
  return (
    <li className={`moment kind-${kind}`} data-kind={kind}>
      <Text span size="xs" c="dimmed" ff="monospace" className="at">
        {clock(at)}
      </Text>
      <div className="what">
        {playFrom === null ? (
          <Text span size="sm" fw={600}>
            {title}
          </Text>
        ) : (
          <UnstyledButton fz="sm" fw={600} onClick={() => playFrom(at)}>
            {title}
          </UnstyledButton>
        )}
        {text === '' ? null : (
          <Text span size="sm" className="text" title={text}>
            {text}
          </Text>
        )}
      </div>
      <div className="scale" aria-hidden>
        {from !== null && from < at ? (
          <span className="wait" style={{ left: share(from), width: share(at - from) }} />
        ) : null}
        <span className={`bar bar-${kind}`} style={{ left: share(at), width: share((until ?? at) - at) }} />
      </div>
      <div className="latency">{turn === null ? null : <Latency of={turn.latency} slowest={slowest} />}</div>
    </li>
  );
}

/** End of the callee's speech → the model's first audio → given to the carrier → heard. */
function Latency({ of: latency, slowest }: { of: TurnLatency; slowest: number }): ReactNode {
  const say = useRecordWords();
  const { turn, to_first_audio_ms: model, to_carrier_ms: carrier, to_heard_ms: heard } = latency;
  const told = (ms: number | null): string => (ms === null ? '–' : String(Math.round(ms)));
  const width = (ms: number): string => `${(100 * Math.max(0, ms)) / slowest}%`;
  const afterModel = carrier === null ? 0 : carrier - (model ?? 0);
  const afterCarrier = heard === null ? 0 : heard - (carrier ?? model ?? 0);
  return (
    <>
      <span className="latency-bar" aria-hidden>
        <span className="to-model" style={{ width: width(model ?? 0) }} />
        <span className="to-carrier" style={{ width: width(afterModel) }} />
        <span className="to-heard" style={{ width: width(afterCarrier) }} />
      </span>
      <Text
        span
        size="xs"
        ff="monospace"
        data-turn={turn}
        aria-label={say('latencyTold', { turn, model: told(model), carrier: told(carrier), heard: told(heard) })}
        role="img"
      >
        {told(model)} → {told(carrier)} → {told(heard)} ms
      </Text>
    </>
  );
}

function useTitle({ kind, event }: Moment): string {
  const say = useRecordWords();
  const word = useCallWords();
  const { title } = useDeedText();
  switch (kind) {
    case 'supervision':
      return title;
    case 'state':
      return event.type === 'state' ? word(event.state) : '';
    case 'assistant':
    case 'user':
      return word(kind);
    case 'ended':
      return event.type === 'ended' ? `${word('ended')}: ${word(event.end_reason)}` : word('ended');
    case 'other':
      return String(event.type);
    default:
      return say(`kind_${kind}`);
  }
}

/** What stands behind the title: words, keys, figures; of an event of an unknown kind all that it holds. */
function useText({ kind, event }: Moment): string {
  const say = useRecordWords();
  const word = useCallWords();
  const { textOf } = useDeedText();
  if (kind === 'other') {
    const { id: _id, at_ms: _at, type: _type, ...rest } = event as unknown as Record<string, unknown>;
    return Object.keys(rest).length === 0 ? '' : JSON.stringify(rest);
  }
  switch (event.type) {
    case 'utterance':
      return event.utterance.interrupted ? `${event.utterance.text} (${say('cutOff')})` : event.utterance.text;
    case 'interruption':
      return say('heardOf', { heard: Math.round(event.heard_ms), spoken: Math.round(event.spoken_ms) });
    case 'keys':
      return `${word(event.by)}: ${event.digits}`;
    case 'supervision':
      return textOf(event);
    case 'machine':
      return say(event.moment === 'greeting' ? 'greeting' : 'beep');
    case 'note':
      return JSON.stringify(event.values);
    case 'warning':
      return `${event.code}: ${event.detail}`;
    case 'ended':
      return event.detail;
    default:
      return '';
  }
}
