import { Alert, Badge, Checkbox, Group, List, Loader, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Instant } from '../app/instant.js';
import { Failure } from '../data/failure.js';
import type { CheckedNumbers, CheckedRow } from './checked-numbers.js';
import { useNewCallWords } from './words.js';

/** More would be scrolled past; what is wrong with a list shows in its first rows. */
const SHOWN = 100;

export const isRefused = ({ verdict }: CheckedRow): boolean => verdict !== 'callable' && verdict !== 'repeated';
export const isCallable = ({ verdict }: CheckedRow): boolean => verdict === 'callable';

export interface CheckedRowsProps {
  checked: CheckedNumbers;
  leaveOut: boolean;
  setLeaveOut(leaveOut: boolean): void;
}

/** What was found of the numbers: how many may be called, and of every other one why not. */
export function CheckedRows({ checked, leaveOut, setLeaveOut }: CheckedRowsProps): ReactNode {
  const say = useNewCallWords();
  const { rows, checking, error, tooMany, columns } = checked;
  if (tooMany !== null)
    return (
      <Alert color="red" role="alert">
        {say(columns.length === 0 ? 'tooMany' : 'tooManyRows', tooMany)}
      </Alert>
    );
  const refused = rows?.filter(isRefused) ?? [];
  const callable = rows?.filter(isCallable) ?? [];
  const repeated = rows?.filter(({ verdict }) => verdict === 'repeated').length ?? 0;
  const waiting = callable.filter(({ waitsUntil }) => waitsUntil !== null);
  return (
    <Stack gap="xs">
      <Group gap="xs" role="status" mih={26}>
        {checking ? (
          <>
            <Loader size="xs" aria-hidden />
            <Text size="sm">{say('checking')}</Text>
          </>
        ) : null}
        {rows === null || checking ? null : (
          <>
            <Count colour="green" text={say('callable', { count: callable.length })} />
            {refused.length === 0 ? null : <Count colour="red" text={say('refused', { count: refused.length })} />}
            {repeated === 0 ? null : <Count colour="gray" text={say('repeated', { count: repeated })} />}
            {waiting.length === 0 ? null : <Count colour="yellow" text={say('waiting', { count: waiting.length })} />}
          </>
        )}
      </Group>
      <Failure error={error} />
      {refused.length === 0 ? null : (
        <Alert color="red" variant="light">
          <Stack gap="xs">
            <List size="sm" spacing={4} aria-label={say('refused', { count: refused.length })}>
              {refused.slice(0, SHOWN).map((row) => (
                <List.Item key={`${row.number.line} ${row.number.written}`}>
                  <RefusedRow row={row} />
                </List.Item>
              ))}
            </List>
            {refused.length > SHOWN ? (
              <Text size="sm">{say('moreRefused', { count: refused.length - SHOWN })}</Text>
            ) : null}
            {callable.length === 0 ? null : (
              <Checkbox
                label={say('leaveOut', { count: callable.length })}
                checked={leaveOut}
                onChange={(event) => setLeaveOut(event.currentTarget.checked)}
              />
            )}
          </Stack>
        </Alert>
      )}
      {waiting.length === 0 || checking ? null : (
        <Text size="sm" c="dimmed">
          {waiting[0]?.number.written} {say('waitsUntil')} <Instant at={waiting[0]?.waitsUntil as string} />
        </Text>
      )}
    </Stack>
  );
}

function Count({ colour, text }: { colour: string; text: string }): ReactNode {
  return (
    <Badge
      color={colour}
      variant="light"
      tt="none"
      size="lg"
      h="auto"
      py={2}
      styles={{ label: { whiteSpace: 'normal' } }}
    >
      {text}
    </Badge>
  );
}

function RefusedRow({ row: { number, verdict, reason } }: { row: CheckedRow }): ReactNode {
  const say = useNewCallWords();
  const why = {
    callable: '',
    repeated: '',
    refused: reason,
    lost: say('excelRounded'),
    hole: say('hole', { columns: reason }),
    too_long: say('tooLong'),
  }[verdict];
  return (
    <span style={{ overflowWrap: 'anywhere' }}>
      {say('line', { line: number.line })}: <b>{number.written}</b> {number.name === '' ? null : <>({number.name}) </>}
      {why}
    </span>
  );
}
