import type { ReactNode } from 'react';

/** How loud one side is, 0 to 10: a bar that moves. */
export function LevelMeter({ level, side, label }: { level: number; side: 'callee' | 'assistant'; label: string }): ReactNode {
  return (
    <span className="live-meter" data-side={side} role="img" aria-label={`${label}: ${level}`}>
      <span style={{ transform: `scaleX(${Math.min(10, level) / 10})` }} />
    </span>
  );
}
