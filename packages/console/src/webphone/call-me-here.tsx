import { Button, type ButtonProps, Stack } from '@mantine/core';
import type { NewCalls } from '@ringback/client';
import { isRingbackApiError } from '@ringback/client';
import { IconPhoneIncoming } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Failure } from '../data/failure.js';
import { useCallMe } from './own-phone.js';
import { usePhoneWords } from './words.js';

export interface CallMeHereProps extends Pick<ButtonProps, 'variant' | 'size' | 'disabled' | 'fullWidth'> {
  /** What the call is for, asked for at the click; null: it is not ready, and whoever gave it says why. */
  call(): Omit<NewCalls, 'phones'> | null;
  /** Told the id of the accepted call. The dock rings by itself. */
  placed?(callId: string): void;
}

/** A button that has the AI call this very browser, over whatever the rest of the service calls. */
export function CallMeHere({ call, placed, ...button }: CallMeHereProps): ReactNode {
  const say = usePhoneWords();
  const callMe = useCallMe();
  const start = (): void => {
    const wanted = call();
    if (wanted !== null) callMe.mutate(wanted, { onSuccess: (callId) => placed?.(callId) });
  };
  return (
    <Stack gap="xs">
      <Button
        leftSection={<IconPhoneIncoming size={18} aria-hidden />}
        loading={callMe.isPending}
        onClick={start}
        {...button}
      >
        {say('callMe')}
      </Button>
      {/* What the phone itself met is told where it rings. */}
      <Failure error={isRingbackApiError(callMe.error) ? callMe.error : null} />
    </Stack>
  );
}
