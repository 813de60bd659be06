import { Text } from '@mantine/core';
import type { Call } from '@ringback/client';
import type { ReactNode } from 'react';
import { Instant } from '../app/instant.js';
import { useMoney } from '../app/money.js';
import { Section } from '../app/section.js';
import { useRecordWords } from './words.js';

/** What the call was for, as it was asked. */
export function Brief({ of: call }: { of: Call }): ReactNode {
  const say = useRecordWords();
  const { voicemail, metadata } = call;
  return (
    <Part title={say('brief')}>
      <Fact name={say('requirement')}>{call.user_requirement}</Fact>
      <Fact name={say('persona')}>{call.persona}</Fact>
      <Fact name={say('openingLine')}>{call.opening_line}</Fact>
      <Fact name={say('voicemail')}>
        {voicemail === null ? null : typeof voicemail === 'object' ? voicemail.message : say(`voicemail_${voicemail}`)}
      </Fact>
      <Fact name={say('callback')}>{call.callback_url}</Fact>
      <Fact name={say('metadata')}>{metadata === null ? null : <code>{JSON.stringify(metadata)}</code>}</Fact>
    </Part>
  );
}

/** When, over what, for how much, and what the model used. */
export function Figures({ of: call }: { of: Call }): ReactNode {
  const say = useRecordWords();
  const money = useMoney();
  const { model_usage: usage } = call;
  return (
    <Part title={say('figures')}>
      <Fact name={say('accepted')}>
        <Instant at={call.created_at} />
      </Fact>
      <Fact name={say('answered')}>{call.answered_at === null ? null : <Instant at={call.answered_at} />}</Fact>
      <Fact name={say('ended')}>{call.ended_at === null ? null : <Instant at={call.ended_at} />}</Fact>
      <Fact name={say('endDetail')}>{call.end_detail === null ? null : <span lang="en">{call.end_detail}</span>}</Fact>
      <Fact name={say('carrier')}>{call.carrier}</Fact>
      <Fact name={say('cost')}>{call.cost === null ? null : money(call.cost)}</Fact>
      {usage === null ? null : (
        <>
          <Fact name={say('model')}>{usage.model}</Fact>
          <Fact name={say('responses')}>{`${usage.responses} / ${usage.transcriptions}`}</Fact>
          <Fact name={say('tokensIn')}>{tokens(usage.input, say)}</Fact>
          <Fact name={say('tokensCached')}>{tokens(usage.cached, say)}</Fact>
          <Fact name={say('tokensOut')}>{tokens(usage.output, say)}</Fact>
          <Fact name={say('modelCost')}>
            {usage.cost_usd === null ? null : `US$${usage.cost_usd.toFixed(4)}`}
            {usage.unpriced.length === 0 ? '' : ` (${say('without', { models: usage.unpriced.join(', ') })})`}
          </Fact>
        </>
      )}
      <Fact name={say('callId')}>
        <code className="whole">{call.call_id}</code>
      </Fact>
    </Part>
  );
}

function tokens(
  { text, audio, image }: { text: number; audio: number; image: number },
  say: ReturnType<typeof useRecordWords>,
): string {
  const parts = [say('tokensText', { count: text }), say('tokensAudio', { count: audio })];
  if (image > 0) parts.push(say('tokensImage', { count: image }));
  return parts.join(' · ');
}

function Part({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <Section title={title}>
      <dl className="facts">{children}</dl>
    </Section>
  );
}

/** Nothing where there is nothing to tell. */
function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  if (children === null || children === undefined || children === '') return null;
  return (
    <div>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children}
      </Text>
    </div>
  );
}
