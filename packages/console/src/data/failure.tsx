import { Alert } from '@mantine/core';
import { isRingbackApiError } from '@ringback/client';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { screenWords } from '../i18n/i18n.js';

const useWords = screenWords('failure', {
  zh: {
    title: '没有成功',
    unreachable: '连接不上服务。它可能正在重启，请检查网络后再试。',
    timeout: '服务没有及时回答，请稍后再试。',
    bad_answer: '这个地址上的不是 Ringback 服务，请刷新页面。',
    fault: '页面出了错，请刷新后再试。',
  },
  en: {
    title: 'That did not work',
    unreachable: 'The service cannot be reached. It may be restarting: check the network and try again.',
    timeout: 'The service did not answer in time. Try again in a moment.',
    bad_answer: 'What answers at this address is not a Ringback service. Reload the page.',
    fault: 'Something in this page failed. Reload it and try again.',
  },
});

/** Where no sentence of the service came. */
const OWN = ['unreachable', 'timeout', 'bad_answer'] as const;

/** What failed, in the page's language, with what to do: the service's own sentence where it gave one. */
function useFailureText(): (error: unknown) => string {
  const say = useWords();
  return (error) => {
    if (!isRingbackApiError(error)) return say('fault');
    const own = OWN.find((code) => code === error.code);
    return own === undefined ? error.message : say(own);
  };
}

/** Tells a failure where it happened; nothing while `error` is null. */
export function Failure({ error, children }: { error: unknown; children?: ReactNode }): ReactNode {
  const say = useWords();
  const textOf = useFailureText();
  if (error === null || error === undefined) return null;
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle />} title={say('title')}>
      {textOf(error)}
      {children}
    </Alert>
  );
}
