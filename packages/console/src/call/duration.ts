import { useCallWords } from './call-words.js';

/** Whole seconds as people say them; a dash where there are none to tell. */
export function useDuration(): (seconds: number | null) => string {
  const say = useCallWords();
  return (seconds) => {
    if (seconds === null) return '–';
    if (seconds < 60) return say('seconds', { count: seconds });
    return say('minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
  };
}
