/** What stands between the telephone and the model, each a program of its own. */
export const SYSTEMS = {
  floor: { program: 'floors/bare-relay.mjs', places: false },
  peer: { program: 'peers/agents-transport.mjs', places: false },
  ringback: { program: 'load/ringback-calls.mjs', places: true },
};

/** Ours places its calls; the others are called. */
export function startCalls({ name, network, system }, calls, everyMs) {
  if (SYSTEMS[name].places) return system.order('place', { calls, everyMs });
  return network.order('connect', { calls, everyMs });
}

const LONGEST_MS = 30_000;

/** Until so many calls have audio on both sides. */
export async function untilTalking({ name, network }, calls) {
  const limit = performance.now() + LONGEST_MS;
  for (;;) {
    const { talking, sessions } = await network.order('state');
    if (talking >= calls) return;
    if (performance.now() > limit) {
      const { problems } = await network.order('end');
      throw new Error(
        `${name}: ${talking} of ${calls} calls talk, ${sessions} sessions are open\n${problems.join('\n')}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
