import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../testing/manual-clock.js';
import { CalleeTurn, type SaidTurn } from './callee-turn.js';

function heard() {
  const clock = new ManualClock(0);
  const turns: SaidTurn[] = [];
  const turn = new CalleeTurn(clock, (said) => turns.push(said));
  const caption = (captionId: string, text: string, final = true): void =>
    turn.caption({ captionId, text, final, startedAt: clock.now() - 200, endedAt: clock.now() });
  return { clock, turns, turn, caption, texts: () => turns.map(({ text }) => text) };
}

describe('the callee’s turn', () => {
  it('is over a breath after the voice fell silent, where the words are final', async () => {
    const { clock, turn, caption, texts, turns } = heard();
    turn.voice(true);
    await clock.advance(400);
    caption('a', '是我');
    expect(texts()).toEqual([]);
    turn.voice(false);
    await clock.advance(159);
    expect(texts()).toEqual([]);
    await clock.advance(1);
    expect(texts()).toEqual(['是我']);
    expect(turns[0]?.startedAt).toBe(200);
    expect(clock.pending).toBe(0);
  });

  it('is over at once where the words come later than that', async () => {
    const { clock, turn, caption, texts } = heard();
    turn.voice(true);
    turn.voice(false);
    await clock.advance(500);
    caption('a', '是我');
    expect(texts()).toEqual(['是我']);
  });

  it('needs no voice: some words are too soft to be found', () => {
    const { caption, texts } = heard();
    caption('a', 'yes');
    expect(texts()).toEqual(['yes']);
  });

  it('goes on where the voice goes on, and holds all that was said', async () => {
    const { clock, turn, caption, texts } = heard();
    turn.voice(true);
    caption('a', '我不是');
    turn.voice(false);
    await clock.advance(100);
    turn.voice(true);
    await clock.advance(600);
    caption('b', '很清楚');
    turn.voice(false);
    await clock.advance(160);
    expect(texts()).toEqual(['我不是，很清楚']);
  });

  it('waits a little longer where more is promised', async () => {
    const { clock, turn, caption, texts } = heard();
    turn.voice(true);
    caption('a', 'I would like to but');
    turn.voice(false);
    await clock.advance(600);
    expect(texts()).toEqual([]);
    await clock.advance(100);
    expect(texts()).toEqual(['I would like to but']);
  });

  it('does not wait for a silence that never comes', async () => {
    const { clock, turn, caption, texts } = heard();
    turn.voice(true);
    caption('a', 'yes');
    await clock.advance(1_499);
    expect(texts()).toEqual([]);
    await clock.advance(1);
    expect(texts()).toEqual(['yes']);
  });

  it('waits for words that are still being settled', async () => {
    const { clock, turn, caption, texts } = heard();
    caption('b', '几', false);
    expect(turn.hearing).toBe(true);
    caption('a', '是我');
    await clock.advance(300);
    expect(texts()).toEqual([]);
    caption('b', '几点？');
    expect(texts()).toEqual(['是我，几点？']);
    expect(turn.hearing).toBe(false);
  });

  it('takes each caption once, whatever comes twice, late or empty', async () => {
    const { clock, turn, caption, texts } = heard();
    caption('a', 'yes');
    caption('a', 'yes');
    caption('a', 'ye', false);
    expect(turn.hearing).toBe(false);
    caption('b', '  ');
    await clock.advance(5_000);
    expect(texts()).toEqual(['yes']);
    expect(turn.isNews({ captionId: 'a', text: '', final: true, startedAt: 0, endedAt: 0 })).toBe(false);
  });

  it('leaves nothing behind when it is closed', async () => {
    const { clock, turn, caption, texts } = heard();
    turn.voice(true);
    caption('a', 'yes');
    turn.close();
    expect(clock.pending).toBe(0);
    await clock.advance(5_000);
    expect(texts()).toEqual([]);
  });
});
