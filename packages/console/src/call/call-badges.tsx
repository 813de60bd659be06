import { Badge, Group } from '@mantine/core';
import type { Call, EndReason } from '@ringback/client';
import type { ReactNode } from 'react';
import { goalWord, useCallWords } from './call-words.js';

/** Ends at which the callee was spoken to. */
const TALKED: ReadonlySet<EndReason> = new Set(['completed', 'callee_hung_up', 'hung_up']);
/** Ends that are a fault on our side, or the operator's to mend. */
const FAULTS: ReadonlySet<EndReason> = new Set(['model_failure', 'carrier_failure', 'interrupted', 'out_of_balance']);

function endColour(reason: EndReason): string {
  if (TALKED.has(reason)) return 'green';
  return FAULTS.has(reason) ? 'red' : 'gray';
}

export interface CallBadgesProps {
  of: Pick<Call, 'status' | 'end_reason' | 'goal_achieved' | 'rehearsal'>;
}

/** Where a call stands, or why it is over; and whether its goal was achieved, where that can be told. */
export function CallBadges({ of: call }: CallBadgesProps): ReactNode {
  const say = useCallWords();
  const { status, end_reason: reason, goal_achieved: goal, rehearsal } = call;
  return (
    <Group gap={6} wrap="wrap">
      {reason === null ? (
        <Badge variant="light" color="indigo">
          {say(status)}
        </Badge>
      ) : (
        <Badge variant="light" color={endColour(reason)}>
          {say(reason)}
        </Badge>
      )}
      {goal === null ? null : (
        <Badge variant="outline" color={goal ? 'green' : 'orange'}>
          {say(goalWord(goal))}
        </Badge>
      )}
      {rehearsal === null ? null : (
        <Badge variant="light" color="yellow">
          {say('rehearsal')}
        </Badge>
      )}
    </Group>
  );
}
