import type { Leg } from '../carriers/carrier.js';
import type { Recording } from '../recording/recording.js';

/** A leg whose audio is told to a recording, or to who listens, on its way, while there is one. */
export function recordedLeg(leg: Leg, recording: () => Pick<Recording, 'queued' | 'cleared'> | null): Leg {
  return {
    play: (audio, words) => {
      recording()?.queued(audio);
      leg.play(audio, words);
    },
    mark: (name) => leg.mark(name),
    clear: () => {
      recording()?.cleared();
      leg.clear();
    },
    hangUp: () => leg.hangUp(),
  };
}
