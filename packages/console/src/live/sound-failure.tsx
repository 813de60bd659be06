import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Failure } from '../data/failure.js';
import { isWebphoneError } from './use-listening.js';
import { useLiveWords } from './words.js';

/** Those of its codes that this screen has words for; the others cannot come here. */
const KNOWN = [
  'microphone_denied',
  'microphone_missing',
  'microphone_busy',
  'microphone_failed',
  'microphone_lost',
  'insecure_page',
  'worklet_failed',
  'sound_blocked',
  'refused',
  'connection_lost',
] as const;

/** What went wrong with microphone, loudspeaker or the connection between, and what to do. */
export function SoundFailure({ error }: { error: unknown }): ReactNode {
  const say = useLiveWords();
  if (!isWebphoneError(error)) return <Failure error={error} />;
  const code = KNOWN.find((one) => one === error.code);
  if (code === undefined) return <Failure error={error} />;
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle />}>
      {say(code)}
    </Alert>
  );
}
