import { describe, expect, it } from 'vitest';
import { codeOf, connectHost } from '../../mcp/hosts.js';
import { startService } from '../../running-service.js';

/** Here and not among the quick ones, since it takes the client half a minute to give the service up. */
describe('ringback mcp', () => {
  it('names the call where the service goes away after it was placed', { timeout: 60_000 }, async () => {
    const mortal = await startService({ RINGBACK_SPEECH: 'tones' });
    const host = await connectHost('modern', { env: mortal.env });
    const answer = await host.call(
      'place_call',
      { phone: '13800138000', user_requirement: '通知开会' },
      { onprogress: ({ message }) => message === 'in progress' && mortal.child.kill('SIGKILL') },
    );
    await host.close();
    await mortal.stop();
    expect(codeOf(answer)).toBe('unreachable');
    expect(answer.content[0]?.text).toMatch(/The call was placed, as [0-9a-f-]{36}: look with get_call/);
  });
});
