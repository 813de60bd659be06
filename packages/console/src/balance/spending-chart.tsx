import { useComputedColorScheme } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface SpendingChartProps {
  /** Every day of the period, oldest first; `at` in seconds since 1970. */
  days: readonly { at: number; spent: number }[];
}

const HEIGHT = 220;

/** Bars of what was spent, drawn anew where the page's width or colours change. Its figures stand in a table beside it. */
export default function SpendingChart({ days }: SpendingChartProps): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const lines = colour(scheme === 'dark' ? '--mantine-color-dark-4' : '--mantine-color-gray-3');
    const words = colour('--mantine-color-dimmed');
    const axis = { stroke: words, grid: { stroke: lines, width: 1 }, ticks: { stroke: lines, width: 1 } };
    const bars = uPlot.paths.bars as NonNullable<typeof uPlot.paths.bars>;
    const chart = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: { y: { range: (_chart, _least, most) => [0, most === 0 ? 1 : most * 1.1] } },
        axes: [
          { ...axis, values: (_chart, instants) => instants.map(shortDay) },
          { ...axis, size: 56, values: (_chart, amounts) => amounts.map((amount) => `¥${amount}`) },
        ],
        series: [
          {},
          {
            fill: colour('--mantine-color-indigo-filled'),
            paths: bars({ size: [0.7, 40] }),
            points: { show: false },
          },
        ],
      },
      [days.map(({ at }) => at), days.map(({ spent }) => spent)],
      element,
    );
    const resized = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
    };
  }, [days, scheme]);
  return <div ref={host} style={{ minWidth: 0, overflow: 'hidden' }} aria-hidden />;
}

function shortDay(seconds: number): string {
  const at = new Date(seconds * 1000);
  return `${at.getMonth() + 1}/${at.getDate()}`;
}
