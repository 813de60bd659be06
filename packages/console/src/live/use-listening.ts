import { ListeningPhone, type SpeakingEnd, WebphoneError } from '@ringback/webphone';
import workletUrl from '@ringback/webphone/worklet?worker&url';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useClients } from '../data/clients.js';

/** `idle` → `connecting` → `listening` ⇄ `taking` → `speaking` → `listening`; `idle` again from each. */
export type ListeningState = 'idle' | 'connecting' | 'listening' | 'taking' | 'speaking';

export interface ListeningAtHand {
  state: ListeningState;
  /** The connection is being made anew. */
  lost: boolean;
  muted: boolean;
  /** Peaks of what is heard and of one's own voice, 0 to 10. */
  heardLevel: number;
  ownLevel: number;
  /** Why one's own speaking ended last. */
  ended: SpeakingEnd | null;
  error: unknown;
  listen(): void;
  stop(): void;
  takeOver(): void;
  handBack(note: string): void;
  mute(muted: boolean): void;
}

/** Peaks on a meter of 5 dB a step, as the service's levels are. */
const onMeter = (peak: number): number =>
  peak <= 0 ? 0 : Math.max(0, Math.min(10, Math.ceil(10 + (20 * Math.log10(peak)) / 5)));

/** Listens to one call, and speaks on it. Leaving the call ends both. */
export function useListening(callId: string): ListeningAtHand {
  const { live } = useClients();
  const phone = useRef<{ phone: ListeningPhone; listeningId: string } | null>(null);
  const [state, setState] = useState<ListeningState>('idle');
  const [lost, setLost] = useState(false);
  const [muted, setMuted] = useState(false);
  const [levels, setLevels] = useState({ heard: 0, own: 0 });
  const [ended, setEnded] = useState<SpeakingEnd | null>(null);
  const [error, setError] = useState<unknown>(null);

  const stop = useCallback((): void => {
    const had = phone.current;
    phone.current = null;
    void had?.phone.close();
    setState('idle');
    setLost(false);
    setMuted(false);
    setLevels({ heard: 0, own: 0 });
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another call is another line.
  useEffect(() => stop, [stop, callId]);

  const listen = (): void => {
    setState('connecting');
    setError(null);
    setEnded(null);
    const start = async (): Promise<void> => {
      const { token, path, listening_id: listeningId } = await live.listen(callId);
      const opened: ListeningPhone = new ListeningPhone({
        url: `${window.location.origin.replace(/^http/, 'ws')}${path}`,
        token,
        workletUrl,
        events: {
          open: (speaking) => {
            setLost(false);
            setState((now) => (speaking ? 'speaking' : now === 'taking' ? now : 'listening'));
          },
          lost: () => setLost(true),
          speaking: (speaking, why) => {
            setState(speaking ? 'speaking' : 'listening');
            setEnded(why ?? null);
            if (speaking) return;
            opened.closeMicrophone();
            opened.mute(false);
            setMuted(false);
          },
          report: ({ heardLevel, spokenLevel }) =>
            setLevels((before) => {
              const now = { heard: onMeter(heardLevel), own: onMeter(spokenLevel) };
              return before.heard === now.heard && before.own === now.own ? before : now;
            }),
          ended: stop,
          failed: (reason) => {
            stop();
            setError(reason);
          },
          trouble: setError,
        },
      });
      phone.current = { phone: opened, listeningId };
      await opened.open();
      // Another call was opened meanwhile, or this one left.
      if (phone.current?.phone !== opened) void opened.close();
    };
    start().catch((reason: unknown) => {
      stop();
      setError(reason);
    });
  };

  const takeOver = (): void => {
    const had = phone.current;
    if (had === null) return;
    setState('taking');
    setError(null);
    setEnded(null);
    const start = async (): Promise<void> => {
      // First, so that nobody is taken over by somebody who cannot speak.
      await had.phone.openMicrophone();
      await live.takeOver(callId, had.listeningId);
    };
    start().catch((reason: unknown) => {
      had.phone.closeMicrophone();
      setState((now) => (now === 'taking' ? 'listening' : now));
      setError(reason);
    });
  };

  const handBack = (note: string): void => {
    setError(null);
    live.handBack(callId, note.trim() === '' ? undefined : note.trim()).catch(setError);
  };

  const mute = (next: boolean): void => {
    phone.current?.phone.mute(next);
    setMuted(next);
  };

  return {
    state,
    lost,
    muted,
    heardLevel: levels.heard,
    ownLevel: levels.own,
    ended,
    error,
    listen,
    stop,
    takeOver,
    handBack,
    mute,
  };
}

export function isWebphoneError(error: unknown): error is WebphoneError {
  return error instanceof WebphoneError;
}
