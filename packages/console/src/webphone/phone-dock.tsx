import { ActionIcon, Badge, CloseButton, Group, Indicator, Paper, Stack, Switch, Text, Textarea } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useLanguage } from '../i18n/i18n.js';
import { CallMeHere } from './call-me-here.js';
import classes from './dock.module.css';
import { ringsHere, setRingsHere, useOwnPhone } from './own-phone.js';
import type { PhoneState } from './phone.js';
import { LastEnd, PhoneCall, usePhone } from './phone-call.js';
import { usePhoneWords } from './words.js';

const COLOURS: Record<PhoneState['line'], string> = {
  off: 'gray',
  connecting: 'yellow',
  ready: 'green',
  lost: 'yellow',
  over: 'gray',
  failed: 'red',
};

/** The phone of the page, over every screen: a button, and a panel that opens by itself when it rings. */
export default function PhoneDock(): ReactNode {
  const say = usePhoneWords();
  const phone = useOwnPhone();
  const { ringing, talk, line, trouble } = usePhone(phone);
  const [open, setOpen] = useState(false);
  /** What the call is for: kept from one to the next. */
  const [what, setWhat] = useState('');
  const busy = ringing !== null || talk !== null;
  useEffect(() => {
    if (ringsHere()) void phone.turnOn();
    // Whoever signs out is rung no more.
    return () => void phone.turnOff();
  }, [phone]);
  useEffect(() => {
    if (busy || trouble !== null) setOpen(true);
  }, [busy, trouble]);
  if (!open)
    return (
      <Indicator className={classes.button} color={COLOURS[line]} size={12} offset={6} disabled={line === 'off'}>
        <ActionIcon
          variant="filled"
          radius="xl"
          size={48}
          aria-label={say('open')}
          title={say('open')}
          onClick={() => setOpen(true)}
        >
          <IconPhone size={22} aria-hidden />
        </ActionIcon>
      </Indicator>
    );
  return (
    <Paper className={classes.panel} withBorder shadow="lg" p="md" component="aside" aria-label={say('phone')}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="xs">
            <Text fw={700}>{say('phone')}</Text>
            {busy && line === 'ready' ? null : (
              <Badge color={COLOURS[line]} variant="light" role="status">
                {say(line)}
              </Badge>
            )}
          </Group>
          {busy ? null : <CloseButton aria-label={say('close')} onClick={() => setOpen(false)} />}
        </Group>
        <PhoneCall phone={phone} />
        {busy ? null : <Idle what={what} setWhat={setWhat} />}
      </Stack>
    </Paper>
  );
}

function Idle({ what, setWhat }: { what: string; setWhat(what: string): void }): ReactNode {
  const say = usePhoneWords();
  const language = useLanguage();
  const phone = useOwnPhone();
  const { ended, line } = usePhone(phone);
  const [tried, setTried] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [rings, setRings] = useState(ringsHere);
  const wrong = what.trim() === '';
  useEffect(() => {
    if (ended !== null) setWaiting(false);
  }, [ended]);
  return (
    <>
      <LastEnd cause={ended} />
      <Text size="sm" c="dimmed">
        {say('lead')}
      </Text>
      <Textarea
        label={say('what')}
        description={say('whatHint')}
        placeholder={say('example')}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={4000}
        value={what}
        onChange={({ currentTarget }) => setWhat(currentTarget.value)}
        error={tried && wrong ? say('whatWrong') : null}
      />
      <CallMeHere
        fullWidth
        call={() => {
          setTried(true);
          return wrong ? null : { user_requirement: what.trim(), language };
        }}
        placed={() => setWaiting(true)}
      />
      {waiting ? (
        <Text size="sm" role="status">
          {say('calling')}
        </Text>
      ) : null}
      <Switch
        label={say('ringHere')}
        checked={rings}
        onChange={({ currentTarget: { checked } }) => {
          setRings(checked);
          setRingsHere(checked);
          if (checked) void phone.turnOn();
          else if (line !== 'off') void phone.turnOff();
        }}
      />
    </>
  );
}
