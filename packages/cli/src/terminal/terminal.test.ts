import { describe, expect, it } from 'vitest';
import { plainText } from './plain-text.js';
import { type Output, Terminal } from './terminal.js';

function output(isTTY: boolean, columns?: number): Output & { text: string } {
  return {
    text: '',
    isTTY,
    columns,
    write(text: string) {
      this.text += text;
    },
  };
}

describe('Terminal', () => {
  it('rewrites its live line in place, and prints above it', () => {
    const out = output(true, 30);
    const terminal = new Terminal(out, output(true), {});
    terminal.live('AI  ', 4, '您好');
    terminal.live('AI  ', 4, '您好');
    terminal.live('AI  ', 4, '您好，请问是');
    terminal.print('a line');
    terminal.clearLive();
    terminal.clearLive();
    expect(out.text).toBe(
      '\r\x1b[KAI  您好' + '\r\x1b[KAI  您好，请问是' + '\r\x1b[Ka line\n' + '\r\x1b[KAI  您好，请问是' + '\r\x1b[K',
    );
  });

  it('keeps a live line to one row, and shows its end', () => {
    const out = output(true, 24);
    new Terminal(out, output(true), {}).live('AI  ', 4, '通知您明天上午九点开会');
    expect(out.text).toBe('\r\x1b[KAI  …您明天上午九点开会');
  });

  it('writes no live line, no colour and no control sequence where it is no terminal', () => {
    const out = output(false);
    const terminal = new Terminal(out, output(false), {});
    terminal.live('AI  ', 4, '您好');
    terminal.print(terminal.colours.red('text'));
    terminal.clearLive();
    expect(out.text).toBe('text\n');
    expect(terminal.columns).toBe(80);
  });

  it.each([
    ['a terminal', {}, true],
    ['NO_COLOR', { NO_COLOR: '1' }, false],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true],
    ['a dumb terminal', { TERM: 'dumb' }, false],
  ])('has colours as %s wants', (_, env, coloured) => {
    const terminal = new Terminal(output(true), output(true), env);
    expect(terminal.colours.red('x') !== 'x').toBe(coloured);
    expect(terminal.errorColours.red('x') !== 'x').toBe(coloured);
  });

  it('keeps errors apart, coloured by where they go', () => {
    const out = output(true);
    const error = output(false);
    const terminal = new Terminal(out, error, {});
    terminal.live('', 0, 'waiting');
    terminal.printError(terminal.errorColours.red('bad'));
    expect(error.text).toBe('bad\n');
    expect(out.text).toBe('\r\x1b[Kwaiting\r\x1b[K');
  });
});

describe('plainText', () => {
  it('lets nothing steer the terminal', () => {
    expect(plainText('a\x1b[31mred\x07\u009b2J\r\nb\u202e(c)\u2066')).toBe('a [31mred 2J b(c)');
    expect(plainText('您好，👋 é')).toBe('您好，👋 é');
  });
});
