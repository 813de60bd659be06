import { Alert, Anchor, Badge, Button, Group, Stack, Text } from '@mantine/core';
import type { MadeWebphoneLink, NewCalls, WebphoneLink } from '@ringback/client';
import { IconLink } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { CopyLine } from '../app/copy-line.js';
import { Instant } from '../app/instant.js';
import { useClients } from '../data/clients.js';
import { Failure } from '../data/failure.js';
import { queries } from '../data/queries.js';
import { useLinkWords } from './link-words.js';

const LINKS = ['webphone-links'] as const;

/** As many as are likely to be waiting for somebody; older ones are used or expired. */
const SHOWN = 20;

export interface CalleeLinksProps {
  /** What the call is for, asked for at the click; null: it is not ready, and whoever gave it says why. */
  call(): Omit<NewCalls, 'phones'> | null;
}

/** Lets somebody else answer in their own browser: makes a link for one call, which waits until it is opened, and shows those that still wait. */
export function CalleeLinks({ call }: CalleeLinksProps): ReactNode {
  const say = useLinkWords();
  const { calls } = useClients();
  const links = useQuery({
    queryKey: LINKS,
    queryFn: async ({ signal }) => (await calls.webphoneLinks({ limit: SHOWN, signal })).items,
  });
  const make = useMutation({
    mutationFn: async (wanted: Omit<NewCalls, 'phones'>): Promise<MadeWebphoneLink> => {
      const link = await calls.createWebphoneLink();
      try {
        await calls.createCalls({ ...wanted, phones: [link.to] });
      } catch (error) {
        // Without its call nobody would ever be rung by it.
        await calls.revokeWebphoneLink(link.link_id).catch(() => {});
        throw error;
      }
      return link;
    },
    onSettled: () => queries.invalidateQueries({ queryKey: LINKS }),
  });
  const start = (): void => {
    const wanted = call();
    if (wanted !== null) make.mutate(wanted);
  };
  const waiting = links.data?.filter(({ state }) => state === 'open' || state === 'called') ?? [];
  return (
    <Stack gap="xs">
      <Button
        variant="default"
        size="compact-md"
        leftSection={<IconLink size={18} aria-hidden />}
        loading={make.isPending}
        onClick={start}
      >
        {say('make')}
      </Button>
      <Failure error={make.error} />
      {make.data === undefined ? null : (
        <Alert color="green" role="status" title={say('made')}>
          <CopyLine
            label={say('link')}
            text={window.location.origin + make.data.path}
            copy={say('copy')}
            copied={say('copied')}
          />
        </Alert>
      )}
      {waiting.length === 0 ? null : (
        <Stack component="ul" gap={4} p={0} m={0} aria-label={say('waiting')}>
          {waiting.map((link) => (
            <LinkRow key={link.link_id} of={link} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function LinkRow({ of: link }: { of: WebphoneLink }): ReactNode {
  const say = useLinkWords();
  const { calls } = useClients();
  const [asked, setAsked] = useState(false);
  const revoke = useMutation({
    mutationFn: async () => {
      await calls.revokeWebphoneLink(link.link_id);
      // Its call has nobody to ring any more.
      if (link.call_id !== null) await calls.hangUp(link.call_id);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: LINKS }),
  });
  return (
    <Group component="li" gap="xs" justify="space-between" style={{ listStyle: 'none' }}>
      <Group gap="xs">
        <Badge variant="light" tt="none">
          {say(link.state === 'called' ? 'called' : 'open')}
        </Badge>
        <Text size="sm">
          {say('until')} <Instant at={link.expires_at} />
        </Text>
        {link.call_id === null ? null : (
          <Anchor component={Link} size="sm" to={`/calls/${link.call_id}`}>
            {say('toCall')}
          </Anchor>
        )}
      </Group>
      <Button
        variant="subtle"
        color="red"
        size="compact-sm"
        loading={revoke.isPending}
        onClick={() => (asked ? revoke.mutate() : setAsked(true))}
      >
        {say(asked ? 'revokeSure' : 'revoke')}
      </Button>
      <Failure error={revoke.error} />
    </Group>
  );
}
