import { describe, expect, it } from 'vitest';

type Espeak = (options: {
  arguments: string[];
  print: (line: string) => void;
  printErr: (line: string) => void;
  preRun: ((module: { FS: { writeFile(path: string, text: string): void } }) => void)[];
}) => Promise<unknown>;

/** eSpeak NG's own notation of what it would say, without its marks of stress and pause. */
async function phonemes(text: string, voice = 'cmn'): Promise<string> {
  const module = 'espeak-ng';
  const { default: createEspeak } = (await import(module)) as { default: Espeak };
  const lines: string[] = [];
  await createEspeak({
    arguments: ['-q', '-x', '-b', '1', '-v', voice, '-f', '/text'],
    print: (line) => lines.push(line),
    printErr: () => {},
    preRun: [({ FS }) => FS.writeFile('/text', text)],
  });
  return lines
    .join(' ')
    .replace(/[|_,'!]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

describe('the voice cmn', () => {
  it('reads hanzi as Mandarin, with tones', async () => {
    expect(await phonemes('您好')).toBe('ni35nXAu214');
    expect(await phonemes('一个')).toBe('ji35ko-33');
    expect(await phonemes('不是')).toBe('pu35s.i.51');
    expect(await phonemes('重庆银行')).toBe('ts.hong35tS;hi51N ji35nXA35N');
  });

  it('reads 幺, 零 and 两 as numbers of phones and clocks need them', async () => {
    expect(await phonemes('幺三八')).toBe('jAu55 sa55n pA55');
    expect(await phonemes('零')).toBe('li35N');
    expect(await phonemes('两点')).toBe('liA35N tiE214n');
  });

  it('reads Latin letters within as English', async () => {
    expect(await phonemes('我是AI助手')).toContain('(en)');
    expect(await phonemes('OK，请按一')).toContain('(en)oU55keI55(cmn)');
  });
});
