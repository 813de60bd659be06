import { RingbackError } from '@ringback/engine';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.js';

describe('createLogger', () => {
  it('writes errors without what they are about', () => {
    const lines: string[] = [];
    const logger = createLogger('info', { write: (line) => void lines.push(line) });
    const database = Object.assign(new Error('duplicate key for 13800138000 and +86 139-0013-9000'), {
      code: '23505',
      detail: 'Failing row contains (+8613800138000, 通知您开会).',
    });
    logger.error({ err: database, callId: 'c1' }, 'failed');
    logger.error(
      {
        err: new RingbackError('coded', 'key sk_abcDEF-123 is wrong', {
          details: { key: 'sk_abcDEF-123' },
          cause: database,
        }),
      },
      'failed',
    );
    try {
      JSON.parse('机密');
    } catch (error) {
      logger.error({ err: error }, 'failed');
    }
    logger.error({ err: '机密' }, 'failed');
    logger.debug({ phone: '13800138000' }, 'not shown');
    expect(lines).toHaveLength(4);
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(first).toMatchObject({ level: 50, callId: 'c1', err: { type: 'Error', code: '23505' } });
    expect(first.err.stack).toContain('logger.test.ts');
    expect(second.err).toMatchObject({ code: 'coded', message: 'key sk_… is wrong', cause: { code: '23505' } });
    expect(lines.join('')).not.toMatch(/13800138|139-?0013|开会|机密|abcDEF/);
  });
});
