import { AppShell, Burger, Group, Image, NavLink, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import { Failure } from '../data/failure.js';
import { SignInScreen } from '../sign-in/sign-in-screen.js';
import { ColourSwitch } from './colour-switch.js';
import icon from './icon.svg';
import { LanguageSwitch } from './language-switch.js';
import { Waiting } from './notices.js';
import { PersonMenu } from './person-menu.js';
import { SCREENS } from './screens.js';
import { UserContext, useSession } from './session.js';
import { useFrameWords } from './words.js';

/** Comes behind the screen: it is there for calls that come. */
const PhoneDock = lazy(() => import('../webphone/phone-dock.js'));

/** What stands around every screen: who is signed in, the navigation, language and colours. In its place the sign-in, where nobody is. */
export function Frame(): ReactNode {
  const say = useFrameWords();
  const { state, error, signInLocally } = useSession();
  const [open, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a screen was chosen: the menu of a small page is in its way.
  useEffect(close, [path]);

  if (state === undefined) return error === null ? <Waiting /> : <Failure error={error} />;
  if (state.user === null) return <SignInScreen state={state} error={error} signInLocally={signInLocally} />;
  const here = SCREENS.find(({ path: of, entry }) => entry !== undefined && isWithin(path, of))?.entry;
  return (
    <UserContext value={state.user}>
      <title>{here === undefined ? 'Ringback' : `${say(here.word)} · Ringback`}</title>
      <a className="skip" href="#content">
        {say('skip')}
      </a>
      <AppShell
        header={{ height: 56 }}
        navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: !open } }}
        padding="md"
      >
        <AppShell.Header>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="xs" wrap="nowrap">
              <Burger opened={open} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={say('menu')} />
              <UnstyledButton component={Link} to="/">
                <Group gap="xs" wrap="nowrap">
                  <Image src={icon} alt="" w={28} h={28} />
                  <Text fw={700}>Ringback</Text>
                </Group>
              </UnstyledButton>
            </Group>
            <Group gap="xs" wrap="nowrap">
              <LanguageSwitch />
              <ColourSwitch />
              <PersonMenu />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="sm" aria-label={say('navigation')}>
          {SCREENS.map(({ path: to, entry }) =>
            entry === undefined ? null : (
              <NavLink
                key={to}
                component={Link}
                to={to}
                label={say(entry.word)}
                leftSection={<entry.icon size={18} aria-hidden />}
                active={isWithin(path, to)}
              />
            ),
          )}
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} className="main">
          <Failure error={error} />
          <Outlet />
        </AppShell.Main>
      </AppShell>
      <Suspense>
        <PhoneDock />
      </Suspense>
    </UserContext>
  );
}

/** Whether a screen, or one of the navigation that it was reached from, is the one at this path. */
function isWithin(path: string, screen: string): boolean {
  return path === screen || (screen !== '/' && path.startsWith(`${screen}/`));
}
