import { END_REASONS } from '@ringback/engine';
import { SIMULATED_CALLEES } from '@ringback/standins';
import { describe, expect, it } from 'vitest';
import { messagesIn } from '../../packages/cli/src/messages.js';

describe.each(['en', 'zh'] as const)('the command line in %s', (language) => {
  const say = messagesIn(language);

  it('has words for every end reason, and for none that does not exist', () => {
    expect(Object.keys(say.endReasons).sort()).toEqual([...END_REASONS].sort());
  });

  it('names simulated callees that exist', () => {
    const known = JSON.stringify(SIMULATED_CALLEES);
    for (const [number] of say.demoCallees) expect(known).toContain(number);
  });
});
