import { Stack, Tabs, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useUser } from '../app/session.js';
import { CallingRules } from './calling-rules.js';
import { DoNotCallList } from './do-not-call-list.js';
import { Lines } from './lines.js';
import { Person } from './person.js';
import { useSettingsWords } from './words.js';

/** One's own settings, the list of numbers that are never called and, for the operator, what the service is set to. */
export default function SettingsScreen(): ReactNode {
  const say = useSettingsWords();
  const operator = useUser().role === 'operator';
  const [part, setPart] = useState<string | null>(operator ? 'rules' : 'person');
  return (
    <Stack gap="md" maw={900}>
      <Title order={1} size="h2">
        {say('title')}
      </Title>
      <Tabs value={part} onChange={setPart} keepMounted={false}>
        <Tabs.List mb="md" aria-label={say('title')}>
          {operator ? <Tabs.Tab value="rules">{say('rules')}</Tabs.Tab> : null}
          {operator ? <Tabs.Tab value="lines">{say('lines')}</Tabs.Tab> : null}
          <Tabs.Tab value="doNotCall">{say('doNotCall')}</Tabs.Tab>
          <Tabs.Tab value="person">{say('person')}</Tabs.Tab>
        </Tabs.List>
        {operator ? (
          <>
            <Tabs.Panel value="rules">
              <CallingRules />
            </Tabs.Panel>
            <Tabs.Panel value="lines">
              <Lines />
            </Tabs.Panel>
          </>
        ) : null}
        <Tabs.Panel value="doNotCall">
          <DoNotCallList />
        </Tabs.Panel>
        <Tabs.Panel value="person">
          <Person />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
