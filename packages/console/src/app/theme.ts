import { type CSSVariablesResolver, createTheme, DEFAULT_THEME, type MantineColorsTuple } from '@mantine/core';

const { colors } = DEFAULT_THEME;

/** The darkest two shades are darker than Mantine's, since words stand in them. */
function deepened(of: MantineColorsTuple, eighth: string, ninth: string): MantineColorsTuple {
  return [...of.slice(0, 8), eighth, ninth] as unknown as MantineColorsTuple;
}

/** Words have a contrast of at least 4.5 to 1 in both colour schemes (WCAG 2.2, 1.4.3): in filled, light and outlined things, and by themselves. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 9, dark: 8 },
  colors: {
    green: deepened(colors.teal, '#087f5b', '#07704f'),
    teal: deepened(colors.teal, '#087f5b', '#07704f'),
    red: deepened(colors.red, '#c92a2a', '#b42323'),
    orange: deepened(colors.orange, '#b5400a', '#9c3706'),
    yellow: deepened(colors.yellow, '#8f5600', '#7a4a00'),
    indigo: deepened(colors.indigo, '#3b4fd0', '#2f41b5'),
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
});

export const cssVariables: CSSVariablesResolver = ({ colors }) => {
  const light: Record<string, string> = {
    '--mantine-color-dimmed': colors.gray[7],
    '--mantine-color-placeholder': colors.gray[7],
    '--mantine-color-error': colors.red[9],
  };
  const dark: Record<string, string> = {
    '--mantine-color-dimmed': colors.dark[1],
    '--mantine-color-placeholder': colors.dark[2],
    '--mantine-color-error': colors.red[3],
  };
  for (const [name, shades] of Object.entries(colors)) {
    if (name === 'dark') continue;
    light[`--mantine-color-${name}-light`] = shades[0];
    light[`--mantine-color-${name}-light-color`] = shades[9];
    light[`--mantine-color-${name}-text`] = shades[9];
    light[`--mantine-color-${name}-outline`] = shades[9];
    dark[`--mantine-color-${name}-light-color`] = shades[1];
    dark[`--mantine-color-${name}-text`] = shades[3];
    dark[`--mantine-color-${name}-outline`] = shades[3];
  }
  return { variables: {}, light, dark };
};
