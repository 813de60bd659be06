import type { Leg } from '../carriers/carrier.js';
import type { Recording } from '../recording/recording.js';

/** A leg whose audio is recorded on its way, while there is a recording. */
export function recordedLeg(leg: Leg, recording: () => Recording | null): Leg {
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
