import type { CallEvent, Utterance } from '@ringback/client';
import { describe, expect, it } from 'vitest';
import { messagesIn } from '../messages.js';
import { Terminal } from '../terminal/terminal.js';
import { ConversationView } from './conversation-view.js';

/** What a terminal shows after this was written to it: the rows, with carriage return and "erase to the end of the line" carried out. */
function screen(written: string): string[] {
  const rows = [''];
  let column = 0;
  for (const piece of written.match(/\x1b\[K|\r|\n|[^\x1b\r\n]+/g) ?? []) {
    const row = rows[rows.length - 1] as string;
    if (piece === '\n') rows.push('');
    else if (piece === '\r') column = 0;
    else if (piece === '\x1b[K') rows[rows.length - 1] = row.slice(0, column);
    else rows[rows.length - 1] = row.slice(0, column) + piece;
    column =
      piece === '\n' || piece === '\r' ? 0 : piece === '\x1b[K' ? column : (rows[rows.length - 1] as string).length;
  }
  return rows;
}

function shown(isTTY: boolean, prefix = '') {
  const out = {
    text: '',
    isTTY,
    columns: 40,
    write(text: string) {
      this.text += text;
    },
  };
  const terminal = new Terminal(out, out, { NO_COLOR: '1' });
  const view = new ConversationView(terminal, messagesIn('en'), prefix);
  return { view, rows: () => screen(out.text), out };
}

const at = { at_ms: 0, id: '1' };
const partial = (utterance_id: string, role: 'assistant' | 'user', text: string): CallEvent => ({
  ...at,
  type: 'partial',
  utterance_id,
  role,
  text,
});
const utterance = (utterance_id: string, role: 'assistant' | 'user', text: string, interrupted = false): CallEvent => ({
  ...at,
  type: 'utterance',
  utterance: { utterance_id, role, text, interrupted, started_at_ms: 0, ended_at_ms: 1 } satisfies Utterance,
});

describe('ConversationView', () => {
  it('rewrites what is being said until it is final, on a terminal', () => {
    const { view, rows } = shown(true);
    view.tell({ ...at, type: 'state', state: 'ringing' });
    expect(rows()).toEqual(['ringing … 0 s']);
    view.tell({ ...at, type: 'state', state: 'in_progress' });
    view.tell(partial('u1', 'assistant', '喂，您好'));
    view.tell(partial('u1', 'assistant', '喂，您好，请问是张先生吗'));
    expect(rows()).toEqual(['AI      喂，您好，请问是张先生吗']);
    view.tell(utterance('u1', 'assistant', '喂，您好，请问是张先生吗？'));
    view.tell(partial('u2', 'user', '是'));
    expect(rows()).toEqual(['AI      喂，您好，请问是张先生吗？', 'Callee  是']);
    view.tell(utterance('u2', 'user', '是我。'));
    view.close();
    expect(rows()).toEqual(['AI      喂，您好，请问是张先生吗？', 'Callee  是我。', '']);
  });

  it('shows who spoke last where both speak, and falls back on the other', () => {
    const { view, rows } = shown(true);
    view.tell(partial('u1', 'assistant', 'The meeting'));
    view.tell(partial('u2', 'user', 'Wait'));
    expect(rows()).toEqual(['Callee  Wait']);
    view.tell(utterance('u2', 'user', 'Wait.'));
    expect(rows()).toEqual(['Callee  Wait.', 'AI      The meeting']);
    view.tell(utterance('u1', 'assistant', 'The meeting', true));
    view.close();
    expect(rows()).toEqual(['Callee  Wait.', 'AI      The meeting —', '']);
  });

  it('wraps long utterances under their speaker', () => {
    const { view, rows } = shown(true);
    view.tell(utterance('u1', 'assistant', 'The meeting is tomorrow at nine in the morning, in the large hall.'));
    view.close();
    expect(rows()).toEqual([
      'AI      The meeting is tomorrow at nine',
      '        in the morning, in the large',
      '        hall.',
      '',
    ]);
  });

  it('prints finished utterances only, each on one line, where it is no terminal', () => {
    const { view, out } = shown(false);
    view.tell({ ...at, type: 'state', state: 'ringing' });
    view.tell(partial('u1', 'assistant', 'The'));
    view.tell(
      utterance('u1', 'assistant', 'The meeting is tomorrow at nine in the morning,\nin the large hall.\x1b[2J'),
    );
    view.tell(utterance('u2', 'user', ''));
    view.tell({ ...at, type: 'keys', by: 'user', digits: '12#' });
    view.tell({ ...at, type: 'warning', code: 'late', detail: 'marks' });
    view.close();
    expect(out.text).toBe(
      'AI      The meeting is tomorrow at nine in the morning, in the large hall. [2J\nCallee  [12#]\nlate: marks\n',
    );
  });

  it('names the call on each line where several are watched', () => {
    const { view, out } = shown(true, '13800138000');
    view.tell(partial('u1', 'assistant', 'He'));
    view.tell(utterance('u1', 'assistant', 'Hello.'));
    view.close();
    expect(out.text).toBe('13800138000  AI      Hello.\n');
  });
});
