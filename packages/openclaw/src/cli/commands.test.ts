import { describe, expect, it } from 'vitest';
import { readConfig } from '../config/config.js';
import type { CliCommand } from '../host.js';
import { registerCommands } from './commands.js';
import type { Terminal } from './terminal.js';

type Run = (...args: unknown[]) => Promise<void>;

/** As much of Commander as finds the action of a command. */
class TestProgram {
  readonly runs = new Map<string, Run>();
  readonly help: string[] = [];

  command(name: string): CliCommand {
    const command: Record<string, unknown> = {};
    const chain = (): unknown => command;
    for (const method of ['description', 'argument', 'option', 'requiredOption']) command[method] = chain;
    command.addHelpText = (_where: string, text: string) => {
      this.help.push(text);
      return command;
    };
    command.command = (inner: string) => this.command(inner);
    command.action = (run: Run) => {
      this.runs.set(name, run);
      return command;
    };
    return command as unknown as CliCommand;
  }
}

const REAL = readConfig(
  {
    provider: 'twilio',
    fromNumber: '+15005550006',
    twilio: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'x' },
    streaming: { openaiApiKey: 'sk-x' },
    publicUrl: 'https://calls.example.com',
  },
  {},
);
const MOCK = readConfig({ provider: 'mock' }, {});
const OVER = {
  found: true,
  state: 'completed',
  endReason: 'completed',
  detail: 'Over.',
  durationSeconds: 3,
  goalAchieved: true,
};

function commands(reading = MOCK, over: Partial<Terminal> = {}) {
  const printed: string[] = [];
  const complained: string[] = [];
  const asked: [string, Record<string, unknown>][] = [];
  const answers: Record<string, unknown[]> = {};
  let code: number | null = null;
  const tty: Terminal = {
    interactive: false,
    print: (line) => void printed.push(line),
    complain: (line) => void complained.push(line),
    confirm: async () => false,
    pause: async () => undefined,
    exit: (given) => {
      code = given;
    },
    ...over,
  };
  const program = new TestProgram();
  registerCommands(
    program as unknown as CliCommand,
    reading,
    async (method, params) => {
      asked.push([method, params]);
      const answer = answers[method]?.shift();
      if (answer === undefined) throw new Error('gateway closed');
      return answer;
    },
    tty,
  );
  const run = async (name: string, ...args: unknown[]): Promise<number | null> => {
    await program.runs.get(name)?.(...args);
    return code;
  };
  return { run, printed, complained, asked, answers, program };
}

const OPTIONS = { goal: 'g', persona: 'p' };
const DRY = { dryRun: true, initiated: false, to: '+12025550100' };

describe('openclaw supercall', () => {
  it('calls, shows the talk as it grows, and ends with the outcome', async () => {
    const { run, printed, complained, asked, answers } = commands();
    answers['supercall.call'] = [DRY, { callId: 'c1', initiated: true }];
    const line = { speaker: 'bot', text: 'Hello.' };
    answers['supercall.status'] = [
      { ...OVER, endReason: null, transcript: [] },
      { ...OVER, endReason: null, transcript: [line] },
      { ...OVER, transcript: [line, { speaker: 'user', text: 'Hi.' }] },
    ];
    expect(await run('call', '+12025550100', OPTIONS)).toBe(0);
    expect(printed).toEqual(['bot: Hello.', 'user: Hi.', 'Over: completed, 3 s, goal reached. Over.']);
    expect(complained).toEqual(['Call c1']);
    expect(asked[0]).toEqual(['supercall.call', { to: '+12025550100', goal: 'g', persona: 'p', dryRun: true }]);
  });

  it('lets no real phone ring unasked', async () => {
    const alone = commands(REAL);
    alone.answers['supercall.call'] = [DRY, { callId: 'c1', initiated: true }];
    expect(await alone.run('call', '+12025550100', OPTIONS)).toBe(2);
    expect(alone.complained).toEqual([expect.stringContaining('add --yes. Nobody was called.')]);
    const questions: string[] = [];
    const confirm = async (question: string): Promise<boolean> => questions.push(question) === 2;
    const person = commands(REAL, { interactive: true, confirm });
    person.answers['supercall.call'] = [DRY, DRY, { callId: 'c1', initiated: true }];
    person.answers['supercall.status'] = [{ ...OVER, transcript: [] }];
    expect(await person.run('call', '+12025550100', OPTIONS)).toBe(1);
    expect(person.asked).toHaveLength(1);
    expect(await person.run('call', '+12025550100', OPTIONS)).toBe(0);
    expect(questions).toEqual(Array(2).fill('This calls +12025550100 (US). Go on?'));
    const script = commands(REAL);
    script.answers['supercall.call'] = [DRY, { callId: 'c1', initiated: true }];
    expect(await script.run('call', '+12025550100', { ...OPTIONS, yes: true, wait: false, json: true })).toBe(0);
    expect(script.printed).toEqual(['{"callId":"c1","initiated":true}']);
  });

  it('says what is wrong before anybody is asked', async () => {
    const { run, complained, answers } = commands(REAL, { interactive: true });
    answers['supercall.call'] = [{ error: 'to is no valid phone number.' }];
    expect(await run('call', '+1202', OPTIONS)).toBe(1);
    expect(complained).toEqual(['to is no valid phone number.']);
  });

  it('says that the gateway does not answer, with a code of its own', async () => {
    for (const name of ['status', 'end', 'list']) {
      const { run, complained } = commands();
      expect(await run(name, ...(name === 'list' ? [{}] : ['c1', {}]))).toBe(6);
      expect(complained).toEqual([expect.stringContaining('The gateway does not answer')]);
    }
  });

  it('shows status, list and end', async () => {
    const { run, printed, answers } = commands();
    answers['supercall.status'] = [{ ...OVER, transcript: [{ speaker: 'bot', text: 'Hi.' }] }, { found: false }];
    answers['supercall.list'] = [
      { count: 0, calls: [] },
      { count: 1, calls: [{ callId: 'c1', to: '+1', state: 'ringing', goal: 'g' }] },
    ];
    answers['supercall.end'] = [{ success: true }];
    expect(await run('status', 'c1', {})).toBe(0);
    expect(await run('status', 'c2', {})).toBe(1);
    expect(await run('list', {})).toBe(0);
    expect(await run('list', { json: true })).toBe(0);
    expect(await run('end', 'c1', {})).toBe(0);
    expect(printed).toEqual([
      'bot: Hi.\nOver: completed, 3 s, goal reached. Over.',
      'No call is under way.',
      expect.stringContaining('"state":"ringing"'),
      'Hung up.',
    ]);
  });

  it('looks through everything, also where the gateway is down', async () => {
    const up = commands();
    up.answers['supercall.doctor'] = [
      { problems: [], warnings: ['odd'], findings: [{ what: 'line', ok: true, said: 'fine' }] },
    ];
    expect(await up.run('doctor', {})).toBe(0);
    expect(up.printed).toEqual(['✓ configuration: Complete.', '✓ line: fine', '! odd']);
    const down = commands(readConfig({}, {}));
    expect(await down.run('doctor', { json: true })).toBe(1);
    expect(JSON.parse(down.printed[0] ?? '')).toMatchObject({
      ok: false,
      findings: [
        { what: 'configuration', said: expect.stringContaining('supercall.config.provider') },
        { what: 'gateway', ok: false },
      ],
    });
  });

  it('has examples and its exit codes in the help', () => {
    expect(commands().program.help.join()).toMatch(/Examples:[\s\S]*Exit codes:/);
  });
});
