import type { ReactNode } from 'react';

export interface LevelMeterProps {
  /** 0 to 10. */
  level: number;
  side: 'callee' | 'assistant';
  /** For those who do not see it; absent: it says nothing to them that is not said beside it. */
  label?: string;
}

/** How loud one side is: a bar that moves. */
export function LevelMeter({ level, side, label }: LevelMeterProps): ReactNode {
  const named = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': `${label}: ${level}` };
  return (
    <span className="live-meter" data-side={side} {...named}>
      <span style={{ transform: `scaleX(${Math.min(10, level) / 10})` }} />
    </span>
  );
}
