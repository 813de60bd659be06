import {
  Badge,
  Collapse,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import {
  type BriefProblems,
  type Draft,
  LONGEST_OPENING_LINE,
  LONGEST_PERSONA,
  LONGEST_REQUIREMENT,
  LONGEST_VOICEMAIL,
} from './draft.js';
import type { PartProps } from './numbers-part.js';
import { hintsOf } from './requirement-hints.js';
import { useNewCallWords } from './words.js';

export interface MatterPartProps extends PartProps {
  problems: BriefProblems;
  /** Somebody tried to go on. */
  tried: boolean;
}

/** What the calls are for. */
export function MatterPart({ draft, change, problems, tried }: MatterPartProps): ReactNode {
  const say = useNewCallWords();
  return (
    <Stack gap="sm">
      <Textarea
        label={say('requirement')}
        description={say('requirementHint')}
        placeholder={say('requirementExample')}
        required
        withAsterisk
        autosize
        minRows={3}
        maxRows={14}
        maxLength={LONGEST_REQUIREMENT}
        value={draft.requirement}
        error={tried && problems.requirement ? say('requirementMissing') : null}
        onChange={(event) => change({ requirement: event.currentTarget.value })}
      />
      <RequirementHints requirement={draft.requirement} />
      <MoreSettings draft={draft} change={change} problems={problems} tried={tried} />
    </Stack>
  );
}

/** Said once there is something to look at, and without reproach. */
function RequirementHints({ requirement }: { requirement: string }): ReactNode {
  const say = useNewCallWords();
  if (requirement.trim().length < 6) return null;
  const hints = hintsOf(requirement);
  return (
    <Group gap="xs" role="status" aria-label={say('hintsTitle')}>
      {hints.time && hints.place && hints.person ? (
        <Text size="sm" c="dimmed">
          {say('hintsAllThere')}
        </Text>
      ) : (
        (['time', 'place', 'person'] as const).map((hint) => (
          <Badge
            key={hint}
            variant="light"
            color={hints[hint] ? 'green' : 'gray'}
            tt="none"
            h="auto"
            py={2}
            leftSection={hints[hint] ? <IconCheck size={12} aria-hidden /> : undefined}
          >
            {say(`${hint}_${hints[hint] ? 'there' : 'missing'}`)}
          </Badge>
        ))
      )}
    </Group>
  );
}

function MoreSettings({ draft, change, problems, tried }: MatterPartProps): ReactNode {
  const say = useNewCallWords();
  const [open, { toggle }] = useDisclosure(false);
  const wrong = tried && problems.voicemail;
  return (
    <Stack gap="sm">
      <UnstyledButton onClick={toggle} aria-expanded={open || wrong} w="fit-content">
        <Group gap={4}>
          {open || wrong ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
          <Text fw={500}>{say('more')}</Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={open || wrong}>
        <Stack gap="sm">
          <TextInput
            label={say('persona')}
            description={say('personaHint')}
            maxLength={LONGEST_PERSONA}
            value={draft.persona}
            onChange={(event) => change({ persona: event.currentTarget.value })}
          />
          <TextInput
            label={say('openingLine')}
            description={say('openingLineHint')}
            maxLength={LONGEST_OPENING_LINE}
            value={draft.openingLine}
            onChange={(event) => change({ openingLine: event.currentTarget.value })}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <NativeSelect
              label={say('opening')}
              value={draft.opening}
              data={(['default', 'say', 'wait'] as const).map((value) => ({ value, label: say(`opening_${value}`) }))}
              onChange={(event) => change({ opening: event.currentTarget.value as Draft['opening'] })}
            />
            <NativeSelect
              label={say('language')}
              value={draft.language}
              data={(['default', 'zh', 'en'] as const).map((value) => ({ value, label: say(`language_${value}`) }))}
              onChange={(event) => change({ language: event.currentTarget.value as Draft['language'] })}
            />
            <NativeSelect
              label={say('voicemail')}
              value={draft.voicemail}
              data={(['default', 'hang_up', 'talk', 'message'] as const).map((value) => ({
                value,
                label: say(`voicemail_${value}`),
              }))}
              onChange={(event) => change({ voicemail: event.currentTarget.value as Draft['voicemail'] })}
            />
            <NativeSelect
              label={say('record')}
              value={draft.record}
              data={(['default', 'yes', 'no'] as const).map((value) => ({ value, label: say(`record_${value}`) }))}
              onChange={(event) => change({ record: event.currentTarget.value as Draft['record'] })}
            />
          </SimpleGrid>
          {draft.voicemail === 'message' ? (
            <Textarea
              label={say('voicemailMessage')}
              autosize
              minRows={2}
              maxLength={LONGEST_VOICEMAIL}
              value={draft.voicemailMessage}
              error={wrong ? say('voicemailMissing') : null}
              onChange={(event) => change({ voicemailMessage: event.currentTarget.value })}
            />
          ) : null}
          <TextInput
            type="datetime-local"
            label={say('notBefore')}
            description={say('notBeforeHint')}
            value={draft.notBefore}
            onChange={(event) => change({ notBefore: event.currentTarget.value })}
          />
        </Stack>
      </Collapse>
    </Stack>
  );
}
