/**
 * Draws what a program printed on a terminal as an SVG: reads text with ANSI colours from standard input, writes the picture to the path
 * given. `FORCE_COLOR=1 npm run demo -- --once 2>/dev/null | node scripts/terminal-picture.mjs docs/demo.svg "npm run demo"`
 */
import { readFileSync, writeFileSync } from 'node:fs';

const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const PADDING = 18;
const TITLE_HEIGHT = 34;

/** The sixteen colours of a dark terminal, by their SGR number. */
const COLOURS = {
  30: '#586069',
  31: '#f97583',
  32: '#85e89d',
  33: '#ffea7f',
  34: '#79b8ff',
  35: '#b392f0',
  36: '#56d4dd',
  37: '#e1e4e8',
  90: '#8b949e',
};
const PLAIN = '#e1e4e8';

/** Cells that a character takes: two for Chinese and emoji, none for joiners (Unicode UAX #11, simplified). */
function cells(character) {
  const code = character.codePointAt(0);
  if (code === 0xfe0f || code === 0x200d) return 0;
  return (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff)
    ? 2
    : 1;
}

function escapeXml(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Splits a line into runs of one style, each with its column. */
function runs(line) {
  const found = [];
  let style = { colour: PLAIN, bold: false, dim: false };
  let column = 0;
  for (const part of line.split(/(\u001b\[[0-9;]*m)/)) {
    const codes = /^\u001b\[([0-9;]*)m$/.exec(part);
    if (codes !== null) {
      for (const code of codes[1].split(';').map(Number)) {
        if (code === 0) style = { colour: PLAIN, bold: false, dim: false };
        else if (code === 1) style = { ...style, bold: true };
        else if (code === 2) style = { ...style, dim: true };
        else if (code === 22) style = { ...style, bold: false, dim: false };
        else if (code === 39) style = { ...style, colour: PLAIN };
        else if (COLOURS[code] !== undefined) style = { ...style, colour: COLOURS[code] };
      }
      continue;
    }
    // Chinese and Latin stretches stand apart, so that each is set to its own width in cells.
    for (const stretch of part.match(/[\u2e80-\uffef]+|[^\u2e80-\uffef]+/g) ?? []) {
      const width = [...stretch].reduce((sum, character) => sum + cells(character), 0);
      if (stretch.trim() !== '') found.push({ text: stretch, column, width, style });
      column += width;
    }
  }
  return { found, width: column };
}

const lines = readFileSync(0, 'utf8').replace(/\r/g, '').trimEnd().split('\n');
const drawn = lines.map(runs);
const width = Math.ceil(Math.max(80, ...drawn.map((line) => line.width)) * CELL_WIDTH + PADDING * 2);
const height = lines.length * LINE_HEIGHT + TITLE_HEIGHT + PADDING;
const body = drawn.flatMap(({ found }, row) =>
  found.map(({ text, column, width: columns, style }) => {
    const lead = text.length - text.trimStart().length;
    const x = PADDING + (column + lead) * CELL_WIDTH;
    const y = TITLE_HEIGHT + (row + 1) * LINE_HEIGHT - 5;
    const length = (columns - (text.length - text.trim().length)) * CELL_WIDTH;
    const weight = style.bold ? ' font-weight="bold"' : '';
    const opacity = style.dim ? ' opacity="0.6"' : '';
    return `<text x="${x.toFixed(1)}" y="${y}" fill="${style.colour}" textLength="${length.toFixed(1)}"${weight}${opacity}>${escapeXml(text.trim())}</text>`;
  }),
);
writeFileSync(
  process.argv[2],
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace" font-size="14" xml:space="preserve">
<rect width="100%" height="100%" rx="8" fill="#1b1f24"/>
<circle cx="20" cy="17" r="5" fill="#f97583"/><circle cx="38" cy="17" r="5" fill="#ffea7f"/><circle cx="56" cy="17" r="5" fill="#85e89d"/>
<text x="${width / 2}" y="22" fill="#8b949e" text-anchor="middle" font-size="12">${escapeXml(process.argv[3] ?? '')}</text>
${body.join('\n')}
</svg>
`,
);
