import type { Leg } from '../carriers/carrier.js';

/**
 * A leg as those who speak on it see it: it does nothing while there is none, and what it throws is told instead.
 *
 * @param current the leg, or null before it is dialled and after it was given up.
 */
export function guardedLeg(current: () => Leg | null, onFailure: (error: unknown) => void): Leg {
  const on = (use: (leg: Leg) => void): void => {
    const leg = current();
    if (leg === null) return;
    try {
      use(leg);
    } catch (error) {
      onFailure(error);
    }
  };
  return {
    play: (audio, words) => on((leg) => leg.play(audio, words)),
    mark: (name) => on((leg) => leg.mark(name)),
    clear: () => on((leg) => leg.clear()),
    hangUp: () => on((leg) => leg.hangUp()),
  };
}
